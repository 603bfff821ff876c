"""Sheet numbers on pages (814 VII.9): in the upper right corner as the reader sees it.

Knows: how a number looks, and in which corner it stands.
Does not know: which sheet has which number.
Keeps: a number is text that can be found and copied, in a font that lies in the file once; a white
edge keeps it readable on the black borders of photocopies without hiding what is under it.
"""

from __future__ import annotations

import enum

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from inventory.export.layers import Matrix, View, form_of
from inventory.forms.fonts import Cut, cut
from inventory.language.words import ALPHABET

LETTERS = "0123456789-К" + ALPHABET
"""All that a sheet's label and the word «Копія» are made of."""

_SIZE = 13.0
_RIGHT, _TOP = 23.0, 20.0  # 8 and 7 mm from the edges of A4: clear of most printed headers
_EDGE = 170.0  # width of the white edge, thousandths of the type size


class Corner(enum.Enum):
    """Where a number stands: as a rule right; illustrations are numbered on the back, left."""

    TOP_RIGHT = "right"
    TOP_LEFT = "left"


class Stamps:
    """The numbers of one PDF; each label's form is made once."""

    def __init__(self, pdf: Pdf) -> None:
        """The font is put into `pdf` with the first number."""
        self._pdf = pdf
        self._cut: Cut = cut("LiberationSans-Bold", LETTERS)
        self._font: Object | None = None

    def mark(
        self, view: View, label: str, corner: Corner = Corner.TOP_RIGHT, *, line: int = 0
    ) -> tuple[Stream, Matrix]:
        """`label`, and where it goes on a page seen as `view`; `line` 1 is below line 0."""
        width = sum(self._cut.advances[letter] for letter in label) * _SIZE / 1000
        scale = view.scale
        right = view.width - (_RIGHT + width) * scale
        if corner is Corner.TOP_LEFT:
            right = _RIGHT * scale
        # A very long label on a very narrow slip still begins on the slip.
        down = _TOP + _SIZE * (0.7 + 1.3 * line)
        place = view.at(max(right, 0.0), view.height - down * scale, scale)
        return self._drawn(label, width), place

    def _drawn(self, label: str, width: float) -> Stream:
        edges, text, x = [], "", 0
        for letter in label:
            edges.append(f"q 1 0 0 1 {x} 0 cm {self._cut.outlines[letter]} S Q")
            text += f"{self._cut.glyphs[letter]:04X}"
            x += self._cut.advances[letter]
        unit = _SIZE / 1000
        content = (
            f"q {unit} 0 0 {unit} 0 0 cm 1 G {_EDGE} w 1 j {' '.join(edges)} Q "
            f"BT 0 g /N {_SIZE} Tf <{text}> Tj ET"
        )
        box = (-_SIZE, -_SIZE, width + _SIZE, 2 * _SIZE)
        self._font = self._font or embedded(self._pdf, self._cut)
        resources = Dictionary(Font=Dictionary(N=self._font))
        return form_of(self._pdf, content.encode(), box, resources)


def embedded(pdf: Pdf, font: Cut) -> Object:
    """`font` as a composite font of `pdf`, its text recoverable (ISO 32000-1, 9.7 and 9.10.3)."""
    name = Name(f"/AAAAAA+{font.name}")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=4,
        FontBBox=Array(font.bbox),
        ItalicAngle=0,
        Ascent=font.ascent,
        Descent=font.descent,
        CapHeight=font.cap_height,
        StemV=120,
        FontFile2=pdf.make_stream(font.data, Length1=len(font.data)),
    )
    widths = Array()
    for letter, glyph in font.glyphs.items():
        widths.append(glyph)
        widths.append(Array([font.advances[letter]]))
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=pdf.make_indirect(descriptor),
        W=widths,
        CIDToGIDMap=Name.Identity,
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(_to_unicode(font)),
        )
    )


def _to_unicode(font: Cut) -> bytes:
    pairs = "\n".join(f"<{glyph:04X}> <{ord(letter):04X}>" for letter, glyph in font.glyphs.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(font.glyphs)} beginbfchar\n{pairs}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode()
