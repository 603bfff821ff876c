"""The order of documents in a case file (814 VII.1, VII.3, VII.4, VII.6).

Knows: places, units (a document with its annexes and the envelope they came in), inventory rows.
Does not know: volumes or sheet numbers. Keeps: the same documents give the same order.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inventory.days import wall_time
from inventory.model import Document
from vault import carries_out

_OWN_ROW = {"envelope", "closed-envelope", "media", "unnumbered"}
_ENVELOPES = {"envelope", "closed-envelope"}
_ANNEX = re.compile(r"додат\w*\s*(?:№|N|#)?\s*(\d+)", re.IGNORECASE)
_FIGURES = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Item:
    """A document in its place.

    Attributes:
        unit: id of the leading document; a unit is not torn when it fits a volume.
        row: id of the document whose inventory row it shares.
    """

    document: str
    sheets: int
    unit: str
    row: str


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
)
def arrange(documents: Sequence[Document], *, chronological: bool) -> list[Item]:
    """The legal order: by the seventeen places, or by time alone for refusals and returns.

    A document whose parent is in another case file, or came later, leads a unit of its own.
    """
    children: dict[str, list[Document]] = {}
    registered = {document.id: document.sequence for document in documents}
    leading = []
    for document in documents:
        # What came later cannot be a parent: so no circle of parents hides a document.
        if registered.get(document.parent or "", document.sequence) < document.sequence:
            children.setdefault(str(document.parent), []).append(document)
        else:
            leading.append(document)
    leading.sort(key=_by_time if chronological else _by_place)
    return [item for document in leading for item in _unit(document, children)]


@carries_out(
    "814:VII.4-докази",
    "814:VII.4-ухвала",
    "814:VII.4-відкладення",
    "814:VII.4-рішення",
    "814:VII.4-розписки",
)
def _by_place(document: Document) -> tuple[object, ...]:
    if document.place == 13:
        # Several hearings: evidence, minutes, receipts of one day stay together (VII.4).
        day, _, time = document.when.partition("T")
        return (13, day, document.sub, time, document.sequence)
    return (document.place, document.sub, document.when, 0, document.sequence)


def _by_time(document: Document) -> tuple[object, ...]:
    return (document.when, document.sub, document.sequence)


@carries_out("814:VII.3", "814:VII.8-додатки", "814:VII.9-конверти", "814:II.6-конверт")
def _unit(leading: Document, children: Mapping[str, Sequence[Document]]) -> list[Item]:
    """The document, its annexes in its row, then the envelope they came in in a row of its own."""
    items = []
    rows = deque([leading])
    while rows:
        head = rows.popleft()
        members = [head]
        while members:
            document = members.pop()
            items.append(Item(document.id, document.count.sheets, leading.id, head.id))
            below = sorted(children.get(document.id, ()), key=_within_unit)
            rows.extend(child for child in below if _has_own_row(child))
            members.extend(child for child in reversed(below) if not _has_own_row(child))
    return items


def _has_own_row(document: Document) -> bool:
    return document.kind_data.trait in _OWN_ROW


def _within_unit(document: Document) -> tuple[object, ...]:
    """Envelopes last (VII.3); annexes as they were given.

    What came on one day came together: the order of registering it says only which file was read
    sooner. Its own number decides («Додаток № 2»), then the file's name, figures by their value.
    What came inside a message or a container has its file's name for a title, and stays in the
    order it had there.
    """
    envelope = document.kind_data.trait in _ENVELOPES
    came = wall_time(document.received_at)[:10] if document.received_at else ""
    said = _ANNEX.search(document.title)
    number = (0, int(said[1])) if said else (1, 0)
    name = [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _FIGURES.split(document.name.casefold())
        if part and document.name != document.title
    ]
    return (envelope, document.sub, came, number, name, document.sequence)
