"""What `inspect` says about sound files, and that it says it by content."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pikepdf
import pygfried
import pytest
import typst

from tests.vault.airlock import good
from vault.airlock import Airlock, Limits
from vault.airlock.identify import OpenedFile, pronom
from vault.errors import TooLarge
from vault.model import Json

Look = Callable[..., Json]
Standard = Literal["1.7", "a-1b", "a-2a", "a-3b", "a-4"]
ACTION = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1"))


@pytest.fixture
def look(airlock: Airlock, tmp_path: Path) -> Look:
    def look(data: bytes, name: str = "file", limits: Limits | None = None) -> Json:
        path = tmp_path / "content"
        path.write_bytes(data)
        return airlock.call(
            "vault.airlock.inspect:inspect", limits=limits, path=str(path), name=name
        )

    return look


@pytest.mark.parametrize(
    ("name", "kind", "pronom_id"),
    [
        ("pozov.pdf", "pdf", "fmt/17"),
        ("skan.tif", "tiff", "fmt/353"),
        ("foto.jpg", "jpeg", "fmt/43"),
        ("foto.png", "png", "fmt/11"),
        ("zayava.docx", "docx", "fmt/412"),
        ("zayava.odt", "odt", "UNKNOWN"),
        ("zayava.rtf", "rtf", "fmt/50"),
        ("lyst.eml", "eml", "fmt/950"),
        ("zapyska.txt", "txt", "x-fmt/111"),
        ("dodatky.zip", "zip", "x-fmt/263"),
        ("pidpys.p7s", "cms", "fmt/670"),
        ("pozov.pdf.p7m", "cms", "fmt/670"),
        ("pozov.asice", "asic", "fmt/1564"),
    ],
)
def test_kind_and_pronom_id_come_from_the_content_and_the_name_is_only_compared(
    look: Look, name: str, kind: str, pronom_id: str
) -> None:
    data = good.GOOD[name]()
    honest, nameless = look(data, name), look(data, "")

    assert (honest["kind"], honest["format"]) == (kind, pronom_id)
    assert nameless == honest
    assert honest["size"] == len(data)
    if kind != "txt":
        assert look(data, "lyst.log") == honest | {"mismatch": True}


def test_pages_are_measured_as_they_are_shown(look: Look) -> None:
    made = pikepdf.open(io.BytesIO(good.pdf(3)))
    made.pages[1].rotate(90, relative=False)
    made.pages[2].obj.UserUnit = 2
    facts = look(good.saved(made))

    assert facts["page_count"] == 3
    assert facts["pages"] == [[210, 297, 0], [297, 210, 90], [420, 594, 0]]
    assert facts["text"]


def test_a_scan_has_no_text(look: Look) -> None:
    made = pikepdf.Pdf.new()
    made.add_blank_page()

    assert not look(good.saved(made))["text"]


def test_images_say_pixels_resolution_and_size(look: Look) -> None:
    facts = look(good.image("TIFF", frames=3))

    assert facts["page_count"] == 3
    assert facts["images"] == [[320, 200, 150, 150, "RGB"]] * 3
    assert facts["pages"] == [[54, 34, 0]] * 3


def test_a_picture_without_resolution_has_no_size(look: Look) -> None:
    out = io.BytesIO()
    good.picture().save(out, "PNG")

    assert look(out.getvalue())["pages"] == [[0, 0, 0]]


def test_limits_are_kept(look: Look) -> None:
    for limits, data in (
        (Limits(pages=2), good.pdf(3)),
        (Limits(pages=2), good.image("TIFF", frames=3)),
        (Limits(pixels=60_000), good.image("PNG")),
        (Limits(pixels=60_000), good.image("JPEG")),
        (Limits(members=1), good.zipped({"a": "", "b": ""})),
        (Limits(text_chars=10), b"a" * 41),
        (Limits(file_mib=1), bytes(2 << 20)),
    ):
        with pytest.raises(TooLarge):
            look(data, limits=limits)


def signed_pdf() -> bytes:
    made = pikepdf.open(io.BytesIO(good.pdf()))
    value = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Sig,
            ByteRange=pikepdf.Array([0, 1, 2, 3]),
            Contents=pikepdf.String("x"),
        )
    )
    field = made.make_indirect(
        pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Sig", V=value, Subtype=pikepdf.Name.Widget)
    )
    made.Root.AcroForm = pikepdf.Dictionary(
        SigFlags=3, Fields=pikepdf.Array([pikepdf.Dictionary(Kids=pikepdf.Array([field]))])
    )
    made.pages[0].obj.Annots = pikepdf.Array([field])
    return good.saved(made)


def test_signatures_are_counted_once_each(look: Look) -> None:
    assert look(signed_pdf())["signatures"] == 1
    assert look(good.pdf())["signatures"] == 0
    assert look(good.asic())["signatures"] == 1


@pytest.mark.parametrize("place", ["page", "annotation", "field", "outline", "names", "next"])
def test_a_script_is_found_wherever_it_may_lie(look: Look, place: str) -> None:
    made = pikepdf.open(io.BytesIO(good.pdf()))
    additional = pikepdf.Dictionary(O=ACTION)
    if place == "page":
        made.pages[1].obj.AA = additional
    elif place == "annotation":
        made.pages[1].obj.Annots = pikepdf.Array(
            [pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=ACTION)]
        )
    elif place == "field":
        field = pikepdf.Dictionary(Kids=pikepdf.Array([pikepdf.Dictionary(AA=additional)]))
        made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    elif place == "outline":
        item = made.make_indirect(pikepdf.Dictionary(Title="x", A=ACTION))
        made.Root.Outlines = pikepdf.Dictionary(
            First=made.make_indirect(pikepdf.Dictionary(Next=item))
        )
    elif place == "names":
        leaf = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), ACTION]))
        tree = pikepdf.Dictionary(Kids=pikepdf.Array([leaf]))
        made.Root.Names = pikepdf.Dictionary(JavaScript=tree)
    else:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=pikepdf.Array([ACTION]))

    assert look(good.saved(made))["active"] == ["JavaScript"]


def test_attachments_are_listed(look: Look) -> None:
    made = pikepdf.open(io.BytesIO(good.pdf()))
    made.attachments["розрахунок.xml"] = b"<a/>"
    facts = look(good.saved(made))

    assert facts["embedded"] == [{"name": "розрахунок.xml", "size": 4}]
    assert facts["active"] == []


def test_a_pdf_with_junk_before_it_is_repaired_not_refused(look: Look) -> None:
    """Some scanners put printer commands before the PDF."""
    facts = look(b"\x1b%-12345X@PJL\r\n" + good.pdf())

    assert facts["kind"] == "pdf"
    assert facts["page_count"] == 2


@pytest.mark.parametrize(
    ("standard", "expected"),
    [
        ("1.7", "fmt/276"),
        ("a-1b", "fmt/354"),
        ("a-2a", "fmt/476"),
        ("a-3b", "fmt/480"),
        ("a-4", "fmt/1910"),
    ],
)
def test_the_level_of_pdf_a_is_the_one_pronom_sees_in_the_whole_file(
    look: Look, tmp_path: Path, standard: Standard, expected: str
) -> None:
    source = '#set document(title: "Ухвала", date: auto)\n#set text(lang: "uk")\nУхвала'
    data = typst.compile(source.encode(), pdf_standards=standard)
    (tmp_path / "whole").write_bytes(data)

    assert look(data)["format"] == expected == pygfried.identify(str(tmp_path / "whole"))


def test_the_ends_of_a_file_are_enough_for_pronom(tmp_path: Path) -> None:
    for name in ("pozov.pdf", "skan.tif", "foto.jpg", "foto.png", "zayava.rtf", "zapyska.txt"):
        path = tmp_path / "long"
        path.write_bytes(good.GOOD[name]())
        source = OpenedFile(str(path), 1)
        assert pronom(source, whole=False) == pronom(source, whole=True)
        os.close(source.fd)


def test_mail_that_came_a_long_way_is_mail_for_pronom(tmp_path: Path) -> None:
    """Where it has been stands ahead of who sent it."""
    path = tmp_path / "long"
    path.write_bytes(b"Received: from relay.example\r\n" * 100 + good.GOOD["lyst.eml"]())
    source = OpenedFile(str(path), 1)
    found = pronom(source, whole=False)
    assert found is not None
    assert found.pronom == "fmt/950"
    os.close(source.fd)


@pytest.mark.parametrize("version", ["1.0", "1.3", "1.4", "1.7", "2.0"])
@pytest.mark.parametrize("before", [b"", b"\n\n", b"\xffjunk " * 30])
def test_of_a_pdf_its_first_and_last_words_are_enough_for_pronom(
    tmp_path: Path, version: str, before: bytes
) -> None:
    data = good.GOOD["pozov.pdf"]()
    path = tmp_path / "long"
    path.write_bytes(before + b"%PDF-" + version.encode() + data[len("%PDF-1.7") :])
    source = OpenedFile(str(path), 1)
    assert pronom(source, whole=False) == pronom(source, whole=True)
    os.close(source.fd)
