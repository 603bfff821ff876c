"""A demonstration certification authority and the signatures made with it.

Knows: keys derived from names, so that the same demonstration comes out each time.
Does not know: secrets; anybody can derive these keys, and the certificates say so.
Keeps: nothing it issues is qualified or ends in a list that anybody else trusts.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from functools import cache

from asn1crypto import cms, crl, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

ROOT = "Вигаданий центр сертифікації"

_FROM = dt.datetime(2018, 1, 1, tzinfo=dt.UTC)
_UNTIL = dt.datetime(2038, 1, 1, tzinfo=dt.UTC)
_RESERVED_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a key and a certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    revocations: bytes = b""
    """The list (DER) of who certified this one; of an authority nothing."""

    @property
    def pem(self) -> bytes:
        """The certificate, for `--trust`."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@cache
def authority(name: str = ROOT) -> Holder:
    """An authority that signs its own certificate."""
    key = _key(name)
    subject = _name(name, "Вигадана установа")
    return Holder(key, _certificate(subject, subject, key, key, serial=1, is_authority=True))


@cache
def holder(name: str, *, by: str = ROOT) -> Holder:
    """A person certified by the authority `by`."""
    key, issuer = _key(name), authority(by)
    serial = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    subject = _name(name, "Вигаданівський районний суд")
    certified = _certificate(subject, issuer.certificate.subject, key, issuer.key, serial=serial)
    return Holder(key, certified, revocations(by))


@cache
def revocations(name: str = ROOT) -> bytes:
    """The authority's list of revoked certificates (DER): nobody's was, in twenty years."""
    issuer = authority(name)
    listed = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(_FROM)
        .next_update(_UNTIL)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
        .sign(issuer.key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return listed.public_bytes(serialization.Encoding.DER)


def signed_pdf(pdf: bytes, who: Holder, *, at: dt.datetime, reason: str) -> bytes:
    """The PDF with a PAdES baseline signature, added as an incremental update."""
    out = io.BytesIO(pdf)
    embedding = PdfCMSEmbedder().write_cms("Signature1", _Update(out))
    next(embedding)
    embedding.send(
        SigObjSetup(
            SignatureObject(
                timestamp=at,
                subfilter=SigSeedSubFilter.PADES,
                reason=reason,
                bytes_reserved=_RESERVED_BYTES,
            )
        )
    )
    prepared, output = embedding.send(SigIOSetup(md_algorithm="sha256", in_place=True))
    signature = asyncio.run(
        _signer(who).async_sign(prepared.document_digest, "sha256", use_pades=True)
    )
    embedding.send(_with_revocations(signature, who))
    return bytes(output.getvalue())


def detached(content: bytes, who: Holder, *, at: dt.datetime) -> bytes:
    """A detached CAdES signature of the content (`.p7s`)."""
    signature = asyncio.run(
        _signer(who).async_sign_general_data(
            content,
            "sha256",
            use_cades=True,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
        )
    )
    return bytes(_with_revocations(signature, who).dump())


def changed_afterwards(pdf: bytes) -> bytes:
    """A signed PDF to which somebody later added a line across its first page."""
    out = io.BytesIO(pdf)
    writer: IncrementalPdfFileWriter = _Update(out)
    line = b"q 0.8 0 0 RG 6 w 100 420 m 500 420 l S Q"
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=line)))
    writer.write_in_place()
    return out.getvalue()


class _Update(IncrementalPdfFileWriter):
    """Takes its identifier from the file instead of from chance, and tells no time of its own."""

    @classmethod
    def _handle_id(cls, prev: object) -> generic.ArrayObject:
        first, _ = prev.trailer["/ID"]  # type: ignore[attr-defined]
        changed = hashlib.md5(first.original_bytes, usedforsecurity=False).digest()
        return generic.ArrayObject(
            [generic.ByteStringObject(first.original_bytes), generic.ByteStringObject(changed)]
        )

    def _update_meta(self) -> None:
        """Leave the dates as they are."""


class _Signer(SimpleSigner):
    """Signs the same bytes the same way each time (RFC 6979)."""

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """ECDSA over SHA-256, the only mechanism here."""
        assert digest_algorithm == "sha256"
        key = serialization.load_der_private_key(self.signing_key.dump(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def _with_revocations(signature: cms.ContentInfo, who: Holder) -> cms.ContentInfo:
    """The signature carrying the list that speaks of its certificate, as level B-LT does."""
    if not who.revocations:
        return signature
    listed = crl.CertificateList.load(who.revocations)
    signature["content"]["crls"] = [cms.RevocationInfoChoice("crl", listed)]
    return signature


def _signer(who: Holder) -> _Signer:
    encoding = serialization.Encoding.DER
    return _Signer(
        signing_cert=asn1_x509.Certificate.load(who.certificate.public_bytes(encoding)),
        signing_key=keys.PrivateKeyInfo.load(
            who.key.private_bytes(
                encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        ),
        cert_registry=SimpleCertificateStore(),
    )


def _key(name: str) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(hashlib.sha256(f"sprava demonstration {name}".encode()).digest())
    return ec.derive_private_key(number >> 1, ec.SECP256R1())


def _name(name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "UA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signing_key: ec.EllipticCurvePrivateKey,
    *,
    serial: int,
    is_authority: bool = False,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()),
            critical=False,
        )
        .sign(signing_key, hashes.SHA256(), ecdsa_deterministic=True)
    )
