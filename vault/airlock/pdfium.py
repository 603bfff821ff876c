"""Pages as people see them: text, words, pixels. The home of pypdfium2.

Knows: how pdfium lays a page out.
Does not know: the structure of the file (pdf.py does), nor what is done with text and pixels.
Keeps: a page is measured before it is drawn; everything opened is closed again.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from vault.airlock.errors import unreadable
from vault.airlock.limits import Limits
from vault.errors import Encrypted, TooLarge, Unreadable

# pdfium marks a hyphen at the end of a line so; \x02 in older versions
_MARKS = ("\ufffe", "\x02")
_HYPHENATED = re.compile("[\ufffe\x02]\\s*")
_CHARACTERS = 1_000_000


@contextmanager
def document(path: str) -> Iterator[Any]:
    """The document at `path`, with what is filled into its form and stamped by its signatures.

    Raises:
        Encrypted, Unreadable: pdfium cannot open it.
    """
    try:
        opened = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise Encrypted from None
        raise unreadable("PDF", error, path) from None
    with closing(opened):
        opened.init_forms()  # before any page is loaded, or their fields are not drawn
        yield opened


@contextmanager
def page_of(opened: Any, number: int) -> Iterator[Any]:
    """Page `number` (from 0).

    Raises:
        Unreadable: there is none, or it does not load.
    """
    if not 0 <= number < len(opened):
        raise Unreadable(reason=f"немає сторінки {number + 1}")
    try:
        page = opened[number]
    except pypdfium2.PdfiumError as error:
        raise unreadable(f"сторінка {number + 1}", error) from None
    with closing(page):
        yield page


def texts(path: str, limits: Limits) -> Iterator[str]:
    """The text of one page after another, hyphenated words joined, NFC."""
    with document(path) as opened:
        if len(opened) > limits.pages:
            raise TooLarge(reason=f"понад {limits.pages} сторінок")
        for number in range(len(opened)):
            with page_of(opened, number) as page, closing(page.get_textpage()) as text:
                yield unicodedata.normalize("NFC", _HYPHENATED.sub("", text.get_text_bounded()))


def page_sizes(path: str, limits: Limits) -> list[list[int]]:
    """Width and height of each page in points, as it is seen: cropped and rotated."""
    with document(path) as opened:
        if len(opened) > limits.pages:
            raise TooLarge(reason=f"понад {limits.pages} сторінок")
        try:
            found = [opened.get_page_size(number) for number in range(len(opened))]
        except pypdfium2.PdfiumError as error:
            raise unreadable("PDF", error, path) from None
    return [[max(round(width), 1), max(round(height), 1)] for width, height in found]


def word_boxes(path: str, number: int) -> Iterator[tuple[str, int, int, int, int, int]]:
    """The words of page `number` (from 0), their boxes in hundredths of a PDF point, their turn.

    The boxes are left, bottom, right, top in the page's own space: the origin is that of its
    boxes, y grows upwards, and its rotation is not applied. A word hyphenated over two lines is
    one word with one box around both of its parts. The turn is that of the word's first letter,
    clockwise: 0, 90, 180 or 270 degrees, whichever is nearest.
    """
    with (
        document(path) as opened,
        page_of(opened, number) as page,
        closing(page.get_textpage()) as text,
    ):
        edges = [ctypes.c_double() for _ in range(4)]  # left, right, bottom, top
        word, box, turn = "", [0.0, 0.0, 0.0, 0.0], 0
        count = text.count_chars()
        if count > _CHARACTERS:
            raise TooLarge(reason=f"понад {_CHARACTERS} знаків на сторінці")
        for at in range(count):
            character = chr(min(raw.FPDFText_GetUnicode(text, at), 0x10FFFF))
            if character in _MARKS:
                continue
            if character.isspace() or character == "\0":
                if word:
                    yield _word(word, box, turn)
                word = ""
                continue
            raw.FPDFText_GetCharBox(text, at, *map(ctypes.byref, edges))
            left, right, bottom, top = (edge.value for edge in edges)
            if word:
                box = [min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top)]
            else:
                box = [left, bottom, right, top]
                turn = round(2 * max(raw.FPDFText_GetCharAngle(text, at), 0) / math.pi) % 4 * 90
            word += character
        if word:
            yield _word(word, box, turn)


def draw(path: str, number: int, dpi: int, limits: Limits, *, gray: bool) -> Image.Image:
    """Page `number` (from 0) at `dpi`, as it is seen: rotated, annotations included.

    Raises:
        TooLarge: more than `limits.pixels`.
    """
    with document(path) as opened:
        return drawn(opened, number, dpi, limits, gray=gray)


def draw_wide(path: str, number: int, width: int, limits: Limits) -> Image.Image:
    """Page `number` (from 0), `width` pixels wide, as it is seen.

    Raises:
        TooLarge: more than `limits.pixels`.
    """
    with document(path) as opened:
        with page_of(opened, number) as page:
            dpi = 72 * width / max(page.get_size()[0], 1)
        return drawn(opened, number, dpi, limits, gray=False)


def drawn(opened: Any, number: int, dpi: float, limits: Limits, *, gray: bool) -> Image.Image:
    """The same of a document that is open.

    Raises:
        TooLarge: more than `limits.pixels`.
    """
    with page_of(opened, number) as page:
        width, height = page.get_size()
        scale = dpi / 72
        if not 1 <= width * height * scale * scale <= limits.pixels:
            raise TooLarge(reason=f"сторінка {round(width)} × {round(height)} пунктів")
        with closing(page.render(scale=scale, grayscale=gray)) as bitmap:
            seen: Image.Image = bitmap.to_pil()
            return seen.copy()


def _word(word: str, box: list[float], turn: int) -> tuple[str, int, int, int, int, int]:
    x0, y0, x1, y1 = (round(100 * max(-1e7, min(1e7, edge))) for edge in box)
    return unicodedata.normalize("NFC", word), x0, y0, x1, y1, turn
