"""Scans of every size: plans with strokes and with lettering along their edges keep their words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.reading import FileKind
from ingest.reading.same import letters_of
from inventory.forms.fonts import FOLDER
from tests.ingest.reading.conftest import Read
from tests.ingest.reading.scans import SERIF, as_jpeg, spoilt
from tests.ingest.reading.test_copies import passes, text_of

SIZES = {"A5": (5.83, 8.27), "A4": (8.27, 11.69), "A3": (11.69, 16.54), "A2": (16.54, 23.39)}
SOME = [("A5", 600, True, 0), ("A3", 200, True, 0), ("A3", 72, False, 180), ("A2", 200, False, 0)]
ALL = [
    (size, dpi, landscape, turned)
    for size in SIZES
    for dpi in (72, 150, 200, 300, 600)
    for landscape in (False, True)
    for turned in (0, 90, 180, 270)
    if SIZES[size][0] * SIZES[size][1] * dpi * dpi < 100_000_000
]


def plan(size: str, dpi: int, *, landscape: bool, turned: int) -> Image.Image:
    """A plan as surveyors draw it: a frame, a dotted border, a name written up the page."""
    short, long = SIZES[size]
    width, height = (round(s * dpi) for s in ((long, short) if landscape else (short, long)))
    face = ImageFont.truetype(str(FOLDER / SERIF), round(12 * dpi / 72))
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    thin, edge = max(2, dpi // 60), dpi // 2
    pen.rectangle((edge, edge, width - edge, height - edge), outline="black", width=thin)
    head = (width // 2, edge + dpi // 3)
    pen.text(head, "ПЛАН МЕЖ ЗЕМЕЛЬНИХ ДІЛЯНОК", font=face, fill="black", anchor="mm")
    pen.text((width // 3, height // 2), "Ділянка № 2", font=face, fill="black", anchor="mm")
    x = width * 2 // 3
    for y in range(height // 4, 3 * height // 4, max(4, dpi // 20)):
        pen.line((x, y, x, y + max(2, dpi // 33)), fill=(150, 0, 0), width=thin)
    name = Image.new("RGB", (round(dpi * 2.2), round(dpi * 0.3)), "white")
    ImageDraw.Draw(name).text((4, 2), "Межа Ганнина довга", font=face, fill="black")
    image.paste(name.rotate(90, expand=True), (edge + dpi // 4, height // 3))
    return spoilt(image, noise=3, skew=0.4).rotate(-turned, expand=True)


def has_a_faithful_copy(
    read: Read, path: Path, size: str, dpi: int, *, landscape: bool, turned: int
) -> None:
    image = plan(size, dpi, landscape=landscape, turned=turned)

    result = read(as_jpeg(image, path, dpi=dpi), FileKind.JPEG)

    copy = result.copy
    assert (copy.conformance, copy.reason, copy.notes) == ("PDF/A-1b", None, ())
    assert copy.path is not None
    assert passes(copy.path, "1b")
    assert "ПЛАН" in text_of(copy.path)
    assert sorted(letters_of(text_of(copy.path))) == sorted(letters_of(result.pages[0].text))


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize(("size", "dpi", "landscape", "turned"), SOME)
def test_a_plan_has_a_copy_with_its_words(
    read: Read, tmp_path: Path, size: str, dpi: int, *, landscape: bool, turned: int
) -> None:
    has_a_faithful_copy(read, tmp_path / "a.jpg", size, dpi, landscape=landscape, turned=turned)


@pytest.mark.slow
@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize(("size", "dpi", "landscape", "turned"), ALL)
def test_a_plan_has_a_copy_with_its_words__every_size(
    read: Read, tmp_path: Path, size: str, dpi: int, *, landscape: bool, turned: int
) -> None:
    has_a_faithful_copy(read, tmp_path / "a.jpg", size, dpi, landscape=landscape, turned=turned)
