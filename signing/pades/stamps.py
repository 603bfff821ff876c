"""The document time-stamps of a PDF as proof of what came before them (EN 319 142-1, 5.4.3).

Knows: which signatures and which revocation data lie in the bytes that a time-stamp covers.
Does not know: whether its authority is trusted.
Keeps: a time-stamp is one of a signature only where it covers all that the signature covers, and
the signature itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from signing.cms.archive import carried_by
from signing.facts import SignatureFacts, StampKind, TimeStamp
from signing.pades.coverage import Coverage, Extent
from signing.pades.document import SignatureField, SignedPdf, security_store


@dataclass(frozen=True, slots=True)
class JudgedField:
    """A field with its signature value and what is known of it."""

    field: SignatureField
    value: bytes
    coverage: Coverage
    facts: Sequence[SignatureFacts]

    @property
    def stamps(self) -> bool:
        """Whether it is a document time-stamp over bytes that can be relied on."""
        sound = bool(self.coverage.ranges) and self.coverage.extent is not Extent.BROKEN
        return sound and len(self.facts) == 1 and self.facts[0].stamp

    def covers(self, other: JudgedField) -> bool:
        """Whether all of `other`, its value included, lies before this one's own value."""
        return 0 < other.coverage.end <= len(self.coverage.ranges[0])


def hand_on(document: SignedPdf, fields: Sequence[JudgedField]) -> None:
    """Note in the facts of each signature, and each time-stamp, those that came later."""
    for one in fields:
        if not one.stamps:
            continue
        covered = [other for other in fields if other is not one and one.covers(other)]
        proves = frozenset(_proven(document, one, covered)) if covered else frozenset()
        for other in covered:
            for facts in other.facts:
                stamp = TimeStamp(
                    kind=StampKind.DOCUMENT, facts=one.facts[0], token=one.value, proves=proves
                )
                facts.stamps.append(stamp)


def _proven(
    document: SignedPdf, one: JudgedField, covered: Sequence[JudgedField]
) -> Iterator[bytes]:
    for other in covered:
        yield other.value
        yield from carried_by(other.value)
        for stamp in (stamp for facts in other.facts for stamp in facts.stamps):
            if stamp.kind is not StampKind.DOCUMENT:
                yield stamp.token
                yield from carried_by(stamp.token)
    store = security_store(document, one.field.revision)
    yield from (*store.certificates, *store.crls, *store.ocsps)
