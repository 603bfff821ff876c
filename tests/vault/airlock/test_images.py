"""Pages as pictures, within their limits."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.vault.airlock import good
from vault.airlock import Airlock, Limits, plain_file
from vault.errors import TooLarge, Unreadable
from vault.model import Json


def render(airlock: Airlock, folder: Path, data: bytes, page: int, dpi: int, **more: Json) -> Json:
    path = folder / "document"
    path.write_bytes(data)
    return airlock.call(
        "vault.airlock.images:render",
        path=str(path),
        page=page,
        dpi=dpi,
        folder=str(folder),
        **more,
    )


def test_a_page_is_drawn_at_its_resolution(airlock: Airlock, folder: Path) -> None:
    answer = render(airlock, folder, good.pdf(), 1, 144)
    with Image.open(plain_file(folder, answer["file"])) as drawn:
        assert drawn.size == (answer["width"], answer["height"]) == (1190, 1684)
        assert drawn.getextrema() == ((0, 255),) * 3  # there is black on white


@pytest.mark.parametrize("kind", [Name.Tx, Name.Sig])
def test_what_is_filled_in_or_stamped_is_drawn(kind: Name, airlock: Airlock, folder: Path) -> None:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 100))
        stamp = pdf.make_stream(b"0 0 1 rg 0 0 100 20 re f")
        stamp.Type, stamp.Subtype, stamp.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 20])
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=kind,
                T=pikepdf.String("field"),
                Rect=Array([50, 40, 150, 60]),
                F=4,
                AP=Dictionary(N=stamp),
            )
        )
        pdf.pages[0].obj.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
        pdf.save(out)

    answer = render(airlock, folder, out.getvalue(), 0, 72)

    with Image.open(folder / answer["file"]) as drawn:
        assert drawn.getpixel((100, 50)) == (0, 0, 255)


def test_a_page_may_be_gray(airlock: Airlock, folder: Path) -> None:
    answer = render(airlock, folder, good.pdf(), 0, 72, gray=True)
    with Image.open(folder / answer["file"]) as drawn:
        assert drawn.mode == "L"


def test_a_frame_of_a_tiff_keeps_its_pixels(airlock: Airlock, folder: Path) -> None:
    answer = render(airlock, folder, good.image("TIFF", frames=2), 1, 300)
    with Image.open(folder / answer["file"]) as drawn:
        assert (answer["width"], answer["height"], answer["dpi"]) == (320, 200, 150)
        assert drawn.tobytes() == good.picture().tobytes()


def test_a_photo_is_turned_as_its_camera_says(airlock: Airlock, folder: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    answer = render(airlock, folder, good.image("JPEG", exif=exif), 0, 72)

    assert (answer["width"], answer["height"]) == (200, 320)


def test_modes_that_png_has_not_are_converted(airlock: Airlock, folder: Path) -> None:
    out = io.BytesIO()
    good.picture().convert("CMYK").save(out, "JPEG")

    assert render(airlock, folder, out.getvalue(), 0, 72)["width"] == 320


def test_pixels_are_counted_before_they_are_drawn(airlock: Airlock, folder: Path) -> None:
    with pytest.raises(TooLarge):
        render(airlock, folder, good.pdf(), 0, 10_000)
    with pytest.raises(TooLarge):
        render(airlock, folder, good.image("PNG"), 0, 72, limits=Limits(pixels=60_000))


@pytest.mark.parametrize("make", [good.pdf, lambda: good.image("TIFF")])
def test_a_page_that_is_not_there(airlock: Airlock, folder: Path, make: object) -> None:
    assert callable(make)
    for page in (5, -1):
        with pytest.raises(Unreadable):
            render(airlock, folder, make(), page, 72)
