"""Where a page is still blank: below its text, or anywhere.

Knows: how a page looks. Does not know: what will be put there.
Keeps: in doubt there is no room: a dark page, a line down the whole page or a stain says no.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2

_LONGEST_PX = 1_200
_FAINT = 35  # how much darker than the paper the faintest stroke of a pen is, of 255
_EDGE = 0.03  # what scanners leave along the edges
_FOOT = 0.90  # below this share of the height only a footer may stand
_STEP = 6  # pixels from one place that is tried to the next
_SPECKS = 2  # dark pixels in a row that are dust

Band = tuple[float, float]


def blank_bands(path: Path, index: int) -> list[Band]:
    """Bands below the text of page `index`, as shares of the height as seen, from the top.

    The first lies below everything, the second above a footer, when there is one.
    """
    return bands_of(_shades(path, index))


def _shades(path: Path, index: int) -> npt.NDArray[np.uint8]:
    """Page `index` as shades of grey, as its reader sees it."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[index]
        scale = _LONGEST_PX / max(*page.get_size(), 1.0)
        picture: npt.NDArray[np.uint8] = page.render(scale=scale, grayscale=True).to_numpy()
        return picture.reshape(picture.shape[:2]).copy()  # the original goes with the document


def bands_of(picture: npt.NDArray[np.uint8]) -> list[Band]:
    """`blank_bands` of a page given as shades of grey."""
    height, width = picture.shape
    side, foot = int(width * _EDGE), int(height * _EDGE)
    inner = picture[: height - foot, side : width - side]
    paper = int(np.median(inner))
    if paper < 128:
        return []
    inked = np.flatnonzero((inner < paper - _FAINT).sum(axis=1) > _SPECKS)
    end = height - foot
    if not inked.size:
        return [(0.0, end / height)]
    bands = [((int(inked[-1]) + 1) / height, end / height)]
    text = inked[inked < height * _FOOT]
    if text.size < inked.size:
        footer = int(inked[text.size])
        start = int(text[-1]) + 1 if text.size else 0
        bands.append((start / height, footer / height))
    return bands


@dataclass(frozen=True, slots=True)
class FreePlace:
    """Where on a page something may be laid: its upper left corner, as shares of the page.

    Attributes:
        free: whether nothing is written there; otherwise it is where least is.
    """

    left: float
    top: float
    free: bool


def free_place(path: Path, index: int, width: float, height: float) -> FreePlace:
    """A place of that size (shares of page `index`): lower right if it can be, else the nearest."""
    return place_of(_shades(path, index), width, height)


def place_of(picture: npt.NDArray[np.uint8], width: float, height: float) -> FreePlace:
    """`free_place` of a page given as shades of grey."""
    rows, columns = picture.shape
    across, down = max(int(columns * width), 1), max(int(rows * height), 1)
    edge = int(columns * _EDGE), int(rows * _EDGE)
    paper = int(np.median(picture))
    inked = (picture < paper - _FAINT).astype(np.int64)
    sums = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    sums[1:, 1:] = inked.cumsum(axis=0).cumsum(axis=1)
    lefts = np.arange(max(columns - across - edge[0], 0), edge[0] - 1, -_STEP)
    tops = np.arange(max(rows - down - edge[1], 0), edge[1] - 1, -_STEP)
    if not lefts.size or not tops.size:
        return FreePlace(max(1 - width, 0.0), max(1 - height, 0.0), free=False)
    top, left = np.meshgrid(tops, lefts, indexing="ij")
    right, bottom = left + across, top + down
    ink = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    far = (tops[0] - top) + (lefts[0] - left)
    clear = ink <= _SPECKS
    best = np.where(clear, far, rows + columns + ink).argmin()
    at = np.unravel_index(best, ink.shape)
    return FreePlace(float(left[at]) / columns, float(top[at]) / rows, free=bool(clear[at]))
