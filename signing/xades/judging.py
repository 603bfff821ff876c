"""The judgement of the XML signatures of one document, each before its counter-signatures.

Knows: ETSI EN 319 102-1, 5.2.2-5.2.7 as far as they concern XML, and what a signature covers.
Does not know: trust, time, or where contents come from.
Keeps: a signature is intact only with a value that verifies, a content that is signed at all, and
signed properties that are its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from signing.cms.raw import HOSTILE
from signing.cms.signer import broken
from signing.facts import SIGNATURES_MAX, SignatureFacts
from signing.messages import say
from signing.model import Covers, Format, SubIndication
from signing.xades import properties, references
from signing.xades.document import Document, Element, Refused
from signing.xades.parts import SIGNATURE, SignatureParts, parts_of, signatures_of
from signing.xades.references import Reference, Resolve
from signing.xades.signer import check_value
from signing.xades.stamps import stamps_of


@dataclass(frozen=True, slots=True)
class Judged:
    """One signature of a document.

    Attributes:
        covers_root: it signs the whole document but for itself.
        references: what it signs, and what the manifests among that list.
    """

    element: Element
    facts: SignatureFacts
    covers_root: bool
    references: Sequence[Reference] = ()


def judge_document(
    document: Document,
    resolve: Resolve,
    *,
    format: Format,  # noqa: A002
    certificates: Sequence[bytes] = (),
    start: int = 0,
) -> tuple[list[Judged], int]:
    """All signatures of the document, in its order, and how many were left out as too many."""
    every = signatures_of(document)
    found: list[Judged] = []
    places: dict[Element, int] = {}
    for element in every[:SIGNATURES_MAX]:
        covers_root = False
        named: Sequence[Reference] = ()
        try:
            parts = parts_of(document, element)
            facts, covers_root, named = _judge(parts, resolve, format, certificates)
            _countersigns(parts, facts, places, found, start)
        except Refused as error:
            facts = SignatureFacts(format=format, signature_intact=False, content_intact=False)
            facts.fail(SubIndication.FORMAT_FAILURE, error.remark("S010"))
        except HOSTILE as error:
            facts = broken(format, error)
        places[element] = start + len(found)
        found.append(Judged(element, facts, covers_root, named))
    return found, len(every) - len(found)


def _judge(
    parts: SignatureParts,
    resolve: Resolve,
    format: Format,  # noqa: A002
    certificates: Sequence[bytes],
) -> tuple[SignatureFacts, bool, Sequence[Reference]]:
    inside = properties.carried(parts)
    facts = SignatureFacts(
        format=format,
        level=properties.level_of(parts),
        claimed_time=properties.signing_time(parts),
        pool=[*inside.certificates, *(c for c in certificates if c not in inside.certificates)],
        crls=inside.crls,
        ocsps=inside.ocsps,
    )
    found = references.judged(parts, resolve)
    listed = references.entries(found, parts, resolve)
    _check_structure(parts, found, facts)
    _check_content(found, facts)
    if facts.content_intact is None and all(one.intact for one in found):
        facts.content_intact = True
    _check_entries(listed, facts)
    check_value(parts, inside, certificates, facts)
    facts.stamps = stamps_of(parts, found, inside, facts)
    covers_root = any(_covers_root(one, parts) for one in found)
    facts.covers = _extent(parts, [*found, *listed], covers_root=covers_root)
    if facts.covers is Covers.PART:
        facts.messages.append(say("S030"))
    facts.weak = facts.weak or any(one.digest is not None and one.digest.weak for one in found)
    return facts, covers_root, [*found, *listed]


def _check_structure(parts: SignatureParts, found: list[Reference], facts: SignatureFacts) -> None:
    """What must be signed: something, and the signature's own properties."""
    named = parts.qualifying.get("Target") if parts.qualifying is not None else None
    if named is not None and named != f"#{parts.id}":
        # Some signers misspell their own identifier; the place in the file tells whose they are.
        other = parts.document.ids.get(named.removeprefix("#"))
        if other is not None and other.tag == SIGNATURE:
            facts.content_intact = False
            facts.fail(SubIndication.FORMAT_FAILURE, say("S104"))
        else:
            facts.messages.append(say("S115"))
    own = parts.signed
    if own is not None and not any(references.covers(one, own) for one in found):
        aimed = [one for one in found if one.target is own]
        if any(one.intact is not None for one in aimed) or not aimed:
            facts.content_intact = False
        if not aimed:
            facts.fail(SubIndication.FORMAT_FAILURE, say("S105"))
    if not any(_signs_content(one, parts) for one in found):
        facts.content_intact = False
        facts.fail(SubIndication.FORMAT_FAILURE, say("S106"))


def _signs_content(reference: Reference, parts: SignatureParts) -> bool:
    """Whether the reference signs more than the signature's own properties and key."""
    if reference.empty or (
        reference.target is not None and reference.target in (parts.signed, parts.key_info)
    ):
        return False
    nodes = reference.nodes
    return nodes is None or not nodes.within or set(nodes.within[-1]) != {parts.signed}


def _check_content(found: list[Reference], facts: SignatureFacts) -> None:
    """One answer from all references, and every remark about them."""
    for one in found:
        if one.message is None:
            continue
        if one.missing:
            failure = SubIndication.SIGNED_DATA_NOT_FOUND
        elif one.unsupported:
            failure = SubIndication.GENERIC
        else:
            failure = SubIndication.HASH_FAILURE
        facts.fail(failure, one.message)
    if any(one.intact is False for one in found):
        facts.content_intact = False
        facts.failure = (
            SubIndication.FORMAT_FAILURE
            if facts.failure is SubIndication.FORMAT_FAILURE
            else SubIndication.HASH_FAILURE
        )


def _check_entries(listed: list[Reference], facts: SignatureFacts) -> None:
    """What a signed list names: a file that is not at hand is not proven to be the one listed."""
    for one in listed:
        if one.missing:
            facts.fail(SubIndication.SIGNED_DATA_NOT_FOUND, say("S114", uri=one.name))
        elif one.intact is not True:
            _check_content([one], facts)


def _countersigns(
    parts: SignatureParts,
    facts: SignatureFacts,
    places: dict[Element, int],
    found: list[Judged],
    start: int,
) -> None:
    """Which signature it confirms: the one whose value it signs (XAdES, 5.2.7)."""
    signed = [
        one.getparent()
        for uri in (reference.get("URI", "") for reference in parts.references)
        if uri.startswith("#")
        and (one := parts.document.ids.get(uri[1:])) is not None
        and one.getparent() is not None
        and one.getparent().tag == SIGNATURE
        and etree.QName(one).localname == "SignatureValue"
    ]
    confirmed = next((one for one in signed if one in places), None)
    if parts.parent is not None and parts.parent not in signed:
        facts.content_intact = False
        facts.fail(SubIndication.FORMAT_FAILURE, say("S107"))
    if confirmed is not None:
        facts.countersigns = places[confirmed]
        facts.messages.append(say("S081"))
        facts.covers = Covers.WHOLE
        facts.messages = [one for one in facts.messages if one.code != "S030"]
        found[places[confirmed] - start].facts.messages.append(say("S080", count=1))


def _covers_root(reference: Reference, parts: SignatureParts) -> bool:
    """Whether it signs the whole document, but for signatures."""
    nodes = reference.nodes
    if nodes is None or nodes.within:
        return False
    root = parts.document.root
    if nodes.document is not parts.document or nodes.apex not in (None, root):
        return False
    return all(not isinstance(one, tuple) and one.tag == SIGNATURE for one in nodes.without)


def _extent(parts: SignatureParts, found: list[Reference], *, covers_root: bool) -> Covers:
    """How much of the file it covers: of an enveloping signature, all its objects."""
    if covers_root or (found and all(one.outside or one.target is parts.signed for one in found)):
        return Covers.WHOLE
    if parts.element is not parts.document.root:
        return Covers.PART
    own = parts.qualifying.getparent() if parts.qualifying is not None else None
    return (
        Covers.WHOLE
        if all(
            any(references.covers(one, held) for one in found)
            for thing in parts.objects
            if thing is not own
            for held in ([thing] if _signed_whole(thing, found) else thing.iterchildren("*"))
        )
        else Covers.PART
    )


def _signed_whole(thing: Element, found: list[Reference]) -> bool:
    return any(references.covers(one, thing) for one in found) or bool((thing.text or "").strip())
