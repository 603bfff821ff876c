"""The judgement of the XML signatures of one document, each before its counter-signatures.

Knows: ETSI EN 319 102-1, 5.2.2-5.2.7 as far as they concern XML.
Does not know: trust, time, or where contents come from.
Keeps: a signature is intact only with a value that verifies, a content that is signed at all, and
signed properties that are its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signing import policies
from signing.cms.raw import HOSTILE
from signing.cms.signer import broken
from signing.facts import SIGNATURES_MAX, SignatureFacts, unique
from signing.messages import say
from signing.model import Covers, Format, SubIndication
from signing.xades import properties, references
from signing.xades.coverage import extent, over_root, signs_content
from signing.xades.document import Element, RefusedXml, XmlDocument, local_name
from signing.xades.parts import SIGNATURE, SignatureParts, parts_of, signatures_of
from signing.xades.references import Reference, Resolve
from signing.xades.signer import check_value
from signing.xades.stamps import stamps_of

_EVIDENCE = {"EvidenceRecord", "SealingEvidenceRecords"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One signature of a document.

    Attributes:
        references: of its `SignedInfo` and of its manifests.
        over_root: the one to the whole document, signatures apart.
    """

    element: Element
    facts: SignatureFacts
    references: Sequence[Reference] = ()
    over_root: Reference | None = None


def judge_document(
    document: XmlDocument,
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
        try:
            parts = parts_of(document, element)
            judged = _judge(parts, resolve, format, certificates)
            _countersigns(parts, judged.facts, places)
        except RefusedXml as error:
            facts = SignatureFacts(format=format, signature_intact=False, content_intact=False)
            facts.fail(SubIndication.FORMAT_FAILURE, error.remark("S010"))
            judged = Judged(element, facts)
        except HOSTILE as error:
            judged = Judged(element, broken(format, error))
        places[element] = start + len(found)
        found.append(judged)
    for place, one in enumerate(found, start):
        count = sum(other.facts.countersigns == place for other in found)
        if count:
            one.facts.messages.append(say("S080", count=count))
    return found, len(every) - len(found)


def _judge(
    parts: SignatureParts,
    resolve: Resolve,
    format: Format,  # noqa: A002
    certificates: Sequence[bytes],
) -> Judged:
    inside = properties.carried(parts)
    facts = SignatureFacts(
        format=format,
        level=properties.level_of(parts),
        claimed_time=properties.signing_time(parts),
        pool=unique((*inside.certificates, *certificates)),
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
    facts.covers = extent(parts, [*found, *listed])
    if parts.countersigned is not None:
        facts.covers = Covers.WHOLE  # of what it confirms
    elif facts.covers is Covers.PART:
        facts.messages.append(say("S030"))
    if parts.signed is None:
        facts.messages.append(say("S110"))
    if policy := properties.policy(parts):
        policies.note(facts, policy)
    if any(local_name(one) in _EVIDENCE for one in parts.unsigned):
        facts.messages.append(say("S112"))
    facts.rests_on(*(one.digest.until for one in found if one.digest is not None))
    return Judged(parts.element, facts, [*found, *listed], over_root(found, parts))


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
    if not any(signs_content(one, parts) for one in found):
        facts.content_intact = False
        facts.fail(SubIndication.FORMAT_FAILURE, say("S106"))


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


def _countersigns(parts: SignatureParts, facts: SignatureFacts, places: dict[Element, int]) -> None:
    """Which signature it confirms: the one whose value it signs (XAdES, 5.2.7)."""
    value = parts.countersigned
    confirmed = None if value is None else value.getparent()
    if parts.parent is not None and confirmed is not parts.parent:
        facts.content_intact = False
        facts.fail(SubIndication.FORMAT_FAILURE, say("S107"))
    elif confirmed is not None and confirmed in places:
        facts.countersigns = places[confirmed]
        facts.messages.append(say("S081"))
