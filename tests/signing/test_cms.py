"""CMS signers: what verifies, what does not, and what is said about it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import core
from cryptography.hazmat.primitives import hashes

from signing import (
    GivenCertificates,
    Indication,
    Judgement,
    Level,
    SignatureReport,
    SubIndication,
    Trust,
    verify,
)
from signing.cms.raw import SEQUENCE, SET, BerValue, encoded, read
from signing.cms.signed_data import parse
from tests.signing import pki
from tests.signing.pki import SignerPart, attribute, clerk, file_of, noon, octets, signed_data
from tests.signing.said import codes

TEXT = "Позовна заява про стягнення боргу".encode()
NIST = "2.16.840.1.101.3.4"


def judged(folder: Path, data: bytes, content: bytes | None = None, **more: Any) -> SignatureReport:
    contents = [file_of(folder, content, "вміст.bin")] if content is not None else []
    return verify(file_of(folder, data), contents=contents, now=noon, **more)


def only(report: SignatureReport) -> Judgement:
    assert len(report.signatures) == 1
    return report.signatures[0]


def test_a_good_attached_signature_is_intact_and_its_signer_is_not_trusted_yet(
    tmp_path: Path,
) -> None:
    report = judged(tmp_path, signed_data(SignerPart(clerk(), TEXT), content=TEXT))
    one = only(report)

    assert (one.signature_intact, one.content_intact) == (True, True)
    assert one.indication is Indication.INDETERMINATE
    assert one.sub_indication is SubIndication.NO_CERTIFICATE_CHAIN_FOUND
    assert one.algorithm == "RSA-SHA256"
    assert one.level is Level.B
    assert one.claimed_time == pki.NOON
    assert one.signer.name == "Зразок Олена Тестівна"
    assert one.signer.issuer == "Навчальний корінь"
    assert one.signer.serial == f"{clerk().certificate.serial_number:X}"
    assert one.signer.certificate_sha256 == hashlib.sha256(clerk().der).hexdigest()
    assert report.exit.value == 0


def test_another_content_is_a_hash_failure_and_the_value_stays_intact(tmp_path: Path) -> None:
    one = only(judged(tmp_path, signed_data(SignerPart(clerk(), TEXT), content=TEXT + b"!")))

    assert (one.signature_intact, one.content_intact) == (True, False)
    assert one.indication is Indication.TOTAL_FAILED
    assert one.sub_indication is SubIndication.HASH_FAILURE


class TestDetached:
    DATA = staticmethod(lambda: signed_data(SignerPart(clerk(), TEXT)))

    def test_without_its_content_is_not_judged_to_the_end(self, tmp_path: Path) -> None:
        report = judged(tmp_path, self.DATA())
        one = only(report)

        assert (one.signature_intact, one.content_intact) == (True, None)
        assert one.sub_indication is SubIndication.SIGNED_DATA_NOT_FOUND
        assert report.exit.value == 30

    def test_with_its_content_is_judged(self, tmp_path: Path) -> None:
        report = judged(tmp_path, self.DATA(), TEXT)

        assert only(report).content_intact is True
        assert report.contents == (hashlib.sha256(TEXT).hexdigest(),)
        assert report.exit.value == 0

    def test_with_another_content_fails(self, tmp_path: Path) -> None:
        assert only(judged(tmp_path, self.DATA(), b"x")).sub_indication is (
            SubIndication.HASH_FAILURE
        )

    def test_finds_its_content_among_several(self, tmp_path: Path) -> None:
        files = [file_of(tmp_path, b"x", "a"), file_of(tmp_path, TEXT, "b")]
        report = verify(file_of(tmp_path, self.DATA()), contents=files, now=noon)

        assert only(report).content_intact is True


def test_a_content_that_was_given_must_be_the_one_inside(tmp_path: Path) -> None:
    data = signed_data(SignerPart(clerk(), TEXT), content=TEXT)

    assert [m.code for m in judged(tmp_path, data, TEXT).messages] == ["S008"]
    other = judged(tmp_path, data, b"x")
    assert [m.code for m in other.messages] == ["S007"]
    assert only(other).content_intact is True


@pytest.mark.parametrize(
    ("signed_over", "intact", "code"), [("der", True, "S017"), ("stored", False, "S018")]
)
def test_signed_attributes_are_hashed_in_der_order_and_the_difference_is_said(
    signed_over: str, intact: bool, code: str, tmp_path: Path
) -> None:
    signer = SignerPart(
        clerk(), TEXT, order=lambda x: sorted(x, reverse=True), signed_over=signed_over
    )
    one = only(judged(tmp_path, signed_data(signer, content=TEXT)))

    assert one.signature_intact is intact
    assert code in codes(one)


def test_one_bad_signer_does_not_disturb_the_others(tmp_path: Path) -> None:
    other = pki.issue("Зразок Іван Тестович", issuer=pki.root())
    data = signed_data(
        SignerPart(clerk(), TEXT),
        encoded(SEQUENCE, core.Integer(1).dump()),
        SignerPart(other, TEXT, sign=lambda *_: bytes(256)),
        content=TEXT,
    )
    report = judged(tmp_path, data)

    assert [one.signature_intact for one in report.signatures] == [True, False, False]
    assert report.signatures[2].sub_indication is SubIndication.FORMAT_FAILURE


def test_a_missing_certificate_may_come_from_elsewhere(tmp_path: Path) -> None:
    data = signed_data(SignerPart(clerk(), TEXT), content=TEXT, certificates=[])
    report = judged(tmp_path, data)
    assert only(report).sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND
    assert only(report).signature_intact is None
    assert report.exit.value == 30

    trust = Trust((GivenCertificates((clerk().der,)),))
    one = only(judged(tmp_path, data, trust=trust))
    assert one.signature_intact is True
    assert "S025" in codes(one)


def test_a_signer_may_be_named_by_its_key_identifier(tmp_path: Path) -> None:
    identifier = clerk().asn1.key_identifier
    signer = SignerPart(clerk(), TEXT, sid=encoded(0x80, identifier))

    assert only(judged(tmp_path, signed_data(signer, content=TEXT))).signature_intact is True


def test_the_signed_identifier_must_be_that_of_the_certificate(tmp_path: Path) -> None:
    one = only(
        judged(tmp_path, signed_data(SignerPart(clerk(), TEXT, ess=bytes(32)), content=TEXT))
    )

    assert one.signature_intact is True
    assert one.indication is Indication.INDETERMINATE
    assert one.sub_indication is SubIndication.NO_SIGNING_CERTIFICATE_FOUND


def test_of_two_certificates_with_one_name_the_signed_identifier_chooses(tmp_path: Path) -> None:
    twin = pki.issue("Зразок Олена Тестівна", issuer=pki.root(), key=pki.rsa_key("twin"))
    data = signed_data(
        SignerPart(clerk(), TEXT), content=TEXT, certificates=[twin.der, clerk().der]
    )

    one = only(judged(tmp_path, data))
    assert one.signature_intact is True
    assert one.signer.issuer == "Навчальний корінь"
    assert one.signer.serial == f"{clerk().certificate.serial_number:X}"
    assert one.signer.certificate_sha256 == hashlib.sha256(clerk().der).hexdigest()


@pytest.mark.parametrize("good", [True, False])
def test_counter_signatures_are_judged_and_point_to_what_they_confirm(
    good: bool, tmp_path: Path
) -> None:
    value = pki.signature_value(SignerPart(clerk(), TEXT).build())
    judge = pki.issue("Зразок Суддя Тестова", issuer=pki.root())
    counter = SignerPart(
        judge, value if good else b"another", drop=["1.2.840.113549.1.9.3"]
    ).build()
    first = SignerPart(clerk(), TEXT, unsigned=[attribute("1.2.840.113549.1.9.6", counter)])
    report = judged(
        tmp_path, signed_data(first, content=TEXT, certificates=[clerk().der, judge.der])
    )

    main, over = report.signatures
    assert "S080" in codes(main)
    assert over.countersigns == 0
    assert over.signer.name == "Зразок Суддя Тестова"
    assert over.signature_intact is True
    assert over.content_intact is good


@pytest.mark.parametrize(
    "repeated",
    [
        attribute("1.2.840.113549.1.9.4", octets(bytes(32))),
        attribute("1.2.840.113549.1.9.3", pki.oid(pki.DATA)),
    ],
    ids=["message-digest", "content-type"],
)
def test_a_repeated_attribute_makes_the_format_wrong(repeated: bytes, tmp_path: Path) -> None:
    one = only(
        judged(
            tmp_path, signed_data(SignerPart(clerk(), TEXT, more_signed=[repeated]), content=TEXT)
        )
    )

    assert one.indication is Indication.TOTAL_FAILED
    assert "S019" in codes(one)


def test_the_signed_content_type_must_be_that_of_the_content(tmp_path: Path) -> None:
    signer = SignerPart(clerk(), TEXT, content_type="1.2.840.113549.1.7.5")
    one = only(judged(tmp_path, signed_data(signer, content=TEXT)))

    assert one.sub_indication is SubIndication.FORMAT_FAILURE


def test_two_different_digest_algorithms_are_not_accepted_as_one_signature(tmp_path: Path) -> None:
    signer = SignerPart(
        clerk(), TEXT, signature_oid="1.2.840.113549.1.1.13", sign=pki.pkcs1(hashes.SHA512())
    )
    one = only(judged(tmp_path, signed_data(signer, content=TEXT)))

    assert one.sub_indication is SubIndication.SIG_CONSTRAINTS_FAILURE
    assert "S022" in codes(one)


def test_an_unknown_algorithm_is_neither_valid_nor_invalid(tmp_path: Path) -> None:
    signer = SignerPart(clerk(), TEXT, signature_oid="1.2.3.4.5")
    report = judged(tmp_path, signed_data(signer, content=TEXT))
    one = only(report)

    assert (one.signature_intact, one.content_intact) == (None, True)
    assert one.indication is Indication.INDETERMINATE
    assert one.sub_indication is SubIndication.GENERIC
    assert report.exit.value == 30


def test_a_badly_encoded_rsa_key_is_read_around_its_error(tmp_path: Path) -> None:
    """Cards exist whose modulus lacks its leading zero, so that it reads as negative."""
    good = clerk().der
    numbers = clerk().key.public_key().public_numbers()
    modulus = numbers.n.to_bytes(256, "big")
    before = encoded(0x02, b"\x00" + modulus)
    after = encoded(0x02, modulus)
    broken = _shortened(good, before, after)
    signer = SignerPart(clerk(), TEXT, ess=hashlib.sha256(broken).digest())

    one = only(judged(tmp_path, signed_data(signer, content=TEXT, certificates=[broken])))
    assert one.signature_intact is True
    assert "S023" in codes(one)


def _shortened(certificate: bytes, before: bytes, after: bytes) -> bytes:
    """The certificate with one INTEGER replaced and every length around it corrected."""
    at = certificate.index(before)

    def rebuilt(part: BerValue) -> bytes:
        if part.start == at and part.raw == before:
            return after
        inside = part.start < at < part.end
        if inside and part.constructed:
            return encoded(part.tag, b"".join(rebuilt(one) for one in part.parts()))
        if inside and part.tag == 0x03:
            key = read(part.contents[1:])
            inner = b"".join(after if one.raw == before else one.raw for one in key.parts())
            return encoded(0x03, b"\x00" + encoded(SEQUENCE, inner))
        return part.raw

    return rebuilt(read(certificate))


def test_a_weak_digest_is_named_and_never_passes(tmp_path: Path) -> None:
    signer = SignerPart(
        clerk(),
        TEXT,
        digest="1.3.14.3.2.26",
        hasher=lambda data: hashlib.sha1(data, usedforsecurity=False),
        signature_oid="1.2.840.113549.1.1.5",
        sign=pki.pkcs1(hashes.SHA1()),
    )
    trust = Trust((GivenCertificates((clerk().der,)),))
    one = only(judged(tmp_path, signed_data(signer, content=TEXT), trust=trust))

    assert one.signature_intact is True
    assert one.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE
    assert "S052" in codes(one)


def test_signed_attributes_passed_off_as_the_content_are_not_signed(tmp_path: Path) -> None:
    """A value over attributes is one over content of the same bytes, too; nobody signed that."""
    part = SignerPart(clerk(), b"content")
    parts = read(part.build()).parts()
    attributes = encoded(SET, parts[3].contents)
    bare = encoded(SEQUENCE, b"".join(one.raw for one in parts if one is not parts[3]))
    one = only(judged(tmp_path, signed_data(bare, certificates=[clerk().der], content=attributes)))
    assert one.content_intact is False
    assert one.sub_indication is SubIndication.FORMAT_FAILURE


def test_a_file_cannot_carry_certificates_without_end() -> None:
    """Every signer looks at every certificate."""
    again = signed_data(SignerPart(clerk(), TEXT), certificates=[clerk().der] * 3000)
    others = [encoded(SEQUENCE, bytes(str(number), "ascii")) for number in range(3000)]
    many = signed_data(SignerPart(clerk(), TEXT), certificates=[clerk().der, *others])

    assert parse(again).certificates == (clerk().der,)
    assert len(parse(many).certificates) == 1000
