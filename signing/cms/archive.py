"""What an archive time-stamp of CAdES is over.

Knows: archive-time-stamp and -v2 (TS 101 733, 6.4), and -v3 with its index of digests (EN 319
122-1, 5.5.2 and 5.5.3, with the indexes of the versions before).
Does not know: whether a token's signature verifies, or whom to trust.
Keeps: what an index does not name is not proven, and an index that names what is not there is no
proof at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from signing.algorithms import SHA256, Digest, SignedMessage, digest_of
from signing.cms import attributes as attr
from signing.cms.raw import HOSTILE, OCTET_STRING, SEQUENCE, BerValue, encoded, read
from signing.cms.signed_data import SignedData, SignerInfo, add_revocation, oid_of, parse
from signing.cms.timestamp import Imprinted, time_of
from signing.facts import Pieces, Remembered, Separate, unique

INDEX_V3 = "0.4.0.19122.1.5"
_INDEXES = (INDEX_V3, "0.4.0.19122.1.4", "0.4.0.1733.2.5")
"""ATSHashIndex-v3, -v2 and the first, in the unsigned attributes of the token itself."""
_CONTEXT_1 = 0xA1
ARCHIVES = (attr.ARCHIVE_V1, attr.ARCHIVE_V2, attr.ARCHIVE_V3)


@dataclass(frozen=True, slots=True)
class Archived:
    """The signature around an archive time-stamp; one of `candidates` is its content."""

    data: SignedData
    signer: SignerInfo
    candidates: Sequence[SignedMessage]


def messages_of(oid: str, token: bytes, around: Archived) -> tuple[list[Imprinted], list[bytes]]:
    """The messages the `token` of attribute `oid` may be over, and what it proves besides."""
    try:
        if oid == attr.ARCHIVE_V3:
            return _indexed(token, around)
        return list(_whole(token, around)), _proven(around, _older(token, around))
    except HOSTILE:
        return [_Nothing()], []


@dataclass(frozen=True, slots=True)
class _Nothing:
    """What no time-stamp is over."""

    def digest(self, _: Digest) -> bytes:
        return b""


# --- archive-time-stamp-v3: an index of digests --------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Indexed:
    """The signed parts, with the digest of the content in the place of the content."""

    content: SignedMessage
    before: bytes
    after: bytes

    def digest(self, algorithm: Digest) -> bytes:
        return Pieces((self.before, self.content.digest(algorithm), self.after)).digest(algorithm)


@dataclass(slots=True)
class _Index:
    """What an ATSHashIndex names: sets of digests that must all be found."""

    digest: Digest
    certificates: set[bytes]
    revocation: set[bytes]
    attributes: set[bytes]

    def take(self, wanted: set[bytes], *stored: bytes) -> bool:
        """Whether one of the readings `stored` is named; it is crossed out."""
        named = {Pieces((one,)).digest(self.digest) for one in stored} & wanted
        wanted -= named
        return bool(named)

    @property
    def exhausted(self) -> bool:
        return not (self.certificates or self.revocation or self.attributes)


def _indexed(token: bytes, around: Archived) -> tuple[list[Imprinted], list[bytes]]:
    stored = parse(token).signers[0].unsigned.one(*_INDEXES)
    if stored is None:
        return [_Nothing()], []
    index, data, signer = _index(stored), around.data, around.signer
    choices = [one.raw for one in data.certificate_set.parts()] if data.certificate_set else []
    proven = [one for one in choices if index.take(index.certificates, one)]
    crls: list[bytes] = []
    ocsps: list[bytes] = []
    for one in data.revocation_set.parts() if data.revocation_set else ():
        if index.take(index.revocation, one.raw):
            add_revocation(one, crls, ocsps)
    covered: list[tuple[str, bytes]] = []
    for _, attribute in signer.unsigned.stored:
        kind, values = attribute.parts()[:2]
        # The first index names attributes, the later ones each value with its type.
        whole = index.take(index.attributes, attribute.raw)
        covered += [
            (oid_of(kind), one.raw)
            for one in values.parts()
            if whole or index.take(index.attributes, kind.raw + one.raw)
        ]
    if not index.exhausted:
        return [_Nothing()], []
    before = data.encapsulated.parts()[0].raw
    after = b"".join(signer.head) + stored
    messages: list[Imprinted] = [_Indexed(one, before, after) for one in around.candidates]
    return messages, unique((*proven, *crls, *ocsps, *_inside(covered)))


def _index(stored: bytes) -> _Index:
    parts = read(stored).expect(SEQUENCE).parts()
    named = len(parts) == 4  # the algorithm, which is SHA-256 where it is left out
    oid = oid_of(parts.pop(0).parts()[0]) if named else SHA256
    certificates, revocation, attributes = (
        {one.expect(OCTET_STRING).contents for one in part.expect(SEQUENCE).parts()}
        for part in parts
    )
    return _Index(digest_of(oid), certificates, revocation, attributes)


# --- archive-time-stamp and -v2: everything there is ----------------------------------------------


def _whole(token: bytes, around: Archived) -> Iterator[Imprinted]:
    """The readings of TS 101 733, 6.4.1: everything, one after another."""
    data, signer = around.data, around.signer
    older = [attribute.raw for _, attribute in _older(token, around)]
    sets = [one.raw for one in (data.certificate_set, data.revocation_set) if one]
    head = b"".join(signer.head)
    tails = [
        encoded(SEQUENCE, head + encoded(_CONTEXT_1, b"".join(order)) if order else head)
        for order in _orders(older)
    ]
    tails += [head + encoded(_CONTEXT_1, b"".join(older)), head + b"".join(older)]
    for start in _contents(around):
        for tail in tails:
            yield _Joined((*start, *sets, tail))


def _orders(attributes: list[bytes]) -> list[list[bytes]]:
    """The attributes as stored, and in DER order where that differs."""
    ordered = sorted(attributes)
    return [attributes] if ordered == attributes else [attributes, ordered]


def _contents(around: Archived) -> Iterator[tuple[bytes | SignedMessage, ...]]:
    data = around.data
    if data.content is None:
        for one in around.candidates:
            yield data.encapsulated.raw, one
        return
    yield (data.encapsulated.raw,)
    kind = data.encapsulated.parts()[0].raw
    der = encoded(SEQUENCE, kind + encoded(0xA0, encoded(OCTET_STRING, data.content)))
    if der != data.encapsulated.raw:
        yield (der,)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Stored parts and contents of any size, one after another."""

    parts: tuple[bytes | SignedMessage, ...]

    def digest(self, algorithm: Digest) -> bytes:
        hasher = algorithm.new()
        for part in self.parts:
            if isinstance(part, bytes):
                hasher.update(part)
            elif isinstance(part, (Separate, Remembered)):
                for chunk in part.chunks():
                    hasher.update(chunk)
            else:
                hasher.update(part.read())
        return hasher.digest()


def _older(token: bytes, around: Archived) -> list[tuple[str, BerValue]]:
    """The unsigned attributes without those archive time-stamps that are not older."""
    at = time_of(token)
    return [
        (oid, attribute)
        for oid, attribute in around.signer.unsigned.stored
        if oid not in ARCHIVES or all(_before(one, at) for one in tokens_in(attribute))
    ]


def _before(token: bytes, at: dt.datetime | None) -> bool:
    made = time_of(token)
    return made is not None and at is not None and made < at


def tokens_in(attribute: BerValue) -> list[bytes]:
    """The values of an attribute, as stored."""
    return [one.raw for one in attribute.parts()[1].parts()]


# --- what lies inside of what is covered ----------------------------------------------------------


def _proven(around: Archived, older: Iterable[tuple[str, BerValue]]) -> list[bytes]:
    data = around.data
    covered = [(oid, one) for oid, attribute in older for one in tokens_in(attribute)]
    return unique((*data.certificates, *data.crls, *data.ocsps, *_inside(covered)))


def _inside(covered: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The certificates, revocation data and tokens in the covered values of attributes."""
    for oid, stored in covered:
        if oid == attr.CERT_VALUES:
            yield from attr.certificates_in(stored)
        elif oid == attr.REVOCATION_VALUES:
            crls, ocsps = attr.revocation_in(stored)
            yield from (*crls, *ocsps)
        elif oid in {attr.TIMESTAMP, *attr.REFS_TIMESTAMPS, *ARCHIVES}:
            yield stored
            yield from carried_by(stored)


def carried_by(token: bytes) -> list[bytes]:
    """The certificates and revocation data inside a time-stamp token."""
    try:
        data = parse(token)
        values = [attr.revocation_data(one) for one in data.signers]
    except HOSTILE:
        return []
    inside = [one for crls, ocsps in values for one in (*crls, *ocsps)]
    return [*data.certificates, *data.crls, *data.ocsps, *inside]
