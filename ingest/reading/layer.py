"""The invisible text over a scanned page.

Knows: how words are laid over their pictures so that they can be selected, searched and copied.
Does not know: who recognised them.
Keeps: nothing visible changes; every character says in ToUnicode what it is; the font is embedded
whole, as PDF/A demands even of text that is never painted (ISO 19005-1, 6.3.4).
"""

from __future__ import annotations

import io
import statistics
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import zip_longest

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Array, Dictionary, Name

from ingest.reading.model import Lines, ReadWord

_FONT = "/SpravaText"
_EM = 1000
_ADVANCE = 500
# Of its size a letter takes at least this much of the line: what stands closer, pdfium takes for
# one letter struck twice (from 0.07 down), and drops it.
_NARROWEST = 0.15
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class TextLayer:
    """One font for all words of a document, and the words written with it."""

    def __init__(self, pdf: pikepdf.Pdf, pages: Iterable[Lines]) -> None:
        """Make the font for every character that any of `pages` needs."""
        letters = {
            letter for lines in pages for line in lines for word in line for letter in word.text
        }
        known = sorted(letter for letter in letters if _printable(letter))
        self._codes = {letter: code for code, letter in enumerate([" ", *known], start=1)}
        self._font = self._made(pdf)

    def write(self, page: pikepdf.Page, lines: Lines, *, turned: int = 0) -> None:
        """Turn the page upright and lay `lines` over it, below everything that is visible."""
        page.rotate(turned, relative=True)
        if not lines:
            return
        if Name.Resources not in page.obj:
            page.obj.Resources = Dictionary()
        if Name.Font not in page.resources:
            page.resources.Font = Dictionary()
        page.resources.Font[_FONT] = self._font
        body = "\n".join(
            [
                "q BT 3 Tr",
                *(show for line in lines for show in self._shown(line, _Place(page))),
                "ET Q\n",
            ]
        )
        # What the page itself draws may leave any state behind it, so it is closed in.
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ\n" + body.encode("ascii"))

    def _shown(self, line: tuple[ReadWord, ...], place: _Place) -> Iterator[str]:
        """Operators for one line; all its words on one base line, or viewers tear it apart."""
        drift = _drift(line)
        bottom = statistics.median(w.top + w.height - drift * _middle(w) for w in line)
        height = max(10.0, statistics.median(w.height for w in line))
        for word, following in zip_longest(line, line[1:]):
            codes = [self._codes[letter] for letter in word.text if letter in self._codes]
            if not codes:
                continue
            matrix = place.matrix(word.left, bottom + drift * word.left)
            text = "".join(f"{code:04X}" for code in codes)
            size = min(height, max(10.0, word.width / (len(codes) * _NARROWEST)))
            yield f"{_FONT} {size / 10:.2f} Tf {matrix} Tm"
            yield f"{_stretch(word.width, len(codes), size):.2f} Tz <{text}> Tj"
            if following is not None:
                gap = following.left - word.left - word.width
                yield f"{_stretch(gap, 1, size):.2f} Tz <0001> Tj"

    def _made(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        program = pdf.make_stream(_program(len(self._codes)))
        program.Length1 = len(program.read_bytes())
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(_FONT),
            Flags=4,
            FontBBox=Array([0, 0, _ADVANCE, _EM]),
            ItalicAngle=0,
            Ascent=_EM,
            Descent=0,
            CapHeight=_EM,
            StemV=80,
            FontFile2=program,
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name(_FONT),
            CIDSystemInfo=Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=_ADVANCE,
            CIDToGIDMap=Name.Identity,
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(_FONT),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(self._to_unicode()),
        )
        return pdf.make_indirect(font)

    def _to_unicode(self) -> bytes:
        pairs = [
            f"<{code:04X}> <{letter.encode('utf-16-be').hex().upper()}>\n"
            for letter, code in self._codes.items()
        ]
        hundreds = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
        blocks = "".join(
            f"{len(part)} beginbfchar\n{''.join(part)}endbfchar\n" for part in hundreds
        )
        return _CMAP.format(blocks=blocks).encode("ascii")


class _Place:
    """Where a point of the upright page lies in the PDF; tenths of a point from its upper left."""

    def __init__(self, page: pikepdf.Page) -> None:
        x0, y0, x1, y1 = (float(side) for side in page.cropbox)
        self._box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        self._turn = int(page.obj.get(Name.Rotate, 0)) % 360

    def matrix(self, left: float, bottom: float) -> str:
        """A text matrix that writes along the upright page from this point on."""
        x0, y0, x1, y1 = self._box
        right, down = left / 10, bottom / 10
        along, x, y = {
            0: ("1 0 0 1", x0 + right, y1 - down),
            90: ("0 1 -1 0", x0 + down, y0 + right),
            180: ("-1 0 0 -1", x1 - right, y0 + down),
            270: ("0 -1 1 0", x1 - down, y1 - right),
        }[self._turn]
        return f"{along} {x:.2f} {y:.2f}"


def _drift(line: tuple[ReadWord, ...]) -> float:
    """How much a line falls for each step to the right: pages are scanned askew."""
    if len(line) < 2 or line[-1].left <= line[0].left:
        return 0.0
    slope, _ = statistics.linear_regression(
        [_middle(word) for word in line], [word.top + word.height for word in line]
    )
    return slope if abs(slope) < 0.15 else 0.0


def _stretch(width: int, letters: int, height: float) -> float:
    """By how many per cent letters of the font are stretched to be `width` wide together."""
    return max(0.1, 100 * width / (letters * height * _ADVANCE / _EM))


def _middle(word: ReadWord) -> float:
    return word.left + word.width / 2


def _printable(letter: str) -> bool:
    return letter != " " and unicodedata.category(letter)[0] not in "CZ"


def _program(glyphs: int) -> bytes:
    """A TrueType font that paints nothing: glyph 0 is .notdef, the others are the codes."""
    names = [".notdef", *(f"c{number}" for number in range(1, glyphs + 1))]
    build = FontBuilder(_EM, isTTF=True)
    build.setupGlyphOrder(names)
    build.setupGlyf(dict.fromkeys(names, _empty_glyph()))
    build.setupHorizontalMetrics(dict.fromkeys(names, (_ADVANCE, 0)))
    build.setupHorizontalHeader(ascent=_EM, descent=0)
    build.setupCharacterMap({})
    build.setupNameTable({"familyName": _FONT[1:], "styleName": "Regular"})
    build.setupOS2()
    build.setupPost(keepGlyphNames=False)
    build.font["head"].created = build.font["head"].modified = 0
    build.font.recalcTimestamp = False
    out = io.BytesIO()
    build.save(out)
    return out.getvalue()


def _empty_glyph() -> Glyph:
    """An outline without area over the whole box: viewers measure by it what is selected."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((_ADVANCE, _EM))
    pen.closePath()
    return pen.glyph()
