"""The URIs by which XML signatures name algorithms, and what `signing.algorithms` calls these.

Knows: RFC 9231, XMLDSig, XMLEnc, and the names met in Ukrainian files.
Does not know: how any algorithm works.
Keeps: a name that is not in the table is `Unsupported`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from asn1crypto import algos, core
from asn1crypto.util import int_from_bytes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, utils

from signing.algorithms import (
    SHA1,
    Digest,
    Key,
    Scheme,
    Unsupported,
    digest_of,
    scheme_of,
    signing_digest,
)
from signing.xades.document import Element, RefusedXml

_DS = "http://www.w3.org/2000/09/xmldsig#"
_ENC = "http://www.w3.org/2001/04/xmlenc#"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_NEWER = "http://www.w3.org/2007/05/xmldsig-more#"
_NEWEST = "http://www.w3.org/2021/04/xmldsig-more#"
_OID = "urn:oid:"

_MD5 = "1.2.840.113549.2.5"
_NIST = "2.16.840.1.101.3.4.2"
_SHA = {
    "sha1": SHA1,
    "sha224": f"{_NIST}.4",
    "sha256": f"{_NIST}.1",
    "sha384": f"{_NIST}.2",
    "sha512": f"{_NIST}.3",
    "sha3-224": f"{_NIST}.7",
    "sha3-256": f"{_NIST}.8",
    "sha3-384": f"{_NIST}.9",
    "sha3-512": f"{_NIST}.10",
}
_UA = "1.2.804.2.1.1.1.1"
_GOST_34311 = f"{_UA}.2.1"
_KUPYNAS = {
    f"{name}-{bits}": f"{_UA}.2.2.{place}"
    for place, bits in enumerate((256, 384, 512), 1)
    for name in ("dstu7564", "kupyna")
} | {f"kupyna{bits}": f"{_UA}.2.2.{place}" for place, bits in enumerate((256, 384, 512), 1)}

DIGEST_URIS: Final[Mapping[str, str]] = {
    f"{_MORE}md5": _MD5,
    f"{_DS}sha1": SHA1,
    f"{_MORE}sha224": _SHA["sha224"],
    f"{_ENC}sha256": _SHA["sha256"],
    f"{_MORE}sha384": _SHA["sha384"],
    f"{_ENC}sha384": _SHA["sha384"],
    f"{_ENC}sha512": _SHA["sha512"],
    **{f"{_NEWER}{name}": oid for name, oid in _SHA.items() if name.startswith("sha3-")},
    # No profile fixes the Ukrainian names; these are in containers of Diia and of other programs.
    **{f"{space}gost34311": _GOST_34311 for space in (_ENC, _MORE)},
    **{f"{space}{name}": oid for space in (_ENC, _MORE) for name, oid in _KUPYNAS.items()},
}

_RSA, _PSS, _MGF1 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8"
_ECDSA, _DSA = "1.2.840.10045.2.1", "1.2.840.10040.4.1"
_DSTU = f"{_UA}.3"
_GOST_NAMES = ("dstu4145", "dstu4145-gost34311")

_SIGNATURES: Final[Mapping[str, tuple[str, str]]] = {
    f"{_DS}rsa-sha1": (_RSA, SHA1),
    f"{_DS}dsa-sha1": (_DSA, SHA1),
    "http://www.w3.org/2009/xmldsig11#dsa-sha256": (_DSA, _SHA["sha256"]),
    f"{_MORE}rsa-md5": (_RSA, _MD5),
    **{f"{_MORE}rsa-{n}": (_RSA, o) for n, o in _SHA.items() if "-" not in n},
    **{f"{_MORE}ecdsa-{n}": (_ECDSA, o) for n, o in _SHA.items() if "-" not in n},
    **{f"{_NEWEST}ecdsa-{n}": (_ECDSA, o) for n, o in _SHA.items() if "-" in n},
    **{f"{_NEWER}{n}-rsa-MGF1": (_PSS, o) for n, o in _SHA.items()},
    f"{_NEWEST}eddsa-ed25519": ("1.3.101.112", _SHA["sha512"]),
    f"{_NEWEST}eddsa-ed448": ("1.3.101.113", f"{_NIST}.12"),
    **{f"{_MORE}{name}": (f"{_DSTU}.1.1", _GOST_34311) for name in _GOST_NAMES},
    **{f"{_MORE}dstu4145-{n}": (f"{_DSTU}.6.{o[-1]}", o) for n, o in _KUPYNAS.items()},
}


@dataclass(frozen=True, slots=True)
class SignatureMethod:
    """How a signature value is to be verified.

    Attributes:
        parameters: DER, as `Scheme.verify` takes them.
    """

    scheme: Scheme
    digest: Digest
    parameters: bytes = b""


def digest_method(element: Element | None) -> Digest:
    """The digest that a `DigestMethod` names.

    Raises:
        Unsupported: it is not in the table.
    """
    return digest_named(element.get("Algorithm", "") if element is not None else "")


def digest_named(uri: str) -> Digest:
    """The digest of this URI, or of this `urn:oid:`.

    Raises:
        Unsupported: it is not in the table.
    """
    oid = DIGEST_URIS.get(uri) or uri.removeprefix(_OID)
    try:
        return digest_of(oid)
    except Unsupported:
        raise Unsupported(uri or "DigestMethod") from None


def signature_method(element: Element | None) -> SignatureMethod:
    """The method that a `SignatureMethod` names.

    Raises:
        Unsupported: it is not in the table.
        RefusedXml: its parameters cannot be read.
    """
    uri = element.get("Algorithm", "") if element is not None else ""
    if uri == f"{_NEWER}rsa-pss":
        digest, parameters = _pss_parameters(element)
        return SignatureMethod(scheme_of(_PSS), digest, parameters)
    try:
        if uri.startswith(_OID):
            scheme = scheme_of(uri.removeprefix(_OID))
            return SignatureMethod(scheme, signing_digest(scheme, b"", digest_of(_SHA["sha256"])))
        oid, digest_oid = _SIGNATURES[uri]
        digest = digest_of(digest_oid)
        scheme = scheme_of(oid)
    except (KeyError, Unsupported):
        raise Unsupported(uri or "SignatureMethod") from None
    parameters = _pss(digest_oid, digest_oid, len(_digest(digest))) if oid == _PSS else b""
    return SignatureMethod(scheme, digest, parameters)


def stored_value(value: bytes, key: Key) -> bytes:
    """`value` as `Scheme.verify` takes it: XML writes r and s side by side (RFC 9231, 2.3.6)."""
    if not isinstance(key.value, (ec.EllipticCurvePublicKey, dsa.DSAPublicKey)):
        return value
    half = len(value) // 2
    if not value or len(value) % 2:
        return b""
    return utils.encode_dss_signature(int_from_bytes(value[:half]), int_from_bytes(value[half:]))


def _digest(digest: Digest) -> bytes:
    return digest.new().digest()


def _pss_parameters(element: Element) -> tuple[Digest, bytes]:
    """RFC 9231, 2.3.10: all that is left out has the defaults SHA-256, MGF1, and its length."""
    found = element.find(f"{{{_NEWER}}}RSAPSSParams")
    inside = found if found is not None else element
    hashed = inside.find(f"{{{_DS}}}DigestMethod")
    uri = hashed.get("Algorithm", "") if hashed is not None else f"{_ENC}sha256"
    digest = digest_named(uri)
    mask = inside.find(f"{{{_NEWER}}}MaskGenerationFunction")
    masked = mask.find(f"{{{_DS}}}DigestMethod") if mask is not None else None
    mask_uri = masked.get("Algorithm", "") if masked is not None else uri
    if inside.find(f"{{{_NEWER}}}TrailerField") is not None:
        trailer = (inside.findtext(f"{{{_NEWER}}}TrailerField") or "").strip()
        if trailer != "1":
            raise RefusedXml("RSA-PSS trailer")
    length = (inside.findtext(f"{{{_NEWER}}}SaltLength") or "").strip()
    if length and not (length.isascii() and length.isdigit() and len(length) < 5):
        raise RefusedXml("RSA-PSS salt length")
    salt = int(length) if length else len(_digest(digest))
    return digest, _pss(DIGEST_URIS.get(uri, ""), DIGEST_URIS.get(mask_uri, ""), salt)


def _pss(digest_oid: str, mask_oid: str, salt: int) -> bytes:
    if not digest_oid or not mask_oid:
        raise RefusedXml("RSA-PSS digest")
    hashed = algos.DigestAlgorithm({"algorithm": digest_oid, "parameters": core.Null()})
    mask = {"algorithm": _MGF1, "parameters": algos.DigestAlgorithm({"algorithm": mask_oid})}
    return bytes(
        algos.RSASSAPSSParams(
            {
                "hash_algorithm": hashed,
                "mask_gen_algorithm": algos.MaskGenAlgorithm(mask),
                "salt_length": salt,
            }
        ).dump()
    )
