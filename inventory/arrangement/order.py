"""The order of documents in a case file (814 VII.1, VII.3, VII.4, VII.6, VII.15, VII.21–22).

Knows: places, units (a document with its annexes and the envelope they came in), inventory rows,
what a person moved. Does not know: volumes or sheet numbers, or what the law says of an order that
a person made (misplaced.py). Keeps: the same documents give the same order, however they arrived.
"""

from __future__ import annotations

import enum
import re
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from inventory.language.days import wall_time
from inventory.language.words import collation_key
from inventory.model import CaseFile, Document
from vault import carries_out

_OWN_ROW = {"envelope", "closed-envelope", "media", "unnumbered", "receipt", "reply"}
_ENVELOPES = {"envelope", "closed-envelope"}
_ANSWERS = {"receipt", "reply"}
_ANNEX = re.compile(r"додат\w*\s*(?:№|N|#)?\s*(\d+)", re.IGNORECASE)
_FIGURES = re.compile(r"(\d+)")
_BEGINNING = 2
HEARING = {"first": 13, "appeal": 14}
"""The place in which evidence, minutes and receipts of one day stay together (814 VII.4)."""


class LegalOrder(enum.StrEnum):
    """Which order the documents of a container stand in."""

    FIRST = "first"
    """The seventeen places of 814 VII.1."""
    APPEAL = "appeal"
    """The fourteen places of 814 VII.15."""
    TIME = "time"
    """By time alone: what was refused, returned or left copies of (814 VII.6, VII.7)."""
    CONTROL = "control"
    """As in the case file, then as it comes: a control proceeding (814 VII.22)."""
    ISSUE = "issue"
    """By date of issue, answers after what they answer: files of the file plan."""
    SURNAME = "surname"
    """By surnames: accounts and the like of the file plan."""


_BY_CONTAINER = {"control": LegalOrder.CONTROL, "retained": LegalOrder.TIME}
_BY_KIND = {
    "refusal": LegalOrder.TIME,
    "nomenclature": LegalOrder.ISSUE,
    "personnel": LegalOrder.ISSUE,
    "alphabetical": LegalOrder.SURNAME,
}


@carries_out("814:VII.16", "814:I.2-1000/5")
def order_of(case: CaseFile) -> LegalOrder:
    """The order of a case file: by the kind of container, of case, and the court's instance.

    What an appeal court tries as a court of first instance stands as there (814 VII.16). Copies for
    an appeal against a ruling stand as in the case file (VII.21).
    """
    if case.container in _BY_CONTAINER:
        return _BY_CONTAINER[case.container]
    if case.kind in _BY_KIND:
        return _BY_KIND[case.kind]
    appeal = case.instance == "appeal" and case.container != "appeal-materials"
    return LegalOrder.APPEAL if appeal else LegalOrder.FIRST


@dataclass(frozen=True, slots=True)
class Item:
    """A document in its place.

    Attributes:
        unit: id of the leading document; a unit is not torn when it fits a volume.
        row: id of the document whose inventory row it shares.
        sequence: of the journal entry that registered it.
    """

    document: str
    sheets: int
    unit: str
    row: str
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """A person's word that a unit stands elsewhere than the law proposes.

    Attributes:
        document: that leads the unit.
        after: the document behind whose unit it stands; None for the beginning of the tail.
    """

    document: str
    after: str | None


@carries_out(
    "814:VII.1",
    "814:VII.1-02",
    "814:VII.1-03",
    "814:VII.1-04",
    "814:VII.1-05",
    "814:VII.1-06",
    "814:VII.1-07",
    "814:VII.1-08",
    "814:VII.1-09",
    "814:VII.1-10",
    "814:VII.1-11",
    "814:VII.1-12",
    "814:VII.1-13",
    "814:VII.1-14",
    "814:VII.1-15",
    "814:VII.1-16",
    "814:VII.1-17",
    "814:VII.6",
    "814:VII.15",
    "814:VII.22",
)
def arrange(
    documents: Sequence[Document],
    order: LegalOrder = LegalOrder.FIRST,
    moves: Sequence[Move] = (),
    fixed: Collection[str] = (),
) -> list[Item]:
    """The legal order, changed as a person said.

    A document whose parent is in another case file, or came later, leads a unit of its own.

    Args:
        documents: of one container.
        order: which.
        moves: in the order in which they were made.
        fixed: documents whose sheets are numbered: no move reaches before them.
    """
    leading, children = family(documents)
    leading.sort(key=lambda document: (*place_key(document, order), *_registered(document)))
    units = [_unit(document, children) for document in leading]
    if moves:
        numbered = [u for u in units if any(item.document in fixed for item in u)]
        tail = [u for u in units if not any(item.document in fixed for item in u)]
        units = numbered + _moved(tail, moves)
    return [item for unit in units for item in unit]


def family(documents: Sequence[Document]) -> tuple[list[Document], dict[str, list[Document]]]:
    """Those that lead units, and what came with each document."""
    children: dict[str, list[Document]] = {}
    registered = {document.id: document.sequence for document in documents}
    leading = []
    for document in documents:
        # What came later cannot be a parent: so no circle of parents hides a document.
        if registered.get(document.parent or "", document.sequence) < document.sequence:
            children.setdefault(str(document.parent), []).append(document)
        else:
            leading.append(document)
    return leading, children


def _moved(tail: list[list[Item]], moves: Sequence[Move]) -> list[list[Item]]:
    """What was moved stands behind its anchor, wherever that stands now; else at the beginning."""
    for move in moves:
        at = next((i for i, unit in enumerate(tail) if unit[0].document == move.document), None)
        if at is None:
            continue  # numbered meanwhile: there it stays
        unit = tail.pop(at)
        behind = (i for i, u in enumerate(tail, start=1) if move.after in {x.document for x in u})
        tail.insert(next(behind, 0) if move.after is not None else 0, unit)
    return tail


def began_on(documents: Iterable[Document]) -> str | None:
    """The ISO day on which the first original that a case file begins with was received."""
    came = (
        document.when[:10]
        for document in documents
        if document.kind_data.place == _BEGINNING
        and document.kind_data.trait != "received-volume"
        and document.receipt_confirmed
        and not document.copy
    )
    return min(came, default=None)


def place_of(document: Document, order: LegalOrder) -> int:
    """The place the law gives a document: 2–17, or 1–14 in the appeal order; 0 without places."""
    match order:
        case LegalOrder.FIRST:
            return document.kind_data.place
        case LegalOrder.APPEAL:
            return document.kind_data.appeal
        case _:
            return 0


@carries_out(
    "814:VII.4-докази",
    "814:VII.4-ухвала",
    "814:VII.4-відкладення",
    "814:VII.4-рішення",
    "814:VII.4-кілька",
    "814:VII.4-розписки",
    "814:VII.5",
    "814:VII.7-окрема",
    "814:XIX.7",
    "814:XX.10",
    "814:VII.15-a",
    "814:VII.15-01",
    "814:VII.15-04",
    "814:VII.15-05",
    "814:VII.15-06",
    "814:VII.15-10",
    "814:VII.15-11",
    "814:VII.15-12",
    "814:VII.15-13",
    "814:VII.15-14",
)
def place_key(document: Document, order: LegalOrder) -> tuple[object, ...]:
    """What the law orders a leading document by; equal where it does not care."""
    kind = document.kind_data
    if kind.trait == "received-volume":  # volumes that came formed are the beginning (VII.20)
        return (0, document.title, 0, "")
    key: tuple[object, ...]
    match order:
        case LegalOrder.FIRST | LegalOrder.APPEAL:
            key = _in_its_place(document, order)
        case LegalOrder.TIME:
            key = (1, _in_time(document), kind.place, kind.sub)
        case LegalOrder.CONTROL:
            # Copies as they were made, which is as they stand in the case file; then by time.
            key = (1, "", document.sequence, "") if document.copy else (2, document.when, 0, "")
        case LegalOrder.ISSUE:
            key = (1, document.date or document.when, 0, "")
        case LegalOrder.SURNAME:
            key = (1, "", 0, (collation_key(document.title), document.when))
    return key


def _in_time(document: Document) -> str:
    """When a document came or was made; what the court made at no said hour, after what came."""
    whole_day = "T" not in document.when and document.direction != "incoming"
    return f"{document.when}T24" if whole_day else document.when


def _in_its_place(document: Document, order: LegalOrder) -> tuple[object, ...]:
    place = place_of(document, order)
    if place == HEARING[order]:
        # Several hearings: evidence, minutes, receipts of one day stay together (VII.4).
        day, _, time = document.when.partition("T")
        return (place, day, document.kind_data.sub, time)
    return (place, "", _sub(document, order), document.when)


def _registered(document: Document) -> tuple[object, ...]:
    """Where the law does not care: by registration, as far as that is not the chance of reading."""
    figures = [int(part) for part in _FIGURES.findall(document.index)]
    return (document.date or "", figures, document.index, document.sequence)


def _sub(document: Document, order: LegalOrder) -> int:
    """The fee stands after the complaint it was paid for; receipts after the decision."""
    if order is LegalOrder.APPEAL and document.kind_data.place > 2:
        return 0
    return document.kind_data.sub


@carries_out(
    "814:VII.3", "814:VII.8-додатки", "814:VII.9-конверти", "814:II.6-конверт", "814:VII.15-b"
)
def _unit(leading: Document, children: Mapping[str, Sequence[Document]]) -> list[Item]:
    """The document, its annexes in its row, then the envelope they came in in a row of its own."""
    items = []
    rows = deque([leading])
    while rows:
        head = rows.popleft()
        members = [head]
        while members:
            document = members.pop()
            sheets = document.count.sheets
            items.append(Item(document.id, sheets, leading.id, head.id, document.sequence))
            below = sorted(children.get(document.id, ()), key=_within_unit)
            rows.extend(child for child in below if _has_own_row(child))
            members.extend(child for child in reversed(below) if not _has_own_row(child))
    return items


def _has_own_row(document: Document) -> bool:
    return document.kind_data.trait in _OWN_ROW


def _within_unit(document: Document) -> tuple[object, ...]:
    """Envelopes after what came in them (VII.3), answers and receipts last; annexes as given.

    What came on one day came together: the order of registering it says only which file was read
    sooner. Its own number decides («Додаток № 2»), then the file's name, figures by their value.
    What came inside a message or a container has its file's name for a title, and stays in the
    order it had there.
    """
    trait = document.kind_data.trait
    rank = 2 if trait in _ANSWERS else 1 if trait in _ENVELOPES else 0
    came = wall_time(document.received_at)[:10] if document.received_at else ""
    said = _ANNEX.search(document.title)
    number = (0, int(said[1])) if said else (1, 0)
    name = [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _FIGURES.split(document.name.casefold())
        if part and document.name != document.title
    ]
    return (rank, document.kind_data.sub, came, number, name, document.sequence)
