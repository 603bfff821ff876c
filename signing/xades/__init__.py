"""XML signatures and XAdES: enveloped, enveloping, detached, several in one file.

This is the door: `judges` and `judge` for files, `signed_root` for signed lists; containers ask
`judging` themselves.

Knows: in which order the signatures of a file are judged, and what each covers.
Does not know: containers, trust, time.
Keeps: one unreadable signature never hides the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signing.facts import (
    SIGNATURES_MAX,
    FileFacts,
    Separate,
    SignatureFacts,
    Submitted,
)
from signing.kinds import SignedKind
from signing.messages import say
from signing.model import Format
from signing.xades.document import Element, RefusedXml, parse
from signing.xades.judging import judge_document
from signing.xades.references import Candidates, Resolve
from signing.xades.transforms import octets

__all__ = ["RefusedXml", "SignedRoot", "judge", "judges", "signed_root"]


def judges(kind: SignedKind) -> bool:
    """Whether this module knows files of `kind`."""
    return kind is SignedKind.XADES


def judge(submitted: Submitted) -> FileFacts:
    """Find out what the signatures of the XML file are worth before trust."""
    try:
        document = parse(submitted.data)
    except RefusedXml as error:
        return FileFacts(format=Format.UNREADABLE, messages=[error.remark("S003")], complete=False)
    found, rest = judge_document(
        document,
        _among(submitted.contents),
        format=Format.XADES,
        certificates=submitted.certificates,
    )
    if not found:
        return FileFacts(format=Format.NONE, messages=[say("S001")])
    facts = FileFacts(format=Format.XADES, signatures=[one.facts for one in found])
    signed = [one.content for judged in found for one in judged.references]
    for one in submitted.contents:
        if not any(one is content for content in signed):
            facts.messages.append(say("S116", name=one.path.name))
    if rest:
        facts.messages.append(say("S004", most=SIGNATURES_MAX))
        facts.complete = False
    return facts


@dataclass(frozen=True, slots=True)
class SignedRoot:
    """What one good signature over a whole XML document says.

    Attributes:
        root: the outermost element of what was digested: what is not signed is not in it.
        certificate: DER, of the signer; whose it is has still to be looked at.
    """

    root: Element
    certificate: bytes
    facts: SignatureFacts


def signed_root(
    data: bytes, certificates: Sequence[bytes] = ()
) -> SignedRoot | SignatureFacts | None:
    """The root element that a good enveloped signature covers, for signed lists.

    The facts of the first signature where none is good, so that the caller can say why; None where
    there is no signature. `certificates` are further ones among which the signer's may be.

    Raises:
        RefusedXml: the XML cannot be read, or passes a limit.
    """
    document = parse(data)
    found, _ = judge_document(
        document, lambda _: Candidates(), format=Format.XADES, certificates=certificates
    )
    for one in found:
        facts, reference = one.facts, one.over_root
        good = facts.signature_intact and facts.content_intact and facts.failure is None
        if good and reference is not None and reference.value is not None:
            assert facts.certificate is not None, "without a certificate nothing is good"
            # Comments and other signatures may be added freely: only what was digested counts.
            signed = parse(octets(reference.value).read(), document.budget)
            return SignedRoot(signed.root, facts.certificate, facts)
    return found[0].facts if found else None


def _among(contents: Sequence[Separate]) -> Resolve:
    """The content with the name that a reference gives, else any: its digest has to match."""

    def candidates(uri: str | None) -> Candidates:
        name = (uri or "").rpartition("/")[2]
        named = [one for one in contents if one.path.name == name]
        return Candidates(named or list(contents), sure=bool(named) or len(contents) == 1)

    return candidates
