"""Liberation Serif and Sans, the only fonts our pages are set in (SIL Open Font License).

Knows: where the font files are, which letters they have, how a few glyphs are cut out of them.
Does not know: what is set with them, or that reading copies build a font without shapes
(ingest/reading/layer.py).
Keeps: fonts of the machine are never used.
"""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass, field
from pathlib import Path

from fontTools import subset
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Cut:
    """A TrueType font with only the letters asked for.

    Attributes:
        name: PostScript name of the font it was cut from.
        data: the font file.
        glyphs: glyph number of each letter.
        advances: of each letter, in thousandths of the type size.
        outlines: of each letter as PDF path operators, in thousandths of the type size.
        ascent, descent, cap_height: in thousandths of the type size.
        bbox: of the font, in thousandths of the type size.
    """

    name: str
    data: bytes = field(repr=False)
    glyphs: dict[str, int]
    advances: dict[str, int]
    outlines: dict[str, str] = field(repr=False)
    ascent: int
    descent: int
    cap_height: int
    bbox: tuple[int, int, int, int]


@functools.cache
def glyphs() -> frozenset[int]:
    """Code points that every face can print."""
    known = []
    for path in sorted(FOLDER.glob("*.ttf")):
        with TTFont(path) as face:
            known.append(frozenset(face.getBestCmap()))
    return frozenset.intersection(*known)


@functools.cache
def cut(face: str, letters: str) -> Cut:
    """The glyphs of `letters` from the face `LiberationSans-Bold` and the like."""
    with TTFont(FOLDER / f"{face}.ttf") as font:
        options = subset.Options(hinting=False, layout_features=[], name_IDs=[])
        options.drop_tables += ["FFTM"]
        cutter = subset.Subsetter(options)
        cutter.populate(text=letters)
        cutter.subset(font)
        names = {letter: font.getBestCmap()[ord(letter)] for letter in letters}
        unit = 1000 / font["head"].unitsPerEm
        head, lines, metrics = font["head"], font["hhea"], font["hmtx"]
        out = io.BytesIO()
        font.save(out)
        return Cut(
            name=face,
            data=out.getvalue(),
            glyphs={letter: font.getGlyphID(name) for letter, name in names.items()},
            advances={letter: round(metrics[name][0] * unit) for letter, name in names.items()},
            outlines={letter: _outline(font, name, unit) for letter, name in names.items()},
            ascent=round(lines.ascent * unit),
            descent=round(lines.descent * unit),
            cap_height=round(font["OS/2"].sCapHeight * unit),
            bbox=(
                round(head.xMin * unit),
                round(head.yMin * unit),
                round(head.xMax * unit),
                round(head.yMax * unit),
            ),
        )


def _outline(font: TTFont, name: str, unit: float) -> str:
    pen = _PathPen(font.getGlyphSet(), unit)
    font.getGlyphSet()[name].draw(pen)
    return " ".join(pen.operators)


class _PathPen(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Writes an outline as PDF path operators; its base turns quadratic curves into cubic."""

    def __init__(self, glyph_set: object, unit: float) -> None:
        super().__init__(glyph_set)
        self.operators: list[str] = []
        self._unit = unit

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        numbers = (str(round(value * self._unit)) for point in points for value in point)
        self.operators.append(" ".join((*numbers, operator)))

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802  BasePen's name
        self._write("m", pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802  BasePen's name
        self._write("l", pt)

    def _curveToOne(  # noqa: N802  BasePen's name
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        self._write("c", pt1, pt2, pt3)

    def _closePath(self) -> None:  # noqa: N802  BasePen's name
        self.operators.append("h")
