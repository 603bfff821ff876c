"""Containers signed with every kind of key, by OpenSSL, pyHanko and signxml, and by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree
from pyhanko.sign import signers
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier
from signxml.xades.xades import XAdESSigner

from signing import Format, SignatureReport
from tests.signing import pdfs, pki
from tests.signing.asic.containers import (
    ASIC_E,
    ASIC_S,
    FILES,
    MANIFEST,
    SIGNATURE,
    XADES,
    Files,
    Judge,
    extended,
    whole,
    xades,
    xades_file,
)
from tests.signing.test_variety import BY_OPENSSL, KEYS, TEXT, agreed, signer
from tests.signing.test_variety import cades as by_openssl

LETTER = "letter.xml"
XML = b"<letter><text>Pay 100</text></letter>"
"""Canonical as it stands: signxml signs canonical XML."""
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_NEWEST = "http://www.w3.org/2021/04/xmldsig-more#"
BY_SIGNXML = [name for name in BY_OPENSSL if "brainpool" not in name]
_METHODS = {"RSA": "rsa-sha256", "RSA-PSS": "sha256-rsa-MGF1"}
_AGREED = SignatureConfiguration(location="./", expect_references=3, ignore_ambiguous_key_info=True)
_FLIPS = 24

Members = dict[str, bytes]


# -- CAdES: by OpenSSL, or pyHanko for the keys that OpenSSL 3.0 does not know -------------


@cache
def cades(kind: str, message: bytes) -> bytes:
    if kind in BY_OPENSSL:
        with TemporaryDirectory() as folder:
            return by_openssl(kind, Path(folder), message).read_bytes()
    simple = pdfs.signer_of(signer(kind))
    made = asyncio.run(
        signers.SimpleSigner(
            signing_cert=simple.signing_cert,
            signing_key=simple.signing_key,
            cert_registry=simple.cert_registry,
        ).async_sign_general_data(
            message, "sha512" if kind == "Ed25519" else "shake256", use_cades=True
        )
    )
    return bytes(made.dump())


def they_say_of_cades(kind: str, signature: bytes, message: bytes, folder: Path) -> bool:
    """What OpenSSL or pyHanko says of it."""
    if kind in BY_OPENSSL:
        stored, content = folder / "s.p7s", folder / "content"
        stored.write_bytes(signature)
        content.write_bytes(message)
        return agreed(stored, content)[0]
    try:
        status = asyncio.run(
            async_validate_detached_cms(
                message,
                cms.ContentInfo.load(signature)["content"],
                ValidationContext(trust_roots=[pki.root().asn1], moment=pki.NOON),
            )
        )
    except ValueError:
        return False
    return bool(status.intact and status.valid)


def simple_cades(kind: str) -> Members:
    return {"mimetype": ASIC_S, "letter.txt": TEXT, SIGNATURE: cades(kind, TEXT)}


def extended_cades(kind: str) -> Members:
    return extended(FILES, sign=lambda message: cades(kind, message))


# -- XAdES: by signxml, or `cryptography` for the keys that signxml does not know -----------


def side_by_side(identity: pki.Identity, message: bytes) -> bytes:
    """ECDSA as XML wants it: r and s, each as long as the key."""
    size = (identity.key.key_size + 7) // 8
    r, s = decode_dss_signature(pki.ecdsa(hashes.SHA256())(identity, message))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


@cache
def xades_over(kind: str) -> bytes:
    one = signer(kind)
    if kind not in BY_SIGNXML:
        files: Files = {LETTER: XML}
        edwards = kind.startswith("Ed")
        method = f"{_NEWEST}eddsa-{kind.lower()}" if edwards else f"{_MORE}ecdsa-sha256"
        sign = pki.pure if edwards else side_by_side
        return xades_file(xades(files, identity=one, method=method, sign=sign))
    maker = XAdESSigner(
        method=SignatureConstructionMethod.detached,
        signature_algorithm=_METHODS.get(kind, "ecdsa-sha256"),
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
    )
    signed = maker.sign(
        etree.fromstring(XML), key=one.key, cert=[one.certificate], reference_uri=LETTER
    )
    # Its inclusive canonical form would not bear a root around it.
    return bytes(etree.tostring(signed))


def they_say_of_xades(kind: str, signature: bytes, letter: bytes) -> bool:
    """What signxml says of it."""
    try:
        XMLVerifier().verify(
            signature,
            x509_cert=signer(kind).certificate,
            uri_resolver=lambda _uri: etree.fromstring(letter),
            expect_config=_AGREED,
        )
    except (SignXMLException, etree.XMLSyntaxError, ValueError):
        return False
    return True


def simple_xades(kind: str) -> Members:
    return {"mimetype": ASIC_S, LETTER: XML, "META-INF/signatures.xml": xades_over(kind)}


def extended_xades(kind: str) -> Members:
    return {"mimetype": ASIC_E, LETTER: XML, XADES: xades_over(kind)}


SHAPES: dict[str, tuple[Callable[[str], Members], Format]] = {
    "ASiC-S with CAdES": (simple_cades, Format.ASIC_S),
    "ASiC-E with CAdES": (extended_cades, Format.ASIC_E),
    "ASiC-S with XAdES": (simple_xades, Format.ASIC_S),
    "ASiC-E with XAdES": (extended_xades, Format.ASIC_E),
}


def accepted(report: SignatureReport) -> bool:
    return bool(report.signatures) and all(map(whole, report.signatures))


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_good_is_accepted_and_one_bit_flipped_is_not(
    shape: str, kind: str, judged: Judge
) -> None:
    make, format_ = SHAPES[shape]
    members = make(kind)
    report = judged(members)

    assert report.format is format_
    assert accepted(report), report
    for name, place in covered(members):
        data = bytearray(members[name])
        data[place] ^= 1
        assert not accepted(judged(members | {name: bytes(data)})), (name, place)


def covered(members: Members) -> list[tuple[str, int]]:
    """Places in each member at which a bit is part of what was signed, or is the signature."""
    found = []
    for name, data in members.items():
        if name == "mimetype":
            continue
        if name.endswith(".p7s"):  # without unsigned attributes the value stands last
            places = [len(data) - 1, len(data) - 20]
        elif name.startswith("META-INF/signatures"):
            places = [data.index(mark) + len(mark) + 12 for mark in _PARTS if mark in data]
        else:
            places = [*range(0, len(data), 1 + len(data) // _FLIPS)]
        found += [(name, place) for place in places]
    return found


_PARTS = (b"SignatureValue>", b"DigestValue>", b"SigningTime>")


@pytest.mark.parametrize("kind", KEYS)
def test_we_and_whoever_made_it_agree_on_cades(kind: str, tmp_path: Path, judged: Judge) -> None:
    members = extended_cades(kind)
    listed = members[MANIFEST]
    for message in (listed, listed.replace(b"ASiC", b"ASIC", 1)):
        theirs = they_say_of_cades(kind, members[SIGNATURE], message, tmp_path)

        ours = accepted(judged(members | {MANIFEST: message}))
        assert ours is theirs is (message is listed)


@pytest.mark.parametrize("kind", BY_SIGNXML)
def test_we_and_signxml_agree_on_xades(kind: str, judged: Judge) -> None:
    members = extended_xades(kind)
    for letter in (XML, XML.replace(b"100", b"900")):
        theirs = they_say_of_xades(kind, members[XADES], letter)

        assert accepted(judged(members | {LETTER: letter})) is theirs is (letter is XML)
