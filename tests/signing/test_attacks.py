"""Attacks on signed PDFs: none of them may count as signed.

They are made here, after the published kinds: SWA (wrapping), USF (forged signature dictionaries),
ISA (incremental saving) and shadow documents.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm

from signing import (
    Changed,
    Covers,
    SignatureReport,
    SubIndication,
    verify,
)
from signing.pades.changes import changes_after
from signing.pades.coverage import coverage_of
from signing.pades.document import open_document
from tests.signing import pdfs, pki
from tests.signing.pki import file_of, noon

HIDDEN = b"\n4 0 obj\n<< /Length 28 >>\nstream\nBT /F1 24 Tf (Pay 900) Tj ET\nendstream\nendobj\n"
BYTE_RANGE = re.compile(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]( *)")


@pytest.fixture(scope="module")
def signed() -> bytes:
    return pdfs.sign(pdfs.page())


@pytest.fixture
def judged(tmp_path: Path) -> Callable[[bytes], SignatureReport]:
    return lambda data: verify(file_of(tmp_path, data, "документ.pdf"), now=noon)


Judge = Callable[[bytes], SignatureReport]


def _page_replaced(data: bytes) -> bytes:
    return pdfs.update(data, pdfs.replace_page(b"Pay 900"))


def _wrapped(data: bytes) -> bytes:
    """SWA: the second range is moved to the end, and something else put in its place."""
    found = BYTE_RANGE.search(data)
    assert found is not None
    length, second, rest = (int(found.group(n)) for n in (2, 3, 4))
    gap = b"\n" + HIDDEN
    moved = f"/ByteRange [0 {length} {second + len(gap)} {rest}]".encode()
    head = data[:length].replace(found.group(0), moved.ljust(len(found.group(0))))
    return head + data[length:second] + gap + data[second:]


def _without_signature(data: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][0]
        del field["/V"]
        writer.update_container(field)

    return pdfs.update(data, change)


def _hidden_then_signed(data: bytes) -> bytes:
    """Objects no viewer needs lie between two signed revisions."""
    end = data[data.rindex(b"startxref") :]
    return pdfs.sign(data + HIDDEN + end, field="Підпис2")


def _hidden_before_a_third(data: bytes) -> bytes:
    """The same, behind objects that the second revision does need."""
    return _hidden_then_signed(pdfs.sign(data, field="Підпис3"))


def _prepared_table(data: bytes) -> bytes:
    """A cross-reference table waits inside the signed bytes; only its address is appended."""
    prepared = b"xref\n0 0\ntrailer\n<< /Root 1 0 R /Size 30 /Prev %010d >>\n"

    def signed(previous: int) -> bytes:
        def hide(writer: IncrementalPdfFileWriter) -> None:
            writer.add_object(generic.StreamObject(stream_data=prepared % previous))

        return pdfs.sign(data, field="Підпис2", in_place=hide)

    address = int(signed(0)[-60:].split(b"startxref")[1].split()[0])
    whole = signed(address)
    return whole + b"startxref\n%d\n%%%%EOF\n" % whole.index(prepared % address)


def _visible_layer_removed(data: bytes) -> bytes:
    """Shadow, "hide": the object on top of the page is emptied after signing."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        first = writer.root["/Pages"]["/Kids"][0]
        contents = first["/Contents"]
        contents._data = b""  # the stream itself, in place
        contents._encoded_data = None
        writer.update_container(contents)

    return pdfs.update(data, change)


def _page_added(data: bytes) -> bytes:
    def change(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        new = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Page"),
                pdf_name("/Parent"): writer.root.raw_get("/Pages"),
                pdf_name("/MediaBox"): pages["/Kids"][0]["/MediaBox"],
            }
        )
        pages["/Kids"].append(writer.add_object(new))
        pages[pdf_name("/Count")] = generic.NumberObject(2)
        writer.update_container(pages)
        writer.update_container(pages["/Kids"])

    return pdfs.update(data, change)


def _font_replaced(data: bytes) -> bytes:
    """Shadow, "replace": another font makes the same codes show other letters."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        font = writer.root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]["/F1"]
        font[pdf_name("/BaseFont")] = pdf_name("/Symbol")
        writer.update_container(font)

    return pdfs.update(data, change)


ATTACKS: dict[str, Callable[[bytes], bytes]] = {
    "page replaced": _page_replaced,
    "page added": _page_added,
    "font replaced": _font_replaced,
    "layer hidden": _visible_layer_removed,
    "note drawn over the page": lambda data: pdfs.update(data, pdfs.annotate),
    "wrapped": _wrapped,
    "bytes after the end": lambda data: data + b"garbage",
    "objects after the end": lambda data: data + HIDDEN,
    "objects after the end, with an end": lambda data: (
        data + HIDDEN + data[data.rindex(b"startxref") :]
    ),
    "trailer without a table": lambda data: (
        data + HIDDEN + b"trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"
    ),
    "hidden between two signatures": _hidden_then_signed,
    "hidden before a third signature": _hidden_before_a_third,
    "table prepared inside": _prepared_table,
    "bytes after the second signature": lambda data: pdfs.sign(data, field="Підпис2") + b"trailer",
    "signature removed": _without_signature,
    "content changed in place": pdfs.content_changed,
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("permission", [None, MDPPerm.FILL_FORMS], ids=["approval", "certified"])
def test_no_attack_counts_as_signed(attack: str, permission: MDPPerm | None, judged: Judge) -> None:
    signed = pdfs.sign(pdfs.page(), permission=permission)

    assert pdfs.counts_as_signed(judged(signed))
    assert not pdfs.counts_as_signed(judged(ATTACKS[attack](signed)))


def _delete(key: str) -> Callable[[Any], None]:
    return lambda dictionary: dictionary.__delitem__(key)


def _set(key: str, value: generic.PdfObject) -> Callable[[Any], None]:
    return lambda dictionary: dictionary.__setitem__(pdf_name(key), value)


FORGERIES: dict[str, Callable[[Any], None]] = {
    "no ByteRange": _delete("/ByteRange"),
    "ByteRange null": _set("/ByteRange", generic.NullObject()),
    "ByteRange empty": _set("/ByteRange", generic.ArrayObject()),
    "ByteRange zero": _set("/ByteRange", pdfs.byte_range(0, 0, 0, 0)),
    "ByteRange negative": _set("/ByteRange", pdfs.byte_range(0, -1, 5, -5)),
    "ByteRange past the end": _set("/ByteRange", pdfs.byte_range(0, 1, 2, 10**9)),
    "no Contents": _delete("/Contents"),
    "Contents null": _set("/Contents", generic.NullObject()),
    "Contents empty": _set("/Contents", generic.ByteStringObject(b"")),
    "Contents zero": _set("/Contents", generic.ByteStringObject(b"\x00")),
    "another reason": _set("/Reason", generic.pdf_string("Погоджено")),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_forged_signature_dictionary_counts_as_signed(
    forgery: str, signed: bytes, judged: Judge
) -> None:
    report = judged(pdfs.update(signed, pdfs.bend_signature(FORGERIES[forgery])))

    assert not pdfs.counts_as_signed(report)
    assert len(report.signatures) == 1


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_broken_signature_does_not_hide_its_neighbour(
    forgery: str, signed: bytes, judged: Judge
) -> None:
    twice = pdfs.sign(signed, field="Підпис2")
    report = judged(pdfs.update(twice, pdfs.bend_signature(FORGERIES[forgery])))

    by_field = {one.field: one for one in report.signatures}
    assert set(by_field) == {"Підпис1", "Підпис2"}
    assert by_field["Підпис2"].signature_intact is True


def test_a_null_encryption_does_not_stop_the_reading(signed: bytes, judged: Judge) -> None:
    appended = pdfs.update(signed, lambda writer: writer.update_root())
    tricked = appended[: len(signed)] + appended[len(signed) :].replace(
        b"trailer\n<<", b"trailer\n<</Encrypt null", 1
    )
    assert b"/Encrypt null" in tricked
    report = judged(tricked)

    assert len(report.signatures) == 1
    assert report.signatures[0].signature_intact is True


@pytest.mark.parametrize(
    ("attack", "expected"),
    [
        (lambda data: pdfs.sign(data, field="Підпис2") + b"trailer", [Changed.UNKNOWN] * 2),
        (_hidden_before_a_third, [Changed.UNKNOWN, Changed.UNKNOWN, Changed.NONE]),
    ],
    ids=["at the end", "between later signatures"],
)
def test_every_signature_is_told_of_bytes_behind_it(
    attack: Callable[[bytes], bytes], expected: list[Changed], signed: bytes, judged: Judge
) -> None:
    report = judged(attack(signed))

    assert [one.changed_after_signing for one in report.signatures] == expected


@pytest.mark.parametrize("first", [0, 5])
def test_a_byte_range_begins_with_the_file(first: int, judged: Judge) -> None:
    def value(ranges: bytes) -> bytes:
        return pki.signed_data(pki.SignerPart(pki.clerk(), ranges, at=None))

    data = pdfs.with_value(value, filter_="/ETSI.CAdES.detached", first=first)
    assert pdfs.counts_as_signed(judged(data)) is (first == 0)


def test_an_older_revision_is_not_read_from_behind_the_signed_bytes(judged: Judge) -> None:
    """The signed revision names a table that did not exist yet; it is supplied after signing."""

    def value(ranges: bytes) -> bytes:
        return pki.signed_data(pki.SignerPart(pki.clerk(), ranges, at=None))

    place = 60_000
    signed = pdfs.with_value(value, filter_="/ETSI.CAdES.detached", previous=place)
    newest = signed[signed.rindex(b"startxref") :]
    shown = pdfs.page()
    table = shown[shown.rindex(b"xref\n0 ") : shown.rindex(b"startxref")]
    contents = next(
        number
        for number, text in re.findall(rb"\n(\d+) 0 obj(.*?)endobj", shown, re.DOTALL)
        if b"Pay 100" in text
    )
    hidden = HIDDEN.replace(b"\n4 0 obj", b"\n%s 0 obj" % contents).ljust(400)
    signed += b" " * (place - 400 - len(signed)) + hidden
    lines = table.splitlines(keepends=True)
    lines[2 + int(contents)] = b"%010d 00000 n \n" % (place - 400 + 1)

    forged = signed + b"".join(lines) + newest
    with pikepdf.open(io.BytesIO(forged)) as pdf:
        assert b"Pay 900" in pdf.pages[0].Contents.read_bytes(), "a reader shows what is hidden"

    report = judged(forged)

    (one,) = report.signatures
    assert (one.signature_intact, one.content_intact) == (True, True)
    assert one.covers is Covers.PART
    assert not pdfs.counts_as_signed(report)


def test_what_cannot_be_compared_counts_as_changed(judged: Judge) -> None:
    """A reference to nothing makes the comparison fail, as in files of some real programs."""

    def dangling(writer: IncrementalPdfFileWriter) -> None:
        writer.root[pdf_name("/Odd")] = generic.IndirectObject(900, 0, writer)
        writer.update_root()

    def useless(writer: IncrementalPdfFileWriter) -> None:
        writer.add_object(generic.StreamObject(stream_data=b"x"))
        writer.update_root()

    signed = pdfs.sign(pdfs.page(), in_place=dangling)
    assert pdfs.counts_as_signed(judged(signed))
    one = judged(pdfs.update(signed, useless)).signatures[0]
    assert one.changed_after_signing is Changed.UNKNOWN
    assert "S034" in {message.code for message in one.messages}


def test_comparing_has_an_end(signed: bytes) -> None:
    document = open_document(pdfs.sign(signed, field="Підпис2"))
    (field,) = (one for one in document.fields if one.name == "Підпис1")
    value = bytes(field.signature["/Contents"])
    coverage = coverage_of(document, field, value)

    assert changes_after(document, field, coverage).changed is Changed.ALLOWED
    document.comparisons = 0
    assert changes_after(document, field, coverage).changed is Changed.UNKNOWN


@pytest.mark.parametrize(
    ("numbers", "extent"), [((0, 1, 0, 0), "one range"), ((0, 10, 30, 5), "too big a gap")]
)
def test_a_byte_range_that_leaves_more_out_than_the_value_is_broken(
    numbers: tuple[int, ...], extent: str, signed: bytes, judged: Judge
) -> None:
    found = BYTE_RANGE.search(signed)
    assert found is not None, extent
    bent = f"/ByteRange [{' '.join(map(str, numbers))}]".encode().ljust(len(found.group(0)))
    one = judged(signed.replace(found.group(0), bent)).signatures[0]

    assert one.covers is Covers.UNKNOWN
    assert one.changed_after_signing is Changed.UNKNOWN
    assert one.sub_indication is SubIndication.FORMAT_FAILURE


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_bytes_never_crash_and_never_count_as_signed(
    data: st.DataObject, signed: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = BYTE_RANGE.search(signed)
    assert found is not None
    covered = int(found.group(2))
    whole = bytearray(signed)
    at = data.draw(st.integers(0, covered - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    report = verify(file_of(tmp_path_factory.mktemp("fuzz"), bytes(whole), "a.pdf"), now=noon)

    assert not pdfs.counts_as_signed(report)
    assert SignatureReport.from_json(report.as_json()) == report
