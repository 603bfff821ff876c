"""XML signatures made by signxml, and by hand: what is good is found good, and said how."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod
from signxml.signer import XMLSigner
from signxml.xades.xades import XAdESSigner

from signing import Covers, Level, SubIndication, verify
from signing.facts import Separate, Submitted
from signing.kinds import SignedKind, kind_of
from signing.xades import judge
from tests.signing import pki
from tests.signing.pki import noon
from tests.signing.said import codes
from tests.signing.xades.maker import (
    BASE64,
    DS,
    ENVELOPED,
    ETSI,
    EXC,
    Recipe,
    Ref,
    b64,
    enveloped,
    every,
    good,
    of,
)

DOCUMENT = (
    '<letter xmlns="urn:letter" xmlns:u="urn:unused" xml:lang="uk">\n'
    '  <text u:mark="&quot;1&quot;">Позовна &amp; заява&#13;\n</text>\n</letter>'
)
"""Its names are not Ukrainian: signxml writes them in ASCII."""
_C14N = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0


def _signxml(method: Any, c14n: Any, **more: Any) -> bytes:
    signer = more.pop("signer", XMLSigner)(
        method=method,
        c14n_algorithm=c14n,
        signature_algorithm=more.pop("algorithm", "rsa-sha256"),
        digest_algorithm=more.pop("digest", "sha256"),
    )
    identity = more.pop("identity", pki.clerk())
    signed = signer.sign(
        etree.fromstring(more.pop("document", DOCUMENT).encode()),
        key=identity.key,
        cert=[identity.certificate],
        **more,
    )
    return bytes(etree.tostring(signed))


@pytest.mark.parametrize("c14n", list(CanonicalizationMethod))
def test_what_signxml_signs_is_intact(c14n: Any) -> None:
    """Inclusive forms in a document without namespaces: signxml forgets those a part inherits."""
    document = DOCUMENT if "exc-c14n" in c14n.value else "<a> &lt;<b>1</b></a>"
    facts = of(_signxml(SignatureConstructionMethod.enveloped, c14n, document=document))

    assert good(facts), facts.messages
    assert facts.certificate == pki.clerk().der
    assert facts.covers is Covers.WHOLE
    assert facts.algorithm == "RSA-SHA256"


@pytest.mark.parametrize(
    "method", [SignatureConstructionMethod.enveloped, SignatureConstructionMethod.enveloping]
)
def test_xades_of_signxml(method: Any) -> None:
    c14n = CanonicalizationMethod.CANONICAL_XML_1_0
    facts = of(_signxml(method, c14n, signer=XAdESSigner, document="<a><b>1</b></a>"))

    assert good(facts), facts.messages
    assert facts.level is Level.B
    assert facts.covers is Covers.WHOLE


@pytest.mark.parametrize("digest", ["sha384", "sha512", "sha3-256", "sha3-512"])
def test_digests_of_signxml(digest: str) -> None:
    assert good(of(_signxml(SignatureConstructionMethod.enveloped, _C14N, digest=digest)))


@pytest.mark.parametrize(
    ("curve", "algorithm"),
    [
        (ec.SECP256R1(), "ecdsa-sha256"),
        (ec.SECP384R1(), "ecdsa-sha384"),
        (ec.SECP521R1(), "ecdsa-sha512"),
        (ec.BrainpoolP256R1(), "ecdsa-sha256"),
    ],
)
def test_elliptic_curves_of_signxml(curve: ec.EllipticCurve, algorithm: str) -> None:
    identity = pki.issue("Зразок Крива", key=ec.generate_private_key(curve))
    facts = of(
        _signxml(
            SignatureConstructionMethod.enveloped, _C14N, algorithm=algorithm, identity=identity
        )
    )

    assert good(facts), facts.messages
    assert facts.algorithm == f"ECDSA-{algorithm[-6:].upper()}"


def test_mask_generation_of_signxml() -> None:
    facts = of(_signxml(SignatureConstructionMethod.enveloped, _C14N, algorithm="sha256-rsa-MGF1"))

    assert good(facts), facts.messages
    assert facts.algorithm == "RSA-PSS-SHA256"


def test_a_signature_written_by_hand_is_intact_and_tells_all() -> None:
    facts = of(enveloped())

    assert good(facts), facts.messages
    assert facts.level is Level.BES
    assert facts.claimed_time == pki.NOON
    assert facts.covers is Covers.WHOLE
    assert not facts.weak


def test_a_detached_signature_finds_its_file_by_digest_or_by_name(tmp_path: Path) -> None:
    data = b"\x00\x01 content"
    text = Recipe().write(Ref("акт.bin", data, ()))
    paths = [pki.file_of(tmp_path, data, "інша назва.bin"), pki.file_of(tmp_path, b"?", "ще.bin")]
    named = pki.file_of(tmp_path, data + b".", "акт.bin")

    assert good(of(text, contents=[Separate(one) for one in paths]))
    assert of(text).failure is SubIndication.SIGNED_DATA_NOT_FOUND
    assert of(text).content_intact is None
    assert of(text, contents=[Separate(paths[1])]).content_intact is False
    assert of(text, contents=[Separate(one) for one in (*paths, named)]).content_intact is False


def test_a_file_that_is_given_but_not_signed_is_named(tmp_path: Path) -> None:
    content = Separate(pki.file_of(tmp_path, b"not signed", "лист.pdf"))
    submitted = Submitted(name="а.xml", data=enveloped().encode(), contents=[content])

    assert [one.code for one in judge(submitted).messages] == ["S116"]


def test_an_enveloping_signature_over_base64_and_a_manifest(tmp_path: Path) -> None:
    data = b"%PDF-1.7 letter"
    holder = f'<ds:Object Id="o">{b64(data)}</ds:Object>'
    entry = Ref("лист.pdf", data, ()).xml(lambda d: hashlib.sha512(d).digest(), _SHA512)
    manifest = f'<ds:Manifest xmlns:ds="{DS}" Id="m">{entry}</ds:Manifest>'
    recipe = Recipe(objects=f"{holder}<ds:Object>{manifest}</ds:Object>")
    text = recipe.write(
        Ref("#o", data, (BASE64,), kind=f"{DS}Object"),
        Ref("#m", manifest.encode(), kind=f"{DS}Manifest"),
    )
    content = pki.file_of(tmp_path, data, "лист.pdf")
    other = pki.file_of(tmp_path, data + b"!", "лист.pdf ")
    alone = of(text)

    assert good(of(text, contents=[Separate(content)]))
    assert of(text, contents=[Separate(content)]).covers is Covers.WHOLE
    assert alone.content_intact is True
    assert alone.failure is SubIndication.SIGNED_DATA_NOT_FOUND
    assert "S114" in codes(alone)
    assert of(text, contents=[Separate(other)]).content_intact is False


_SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"


XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
FILTER = "http://www.w3.org/2002/06/xmldsig-filter2"
OWN = (
    "count(ancestor-or-self::ds:Signature | here()/ancestor::ds:Signature[1]) &gt;\n"
    "count(ancestor-or-self::ds:Signature)"
)


def _filter(kind: str, path: str) -> str:
    return f'<f:XPath xmlns:f="{FILTER}" Filter="{kind}">{path}</f:XPath>'


@pytest.mark.parametrize(
    ("algorithm", "inside"),
    [
        (XPATH, "<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>"),
        (FILTER, _filter("subtract", "/descendant::ds:Signature")),
        (FILTER, _filter("subtract", "/*/ds:Signature")),
    ],
)
def test_several_signatures_of_one_file_leave_each_other_out(algorithm: str, inside: str) -> None:
    content = "<a><b>1</b></a>"
    whole = Ref("", content.encode(), (algorithm,), inside=inside)
    signatures = "".join(Recipe(name=name).write(whole) for name in ("s1", "s2", "s3"))
    found = every(content.replace("</a>", signatures + "</a>"))

    assert [good(one) for one in found] == [True] * 3
    assert {one.covers for one in found} == {Covers.WHOLE}


def test_enveloped_signature_spelt_out_in_xpath() -> None:
    content = "<a><b>1</b></a>"
    whole = Ref("", content.encode(), (XPATH,), inside=f"<ds:XPath>{OWN}</ds:XPath>")

    assert good(of(content.replace("</a>", Recipe().write(whole) + "</a>")))


@pytest.mark.parametrize(
    ("algorithm", "inside"),
    [
        (XPATH, "<ds:XPath>count(//*[count(//*)>1])>1</ds:XPath>".replace(">1", "&gt;1")),
        (FILTER, _filter("union", "/*")),
        (FILTER, _filter("subtract", "//*//*//*")),
        ("http://www.w3.org/TR/1999/REC-xslt-19991116", ""),
        ("urn:unknown", ""),
    ],
)
def test_other_transforms_are_neither_run_nor_skipped(algorithm: str, inside: str) -> None:
    content = "<a><b>1</b></a>"
    whole = Ref("", content.encode(), (algorithm,), inside=inside)
    facts = of(content.replace("</a>", Recipe().write(whole) + "</a>"))

    assert facts.content_intact is None
    assert facts.failure is SubIndication.GENERIC


def test_what_a_filter_leaves_out_is_not_called_covered() -> None:
    inside = _filter("subtract", "/descendant::ds:Signature")
    inside += _filter("subtract", "//*[local-name()='b']")
    signature = Recipe().write(Ref("", b"<a></a>", (FILTER,), inside=inside))
    facts = of(f"<a><b>unsigned</b>{signature}</a>")

    assert good(facts)
    assert facts.covers is Covers.PART


def test_a_filter_by_identifier_signs_what_it_names() -> None:
    inside = _filter("intersect", "id('o')/node()")
    recipe = Recipe(objects='<ds:Object Id="o">text<b>1</b><!-- -->.</ds:Object>')
    signed = f'text<b xmlns:ds="{DS}">1</b>.'.encode()

    assert good(of(recipe.write(Ref("", signed, (FILTER,), inside=inside))))


def test_a_counter_signature_names_the_signature_it_confirms() -> None:
    first = Recipe(sign=lambda *_: b"value")
    value = f'<ds:SignatureValue xmlns:ds="{DS}" Id="s1-v">{b64(b"value")}</ds:SignatureValue>'
    counter = Recipe(name="c").write(Ref("#s1-v", value.encode()))
    stray = Recipe(name="d").write(Ref("", b"<a></a>", (ENVELOPED, EXC)))
    unsigned = "".join(
        f"<xades:CounterSignature>{one}</xades:CounterSignature>" for one in (counter, stray)
    )
    text = Recipe(sign=first.sign, unsigned=unsigned).write(Ref("#o", b"?"))
    parent, good_one, bad_one = every(text)

    assert parent.countersigns is None
    assert "S080" in codes(parent)
    assert good(good_one)
    assert good_one.countersigns == 0
    assert bad_one.content_intact is False
    assert "S107" in codes(bad_one)


def test_a_certificate_that_the_signer_did_not_name_is_not_called_his() -> None:
    facts = of(enveloped(Recipe(certificate=b64(hashlib.sha256(b"another").digest()))))

    assert facts.signature_intact is True
    assert facts.failure is SubIndication.NO_SIGNING_CERTIFICATE_FOUND


def test_a_certificate_from_elsewhere_is_used_where_the_signature_has_none() -> None:
    text = enveloped(Recipe(key_info="<ds:KeyInfo><ds:KeyName>k</ds:KeyName></ds:KeyInfo>"))
    without = of(text)

    assert without.failure is SubIndication.NO_SIGNING_CERTIFICATE_FOUND
    assert without.signature_intact is None
    assert good(of(text, certificates=[pki.root().der, pki.clerk().der]))


def test_a_bare_key_verifies_but_names_nobody() -> None:
    numbers = pki.clerk().key.public_key().public_numbers()
    modulus = b64(numbers.n.to_bytes(256, "big"))
    exponent = b64(numbers.e.to_bytes(3, "big"))
    value = (
        f"<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{modulus}</ds:Modulus>"
        f"<ds:Exponent>{exponent}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>"
    )
    facts = of(enveloped(Recipe(key_info=value)))

    assert facts.signature_intact is True
    assert facts.certificate is None
    assert facts.failure is SubIndication.NO_SIGNING_CERTIFICATE_FOUND


def test_a_plain_xml_signature_says_what_it_lacks() -> None:
    facts = of(enveloped(Recipe(properties=False)))

    assert good(facts)
    assert facts.level is None
    assert {"S024", "S110"} <= codes(facts)


def test_properties_that_are_not_signed_protect_nothing() -> None:
    facts = of(enveloped(Recipe(references_properties=False)))

    assert facts.failure is SubIndication.FORMAT_FAILURE
    assert facts.content_intact is False


def test_an_unknown_algorithm_is_undecided_not_invalid() -> None:
    facts = of(enveloped(Recipe(method="urn:unknown")))
    content = of(enveloped(Recipe(digest_uri="urn:unknown")))

    assert (facts.signature_intact, facts.content_intact) == (None, True)
    assert content.content_intact is None
    assert facts.failure is SubIndication.GENERIC
    assert content.failure is SubIndication.GENERIC


def test_values_and_levels_are_found(tmp_path: Path) -> None:
    identity, issuer = pki.clerk(), pki.root()
    crl, ocsp = pki.crl_of(issuer), pki.ocsp_of(issuer, identity)
    stamp = f"<xades:EncapsulatedTimeStamp>{b64(b'?')}</xades:EncapsulatedTimeStamp>"
    unsigned = (
        f"<xades:SignatureTimeStamp>{stamp}</xades:SignatureTimeStamp><xades:CertificateValues>"
        f"<xades:EncapsulatedX509Certificate>{b64(issuer.der)}</xades:EncapsulatedX509Certificate>"
        "</xades:CertificateValues><xades:RevocationValues><xades:CRLValues>"
        f"<xades:EncapsulatedCRLValue>{b64(crl)}</xades:EncapsulatedCRLValue></xades:CRLValues>"
        f"<xades:OCSPValues><xades:EncapsulatedOCSPValue>{b64(ocsp)}</xades:EncapsulatedOCSPValue>"
        "</xades:OCSPValues></xades:RevocationValues>"
        f'<a:ArchiveTimeStamp xmlns:a="{ETSI.replace("1.3.2", "1.4.1")}">{stamp}'
        "</a:ArchiveTimeStamp>"
    )
    facts = of(enveloped(Recipe(unsigned=unsigned)))

    assert facts.level is Level.A
    assert facts.crls == (crl,)
    assert facts.ocsps == (ocsp,)
    assert issuer.der in facts.pool
    assert [one.kind.value for one in facts.stamps] == ["signature", "archive"]


def test_the_report_of_an_xml_file(tmp_path: Path) -> None:
    report = verify(pki.file_of(tmp_path, enveloped().encode(), "заява.xml"), now=noon)

    assert report.format.value == "XAdES"
    assert report.judged
    assert report.signatures[0].signer.name == "Зразок Олена Тестівна"


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-u", "utf-16"])
def test_a_signature_at_the_end_of_a_long_file_in_any_encoding(encoding: str) -> None:
    long = f'<?xml version="1.0" encoding="{encoding}"?>{enveloped(text="А" * 3_000_000)}'
    data = long.encode(encoding)

    assert kind_of(data) is SignedKind.XADES
    assert good(of(data))
