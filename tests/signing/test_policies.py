"""Signature policies: one that is only named, one that the signature carries, and a wrong one.

ETSI EN 319 102-1, 5.2.4.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from signing import GivenCertificates, Indication, Judgement, SubIndication, Trust, verify
from signing.cms.raw import SEQUENCE, encoded
from tests.signing import pki
from tests.signing.pki import SHA256, SignerPart, attribute, file_of, signed_data
from tests.signing.said import codes
from tests.signing.xades.maker import DS, Recipe, enveloped

TEXT = "Ухвала".encode()
POLICY = "Правила підписання".encode()
IN_ASN1 = encoded(SEQUENCE, pki.algorithm(SHA256) + encoded(SEQUENCE, b""))
_NAMED, _STORE = "1.2.840.113549.1.9.16.2.15", "0.4.0.19122.1.3"
_XADES_141 = "http://uri.etsi.org/01903/v1.4.1#"
IN_ROOT = Trust((GivenCertificates((pki.root().der,)),))


def named(digest: bytes | None) -> bytes:
    hashed = encoded(SEQUENCE, pki.algorithm(SHA256) + pki.octets(digest)) if digest else b""
    return attribute(_NAMED, encoded(SEQUENCE, pki.oid("1.2.3.4") + hashed))


def stored(document: bytes) -> bytes:
    where = encoded(SEQUENCE, pki.oid("1.2.3.5"))
    return attribute(_STORE, encoded(SEQUENCE, where + document))


def in_cms(folder: Path, digest: bytes | None, document: bytes | None) -> Judgement:
    unsigned = [] if document is None else [stored(document)]
    part = SignerPart(pki.clerk(), TEXT, more_signed=[named(digest)], unsigned=unsigned)
    data = signed_data(part, content=TEXT, crls=[pki.crl_of(pki.root())])
    return verify(file_of(folder, data), trust=IN_ROOT, now=pki.noon).signatures[0]


def in_xml(digest: bytes | None, document: str | None, *, transforms: str = "") -> str:
    value = "" if digest is None else base64.b64encode(digest).decode()
    hashed = (
        f'<xades:SigPolicyHash><ds:DigestMethod xmlns:ds="{DS}" '
        'Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>'
        f'<ds:DigestValue xmlns:ds="{DS}">{value}</ds:DigestValue></xades:SigPolicyHash>'
    )
    policy = (
        "<xades:SignaturePolicyIdentifier><xades:SignaturePolicyId><xades:SigPolicyId>"
        "<xades:Identifier>urn:oid:1.2.3</xades:Identifier></xades:SigPolicyId>"
        f"{transforms}{hashed if value else ''}"
        "</xades:SignaturePolicyId></xades:SignaturePolicyIdentifier>"
    )
    inside = "" if document is None else f"<p:SignaturePolicyDocument>{document}"
    inside += "</p:SignaturePolicyDocument>" if inside else "<p:SigPolDocLocalURI/>"
    unsigned = f'<p:SignaturePolicyStore xmlns:p="{_XADES_141}">{inside}</p:SignaturePolicyStore>'
    return enveloped(Recipe(signature_properties=policy, unsigned=unsigned))


def judged_xml(folder: Path, text: str) -> Judgement:
    revocation = pki.crl_of(pki.root())
    crl = base64.b64encode(revocation).decode()
    values = (
        "<xades:RevocationValues><xades:CRLValues><xades:EncapsulatedCRLValue>"
        f"{crl}</xades:EncapsulatedCRLValue></xades:CRLValues></xades:RevocationValues>"
    )
    mark = "</xades:UnsignedSignatureProperties>"
    path = file_of(folder, text.replace(mark, values + mark).encode(), "підпис.xml")
    return verify(path, trust=IN_ROOT, now=pki.noon).signatures[0]


DIGEST = hashlib.sha256(POLICY).digest()
WANTED = {
    "no digest": (None, None, None, "S117"),
    "a digest of zeros": (bytes(32), None, None, "S117"),
    "no document": (DIGEST, None, SubIndication.SIGNATURE_POLICY_NOT_AVAILABLE, "S118"),
    "the document": (DIGEST, POLICY, None, "S119"),
    "another document": (DIGEST, b"other", SubIndication.POLICY_PROCESSING_ERROR, "S120"),
}


@pytest.mark.parametrize("case", WANTED)
def test_a_policy_named_in_cms(case: str, tmp_path: Path) -> None:
    digest, document, expected, code = WANTED[case]
    one = in_cms(tmp_path, digest, document and pki.octets(document))

    assert one.sub_indication is expected
    assert one.indication is (Indication.INDETERMINATE if expected else Indication.TOTAL_PASSED)
    assert codes(one) & {"S117", "S118", "S119", "S120"} == {code}


@pytest.mark.parametrize("case", WANTED)
def test_a_policy_named_in_xml(case: str, tmp_path: Path) -> None:
    digest, document, expected, code = WANTED[case]
    kept = None if document is None else base64.b64encode(document).decode()
    one = judged_xml(tmp_path, in_xml(digest, kept))

    assert one.sub_indication is expected
    assert one.indication is (Indication.INDETERMINATE if expected else Indication.TOTAL_PASSED)
    assert codes(one) & {"S117", "S118", "S119", "S120"} == {code}


def test_a_policy_in_asn1_is_digested_without_its_frame(tmp_path: Path) -> None:
    inside = hashlib.sha256(pki.algorithm(SHA256) + encoded(SEQUENCE, b"")).digest()

    assert in_cms(tmp_path, inside, pki.octets(IN_ASN1)).indication is Indication.TOTAL_PASSED


@pytest.mark.parametrize("damaged", [b"", b"\x04", b"\x30\x03\x04", b"\x16\x04http"])
def test_a_damaged_store_is_as_good_as_none(damaged: bytes, tmp_path: Path) -> None:
    """Nobody signed it: whatever is put there must not make the policy count as judged."""
    one = in_cms(tmp_path, DIGEST, damaged)

    assert one.indication is not Indication.TOTAL_PASSED
    assert one.sub_indication in {
        SubIndication.SIGNATURE_POLICY_NOT_AVAILABLE,
        SubIndication.FORMAT_FAILURE,
    }


def test_a_damaged_store_in_xml_is_as_good_as_none(tmp_path: Path) -> None:
    one = judged_xml(tmp_path, in_xml(DIGEST, "%%%"))

    assert one.sub_indication is SubIndication.SIGNATURE_POLICY_NOT_AVAILABLE


def test_a_digest_over_something_made_of_the_document_cannot_be_judged(tmp_path: Path) -> None:
    transforms = f'<ds:Transforms xmlns:ds="{DS}"><ds:Transform Algorithm="x"></ds:Transform>'
    text = in_xml(
        DIGEST, base64.b64encode(POLICY).decode(), transforms=transforms + "</ds:Transforms>"
    )

    assert judged_xml(tmp_path, text).sub_indication is SubIndication.POLICY_PROCESSING_ERROR


def test_what_says_more_against_the_signature_is_said_first(tmp_path: Path) -> None:
    part = SignerPart(pki.clerk(), TEXT, more_signed=[named(DIGEST)])
    path = file_of(tmp_path, signed_data(part, content=TEXT))

    alone = verify(path, now=pki.noon).signatures[0]
    assert alone.sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND
    unproven = verify(path, trust=IN_ROOT, now=pki.noon).signatures[0]
    assert unproven.sub_indication is SubIndication.TRY_LATER
