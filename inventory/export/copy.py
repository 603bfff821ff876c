"""A certified copy of a document, ready for paper (814 XI).

Knows: leaves and their backs, where the marks of a copy go, and what to add when there is no room.
Does not know: whether the copy may be certified, and what the marks say.
Keeps: the number of leaves on the back of the last one is the number that comes out of the
printer; the document's own pages stay as they are under the marks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pikepdf
from pikepdf import AccessMode, Page, Pdf, Stream

from inventory.export.layers import A4, Matrix, Overlay, SetPiece, View, bare, piece_of, view
from inventory.export.sources import save, whole
from inventory.export.space import Band, blank_bands
from inventory.export.stamp import Stamps
from inventory.forms import Press, Signatory
from inventory.forms.copy import CopyMark, copy_mark, copy_total
from vault.model import Json
from vault.verdict import carries_out

_MM = 72 / 25.4
_GAP = 6 * _MM
_LEFT, _TOP = 30 * _MM, 25 * _MM


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOrder:
    """What is copied and how.

    Attributes:
        title: of the document, for the PDF and for messages.
        mark: the mark of certification.
        duplex: whether the copy will be printed on both sides.
        numbered: whether its sheets get numbers (814 XI.4).
    """

    title: str
    mark: CopyMark
    duplex: bool
    numbered: bool = False

    def as_json(self) -> dict[str, Json]:
        """The form in which an order goes to the airlock."""
        on = self.mark.certifier.on
        value = asdict(self)
        value["mark"]["certifier"]["on"] = on.isoformat() if on else None
        value["mark"]["lines"] = list(self.mark.lines)
        return value

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> CopyOrder:
        """Read what `as_json` wrote."""
        mark = value["mark"]
        on = mark["certifier"]["on"]
        certifier = Signatory(
            position=mark["certifier"]["position"],
            name=mark["certifier"]["name"],
            on=dt.date.fromisoformat(on) if on else None,
        )
        return cls(
            title=value["title"],
            mark=CopyMark(certifier=certifier, lines=tuple(mark["lines"]), formula=mark["formula"]),
            duplex=value["duplex"],
            numbered=value["numbered"],
        )


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy as laid out.

    Attributes:
        pages: of the PDF.
        leaves: of paper.
        marked_page: on which the mark of certification stands, from 1.
        total_page: on which the number of leaves stands, from 1; None for a copy of one leaf.
            Without duplex this last page is printed on the back of the last leaf.
    """

    pages: int
    leaves: int
    marked_page: int
    total_page: int | None


@dataclass(frozen=True, slots=True)
class CopyLayout:
    """Which page of a copy carries what; indexes from 0.

    Attributes:
        marked: page of the mark of certification.
        total: page of the number of leaves; None for one leaf.
        pages: of the whole copy, added ones included.
        leaves: of paper.
    """

    marked: int
    total: int | None
    pages: int
    leaves: int


@carries_out("814:XI.10", "814:XI.10-арк", "814:XI.9-місце")
def lay_out(pages: int, *, duplex: bool, mark_fits: bool, both_fit: bool) -> CopyLayout:
    """Where mark and total go on a copy of `pages` document pages.

    Args:
        pages: of the document, at least 1.
        duplex: printed on both sides.
        mark_fits: the mark has room below the text of the last page.
        both_fit: mark and total have room there one below the other.
    """
    assert pages > 0
    if not duplex:
        marked = pages - 1 if mark_fits else pages
        leaves = marked + 1
        return CopyLayout(marked, leaves if leaves > 1 else None, leaves + (leaves > 1), leaves)
    on_face = pages % 2 == 1
    leaves = (pages + 1) // 2
    if leaves == 1 and (mark_fits or on_face):
        marked = pages - 1 if mark_fits else pages
        return CopyLayout(marked, None, marked + 1, 1)
    if on_face:  # the back of the last leaf is free: the total goes there, the mark if it must
        return CopyLayout(pages - 1 if mark_fits else pages, pages, pages + 1, leaves)
    if both_fit:  # the last page is the back of the last leaf
        return CopyLayout(pages - 1, pages - 1, pages, leaves)
    return CopyLayout(pages, pages + 1, pages + 2, leaves + 1)


@carries_out("814:XI.9-Копія", "814:XI.4")
def certify_copy(order: CopyOrder, source: Path, out: Path, work: Path, press: Press) -> Copied:
    """Make the copy of `source` at `out`; intermediate files lie in the folder `work`.

    Raises:
        Encrypted, NotExportable: the document's pages cannot be taken.
        FormError: the marks cannot be set.
    """
    plain, count = whole(source, order.title, work)
    bands = blank_bands(plain, count - 1)
    with pikepdf.open(plain, access_mode=AccessMode.stream) as pdf:
        sheets = _Sheets(pdf, order)
        mark = piece_of(pdf, press.piece(copy_mark(order.mark)))
        # The total's height does not depend on the number, so the longest stands for all.
        total = piece_of(pdf, press.piece(copy_total(order.mark.certifier, 9999)))
        last = view(pdf.pages[-1])
        mark_room = _room(last, bands, mark.height)
        both_room = _room(last, bands, mark.height + _GAP + total.height)
        layout = lay_out(
            count,
            duplex=order.duplex,
            mark_fits=mark_room is not None,
            both_fit=both_room is not None,
        )
        if layout.total is not None:
            total = piece_of(pdf, press.piece(copy_total(order.mark.certifier, layout.leaves)))
        below = both_room if layout.total == layout.marked else mark_room
        sheets.add(layout.pages - count)
        foot = sheets.put(layout.marked, mark, below if layout.marked < count else None)
        if layout.total is not None:
            sheets.put(layout.total, total, foot if layout.total == layout.marked else None)
        sheets.draw(layout.leaves)
        save(pdf, f"Копія: {order.title}", out)
    plain.unlink()
    return Copied(
        pages=layout.pages,
        leaves=layout.leaves,
        marked_page=layout.marked + 1,
        total_page=None if layout.total is None else layout.total + 1,
    )


class _Sheets:
    """The pages of a copy and what will be drawn on each."""

    def __init__(self, pdf: Pdf, order: CopyOrder) -> None:
        self._pdf, self._order = pdf, order
        self._stamps = Stamps(pdf)
        self._drawn: dict[int, list[tuple[Stream, Matrix]]] = {}

    def add(self, pages: int) -> None:
        """Add blank A4 pages at the end."""
        for _ in range(pages):
            self._pdf.add_blank_page(page_size=(A4[2], A4[3]))

    def put(self, index: int, piece: SetPiece, top: float | None) -> float:
        """Draw `piece` on a page, `top` points below its upper edge; where the next may begin."""
        seen = view(self._pdf.pages[index])
        scale = seen.scale
        top = _TOP * scale if top is None else top
        left = min(_LEFT * scale, max(seen.width - piece.width * scale, 0.0))
        place = seen.at(left, seen.height - top - piece.height * scale, scale)
        self._drawn.setdefault(index, []).append((piece.form, place))
        return top + (piece.height + _GAP) * scale

    def draw(self, leaves: int) -> None:
        """Draw everything, «Копія» and the numbers of the leaves too."""
        overlay = Overlay(self._pdf)
        for index, page in enumerate(self._pdf.pages):
            bare(page)
            forms = [*self._words(page, index, leaves), *self._drawn.get(index, ())]
            if forms:
                overlay.draw(page, forms)

    def _words(self, page: Page, index: int, leaves: int) -> list[tuple[Stream, Matrix]]:
        seen = view(page)
        words = [self._stamps.mark(seen, "Копія")] if index == 0 else []
        leaf, back = divmod(index, 2) if self._order.duplex else (index, 0)
        if self._order.numbered and not back and leaf < leaves:
            words.append(self._stamps.mark(seen, str(leaf + 1), line=len(words)))
        return words


def _room(seen: View, bands: list[Band], height: float) -> float | None:
    """How far below the upper edge something of this height may begin; None when it cannot."""
    for start, end in bands:
        top = max(start * seen.height + _GAP * seen.scale, _TOP * seen.scale)
        if top + height * seen.scale <= end * seen.height:
            return top
    return None
