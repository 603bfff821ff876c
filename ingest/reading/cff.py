"""Fonts in CFF whose parts say by a matrix that they change nothing.

Knows: where a CID-keyed CFF font keeps its matrices (Adobe TN 5176, 15 and 19).
Does not know: PDF. Keeps: glyphs and metrics; a font that needs another matrix stays as it is.
"""

from __future__ import annotations

import struct
from io import BytesIO

from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont, TTLibError

_UNCHANGED = (1, 0, 0, 1, 0, 0)
# What fontTools raises for fonts that are damaged, or whose tables it does not know how to read.
_BROKEN = (
    *(AssertionError, AttributeError, IndexError, KeyError, NotImplementedError),
    *(OverflowError, RecursionError, TypeError, ValueError, struct.error, TTLibError),
)


def without_idle_matrices(data: bytes) -> bytes | None:
    """The font without matrices of its parts that change nothing; None when there are none.

    Typst writes one into every font with cubic outlines; the validator of PDF/A knows none.
    """
    try:
        fonts = CFFFontSet()
        fonts.decompile(BytesIO(data), None)
        (name,) = fonts.fontNames
        parts = list(getattr(fonts[name], "FDArray", ()))
        idle = [one for one in parts if tuple(one.rawDict.get("FontMatrix", ())) == _UNCHANGED]
        if not idle or "FontMatrix" not in fonts[name].rawDict or len(idle) < len(parts):
            return None
        for one in idle:
            del one.rawDict["FontMatrix"]
        written = BytesIO()
        fonts.compile(written, TTFont(recalcBBoxes=False), isCFF2=False)
    except _BROKEN:  # what cannot be read is left to the validator
        return None
    return written.getvalue()
