"""The order of documents in a case file (814 VII.1, VII.3, VII.4, VII.6).

Knows: places, units (a document with its annexes and the envelope they came in), inventory rows.
Does not know: volumes or sheet numbers. Keeps: the same documents give the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.model import Document
from vault import rule

_OWN_ROW = {"envelope", "closed-envelope", "media", "unnumbered"}
_ENVELOPES = {"envelope", "closed-envelope"}


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


@rule("814:VII.1", "814:VII.6")
def arrange(documents: Sequence[Document], *, chronological: bool) -> list[Item]:
    """The legal order: by the seventeen places, or by time alone for refusals and returns."""
    children: dict[str, list[Document]] = {}
    known = {document.id for document in documents}
    leading = []
    for document in documents:
        if document.parent in known:
            children.setdefault(str(document.parent), []).append(document)
        else:
            leading.append(document)
    leading.sort(key=_by_time if chronological else _by_place)
    items: list[Item] = []
    for document in leading:
        items.extend(_unit(document, document.id, document.id, children))
    return items


def _by_place(document: Document) -> tuple[object, ...]:
    if document.place == 13:
        # Several hearings: evidence, minutes, receipts of one day stay together (VII.4).
        day, _, time = document.when.partition("T")
        return (13, day, document.sub, time, document.sequence)
    return (document.place, document.sub, document.when, 0, document.sequence)


def _by_time(document: Document) -> tuple[object, ...]:
    return (document.when, document.sub, document.sequence)


@rule("814:VII.3", "814:VII.8-додатки", "814:II.6-конверт")
def _unit(
    document: Document, unit: str, row: str, children: dict[str, list[Document]]
) -> list[Item]:
    """The document, its annexes in its row, then the envelope they came in in a row of its own."""
    items = [Item(document.id, document.count.sheets, unit, row)]
    for child in sorted(children.get(document.id, ()), key=_within_unit):
        own = child.kind_data.trait in _OWN_ROW
        items.extend(_unit(child, unit, child.id if own else row, children))
    return items


def _within_unit(document: Document) -> tuple[object, ...]:
    """Annexes first, so that a row is not torn; then items of their own; envelopes last (VII.3)."""
    trait = document.kind_data.trait
    return (trait in _ENVELOPES, trait in _OWN_ROW, document.sub, document.sequence)
