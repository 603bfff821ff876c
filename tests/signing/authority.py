"""A time-stamping authority for tests, and signatures that carry its tokens."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from signing.cms.raw import SEQUENCE, encoded, read
from signing.cms.signed_data import signer_info
from tests.signing import pki
from tests.signing.pki import NOON, SHA256, Identity, SignerPart, attribute, oid, signed_data

AA = "1.2.840.113549.1.9.16.2"
CONTENT, SIGNATURE = f"{AA}.20", f"{AA}.14"
ARCHIVE_1, ARCHIVE_2, ARCHIVE_3 = f"{AA}.27", f"{AA}.48", "0.4.0.1733.2.4"
INDEX_1, INDEX_3 = "0.4.0.1733.2.5", "0.4.0.19122.1.5"
DAY = dt.timedelta(days=1)


def authority(name: str = "Навчальні позначки часу", **more: Any) -> Identity:
    """A certificate for time-stamps, below the root of the tests unless it is given an issuer."""
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return pki.issue(name, **{"issuer": pki.root(), "extensions": [usage], **more})


@cache
def usual() -> Identity:
    return authority()


def token(
    message: bytes,
    at: dt.datetime = NOON,
    by: Identity | None = None,
    unsigned: Sequence[bytes] = (),
    crls: Sequence[bytes] = (),
) -> bytes:
    """A time-stamp token over `message`."""
    content = pki.tst_info(message, at)
    part = SignerPart(by or usual(), content, content_type=pki.TST_INFO, at=None, unsigned=unsigned)
    return signed_data(part, content=content, content_type=pki.TST_INFO, crls=crls)


def stamped(part: SignerPart, at: dt.datetime = NOON, by: Identity | None = None) -> SignerPart:
    """The signer with a signature time-stamp; its signature is deterministic (RSA)."""
    made = token(pki.signature_value(part.build()), at, by)
    part.unsigned = [*part.unsigned, attribute(SIGNATURE, made)]
    return part


def archived(
    part: SignerPart,
    content: bytes,
    at: dt.datetime,
    by: Identity,
    *,
    certificates: Sequence[bytes],
    crls: Sequence[bytes],
    index_oid: str = INDEX_3,
    leave_out: bool = False,
) -> SignerPart:
    """The signer with an archive-time-stamp-v3 (EN 319 122-1, 5.5.3) over everything so far."""

    def hashes(values: Sequence[bytes]) -> bytes:
        octets = [pki.octets(hashlib.sha256(one).digest()) for one in values]
        return encoded(SEQUENCE, b"".join(octets))

    attributes = list(part.unsigned)
    if index_oid == INDEX_3:
        parts = [read(one).parts() for one in attributes]
        attributes = [kind.raw + v.raw for kind, values in parts for v in values.parts()]
    named = certificates[:-1] if leave_out else certificates
    algorithm = pki.algorithm(SHA256, b"")
    index = encoded(SEQUENCE, algorithm + hashes(named) + hashes(crls) + hashes(attributes))
    head = b"".join(signer_info(read(part.build())).head)
    message = oid(pki.DATA) + hashlib.sha256(content).digest() + head + index
    made = token(message, at, by, unsigned=[attribute(index_oid, index)])
    part.unsigned = [*part.unsigned, attribute(ARCHIVE_3, made)]
    return part
