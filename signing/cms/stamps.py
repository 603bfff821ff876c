"""The time-stamps in the attributes of a CAdES signature (EN 319 122-1, 5.5; EN 319 122-2, A).

Knows: what each kind of time-stamp must be over, also in the readings of the older standards.
Does not know: whether an authority is trusted, or what a proof of existence is good for.
Keeps: a time-stamp counts as over the signature only where the imprint says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from signing.algorithms import SignedMessage
from signing.cms import archive
from signing.cms import attributes as attr
from signing.cms.signed_data import SignedData, SignerInfo
from signing.cms.signer import Signed
from signing.cms.timestamp import Imprinted, stamp_of
from signing.facts import Pieces, SignatureFacts, StampKind, TimeStamp

_MOST_STAMPS = 64


def stamps_of(
    data: SignedData, signer: SignerInfo, signed: Signed, facts: SignatureFacts
) -> list[TimeStamp]:
    """The time-stamps that `signer` carries; `facts` are what else is known of it."""
    found: list[TimeStamp] = []

    def add(
        kind: StampKind, token: bytes, over: Sequence[Imprinted], proves: Sequence[bytes] = ()
    ) -> None:
        if len(found) < _MOST_STAMPS:
            stamp = stamp_of(
                kind,
                token,
                over,
                format=facts.format,
                certificates=facts.pool,
                crls=facts.crls,
                ocsps=facts.ocsps,
                proves=proves,
            )
            found.append(stamp)

    for token in signer.signed.all(attr.CONTENT_TIMESTAMP):
        add(StampKind.CONTENT, token, signed.candidates)
    for token in signer.unsigned.all(attr.TIMESTAMP):
        add(StampKind.SIGNATURE, token, (Pieces((signer.signature,)),))
    for token in signer.unsigned.all(attr.ESC_TIMESTAMP):
        over = list(_references(signer, with_signature=True))
        stamps = signer.unsigned.all(attr.TIMESTAMP)
        add(StampKind.SIGNATURE_AND_REFERENCES, token, over, stamps)
    for token in signer.unsigned.all(attr.REFS_TIMESTAMP):
        add(StampKind.REFERENCES, token, list(_references(signer, with_signature=False)))
    for oid, attribute in signer.unsigned.stored:
        if oid in archive.ARCHIVES:
            for token in archive.tokens_in(attribute):
                around = archive.Archived(data, signer, signed.candidates)
                messages, proves = archive.messages_of(oid, token, around)
                add(StampKind.ARCHIVE, token, messages, proves)
    return found


def _references(signer: SignerInfo, *, with_signature: bool) -> Iterator[SignedMessage]:
    """What CAdES-X time-stamps are over: the attributes with, or without, their SEQUENCE header."""
    wanted = [attr.COMPLETE_CERTS, attr.COMPLETE_REVOCATION]
    if with_signature:
        wanted.insert(0, attr.TIMESTAMP)
    stored = [one for oid in wanted for kind, one in signer.unsigned.stored if kind == oid]
    start = (signer.signature,) if with_signature else ()
    yield Pieces((*start, *(one.contents for one in stored)))
    yield Pieces((*start, *(one.raw for one in stored)))
