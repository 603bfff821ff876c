"""The invisible text: found again as it was recognised, where it was recognised, and unseen."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading import ReadWord
from ingest.reading.layer import TextLayer
from ingest.reading.same import letters_of

LETTERS = "АБВГҐДЕЄЖЗИІЇЙабвгґдеєжзиіїйщьюя№§«»—-'0123456789(),.;:/%"

words = st.builds(
    ReadWord,
    st.text(LETTERS, min_size=1, max_size=14) | st.just("𝔘♠️"),
    st.integers(0, 5000),
    st.integers(0, 7500),
    st.integers(1, 900),
    st.integers(20, 300),
    st.integers(0, 100),
)


def _layered(word: ReadWord, rotate: int, turned: int, box: tuple[int, int, int, int]) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(100, 100))
        page.mediabox = pikepdf.Array(list(box))
        page.obj.Rotate = rotate
        page.contents_add(b"q 2 0 0 2 5 5 cm")  # a careless producer: what follows would be moved
        TextLayer(pdf, [((word,),)]).write(page, ((word,),), turned=turned)
        pdf.save(out)
    return out.getvalue()


@settings(max_examples=60, deadline=None)
@given(
    word=words,
    rotate=st.sampled_from([0, 90, 180, 270]),
    turned=st.sampled_from([0, 90, 180, 270]),
    corner=st.tuples(st.integers(-200, 200), st.integers(-200, 200)),
)
def test_a_word_is_found_on_its_place_however_the_page_is_turned(
    word: ReadWord, rotate: int, turned: int, corner: tuple[int, int]
) -> None:
    left, bottom = corner
    data = _layered(word, rotate, turned, (left, bottom, left + 595, bottom + 842))

    with pypdfium2.PdfDocument(data) as opened:
        page = opened[0]
        assert page.get_rotation() == (rotate + turned) % 360
        text = page.get_textpage()
        assert letters_of(text.get_text_range()) == letters_of(word.text)
        width, height = page.get_size()
        for at in range(text.count_chars()):
            x, y = _on_screen(page, text.get_charbox(at), (width, height))
            assert word.left / 10 - 1 <= x <= (word.left + word.width) / 10 + 1
            assert word.top / 10 - 1 <= y <= (word.top + word.height) / 10 + 1
        pixels = page.render(scale=0.5).to_numpy()
        assert np.all(pixels == 255), "the text is seen"


def _on_screen(
    page: pypdfium2.PdfPage, box: tuple[float, float, float, float], size: tuple[float, float]
) -> tuple[float, float]:
    """The middle of a box of page space, in points from the upper left as shown."""
    left, bottom, _, _ = page.get_mediabox()
    x, y = (box[0] + box[2]) / 2 - left, (box[1] + box[3]) / 2 - bottom
    width, height = size
    return {0: (x, height - y), 90: (y, x), 180: (width - x, y), 270: (width - y, height - x)}[
        page.get_rotation()
    ]


def test_words_of_a_line_stay_one_line(tmp_path: Path) -> None:
    """Words of different height, on a line that falls a little, are read in one go."""
    line = tuple(
        ReadWord(text, 700 + 800 * number, 1000 + 4 * number, 700, 120, 90)
        for number, text in enumerate(["Справа", "№", "757/12345/25", "про", "стягнення"])
    )
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        TextLayer(pdf, [(line,)]).write(page, (line,))
        pdf.save(path)

    with pypdfium2.PdfDocument(path) as opened:
        read = opened[0].get_textpage().get_text_range()
    assert read.strip() == "Справа № 757/12345/25 про стягнення"


@pytest.mark.parametrize("text", ["", "\u0000\u202e"])
def test_signs_that_hide_are_not_written(text: str) -> None:
    data = _layered(ReadWord(text, 100, 100, 100, 100, 0), 0, 0, (0, 0, 595, 842))

    with pypdfium2.PdfDocument(data) as opened:
        assert opened[0].get_textpage().get_text_range() == ""


def test_doubled_letters_of_a_narrow_word_stay_two(tmp_path: Path) -> None:
    """What is written up the page has a tall and narrow box: squeezed, one letter would be lost."""
    line = (ReadWord("Ганнина", 700, 1000, 80, 400, 90),)
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        TextLayer(pdf, [(line,)]).write(page, (line,))
        pdf.save(path)

    with pypdfium2.PdfDocument(path) as opened:
        assert opened[0].get_textpage().get_text_range().strip() == "Ганнина"
