"""Signatures in PDF: what they cover, and what happened to the file afterwards."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives import hashes
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm

from signing import (
    Changed,
    Covers,
    Format,
    Indication,
    Level,
    SignatureReport,
    SubIndication,
    verify,
)
from tests.signing import pdfs, pki
from tests.signing.pki import file_of, noon
from tests.signing.said import codes

HIDDEN = b"\n4 0 obj\n<< /Length 28 >>\nstream\nBT /F1 24 Tf (Pay 900) Tj ET\nendstream\nendobj\n"
BYTE_RANGE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]( *)")


@pytest.fixture(scope="module")
def signed() -> bytes:
    return pdfs.sign(pdfs.page())


@pytest.fixture
def judged(tmp_path: Path) -> Callable[[bytes], SignatureReport]:
    return lambda data: verify(file_of(tmp_path, data, "документ.pdf"), now=noon)


Judge = Callable[[bytes], SignatureReport]


def test_a_signature_covers_the_whole_file_it_ends(signed: bytes, judged: Judge) -> None:
    report = judged(signed)
    one = report.signatures[0]

    assert report.format is Format.PADES
    assert (one.signature_intact, one.content_intact) == (True, True)
    assert (one.covers, one.changed_after_signing) == (Covers.WHOLE, Changed.NONE)
    assert one.level is Level.B
    assert one.field == "Підпис1"
    assert one.claimed_time is not None
    assert one.indication is Indication.INDETERMINATE


def test_line_ends_after_the_end_are_nothing(signed: bytes, judged: Judge) -> None:
    assert judged(signed + b"\r\n\n").signatures[0].changed_after_signing is Changed.NONE


def test_a_second_signature_is_an_allowed_change(signed: bytes, judged: Judge) -> None:
    report = judged(pdfs.sign(signed, field="Підпис2"))

    assert [one.changed_after_signing for one in report.signatures] == [
        Changed.ALLOWED,
        Changed.NONE,
    ]
    assert [one.covers for one in report.signatures] == [Covers.WHOLE, Covers.WHOLE]


def test_a_document_timestamp_is_no_signature_and_an_allowed_change(
    signed: bytes, judged: Judge
) -> None:
    report = judged(pdfs.stamp(signed))

    assert len(report.signatures) == 1
    assert report.signatures[0].changed_after_signing is Changed.ALLOWED
    assert report.signatures[0].level is Level.T
    assert report.signatures[0].proven_time is None
    assert [(t.signature_intact, t.content_intact) for t in report.timestamps] == [(True, True)]


def test_what_the_value_is_decides_about_signature_or_timestamp(judged: Judge) -> None:
    def value(ranges: bytes) -> bytes:
        return pki.signed_data(pki.SignerPart(pki.clerk(), ranges, at=None))

    called = judged(pdfs.with_value(value, filter_="/ETSI.RFC3161"))
    assert (len(called.signatures), len(called.timestamps)) == (1, 0)

    def token(ranges: bytes) -> bytes:
        info = pki.tst_info(ranges)
        part = pki.SignerPart(pki.clerk(), info, content_type=pki.TST_INFO)
        return pki.signed_data(part, content=info, content_type=pki.TST_INFO)

    really = judged(pdfs.with_value(token, filter_="/ETSI.CAdES.detached"))
    assert (len(really.signatures), len(really.timestamps)) == (0, 1)
    assert really.timestamps[0].content_intact is True


def test_a_timestamp_over_other_bytes_fails(signed: bytes, judged: Judge) -> None:
    stamped = pdfs.stamp(signed)
    report = judged(pdfs.content_changed(stamped))

    assert report.timestamps[0].sub_indication is SubIndication.HASH_FAILURE
    assert report.signatures[0].sub_indication is SubIndication.HASH_FAILURE


def test_an_older_filter_makes_no_pades_level(judged: Judge) -> None:
    one = judged(pdfs.sign(pdfs.page(), pades=False)).signatures[0]

    assert one.content_intact is True
    assert one.level is None


def test_a_file_without_signatures_has_none(judged: Judge) -> None:
    report = judged(pdfs.page())

    assert (report.format, report.signatures) == (Format.NONE, ())
    assert [m.code for m in report.messages] == ["S001"]
    assert report.exit.value == 0


def test_what_is_no_pdf_is_unreadable(judged: Judge) -> None:
    report = judged(b"%PDF-1.7\nnothing else")

    assert report.format is Format.UNREADABLE
    assert report.exit.value == 30


@pytest.mark.parametrize("password", ["", "таємно"])
def test_an_encrypted_file_is_judged_when_it_opens_without_a_password(
    password: str, judged: Judge
) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdfs.page())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="власник", user=password))
    writer = IncrementalPdfFileWriter(io.BytesIO(out.getvalue()))
    writer.encrypt(password)
    data = pdfs.sign_with(writer)
    report = judged(data)

    if password:
        assert report.format is Format.UNREADABLE
        assert [m.code for m in report.messages] == ["S006"]
    else:
        assert report.signatures[0].content_intact is True
        assert report.signatures[0].field == "Підпис1"


# --- changes the signature may allow ---------------------------------------------------------


def test_filling_an_empty_field_is_allowed_and_named(judged: Judge) -> None:
    data = pdfs.update(pdfs.sign(pdfs.page(field_value="")), pdfs.fill("100"))
    one = judged(data).signatures[0]

    assert one.changed_after_signing is Changed.ALLOWED
    assert any("amount" in m.text for m in one.messages if m.code == "S036")
    assert [m.text for m in one.messages if m.code == "S195"] == [
        "Поле форми «amount»: було «», стало «100»."
    ]


@pytest.mark.parametrize(
    "change",
    [pdfs.fill("900"), pdfs.fill("100", shown="900")],
    ids=["other value", "same value, other look"],
)
@pytest.mark.parametrize("permission", [None, MDPPerm.FILL_FORMS])
def test_replacing_what_a_field_had_shown_is_flagged(
    permission: MDPPerm | None, change: Callable[[IncrementalPdfFileWriter], None], judged: Judge
) -> None:
    """A shadow attack: the changed value is allowed by the letter, and not what was signed."""
    signed = pdfs.sign(pdfs.page(field_value="100"), permission=permission)
    one = judged(pdfs.update(signed, change)).signatures[0]

    assert one.changed_after_signing is Changed.UNKNOWN
    assert "S037" in codes(one)
    assert one.indication is Indication.INDETERMINATE
    assert one.sub_indication is SubIndication.SIG_CONSTRAINTS_FAILURE


@pytest.mark.parametrize(
    ("permission", "change", "expected"),
    [
        (MDPPerm.NO_CHANGES, pdfs.fill("100"), Changed.NOT_ALLOWED),
        (MDPPerm.NO_CHANGES, pdfs.annotate, Changed.NOT_ALLOWED),
        (MDPPerm.FILL_FORMS, pdfs.fill("100"), Changed.ALLOWED),
        (MDPPerm.FILL_FORMS, pdfs.annotate, Changed.NOT_ALLOWED),
        (MDPPerm.FILL_FORMS, pdfs.replace_page(b"Pay 900"), Changed.NOT_ALLOWED),
        (MDPPerm.ANNOTATE, pdfs.fill("100"), Changed.ALLOWED),
        (MDPPerm.ANNOTATE, pdfs.annotate, Changed.UNKNOWN),
        (None, pdfs.annotate, Changed.NOT_ALLOWED),
    ],
)
def test_what_docmdp_permits(
    permission: MDPPerm | None,
    change: Callable[[IncrementalPdfFileWriter], None],
    expected: Changed,
    judged: Judge,
) -> None:
    signed = pdfs.sign(pdfs.page(field_value=""), permission=permission)

    assert judged(pdfs.update(signed, change)).signatures[0].changed_after_signing is expected


def test_a_locked_field_may_not_be_filled(judged: Judge) -> None:
    signed = pdfs.sign(pdfs.page(field_value=""), lock=FieldMDPSpec(FieldMDPAction.ALL))

    assert judged(signed).signatures[0].changed_after_signing is Changed.NONE
    filled = judged(pdfs.update(signed, pdfs.fill("100")))
    assert filled.signatures[0].changed_after_signing is Changed.NOT_ALLOWED


def test_signing_a_certified_file_again_is_allowed(judged: Judge) -> None:
    signed = pdfs.sign(pdfs.page(field_value=""), permission=MDPPerm.FILL_FORMS)
    one = judged(pdfs.sign(signed, field="Підпис2")).signatures[0]

    assert one.changed_after_signing is Changed.ALLOWED
    assert "S036" not in codes(one)


def test_renewing_the_security_store_is_allowed(signed: bytes, judged: Judge) -> None:
    store = pdfs.store(pki.crl_of(pki.root()))
    once = pdfs.stamp(pdfs.update(signed, store))
    report = judged(pdfs.update(once, store))

    assert report.signatures[0].changed_after_signing is Changed.ALLOWED
    assert report.signatures[0].level is Level.LTA


def test_the_security_store_excuses_nothing_that_a_page_shows(judged: Judge) -> None:
    """A page refers to an object that is missing when signed and comes in through the store."""

    def dangling(writer: IncrementalPdfFileWriter) -> None:
        first = writer.root["/Pages"]["/Kids"][0]
        contents = [first.raw_get("/Contents"), generic.IndirectObject(900, 0, writer)]
        first[pdf_name("/Contents")] = generic.ArrayObject(contents)
        writer.update_container(first)

    def provide(writer: IncrementalPdfFileWriter) -> None:
        stream = generic.StreamObject(stream_data=pdfs.SHOWS % b"Pay 900")
        writer.objects[(0, 900)] = stream
        writer.root[pdf_name("/DSS")] = generic.DictionaryObject(
            {pdf_name("/Certs"): generic.ArrayObject([generic.IndirectObject(900, 0, writer)])}
        )
        writer.update_root()

    signed = pdfs.sign(pdfs.page(), in_place=dangling)
    assert pdfs.counts_as_signed(judged(signed))
    assert not pdfs.counts_as_signed(judged(pdfs.update(signed, provide)))


# --- older kinds of values -------------------------------------------------------------------


def test_pkcs7_sha1_signs_the_digest_of_the_ranges(judged: Judge) -> None:
    good = judged(pdfs.with_value(pdfs.pkcs7_sha1)).signatures[0]
    bad = judged(pdfs.with_value(lambda ranges: pdfs.pkcs7_sha1(ranges + b"x"))).signatures[0]

    assert (good.signature_intact, good.content_intact) == (True, True)
    assert "S039" in codes(good)
    assert (bad.signature_intact, bad.content_intact) == (True, False)


def test_a_bare_rsa_value_has_its_certificate_beside_it(judged: Judge) -> None:
    def value(ranges: bytes) -> bytes:
        return pki.octets(pki.pkcs1(hashes.SHA1())(pki.clerk(), ranges))

    data = pdfs.with_value(value, filter_="/adbe.x509.rsa_sha1", certificate=pki.clerk().der)
    one = judged(data).signatures[0]
    assert (one.signature_intact, one.content_intact) == (True, True)
    assert one.algorithm == "RSA-SHA1"
    assert one.signer.name == "Зразок Олена Тестівна"

    changed = judged(pdfs.content_changed(data)).signatures[0]
    assert changed.signature_intact is False


def test_a_value_that_brings_its_own_content_signs_nothing_else(judged: Judge) -> None:
    def value(ranges: bytes) -> bytes:
        return pki.signed_data(pki.SignerPart(pki.clerk(), ranges), content=b"")

    data = pdfs.with_value(value, filter_="/adbe.pkcs7.detached")
    assert judged(data).signatures[0].content_intact is False


def test_several_signers_in_one_value_are_judged_one_by_one(judged: Judge) -> None:
    other = pki.issue("Зразок Іван Тестович", issuer=pki.root())

    def value(ranges: bytes) -> bytes:
        return pki.signed_data(
            pki.SignerPart(pki.clerk(), ranges, at=None),
            pki.SignerPart(other, ranges, at=None, sign=lambda *_: bytes(256)),
        )

    report = judged(pdfs.with_value(value, filter_="/ETSI.CAdES.detached"))
    assert [one.signature_intact for one in report.signatures] == [True, False]
    assert all(one.level is None for one in report.signatures)
