"""Where a page is still blank below its text.

Knows: how a page looks. Does not know: what will be put there.
Keeps: in doubt there is no room: a dark page, a line down the whole page or a stain says no.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2

_LONGEST_PX = 1_200
_FAINT = 35  # how much darker than the paper the faintest stroke of a pen is, of 255
_EDGE = 0.03  # what scanners leave along the edges
_FOOT = 0.90  # below this share of the height only a footer may stand
_SPECKS = 2  # dark pixels in a row that are dust

Band = tuple[float, float]


def blank_bands(path: Path, index: int) -> list[Band]:
    """Bands below the text of page `index`, as shares of the height as seen, from the top.

    The first lies below everything, the second above a footer, when there is one.
    """
    with pypdfium2.PdfDocument(path) as document:
        page = document[index]
        scale = _LONGEST_PX / max(*page.get_size(), 1.0)
        picture = page.render(scale=scale, grayscale=True).to_numpy()
        return bands_of(picture.reshape(picture.shape[:2]))


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
