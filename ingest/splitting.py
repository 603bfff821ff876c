"""One scan, several documents: which pages become which document.

Knows: separator sheets as this vault printed them, and page numbers a person names.
Does not know: pixels (`reading.separators` reads codes), storage.
Keeps: every page is either in exactly one piece or is a separator or its blank back; what cannot be
filed by a separator of this vault for this case file waits, with the reason; pure.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.errors import (
    AnnexAlone,
    BadSplit,
    DamagedSeparator,
    ForeignSeparator,
    IngestError,
    OtherCase,
    UsedSeparator,
)
from inventory import RegistrationCard
from inventory.registration.separators import Separator, serial_of

_ID = "ID"
"""Stands in a reason until the waiting pages have an id of their own."""


@dataclass(frozen=True, slots=True)
class ScanPage:
    """A page of a scan: what its codes say, and whether it is blank where that was judged."""

    codes: tuple[str, ...] = ()
    damaged: bool = False
    blank: bool = False

    @property
    def serials(self) -> tuple[str, ...]:
        """Serials on it that look like ours."""
        return tuple(filter(None, map(serial_of, self.codes)))


@dataclass(frozen=True, slots=True)
class Start:
    """Where a person says that a document begins: a page from 1, and what is known about it."""

    page: int
    kind: str = ""
    title: str = ""


@dataclass(slots=True)
class ScanPart:
    """Consecutive pages of a scan that belong together.

    Attributes:
        pages: from 0.
        separator: the sheet before it; None without one.
        card: what is known about it.
        parent: the piece it is an annex of.
        error: why it waits.
    """

    pages: list[int]
    card: RegistrationCard
    separator: Separator | None = None
    parent: ScanPart | None = None
    error: IngestError | None = None

    @property
    def number(self) -> str | None:
        """The case file its separator names, when it waits: there it goes if a person says so."""
        return self.separator.number if self.separator and self.error else None

    def span(self) -> str:
        """Its pages as people say them, from 1: «с. 2» or «с. 2–5»."""
        first, last = self.pages[0] + 1, self.pages[-1] + 1
        return f"с. {first}" if first == last else f"с. {first}–{last}"


@dataclass(slots=True)
class Split:
    """A scan in pieces, and separators after which nothing came (page from 1, what they say)."""

    pieces: list[ScanPart] = field(default_factory=list)
    empty: list[tuple[int, Separator]] = field(default_factory=list)


def split_by_codes(
    pages: Sequence[ScanPage],
    known: Mapping[str, Separator],
    used: Mapping[str, str],
    *,
    case_key: str,
    card: RegistrationCard,
) -> Split | None:
    """Divide a scan at its separators; None when it has none, nor anything like one.

    Args:
        pages: of the scan, in order.
        known: the separators this vault printed, by serial.
        used: documents registered by some of them before, by serial.
        case_key: the case file in whose folder the scan lies.
        card: that came with the scan: of what stands before the first separator.
    """
    split, piece, skip = Split(), ScanPart([], card), None
    divided = False
    for number, page in enumerate(pages):
        sheets = [known[serial] for serial in page.serials if serial in known]
        strange = bool(page.codes or page.damaged) and len({s.serial for s in sheets}) != 1
        if sheets and not strange:
            if sheets[0] != piece.separator or piece.pages:  # else the back of the same sheet
                _finish(split, piece, number)
                piece = _after(split, sheets[0], card, case_key)
                again = [part.span() for part in split.pieces if part.separator == sheets[0]]
                before = used.get(sheets[0].serial, "".join(again[:1]))
                if before and not piece.error:
                    piece.error = UsedSeparator(document=before, arrival=_ID)
            skip, divided = number + 1, True
            continue
        if strange:
            # The page itself may be a document: it is kept and waits with what follows.
            _finish(split, piece, number)
            error = (ForeignSeparator if page.codes else DamagedSeparator)(arrival=_ID)
            piece, divided = ScanPart([], _without_counts(card), error=error), True
        elif number == skip and page.blank and piece.separator and piece.separator.duplex:
            continue
        piece.pages.append(number)
    _finish(split, piece, len(pages))
    return split if divided else None


def split_by_hand(
    starts: Sequence[Start],
    pages: int,
    *,
    card: RegistrationCard,
    sheets: Collection[int] = (),
) -> Split:
    """Divide a scan where a person says; `sheets` are pages (from 0) that are separators.

    Raises:
        BadSplit: pages that are not there, not in order, the first page is left out, or nothing
            but a separator is behind one of them.
    """
    firsts = [start.page for start in starts]
    if not firsts or firsts[0] != 1 or firsts != sorted(set(firsts)) or firsts[-1] > pages:
        at = ", ".join(map(str, firsts))
        raise BadSplit(reason=f"у ньому {pages} с., а названо {at or 'нічого'}")
    ends = [*(first - 1 for first in firsts[1:]), pages]
    base = _without_counts(card)
    parts = []
    for start, end in zip(starts, ends, strict=True):
        own = [page for page in range(start.page - 1, end) if page not in sheets]
        if not own:
            raise BadSplit(reason=f"від с. {start.page} у ньому лише розділювач")
        kind = start.kind or base.kind
        said = dataclasses.replace(base, kind=kind, title=start.title, given=True)
        parts.append(ScanPart(own, said))
    return Split(parts)


def _after(split: Split, sheet: Separator, card: RegistrationCard, case_key: str) -> ScanPart:
    """What comes after a separator, before any page of it is seen."""
    said = dataclasses.replace(
        _without_counts(card),
        kind=sheet.kind,
        title=sheet.title,
        index=sheet.index,
        date=sheet.date or None,
        duplex=True if sheet.duplex else card.duplex,
        given=True,
    )
    piece = ScanPart([], said, separator=sheet)
    if sheet.case_key != case_key:
        piece.error = OtherCase(number=sheet.number, arrival=_ID)
    elif sheet.annex:
        main = next((p for p in reversed(split.pieces) if p.parent is None), None)
        if main is None or main.error:
            piece.error = main.error if main else AnnexAlone(arrival=_ID)
        else:
            piece.parent = main
    return piece


def _without_counts(card: RegistrationCard) -> RegistrationCard:
    """The card of a scan says nothing about the title or the sheets of one document in it."""
    return dataclasses.replace(card, title="", cut=0, index="", date=None, sheets=None, parent=None)


def _finish(split: Split, piece: ScanPart, number: int) -> None:
    if piece.pages:
        split.pieces.append(piece)
    elif piece.separator is not None:
        split.empty.append((number, piece.separator))
