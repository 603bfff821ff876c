"""Reading how case files stand to one another, and what of them is left without motion.

Knows: the tables. Does not know: rules. Keeps: everything read within one connection is one state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.tables import case_table
from inventory.tables.registration import former_number_table, held_table, relation_table
from vault import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One thing that happened to a case file as a whole.

    Attributes:
        kind: merged, separated, within, new-trial, jurisdiction, new-circumstances, enforcement,
            without-motion, cured, returned.
        case, other: keys; `other` joined it, came from it or is within it.
        number, other_number: of the two, as they are now.
        on: ISO day; ruling: the document it rests on.
    """

    kind: str
    case: str
    number: str
    other: str | None
    other_number: str | None
    on: str
    ruling: str
    note: str
    at: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftWithoutMotion:
    """What is left without motion (814 III.10); an empty `document` is the whole case file."""

    case: str
    document: str
    since: str
    until: str | None
    ruling: str
    judge: str


_OTHER = case_table.alias("other_case")


def _relation(row: Any) -> Relation:
    return Relation(
        kind=row.kind,
        case=row.case_key,
        number=row.own_number,
        other=row.other,
        other_number=row.other_number,
        on=row.on_day,
        ruling=row.ruling,
        note=row.note,
        at=row.at,
        actor=row.actor,
    )


def relations_of(connection: Connection, key: str) -> list[Relation]:
    """What happened to the case file, from whichever side, oldest first."""
    query = (
        sa.select(
            relation_table,
            case_table.c.number.label("own_number"),
            _OTHER.c.number.label("other_number"),
        )
        .join(case_table, case_table.c.key == relation_table.c.case_key)
        .outerjoin(_OTHER, _OTHER.c.key == relation_table.c.other)
        .where((relation_table.c.case_key == key) | (relation_table.c.other == key))
        .order_by(relation_table.c.sequence, relation_table.c.ordinal)
    )
    return [_relation(row) for row in connection.execute(query)]


def joined_into(connection: Connection, key: str) -> str | None:
    """The number of the case file this one was merged into; within a transaction.

    A plain cursor: it is asked for every document that is registered.
    """
    rows = Rows(connection)
    found = rows.one(relation_table, {"other": key, "kind": "merged"}, "case_key")
    if found is None:
        return None
    into = rows.one(case_table, {"key": found[0]}, "number")
    return str(into[0]) if into else None


def held_in(connection: Connection, key: str | None = None) -> list[LeftWithoutMotion]:
    """What is left without motion in a case file, or everywhere."""
    query = sa.select(held_table)
    if key is not None:
        query = query.where(held_table.c.case_key == key)
    query = query.order_by(held_table.c.since, held_table.c.case_key, held_table.c.document)
    return [
        LeftWithoutMotion(
            case=row.case_key,
            document=row.document,
            since=row.since,
            until=row.until,
            ruling=row.ruling,
            judge=row.judge,
        )
        for row in connection.execute(query)
    ]


def former_numbers(connection: Connection, key: str) -> list[str]:
    """Numbers the case file had before a correction."""
    query = sa.select(former_number_table.c.number).where(former_number_table.c.case_key == key)
    return sorted(str(number) for number in connection.execute(query).scalars())
