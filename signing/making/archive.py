"""Evidence and archive time-stamps in CMS signatures (ETSI EN 319 122-1, 5.5.3).

Knows: what such a time-stamp is over, and where evidence and time-stamps are put.
Does not know: any authority: it gives digests out and takes tokens in. What others made is opened
in a child. Keeps: every part of the signature stays as it was stored; parts are only added, and
nothing is re-encoded (asn1crypto takes minutes to re-encode what has time-stamps).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import core

from signing.algorithms import SHA256
from signing.cms import attributes as attr
from signing.cms.archive import INDEX_V3
from signing.cms.raw import INTEGER, OCTET_STRING, SEQUENCE, SET, BerValue, encoded, read
from signing.cms.signed_data import OCSP_RESPONSE, SIGNED_DATA, SignedData, SignerInfo, parse
from signing.collecting import Evidence
from signing.facts import chunks

_CERTIFICATES, _REVOCATION, _UNSIGNED = 0xA0, 0xA1, 0xA1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an authority is asked about one signer, and the index that goes with its answer."""

    imprint: bytes
    index: bytes


def can_be_archived(data: SignedData) -> bool:
    """Whether evidence may be added: older archive time-stamps are over all there was."""
    older = {attr.ARCHIVE_V1, attr.ARCHIVE_V2}
    held = {oid for one in data.signers for oid in one.unsigned.values}
    return not data.unreadable and not older & held


def with_evidence(stored: bytes, evidence: Evidence) -> bytes:
    """The signature with evidence in its SignedData, what is there already left as it is."""
    data, (version, *_) = parse(stored), _fields(stored)
    certificates = _parts(data.certificate_set)
    certificates += [one for one in evidence.certificates if one not in certificates]
    revocation = _parts(data.revocation_set)
    new = [*evidence.crls, *map(_other_revocation, evidence.ocsps)]
    revocation += [one for one in new if one not in revocation]
    if evidence.ocsps:
        version = encoded(INTEGER, b"\x05")  # RFC 5652, 5.1
    return _joined(stored, version, certificates, revocation, _signers(stored))


def wanted(stored: bytes, content: Path | None) -> list[Wanted]:
    """What has to be stamped for each signer; `content` is the file of a detached signature."""
    data = parse(stored)
    if data.content is not None:
        digest = hashlib.sha256(data.content)
    else:
        assert content is not None, "a detached signature needs its content"
        digest = hashlib.sha256()
        for chunk in chunks(content):
            digest.update(chunk)
    kind = data.encapsulated.parts()[0].raw
    found = []
    for signer in data.signers:
        index = _index(data, signer)
        message = kind + digest.digest() + b"".join(signer.head) + index
        found.append(Wanted(hashlib.sha256(message).digest(), index))
    return found


def with_stamps(stored: bytes, stamps: Sequence[tuple[bytes, bytes]]) -> bytes:
    """The signature with a token for each signer; a stamp is (token, index)."""
    data, (version, *_) = parse(stored), _fields(stored)
    signers = []
    for signer, (token, index) in zip(data.signers, stamps, strict=True):
        own = [one.raw for _, one in signer.unsigned.stored]
        own.append(_attribute(attr.ARCHIVE_V3, _indexed(token, index)))
        unsigned = encoded(_UNSIGNED, b"".join(own))
        signers.append(encoded(SEQUENCE, b"".join(signer.head) + unsigned))
    return _joined(
        stored, version, _parts(data.certificate_set), _parts(data.revocation_set), signers
    )


def _index(data: SignedData, signer: SignerInfo) -> bytes:
    """ATSHashIndexV3: the digests of everything around the signature, by kind."""
    values = [
        kind.raw + value.raw
        for _, attribute in signer.unsigned.stored
        for kind, held in (attribute.parts()[:2],)
        for value in held.parts()
    ]
    lists = (_parts(data.certificate_set), _parts(data.revocation_set), values)
    algorithm = encoded(SEQUENCE, core.ObjectIdentifier(SHA256).dump())
    return encoded(SEQUENCE, algorithm + b"".join(map(_digests, lists)))


def _digests(values: Sequence[bytes]) -> bytes:
    named = (encoded(OCTET_STRING, hashlib.sha256(one).digest()) for one in values)
    return encoded(SEQUENCE, b"".join(named))


def _indexed(token: bytes, index: bytes) -> bytes:
    """The token with the index among its signer's unsigned attributes."""
    data, (version, *_) = parse(token), _fields(token)
    [signer] = data.signers
    own = [one.raw for _, one in signer.unsigned.stored] + [_attribute(INDEX_V3, index)]
    body = b"".join(signer.head) + encoded(_UNSIGNED, b"".join(own))
    return _joined(
        token,
        version,
        _parts(data.certificate_set),
        _parts(data.revocation_set),
        [encoded(SEQUENCE, body)],
    )


def _attribute(oid: str, value: bytes) -> bytes:
    return encoded(SEQUENCE, core.ObjectIdentifier(oid).dump() + encoded(SET, value))


def _other_revocation(response: bytes) -> bytes:
    return encoded(_REVOCATION, core.ObjectIdentifier(OCSP_RESPONSE).dump() + response)


def _parts(held: BerValue | None) -> list[bytes]:
    return [one.raw for one in held.parts()] if held else []


def _fields(stored: bytes) -> list[bytes]:
    """The parts of the SignedData: version, digest algorithms, content …, signers."""
    inner = read(stored).parts()[1].parts()[0]
    return [one.raw for one in inner.parts()]


def _signers(stored: bytes) -> list[bytes]:
    inner = read(stored).parts()[1].parts()[0]
    return [one.raw for one in inner.parts()[-1].parts()]


def _joined(
    stored: bytes,
    version: bytes,
    certificates: Sequence[bytes],
    revocation: Sequence[bytes],
    signers: Sequence[bytes],
) -> bytes:
    _, algorithms, encapsulated, *_ = _fields(stored)
    body = version + algorithms + encapsulated
    if certificates:
        body += encoded(_CERTIFICATES, b"".join(certificates))
    if revocation:
        body += encoded(_REVOCATION, b"".join(revocation))
    body += encoded(SET, b"".join(signers))
    kind = core.ObjectIdentifier(SIGNED_DATA).dump()
    return encoded(SEQUENCE, kind + encoded(_CERTIFICATES, encoded(SEQUENCE, body)))
