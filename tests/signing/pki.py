"""A small world of keys and certificates, and CMS built by hand, for tests only.

CMS is put together from raw BER here, so that a test can say exactly what is stored, in which
order, and what is wrong with it. All names are invented.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto import cms as asn1_cms
from asn1crypto import core, tsp
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509 import ocsp
from cryptography.x509.name import _ASN1Type as ASN1Type
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from signing.cms.raw import OCTET_STRING, SEQUENCE, SET, encoded, read

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)
SHA256 = "2.16.840.1.101.3.4.2.1"
_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
)
RSA_KEY = "1.2.840.113549.1.1.1"
DATA = "1.2.840.113549.1.7.1"
TST_INFO = "1.2.840.113549.1.9.16.1.4"


def noon() -> dt.datetime:
    """The clock of the tests."""
    return NOON


@cache
def rsa_key(name: str = "", bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key, made once per test run: RSA keys are slow to make."""
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class Identity:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.der)


def name_of(common: str, **more: str) -> x509.Name:
    oids = {
        "organisation": NameOID.ORGANIZATION_NAME,
        "serial": NameOID.SERIAL_NUMBER,
        "identifier": x509.ObjectIdentifier("2.5.4.97"),
    }
    utf8 = ASN1Type.UTF8String
    attributes = [x509.NameAttribute(oids[key], value, utf8) for key, value in more.items()]
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common), *attributes])


def issue(
    common: str,
    *,
    issuer: Identity | None = None,
    key: Any = None,
    ca: bool = False,
    since: dt.datetime = NOON - YEAR,
    until: dt.datetime = NOON + YEAR,
    subject: x509.Name | None = None,
    usage: Sequence[str] = ("digital_signature", "content_commitment"),
    extensions: Sequence[x509.ExtensionType] = (),
    critical: Sequence[x509.ExtensionType] = (),
) -> Identity:
    """A certificate; self-signed without an `issuer`."""
    key = key or rsa_key(common)
    subject = subject or name_of(common)
    signer = issuer.key if issuer else key
    uses = ("key_cert_sign", "crl_sign") if ca else usage
    every = (*_USES, "encipher_only", "decipher_only")
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(hashlib.sha256(common.encode()).digest()[:8], "big") >> 1)
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{one: one in uses for one in every}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    for extension in (*extensions, *critical):
        builder = builder.add_extension(extension, critical=extension in critical)
    pure = isinstance(signer, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey))
    return Identity(builder.sign(signer, None if pure else hashes.SHA256()), key)


@cache
def root() -> Identity:
    return issue("Навчальний корінь", ca=True)


@cache
def clerk() -> Identity:
    """A signer below the root; the path builder reads OCSP only where the certificate names it."""
    place = x509.UniformResourceIdentifier("http://ocsp.invalid/")
    access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
    return issue(
        "Зразок Олена Тестівна",
        issuer=root(),
        extensions=[x509.AuthorityInformationAccess([access])],
    )


def crl_of(issuer: Identity, *revoked: Identity, at: dt.datetime = NOON) -> bytes:
    """A fresh CRL of `issuer`, DER."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at - dt.timedelta(hours=1))
        .next_update(at + dt.timedelta(days=7))
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(one.certificate.serial_number)
            .revocation_date(at - dt.timedelta(days=3))
            .build()
        )
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def ocsp_of(issuer: Identity, one: Identity, at: dt.datetime = NOON) -> bytes:
    """A fresh OCSP response of `issuer` that `one` is good, DER."""
    response = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=one.certificate,
            issuer=issuer.certificate,
            algorithm=hashes.SHA256(),
            cert_status=ocsp.OCSPCertStatus.GOOD,
            this_update=at - dt.timedelta(hours=1),
            next_update=at + dt.timedelta(days=1),
            revocation_time=None,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
        .sign(issuer.key, hashes.SHA256())
    )
    return response.public_bytes(serialization.Encoding.DER)


def basic_of(response: bytes) -> bytes:
    """The BasicOCSPResponse inside an OCSP response."""
    return bytes(asn1_ocsp.OCSPResponse.load(response)["response_bytes"]["response"].contents)


# --- CMS from raw parts ---------------------------------------------------------------------


def oid(dotted: str) -> bytes:
    return bytes(core.ObjectIdentifier(dotted).dump())


def algorithm(dotted: str, parameters: bytes = b"\x05\x00") -> bytes:
    return encoded(SEQUENCE, oid(dotted) + parameters)


def attribute(dotted: str, *values: bytes) -> bytes:
    return encoded(SEQUENCE, oid(dotted) + encoded(SET, b"".join(values)))


def octets(value: bytes) -> bytes:
    return encoded(OCTET_STRING, value)


def sign_rsa(identity: Identity, message: bytes) -> bytes:
    value: bytes = identity.key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    return value


@dataclass
class SignerPart:
    """What one SignerInfo is made of; every field can be bent by a test.

    `order` arranges the signed attributes as stored; `signed_over` chooses what is signed: the
    attributes in DER order, or as stored.
    """

    identity: Identity
    content: bytes
    content_type: str = DATA
    digest: str = SHA256
    hasher: Callable[[bytes], Any] = hashlib.sha256
    signature_oid: str = RSA_KEY
    parameters: bytes = b"\x05\x00"
    sign: Callable[[Identity, bytes], bytes] = sign_rsa
    at: dt.datetime | None = NOON
    ess: bytes | None = None
    more_signed: Sequence[bytes] = ()
    unsigned: Sequence[bytes] = ()
    attributes: bool = True
    order: Callable[[list[bytes]], list[bytes]] = sorted
    signed_over: str = "der"
    sid: bytes | None = None
    drop: Sequence[str] = field(default_factory=tuple)

    def _signed(self) -> list[bytes]:
        named = hashlib.sha256(self.identity.der).digest() if self.ess is None else self.ess
        certificate_id = encoded(SEQUENCE, encoded(SEQUENCE, encoded(SEQUENCE, octets(named))))
        known = {
            "1.2.840.113549.1.9.3": oid(self.content_type),
            "1.2.840.113549.1.9.4": octets(self.hasher(self.content).digest()),
            "1.2.840.113549.1.9.16.2.47": certificate_id,
        }
        if self.at is not None:
            known["1.2.840.113549.1.9.5"] = asn1_cms.Time({"utc_time": self.at}).dump()
        kept = {key: value for key, value in known.items() if key not in self.drop}
        return [attribute(key, value) for key, value in kept.items()] + list(self.more_signed)

    def build(self) -> bytes:
        """The SignerInfo."""
        certificate = self.identity.asn1
        sid = self.sid or encoded(
            SEQUENCE, certificate.issuer.dump() + core.Integer(certificate.serial_number).dump()
        )
        stored = self.order(self._signed()) if self.attributes else []
        what = {
            "der": encoded(SET, b"".join(sorted(stored))),
            "stored": encoded(SET, b"".join(stored)),
        }
        value = self.sign(
            self.identity, what[self.signed_over] if self.attributes else self.content
        )
        return encoded(
            SEQUENCE,
            core.Integer(1).dump()
            + sid
            + algorithm(self.digest)
            + (encoded(0xA0, b"".join(stored)) if self.attributes else b"")
            + algorithm(self.signature_oid, self.parameters)
            + octets(value)
            + (encoded(0xA1, b"".join(self.unsigned)) if self.unsigned else b""),
        )


def signed_data(
    *signers: SignerPart | bytes,
    content: bytes | None = None,
    certificates: Sequence[bytes] | None = None,
    crls: Sequence[bytes] = (),
    content_type: str = DATA,
) -> bytes:
    """A ContentInfo with SignedData around the signers; detached without `content`."""
    parts = [one if isinstance(one, bytes) else one.build() for one in signers]
    if certificates is None:
        certificates = [one.identity.der for one in signers if isinstance(one, SignerPart)]
    inner = encoded(0xA0, octets(content)) if content is not None else b""
    body = (
        core.Integer(1).dump()
        + encoded(SET, algorithm(SHA256))
        + encoded(SEQUENCE, oid(content_type) + inner)
        + (encoded(0xA0, b"".join(certificates)) if certificates else b"")
        + (encoded(0xA1, b"".join(crls)) if crls else b"")
        + encoded(SET, b"".join(parts))
    )
    return encoded(SEQUENCE, oid("1.2.840.113549.1.7.2") + encoded(0xA0, encoded(SEQUENCE, body)))


def signature_value(signer_info: bytes) -> bytes:
    """The signature octets of a SignerInfo that was built here."""
    return next(p.contents for p in read(signer_info).parts() if p.tag == OCTET_STRING)


def tst_info(message: bytes, at: dt.datetime = NOON) -> bytes:
    """The content of a time-stamp token over `message`."""
    return bytes(
        tsp.TSTInfo(
            {
                "version": 1,
                "policy": "1.2.3.4",
                "message_imprint": {
                    "hash_algorithm": {"algorithm": "sha256"},
                    "hashed_message": hashlib.sha256(message).digest(),
                },
                "serial_number": 7,
                "gen_time": at,
            }
        ).dump()
    )


def ecdsa(hash_: hashes.HashAlgorithm) -> Callable[[Identity, bytes], bytes]:
    return lambda identity, message: identity.key.sign(message, ec.ECDSA(hash_))


def pss(hash_: hashes.HashAlgorithm) -> Callable[[Identity, bytes], bytes]:
    scheme = padding.PSS(padding.MGF1(hash_), hash_.digest_size)
    return lambda identity, message: identity.key.sign(message, scheme, hash_)


def pkcs1(hash_: hashes.HashAlgorithm) -> Callable[[Identity, bytes], bytes]:
    def sign(identity: Identity, message: bytes) -> bytes:
        hasher = hashes.Hash(hash_)
        hasher.update(message)
        value: bytes = identity.key.sign(hasher.finalize(), padding.PKCS1v15(), Prehashed(hash_))
        return value

    return sign


def pure(identity: Identity, message: bytes) -> bytes:
    value: bytes = identity.key.sign(message)
    return value


def file_of(folder: Path, data: bytes, name: str = "підпис.p7s") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
