"""Ordinary PDFs, as common programs write them, reach the format of the archive's list."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, NumberTree
from PIL import Image, ImageCms, ImageDraw

from ingest.reading import FileKind, Reader, ReadingCopy, Tools
from ingest.reading.cff import without_idle_matrices
from ingest.reading.colours import means_srgb
from tests.ingest.reading.conftest import AT
from tests.ingest.reading.test_copies import drawn, far, passes, text_of
from tests.ingest.reading.test_pdf_copies import typeset
from vault.airlock import Airlock

Look = Callable[[Path, FileKind], ReadingCopy]

PAPER = """#set text(font: "Liberation Serif", lang: "uk")
#set page(numbering: "1 / 1")
= Позовна заява
Стягнути 1000 грн. #text(fill: rgb("#a01020"))[Червоний рядок] #link("https://example.org")[тут]
#pagebreak()
== Додатки
Перелік.
"""


@pytest.fixture
def look(airlock: Airlock, office_airlock: Airlock, folder: Path) -> Look:
    bare = Reader(airlock, office_airlock, Tools(), workers=2)
    return lambda source, kind: bare.read(source, kind, folder, at=AT).copy


def paper(path: Path, change: Callable[[pikepdf.Pdf], None] = lambda _: None) -> Path:
    """Two plain pages by Typst: page labels, tags, bookmarks, profiles of version 4; changed."""
    with pikepdf.open(io.BytesIO(typeset(PAPER))) as pdf:
        change(pdf)
        pdf.save(path)
    return path


def demand_faithful(source: Path, copy: ReadingCopy) -> None:
    assert copy.path is not None, copy.reason
    assert copy.conformance == "PDF/A-1b"
    assert passes(copy.path, "1b")
    for number in range(2):
        assert text_of(copy.path, number) == text_of(source, number)
        assert far(drawn(copy.path, number), drawn(source, number)) < 0.1


def test_a_plain_pdf_by_typst_is_pdf_a_1_and_keeps_its_page_numbers(
    look: Look, tmp_path: Path
) -> None:
    source = paper(tmp_path / "a.pdf")

    copy = look(source, FileKind.PDF)

    demand_faithful(source, copy)
    assert copy.notes == ()
    assert copy.path is not None
    with pikepdf.open(source) as before, pikepdf.open(copy.path) as after:
        labels = [dict(NumberTree(pdf.Root.PageLabels)) for pdf in (before, after)]
        assert labels[0] == labels[1] != {}
        assert "/Outlines" in after.Root


def _own_keys(pdf: pikepdf.Pdf) -> None:
    leaf = pdf.pages[0].obj
    leaf.PieceInfo = Dictionary(Word=Dictionary(Private=1))
    leaf.PZ = 1
    leaf.Resources.ProcSets = Array([Name.PDF])
    pdf.Root.Names = Dictionary(IDS=Dictionary(Names=Array([])), URLS=Dictionary(Names=Array([])))


def _by_reference(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = pdf.make_indirect(pikepdf.String("uk"))
    tied = pdf.make_indirect(Dictionary(S=Name.D, Private=1))
    pdf.Root.PageLabels = Dictionary(
        Kids=Array([pdf.make_indirect(Dictionary(Nums=Array([0, tied]), Limits=Array([0, 0])))])
    )


def _unused_font(pdf: pikepdf.Pdf) -> None:
    fonts = pdf.pages[0].obj.Resources.Font
    fonts.Helv = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


def _no_map(pdf: pikepdf.Pdf) -> None:
    for found in pdf.objects:
        if isinstance(found, Dictionary) and found.get("/CIDToGIDMap") == Name.Identity:
            del found["/CIDToGIDMap"]


ORDINARY = {
    "keys of its program": _own_keys,
    "values by reference": _by_reference,
    "a font nothing is written in": _unused_font,
    "glyphs by their own numbers": _no_map,
}


@pytest.mark.parametrize("what", ORDINARY)
def test_what_means_nothing_to_a_reader_does_not_keep_a_pdf_out_of_the_list(
    what: str, look: Look, tmp_path: Path
) -> None:
    source = paper(tmp_path / "a.pdf", ORDINARY[what])

    copy = look(source, FileKind.PDF)

    demand_faithful(source, copy)
    assert copy.notes == ()


def test_page_numbers_that_make_no_sense_are_left_out_and_told(look: Look, tmp_path: Path) -> None:
    def broken(pdf: pikepdf.Pdf) -> None:
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, pikepdf.String("один")]))

    source = paper(tmp_path / "a.pdf", broken)

    copy = look(source, FileKind.PDF)

    demand_faithful(source, copy)
    assert copy.notes == ("нумерація сторінок лишилася в оригіналі",)


def test_a_hidden_note_is_left_out_and_told(look: Look, tmp_path: Path) -> None:
    def hidden(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Text,
            Contents=pikepdf.String("для себе"),
            Rect=Array([10, 10, 30, 30]),
            F=2,
        )
        pdf.pages[1].obj.Annots = Array([pdf.make_indirect(note)])

    source = paper(tmp_path / "a.pdf", hidden)

    copy = look(source, FileKind.PDF)

    demand_faithful(source, copy)
    assert copy.notes == ("приховані примітки лишилися в оригіналі",)


def test_only_a_profile_that_means_srgb_is_called_so() -> None:
    srgb, lab = (
        ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()
        for space in ("sRGB", "LAB")
    )
    assert means_srgb(srgb)
    assert not means_srgb(lab)
    assert not means_srgb(srgb[:200])
    entry = srgb.index(b"rXYZ")
    red = int.from_bytes(srgb[entry + 4 : entry + 8]) + 8  # past "XYZ " and four zero bytes
    assert not means_srgb(srgb[:red] + bytes(12) + srgb[red + 12 :])


@pytest.mark.parametrize("size", [(3307, 2339), (2339, 3307)])
def test_a_large_sheet_is_not_taken_for_another_picture(
    size: tuple[int, int], look: Look, tmp_path: Path
) -> None:
    """A3 at 200 dpi: as large as its page, pdfium drew it a pixel larger."""
    sheet = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(sheet)
    for margin in range(60, 1100, 130):
        box = (margin, margin, size[0] - margin, size[1] - margin)
        pen.rectangle(box, outline="black", width=8)
    source = tmp_path / "a.jpg"
    sheet.save(source, dpi=(200, 200))

    copy = look(source, FileKind.JPEG)

    assert (copy.conformance, copy.reason) == ("PDF/A-1b", None)
    assert copy.path is not None
    shown = drawn(copy.path, dpi=200)
    assert max(abs(np.subtract(shown.shape[1::-1], size))) <= 1
    assert far(shown[: size[1], : size[0]], np.asarray(sheet)[: len(shown), : shown.shape[1]]) < 1


def test_a_font_with_cubic_outlines_as_typst_embeds_it_reaches_the_list(
    look: Look, tmp_path: Path
) -> None:
    source = tmp_path / "cubic.pdf"
    source.write_bytes(typeset(PAPER.replace("Liberation Serif", "Libertinus Serif")))
    with pikepdf.open(source) as pdf:
        programs = [
            one.FontFile3.read_bytes()
            for one in pdf.objects
            if isinstance(one, Dictionary) and "/FontFile3" in one
        ]

    demand_faithful(source, look(source, FileKind.PDF))
    assert programs
    for program in programs:
        plain = without_idle_matrices(program)
        assert plain is not None
        assert without_idle_matrices(plain) is None
        assert without_idle_matrices(program[:-20]) is None
        assert without_idle_matrices(b"\1\0\4\1" + bytes(50)) is None
