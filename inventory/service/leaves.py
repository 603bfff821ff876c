"""Leaf maps: shown with what is known, drawn by a person.

Knows: which pages are blank, as they were read; what follows from a drawing for the numbers.
Does not know: how a map is written or told. Keeps: a drawing is an event; it counts the sheets,
and numbered sheets stay where they are as with any other count.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory import events
from inventory.errors import DrawingRefused
from inventory.model import Document, SheetBasis
from inventory.queries import case_by_key, drawn_map, get_document, plan_of
from inventory.rules.numbering import may_be_drawn
from inventory.service.meanwhile import as_seen
from inventory.service.volumes import in_numbered_volume
from inventory.volumes.leaves import MappedLeaf, by_ink, map_of, numbered, require_whole
from inventory.volumes.sheets import Label
from vault import Transaction, Vault, carries_out

_BLANK = "blank"


@dataclass(frozen=True, slots=True)
class LeafMap:
    """The leaves of a document and the numbers they have today.

    Attributes:
        drawn: whether a person drew it; else it is proposed.
        labels: volume and number of each leaf, in order; None for what takes no number.
        proposed: leaves as they are proposed, whatever a person drew.
        suggested: leaves as blank backs betray them, when their number is not confirmed and they
            would be others; empty else.
    """

    document: Document
    leaves: tuple[MappedLeaf, ...]
    drawn: bool
    labels: tuple[tuple[str, Label] | None, ...]
    proposed: tuple[MappedLeaf, ...]
    suggested: tuple[MappedLeaf, ...] = ()


def leaf_map(vault: Vault, document: str) -> LeafMap:
    """The leaf map of a document.

    Raises:
        NoSuchDocument, AmbiguousDocument.
    """
    with vault.read() as connection:
        found = get_document(connection, document)
        drawn = drawn_map(connection, found.id)
        blank = blank_pages(vault, found, connection)
        leaves = map_of(found, drawn, blank=blank)
        placed = iter(_labels(connection, found))
    labels = tuple(next(placed, None) if leaf.numbered else None for leaf in leaves)
    holds = drawn is not None and leaves == map_of(found, drawn)
    seen = by_ink(found.pages, blank) if blank and not found.count.confirmed else ()
    # A drawing made its own count: without it, what was read speaks before that count.
    proposed = by_ink(found.pages, blank) if holds and blank else map_of(found, None, blank=blank)
    return LeafMap(found, leaves, holds, labels, proposed, seen if seen != leaves else ())


def _labels(connection: Connection, document: Document) -> list[tuple[str, Label]]:
    return [
        (volume.name, entry)
        for volume in plan_of(connection, case_by_key(connection, document.case))
        for row in volume.rows
        for member in row.members
        if member.document == document.id
        for entry in member.labels
    ]


def blank_pages(
    vault: Vault, document: Document, connection: Connection | None = None
) -> frozenset[int]:
    """Pages on which nothing is written, from 1, as far as the document was read."""
    if document.text is None:
        return frozenset()
    told = json.loads(vault.locate(document.text, connection).read_bytes())
    return frozenset(
        number
        for number, page in enumerate(told.get("pages", ()), start=1)
        if page.get("ink") == _BLANK
    )


@carries_out("814:VII.9-підклеєні", "814:VII.9-приклеєні")
def draw_leaves(
    tx: Transaction, document: str, leaves: Sequence[MappedLeaf], *, seen: int | None = None
) -> Document:
    """A person says which pages show which leaf, and so how many sheets there are.

    Raises:
        NoSuchDocument: not there. BadLeafMap: not a map of its pages.
        DrawingRefused: the law wants it otherwise. NumberingRefused: its volume is certified, or
        would pass 250 sheets. ChangedMeanwhile: the case file is no longer as `seen`.
    """
    found = get_document(tx.connection, document)
    case = as_seen(tx, case_by_key(tx.connection, found.case), seen)
    require_whole(leaves, found.pages)
    may_be_drawn(found, leaves).demand(DrawingRefused)
    sheets = len(numbered(leaves))
    pieces, numbering = in_numbered_volume(tx, case, found, sheets)
    none = found.count.basis is SheetBasis.NONE
    tx.record(
        events.LEAVES_DRAWN,
        subjects=(events.document_subject(found.id), events.case_subject(case.key)),
        payload={
            "case": case.key,
            "document": found.id,
            "leaves": [leaf.as_json() for leaf in leaves],
            "sheets": sheets,
            "basis": (SheetBasis.NONE if none else SheetBasis.PERSON).value,
            "was": found.count.sheets,
            "pieces": pieces,
            "numbering": numbering,
        },
        cites=("814:VII.9-A3", "814:VII.9-приклеєні", "814:VII.9-підклеєні"),
    )
    return get_document(tx.connection, found.id)
