"""Reading what people moved, copies of documents, and originals that left.

Knows: the tables. Does not know: rules, volumes. Keeps: everything read within one connection is
one state.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.arrangement.misplaced import Misplaced
from inventory.arrangement.order import Move
from inventory.queries.cases import by_case
from inventory.tables.order import (
    copy_table,
    court_kind_table,
    placement_table,
    received_table,
    removal_table,
)
from vault import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a person put a document, and why.

    Attributes:
        by: actor of the entry; at: its time, UTC.
        objections: what the law said against the order when it was done.
    """

    move: Move
    reason: str
    by: str
    at: dt.datetime
    objections: tuple[Misplaced, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedVolume:
    """A volume that came formed (814 VII.20, VII.25).

    Attributes:
        entries: rows of its internal inventory; ours go on after them.
        inventory_sheets: of that inventory.
        cover: whether the cover it came in is used.
    """

    document: str
    entries: int
    inventory_sheets: int
    cover: bool


def placements(connection: Connection, key: str) -> list[Placement]:
    """What was moved in a case file, in the order in which it was done."""
    query = (
        sa.select(placement_table)
        .where(placement_table.c.case_key == key)
        .order_by(placement_table.c.sequence)
    )
    return [
        Placement(
            move=Move(row.document, row.after),
            reason=row.reason,
            by=row.moved_by,
            at=dt.datetime.fromisoformat(row.moved_at),
            objections=tuple(Misplaced(**one) for one in json.loads(row.objections)),
        )
        for row in connection.execute(query)
    ]


def received_volumes(connection: Connection, key: str) -> dict[str, ReceivedVolume]:
    """Volumes that came formed, by the document that stands for each."""
    return received_in(connection, [key])[key]


def received_in(
    connection: Connection, keys: Collection[str]
) -> dict[str, dict[str, ReceivedVolume]]:
    """The same of several case files, by key."""
    return {
        key: {
            row.document: ReceivedVolume(
                document=row.document,
                entries=row.entries,
                inventory_sheets=row.inventory_sheets,
                cover=bool(row.cover),
            )
            for row in rows
        }
        for key, rows in by_case(connection, received_table, keys).items()
    }


def moves_in(connection: Connection, keys: Collection[str]) -> dict[str, list[Move]]:
    """What was moved in case files, in the order in which it was done, by key."""
    found = by_case(connection, placement_table, keys, placement_table.c.sequence)
    return {key: [Move(row.document, row.after) for row in rows] for key, rows in found.items()}


def copies_in(connection: Connection, key: str) -> dict[str, str]:
    """Copies that a container holds and the documents they were made of."""
    query = sa.select(copy_table.c.document, copy_table.c.original).where(
        copy_table.c.case_key == key
    )
    return {str(copy): str(original) for copy, original in connection.execute(query)}


def removals(connection: Connection, key: str) -> dict[str, dict[str, Json]]:
    """Documents whose originals left the case file, and what was told of it."""
    query = sa.select(removal_table).where(removal_table.c.case_key == key)
    return {
        row.document: {
            "act": row.act,
            "on": row.removed_on,
            "note": row.note,
            **json.loads(row.told),
        }
        for row in connection.execute(query)
    }


def court_kinds(connection: Connection) -> dict[str, str]:
    """Kinds of documents by the court's own names, and the kind each is treated like."""
    query = sa.select(court_kind_table).order_by(court_kind_table.c.name)
    return {str(row.name): str(row.like) for row in connection.execute(query)}
