"""Operators, authorities and signers of the tests, with what their certificates claim."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ObjectIdentifier

from signing.cms.raw import SEQUENCE, encoded
from tests.signing.dstu import maker as dstu
from tests.signing.pki import NOON, YEAR, Identity, issue, name_of, oid
from tests.signing.trust.lists import Operator

COMPLIANCE, DEVICE, TYPES = "0.4.0.1862.1.1", "0.4.0.1862.1.4", "0.4.0.1862.1.6"
UA_COMPLIANCE = "1.2.804.2.1.1.1.2.1"
SIGN, SEAL, WEB = "0.4.0.1862.1.6.1", "0.4.0.1862.1.6.2", "0.4.0.1862.1.6.3"
UA_STAMP = "1.2.804.2.1.1.1.3.9"


def sha256(identity: Operator) -> str:
    return hashlib.sha256(identity.der).hexdigest()


@cache
def operator(name: str = "Оператор списку") -> Identity:
    return issue(name)


@cache
def ec_operator() -> Identity:
    return issue("Оператор з ECDSA", key=ec.generate_private_key(ec.SECP256R1()))


@dataclass(frozen=True)
class Ukrainian:
    """Somebody with a key of ДСТУ 4145."""

    der: bytes
    key: dstu.Signer


@cache
def dstu_operator() -> Ukrainian:
    key = dstu.a_signer()
    return Ukrainian(dstu.certificate("Оператор з ДСТУ", key, "Оператор з ДСТУ", key), key)


@cache
def authority(name: str = "КНЕДП Вигаданий") -> Identity:
    return issue(name, ca=True, since=NOON - 12 * YEAR, until=NOON + 12 * YEAR)


def statements(*oids: str, types: Sequence[str] = ()) -> x509.UnrecognizedExtension:
    listed = [encoded(SEQUENCE, oid(one)) for one in oids]
    if types:
        inside = encoded(SEQUENCE, b"".join(map(oid, types)))
        listed.append(encoded(SEQUENCE, oid(TYPES) + inside))
    return x509.UnrecognizedExtension(
        ObjectIdentifier("1.3.6.1.5.5.7.1.3"), encoded(SEQUENCE, b"".join(listed))
    )


def signer(
    *oids: str,
    types: Sequence[str] = (),
    issuer: Identity | None = None,
    since: dt.datetime = NOON - YEAR,
    policies: Sequence[str] = (),
    purposes: Sequence[str] = (),
    usage: Sequence[str] = ("content_commitment",),
) -> Identity:
    """A certificate with these QC statements, under `authority()`."""
    extensions: list[x509.ExtensionType] = [statements(*oids, types=types)] if oids or types else []
    if policies:
        extensions.append(
            x509.CertificatePolicies(
                [x509.PolicyInformation(ObjectIdentifier(one), None) for one in policies]
            )
        )
    if purposes:
        extensions.append(x509.ExtendedKeyUsage(map(ObjectIdentifier, purposes)))
    return issue(
        "Зразок Олена Тестівна",
        issuer=issuer or authority(),
        since=since,
        usage=usage,
        extensions=extensions,
        subject=name_of("Зразок Олена Тестівна", serial="TINUA-1234567890"),
    )


@cache
def qualified() -> Identity:
    return signer(COMPLIANCE, DEVICE, types=[SIGN])
