"""Where a mark can stand without hiding anything.

Knows: how a page looks when it is drawn small. Does not know: what the mark says.
Keeps: every dot of the place, with a margin around it, is as light as paper; what cannot be seen to
be free is not free.
"""

from __future__ import annotations

from contextlib import closing

from vault.airlock import Limits
from vault.airlock.pdfium import document, draw, page_of

Box = tuple[float, float, float, float]

_DPI = 36
_POINT = 72 / _DPI  # points to a pixel
_MARGIN, _EDGE = 3, 10  # pixels: around the mark, and at the edge of the page
_PAPER = 240  # lighter than this is paper


def pages_of(path: str) -> int:
    """How many pages there are.

    Raises:
        Unreadable, Encrypted: it cannot be opened.
    """
    with document(path) as opened:
        return len(opened)


def size_of(path: str) -> tuple[float, float]:
    """Width and height of the first page, in points."""
    with document(path) as opened, page_of(opened, 0) as page:
        width, height = page.get_size()
        return width, height


def free_place(path: str, number: int, size: tuple[float, float], limits: Limits) -> Box | None:
    """A free box of `size` (points) on page `number` (from 0), as low as there is one.

    Among places of the same height the rightmost is taken: that is where people look for it.
    None when there is none, or the page is turned: a mark would lie on its side.
    """
    with document(path) as opened, page_of(opened, number) as page:
        if page.get_rotation():
            return None
        left, bottom, _, _ = page.get_cropbox() or page.get_mediabox()
    width, height = size
    drawn = draw(path, number, _DPI, limits, gray=True)
    across, down = drawn.size
    wide, high = (round(side / _POINT) + 2 * _MARGIN for side in (width, height))
    if across < wide + 2 * _EDGE or down < high + 2 * _EDGE:
        return None
    with closing(drawn):
        inked = _inked(drawn.tobytes(), across, down)
    for y in range(down - _EDGE - high, _EDGE - 1, -1):
        for x in range(across - _EDGE - wide, _EDGE - 1, -1):
            if not _within(inked, x, y, wide, high):
                x0 = left + (x + _MARGIN) * _POINT
                y0 = bottom + (down - y - high + _MARGIN) * _POINT
                return (x0, y0, x0 + width, y0 + height)
    return None


def _inked(pixels: bytes, across: int, down: int) -> list[list[int]]:
    """How many pixels above and left of each corner are not paper."""
    sums = [[0] * (across + 1)]
    for y in range(down):
        above, row, count = sums[-1], [0], 0
        for x, value in enumerate(pixels[y * across : (y + 1) * across]):
            count += value < _PAPER
            row.append(above[x + 1] + count)
        sums.append(row)
    return sums


def _within(sums: list[list[int]], x: int, y: int, wide: int, high: int) -> int:
    top, bottom = sums[y], sums[y + high]
    return bottom[x + wide] - bottom[x] - top[x + wide] + top[x]
