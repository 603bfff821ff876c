"""Liberation Serif and Sans, the only fonts our pages are set in (SIL Open Font License).

Knows: where the font files are, which letters they have, how a few glyphs are cut out of them.
Does not know: what is set with them.
Keeps: fonts of the machine are never used; fontTools is at home here and nowhere else.
"""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass, field
from pathlib import Path

from fontTools import subset
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
        ascent, descent, cap_height: in thousandths of the type size.
        bbox: of the font, in thousandths of the type size.
    """

    name: str
    data: bytes = field(repr=False)
    glyphs: dict[str, int]
    advances: dict[str, int]
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
        options = subset.Options(
            hinting=False, layout_features=[], name_IDs=[], notdef_outline=True
        )
        cutter = subset.Subsetter(options)
        cutter.populate(text=letters)
        cutter.subset(font)
        scale = 1000 / font["head"].unitsPerEm
        names = font.getBestCmap()
        head, lines, metrics = font["head"], font["hhea"], font["hmtx"]
        out = io.BytesIO()
        font.save(out)
        return Cut(
            name=face,
            data=out.getvalue(),
            glyphs={letter: font.getGlyphID(names[ord(letter)]) for letter in letters},
            advances={letter: round(metrics[names[ord(letter)]][0] * scale) for letter in letters},
            ascent=round(lines.ascent * scale),
            descent=round(lines.descent * scale),
            cap_height=round(font["OS/2"].sCapHeight * scale),
            bbox=(
                round(head.xMin * scale),
                round(head.yMin * scale),
                round(head.xMax * scale),
                round(head.yMax * scale),
            ),
        )
