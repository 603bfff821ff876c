"""Whether a copy shows what the original shows.

Knows: how two pages are compared as pictures and as text.
Does not know: PDF/A; what is done when they differ (the copy is refused).
Keeps: a page may differ by what encoding a picture anew does to it, never by a word or a mark.
"""

from __future__ import annotations

import unicodedata
from contextlib import closing
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.reading.errors import CopyDiffers
from vault.airlock import Limits, pdfium

LOOK_DPI = 60
LETTER = 6  # pixels at LOOK_DPI: 2.5 mm
PICTURE = 30
_CELL_DIFFERENCE = 5.0  # of 255; measured: 1.3 for one scan, 50 for a black letter that is missing


def look(opened: Any, number: int, limits: Limits) -> NDArray[Any]:
    """Page `number` (from 0) of a PDF as RGB, small, with annotations and form fields."""
    with pdfium.page_of(opened, number) as page:
        width, height = page.get_size()
        dpi = min(LOOK_DPI, 72 * (limits.pixels / max(width * height, 1)) ** 0.5)
        with closing(page.render(scale=dpi / 72)) as bitmap:
            return np.array(bitmap.to_pil().convert("RGB"))


def demand_same_look(
    before: NDArray[Any], after: NDArray[Any], *, page: int, cell: int = LETTER
) -> None:
    """Two RGB pictures of page `page` (from 0), of about one size, show the same.

    No `cell` of pixels may differ on its average: `LETTER` finds a letter, `PICTURE` a picture
    that is turned, inverted or off its place, however it was scaled.

    Raises:
        CopyDiffers: they do not.
    """
    height, width = after.shape[:2]
    if abs(before.shape[0] - height) > 2 or abs(before.shape[1] - width) > 2:
        raise CopyDiffers(page=page + 1, what_differs="розмір")
    level = cv2.resize(before, (width, height), interpolation=cv2.INTER_AREA)
    # Blurred first: programs that shrink a picture place its edges differently by half a pixel.
    cells = [cv2.blur(picture.astype(np.float32), (cell, cell)) for picture in (level, after)]
    if float(cv2.absdiff(*cells).max()) > _CELL_DIFFERENCE:
        raise CopyDiffers(page=page + 1, what_differs="зображення")


def demand_same_text(
    before: str, after: str, *, page: int, added: str = "", flattened: bool = False
) -> None:
    """The text of page `page` (from 0) is the same, but for what recognition `added` behind it.

    Between the two may stand the words of form fields when these were `flattened`.

    Raises:
        CopyDiffers: something is missing, different or more.
    """
    first, last, whole = letters_of(before), letters_of(added), letters_of(after)
    rest = whole.removeprefix(first)
    # Which of two recognised words that lie on one height comes first is a viewer's guess.
    same = (len(rest) + len(first) == len(whole) and sorted(rest) == sorted(last)) or (
        flattened
        and len(whole) > len(first + last)
        and whole.startswith(first)
        and whole.endswith(last)
    )
    if not same:
        raise CopyDiffers(page=page + 1, what_differs="текст")


def letters_of(text: str) -> str:
    """Letters and digits only: spaces and line ends are the reading program's guess."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
