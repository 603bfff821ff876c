"""Reading copies of PDFs: what is seen and said stays, what is not seen is left out and told."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pikepdf.pdfa
import pypdfium2
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

from ingest.reading import FileKind, Ink, Reader, ReadingCopy, TextSource, Tools
from ingest.reading.same import letters_of
from ingest.reading.tasks import copy_images
from inventory.forms.fonts import FOLDER
from tests.ingest.reading.conftest import AT, Read
from tests.ingest.reading.scans import page, spoilt
from tests.ingest.reading.test_copies import SHORT, drawn, far, passes, text_of
from vault.airlock import Airlock, Limits


def scan_pdf(path: Path, *, header: str = "", sides: int = 1) -> Path:
    """A PDF of scanned pages, with a typeset header over each where one is given."""
    picture = path.with_suffix(".png")
    spoilt(page(SHORT, dpi=200), noise=3).save(picture)
    blank = path.with_suffix(".blank.png")
    Image.new("RGB", (1654, 2338), (240, 240, 238)).save(blank)
    sheet = f'#set page(paper: "a4", margin: 0pt, background: image("{{}}", width: 100%))\n{header}'
    parts = [sheet.format(picture.name), *[sheet.format(blank.name)] * (sides - 1)]
    source = path.with_suffix(".typ")
    source.write_text("\n#pagebreak()\n".join(parts), encoding="utf-8")
    path.write_bytes(typeset(source, pdf_standards="a-2b"))
    return path


def typeset(source: Path | str, **options: Any) -> bytes:
    content = source.encode() if isinstance(source, str) else source
    made = typst.compile(content, font_paths=[str(FOLDER)], ignore_system_fonts=True, **options)
    assert isinstance(made, bytes)
    return made


HEADER = '#set text(font: "Liberation Sans", size: 7pt)\n#place(top + center, dy: 6pt)[{}]'


@pytest.mark.usefixtures("tesseract")
def test_a_page_with_only_a_stamped_header_is_read_by_eye(read: Read, tmp_path: Path) -> None:
    """A header set over a scan is a text layer, but not of the page."""
    stamp = "Документ сформований в системі «Вигадана» 12.11.2025"
    source = scan_pdf(tmp_path / "a.pdf", header=HEADER.format(stamp), sides=2)

    result = read(source, FileKind.PDF)

    first, back = result.pages
    assert first.source is TextSource.BOTH
    assert first.text.count("сформований") == 1
    assert "757/12345/25" in first.text
    assert back.source is TextSource.TEXT_LAYER
    assert result.copy.path is not None
    assert result.copy.conformance is not None
    shown = letters_of(text_of(result.copy.path))
    assert shown.count(letters_of("сформований")) == 1
    assert letters_of("забезпечення позову") in shown
    assert far(drawn(source), drawn(result.copy.path)) < 0.1


@pytest.mark.usefixtures("tesseract")
def test_mixed_pdfs_are_read_page_by_page(read: Read, tmp_path: Path) -> None:
    scan = scan_pdf(tmp_path / "scan.pdf", sides=2)
    words = tmp_path / "words.pdf"
    words.write_bytes(typeset(f'#set text(font: "Liberation Serif")\n{"Клопотання № 5. " * 9}'))
    source = tmp_path / "a.pdf"
    with pikepdf.open(scan) as pdf, pikepdf.open(words) as other:
        pdf.pages.extend(other.pages)
        pdf.pages[0].rotate(90, relative=True)  # shown sideways: recognition turns it back
        pdf.save(source)

    result = read(source, FileKind.PDF)

    assert [found.source for found in result.pages] == [
        TextSource.OCR,
        TextSource.NONE,
        TextSource.TEXT_LAYER,
    ]
    assert [found.ink for found in result.pages] == [Ink.WRITTEN, Ink.BLANK, None]
    assert result.pages[0].turned == 270
    assert "№ 757/12345/25" in result.pages[0].text
    assert result.pages[2].text.startswith("Клопотання № 5.")
    assert result.copy.path is not None
    assert far(np.rot90(drawn(source)), drawn(result.copy.path)) < 0.1
    assert text_of(result.copy.path, 2) == text_of(source, 2)


PLAIN = '#set text(font: "Liberation Serif", lang: "uk")\n= Позовна заява № 5\nСтягнути 1000 грн.\n'


def test_what_cannot_be_pdf_a_1_is_marked_as_outside_the_list(
    look: Callable[[Path, FileKind], ReadingCopy], tmp_path: Path
) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(typeset(PLAIN + "#rect(fill: rgb(255, 0, 0, 50%))[прозоро]"))

    copy = look(source, FileKind.PDF)

    assert (copy.conformance, copy.outside_list) == ("PDF/A-2b", True)
    assert copy.path is not None
    assert passes(copy.path, "2b")
    assert text_of(copy.path) == text_of(source)
    assert far(drawn(copy.path), drawn(source)) < 0.1


def small_pdf(path: Path, change: Callable[[pikepdf.Pdf], None]) -> Path:
    """A page of black letters with an embedded font and nothing else, then changed."""
    made = typeset(PLAIN.replace("= ", ""), pdf_standards="a-1b")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        change(pdf)
        pdf.save(path)
    return path


def _idle_group(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    pdf.pages[0].obj.Tabs = Name.S


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"words"


def _signature(pdf: pikepdf.Pdf) -> None:
    value = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=b"\x30\x00")
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=pikepdf.String("Signature1"),
            V=pdf.make_indirect(value),
            Rect=Array([0, 0, 0, 0]),
            F=4,
        )
    )
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)


LEFT_OUT: dict[str, tuple[Callable[[pikepdf.Pdf], None], tuple[str, ...]]] = {
    "idle transparency group": (_idle_group, ()),
    "script": (_script, ("дії та сценарії вилучено",)),
    "attachment": (_attachment, ("вкладені файли лишилися в оригіналі",)),
    "signature": (
        _signature,
        ("електронні підписи лишилися в оригіналі", "поля форми стали частиною сторінки"),
    ),
}


@pytest.mark.parametrize("what", LEFT_OUT)
def test_what_is_not_seen_is_left_out_and_told(
    what: str, look: Callable[[Path, FileKind], ReadingCopy], tmp_path: Path
) -> None:
    change, notes = LEFT_OUT[what]
    source = small_pdf(tmp_path / "a.pdf", change)
    before = source.read_bytes()

    copy = look(source, FileKind.PDF)

    assert (copy.conformance, copy.notes, copy.reason) == ("PDF/A-1b", notes, None)
    assert copy.path is not None
    assert passes(copy.path, "1b")
    assert text_of(copy.path) == text_of(source)
    assert far(drawn(copy.path), drawn(source)) < 0.1
    assert source.read_bytes() == before


@pytest.mark.parametrize("level", ["B", "A"])
def test_what_is_pdf_a_already_is_its_own_reading_copy(
    level: str, look: Callable[[Path, FileKind], ReadingCopy], tmp_path: Path
) -> None:
    first = look(small_pdf(tmp_path / "a.pdf", lambda _: None), FileKind.PDF)
    assert first.path is not None
    source = tmp_path / "b.pdf"
    with pikepdf.open(first.path) as pdf:
        claim = pdf.Root.Metadata.read_bytes()
        assert b"<pdfaid:conformance>B<" in claim
        new = claim.replace(b"<pdfaid:conformance>B<", f"<pdfaid:conformance>{level}<".encode())
        pdf.Root.Metadata.write(new)
        pdf.save(source, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    first.path.unlink()

    copy = look(source, FileKind.PDF)

    assert copy == ReadingCopy(path=None, conformance="PDF/A-1b")


def test_a_font_that_is_not_embedded_is_a_recorded_reason(
    look: Callable[[Path, FileKind], ReadingCopy], tmp_path: Path
) -> None:
    source = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        leaf = pdf.add_blank_page()
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        leaf.obj.Resources = Dictionary(Font=Dictionary(F1=helvetica))
        leaf.contents_add(b"BT /F1 12 Tf 72 700 Td (This page has a font of the machine.) Tj ET")
        pdf.save(source)

    copy = look(source, FileKind.PDF)

    assert copy.path is None, "the original itself is what is read"
    assert copy.conformance is None
    assert copy.outside_list
    assert copy.reason is not None
    assert copy.reason.code == "I052"
    assert "шрифти не вбудовано повністю" in copy.reason.text


@pytest.mark.usefixtures("tesseract")
def test_words_are_laid_over_a_scan_that_cannot_be_pdf_a(read: Read, tmp_path: Path) -> None:
    """A scan in device CMYK has no profile; its copy is searchable all the same."""
    picture = io.BytesIO()
    page(SHORT, dpi=200).convert("CMYK").save(picture, "JPEG")
    source = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        leaf = pdf.add_blank_page(page_size=(595, 842))
        described = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=1654,
            Height=2338,
            ColorSpace=Name.DeviceCMYK,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
            Decode=Array([1, 0] * 4),
        )
        stream = pikepdf.Stream(pdf, picture.getvalue(), described)
        leaf.obj.Resources = Dictionary(XObject=Dictionary(Im0=stream))
        leaf.contents_add(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
        pdf.save(source)

    result = read(source, FileKind.PDF)

    assert result.copy.path is not None
    assert result.copy.conformance is None
    assert result.copy.reason is not None
    assert "кольори без профілю" in result.copy.reason.text
    assert "757/12345/25" in text_of(result.copy.path)
    assert far(drawn(result.copy.path), drawn(source)) < 0.1


def _filled_field(pdf: pikepdf.Pdf) -> None:
    shown = pdf.make_stream(b"0 0 1 rg 0 0 100 20 re f")
    shown.Type, shown.Subtype, shown.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 20])
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=pikepdf.String("sum"),
        V=pikepdf.String("1000"),
        Rect=Array([100, 300, 200, 320]),
        F=4,
        AP=Dictionary(N=shown),
    )
    tied = pdf.make_indirect(field)
    pdf.pages[0].obj.Annots = Array([tied])
    pdf.Root.AcroForm = Dictionary(Fields=Array([tied]))


def test_filled_form_fields_stay_on_the_page(
    look: Callable[[Path, FileKind], ReadingCopy], tmp_path: Path
) -> None:
    source = small_pdf(tmp_path / "a.pdf", _filled_field)

    copy = look(source, FileKind.PDF)

    assert copy.path is not None
    assert copy.conformance == "PDF/A-1b"
    for path in (source, copy.path):
        with pypdfium2.PdfDocument(path) as opened:
            opened.init_forms()
            pixels = np.asarray(opened[0].render(scale=1).to_pil().convert("RGB"))
        assert pixels[842 - 310, 150].tolist() == [0, 0, 255]


def test_a_page_with_nothing_but_a_filled_field_is_not_blank(
    airlock: Airlock, office_airlock: Airlock, folder: Path, tmp_path: Path
) -> None:
    source = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        _filled_field(pdf)
        pdf.save(source)

    result = Reader(airlock, office_airlock, Tools(), 1).read(source, FileKind.PDF, folder, at=AT)

    assert result.pages[0].ink is Ink.WRITTEN


def test_an_encrypted_pdf_is_a_reason(
    look: Callable[[Path, FileKind], ReadingCopy], tmp_path: Path
) -> None:
    source = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(source, encryption=pikepdf.Encryption(owner="a", user="b"))

    copy = look(source, FileKind.PDF)

    assert copy.path is None
    assert copy.reason is not None
    assert copy.reason.code == "I030"


def test_broken_files_yield_a_result_with_a_reason(
    look: Callable[[Path, FileKind], ReadingCopy], tmp_path: Path
) -> None:
    source = tmp_path / "a"
    whole = io.BytesIO()
    drawing = page(SHORT, dpi=50)
    ImageDraw.Draw(drawing).rectangle((0, 0, 9, 9), fill="red")
    drawing.save(whole, "PNG")
    for kind, data in {
        FileKind.PDF: b"%PDF-1.7\nnothing more",
        FileKind.PNG: whole.getvalue()[:900],
        FileKind.TIFF: b"II*\x00" + bytes(40),
        FileKind.JPEG: b"\xff\xd8\xff\xe0" + bytes(40),
    }.items():
        source.write_bytes(data)

        copy = look(source, kind)

        assert copy.path is None
        assert copy.reason is not None
        assert copy.reason.code.startswith("I0")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=30))
def test_a_damaged_pdf_never_ends_the_reader(
    flips: list[tuple[float, int]], airlock: Airlock, office_airlock: Airlock, tmp_path: Path
) -> None:
    data = bytearray(small_pdf(tmp_path / "a.pdf", lambda _: None).read_bytes())
    for place, value in flips:
        data[int(place * (len(data) - 1))] = value
    source = tmp_path / "b.pdf"
    source.write_bytes(data)

    with airlock.folder() as folder:
        copy = (
            Reader(airlock, office_airlock, Tools(), 1)
            .read(source, FileKind.PDF, folder, at=AT)
            .copy
        )

        assert copy.conformance is not None or copy.reason is not None
        assert copy.path is None or passes(copy.path, (copy.conformance or "")[-2:])


def test_words_that_do_not_read_as_laid_never_cost_the_copy(tmp_path: Path) -> None:
    """Recognition of a stroke lays one letter on itself; the page is shown without its words."""
    source = tmp_path / "a.jpg"
    page(["Справа"], dpi=100).save(source, dpi=(100, 100))
    struck = ["ннн", 700, 1000, 3, 900, 40]
    pages = [{"turned": 0, "lines": [[struck, struck, struck]]}]

    made = copy_images(str(source), str(tmp_path), pages, "2026-11-20T09:30:00+00:00", Limits())

    assert (made["conformance"], made["error"]) == ("PDF/A-1b", None)
    assert made["notes"] == ["розпізнаний текст лишився тільки для пошуку: сторінки 1"]
    assert text_of(tmp_path / made["file"]) == ""
