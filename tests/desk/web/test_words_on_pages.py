"""Where words lie on a page, and how large pages are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from desk.web.documents.words import in_lines
from search.model import WHOLE, Box
from tests.signing import pdfs
from vault.airlock import Airlock, Limits
from vault.errors import Unreadable


def turned(rotation: int, crop: tuple[int, int, int, int]) -> bytes:
    """A page with one word, cropped and rotated."""
    pdf = pikepdf.open(io.BytesIO(pdfs.page(b"HHHHHH")))
    pdf.pages[0].Rotate = rotation
    pdf.pages[0].CropBox = pikepdf.Array(crop)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_lie_where_their_ink_is_however_the_page_is_turned(
    rotation: int, airlock: Airlock, tmp_path: Path
) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(turned(rotation, (50, 400, 450, 800)))

    [[word, *place, turn]] = airlock.call("search.tasks:places", path=str(path), page=0)

    with airlock.folder() as folder:
        airlock.call(
            "vault.airlock.images:picture", path=str(path), page=0, width=1000, folder=str(folder)
        )
        with Image.open(folder / "picture.jpg") as drawn:
            ink = drawn.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
            size = drawn.size
    assert (word, turn) == ("HHHHHH", rotation)
    assert ink is not None
    left, top, width, height = (part / WHOLE for part in place)
    seen = (left * size[0], top * size[1], (left + width) * size[0], (top + height) * size[1])
    assert all(abs(a - b) <= 6 for a, b in zip(seen, ink, strict=True)), (seen, ink)


def test_sizes_are_those_of_the_page_as_it_is_seen(airlock: Airlock, tmp_path: Path) -> None:
    lying, broken = tmp_path / "a.pdf", tmp_path / "b.pdf"
    lying.write_bytes(turned(90, (0, 400, 500, 800)))
    broken.write_bytes(b"%PDF-1.7 and nothing else")
    frames = [Image.new("1", (300, 600)), Image.new("1", (600, 300))]
    frames[0].save(tmp_path / "c.tiff", save_all=True, append_images=frames[1:], dpi=(150, 150))
    paths = [str(path) for path in (lying, broken, tmp_path / "c.tiff")]

    first, second, third = airlock.call("vault.airlock.images:sizes", paths=paths)

    assert first == [[400, 500]]
    assert isinstance(second, str)
    assert third == [[144, 288], [288, 144]]
    with pytest.raises(Unreadable):
        airlock.call("search.tasks:places", path=str(broken), page=0)


@pytest.fixture
def airlock(tmp_path: Path) -> Iterator[Airlock]:
    with Airlock(workers=1, limits=Limits(), scratch=tmp_path / "scratch") as airlock:
        yield airlock


def test_words_side_by_side_are_one_line() -> None:
    high = 0.01
    words = [
        ("Прошу", Box(0.1, 0.1, 0.1, high), 0),
        ("суд,", Box(0.25, 0.1005, 0.1, high), 0),
        ("не", Box(0.1, 0.12, 0.05, high), 0),
        ("²", Box(0.16, 0.118, 0.01, high / 2), 0),
    ]

    assert [[word for word, _ in line.words] for line in in_lines(words)] == [
        ["Прошу", "суд,"],
        ["не", "²"],
    ]
