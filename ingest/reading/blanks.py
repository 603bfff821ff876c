"""Blank backs: whether anything is written on a scanned page.

Knows: connected components of ink on paper evened out at 100 dpi.
Does not know: which page is the back of which sheet; the answer is a proposal, never a count.
Keeps: what is near the threshold is doubtful and left to a person; no single share of dark pixels
or contrast decides (measured: 55-60 % right), and holes, black edges and specks are no writing.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.reading.model import Ink

_DPI = 100
_CERTAIN = 0.84  # darker than this share of the paper around: ink
_FAINT = 0.92  # nothing darker than this: blank; between: bleed-through or a pencil, ask a person
_EDGE = 6  # pixels: what touches the edge is the scanner's
_SPECK_AREA = 8
_SPECK_SIDE = 4
_HOLE = range(12, 41)  # pixels, 3 to 10 mm
_HOLE_FROM_EDGE = 100


def ink_on(picture: NDArray[Any], dpi: int) -> Ink:
    """Whether the page is blank, written on, or doubtful.

    Args:
        picture: grey or RGB.
        dpi: its resolution.
    """
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=_DPI / dpi, fy=_DPI / dpi, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), 8)
    even = small.astype(np.float32) / np.maximum(paper, 1)
    rough = even - cv2.GaussianBlur(even, (0, 0), 2)
    noise = 1.4826 * float(np.median(np.abs(rough)))
    if _has_writing(even < min(_CERTAIN, 1 - 6 * noise)):
        return Ink.WRITTEN
    if _has_writing(even < min(_FAINT, 1 - 4.5 * noise)):
        return Ink.DOUBTFUL
    return Ink.BLANK


def _has_writing(dark: NDArray[Any]) -> bool:
    height, width = dark.shape
    _, _, parts, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    left, top, wide, high, area = parts[1:].T
    from_edge = np.minimum.reduce([left, top, width - left - wide, height - top - high])
    speck = (area < _SPECK_AREA) | (np.maximum(wide, high) < _SPECK_SIDE)
    hole = (
        np.isin(wide, _HOLE)
        & np.isin(high, _HOLE)
        & (abs(wide - high) <= 0.25 * high)
        & (area > 0.6 * wide * high)
        & (from_edge < _HOLE_FROM_EDGE)
    )
    return bool(np.any(~speck & ~hole & (from_edge > _EDGE)))
