"""Reading acts and inspections.

Knows: the tables. Does not know: rules. Keeps: everything read within one connection is one state.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.audit.acts import DrawnAct, Shortfall
from inventory.audit.faults import CaseInspection, FormationFault, Occasion
from inventory.errors import NoSuchRecordedAct
from inventory.tables.audit import act_table, inspection_table


def _act(row: Any) -> DrawnAct:
    return DrawnAct(
        sequence=row.sequence,
        number=row.number,
        kind=row.kind,
        on=row.made_on,
        occurred_on=row.occurred_on,
        party=row.party,
        case=row.case_number,
        documents=tuple(json.loads(row.documents)),
        found=tuple(map(Shortfall.from_json, json.loads(row.found))),
        copies=tuple(json.loads(row.copies)),
        document=row.document,
        filed_as=row.filed_as,
    )


def acts(connection: Connection, *, kind: str | None = None) -> Iterator[DrawnAct]:
    """Acts, oldest first; all, or those of a kind."""
    query = sa.select(act_table).order_by(act_table.c.sequence)
    if kind is not None:
        query = query.where(act_table.c.kind == kind)
    for row in connection.execute(query):
        yield _act(row)


def acts_of(connection: Connection, key: str) -> list[DrawnAct]:
    """Acts about a case file or its documents, oldest first."""
    query = sa.select(act_table).where(act_table.c.case_key == key).order_by(act_table.c.sequence)
    return [_act(row) for row in connection.execute(query)]


def find_act(connection: Connection, number: str) -> DrawnAct | None:
    """The act of that number, if there is one."""
    row = connection.execute(sa.select(act_table).where(act_table.c.number == number)).first()
    return _act(row) if row else None


def get_act(connection: Connection, number: str) -> DrawnAct:
    """The act of that number.

    Raises:
        NoSuchRecordedAct: there is none.
    """
    found = find_act(connection, number)
    if found is None:
        raise NoSuchRecordedAct(what_for="акт", name=number)
    return found


def next_act_number(connection: Connection, prefix: str) -> str:
    """The next number of the act's own journal that begins so: `2026/Н-`."""
    count = sa.select(sa.func.count()).where(act_table.c.number.startswith(prefix, autoescape=True))
    taken = connection.scalar(count) or 0
    while find_act(connection, f"{prefix}{taken + 1}") is not None:  # given by hand out of order
        taken += 1
    return f"{prefix}{taken + 1}"


def _inspection(row: Any) -> CaseInspection:
    return CaseInspection(
        sequence=row.sequence,
        case=row.case_key,
        occasion=Occasion(row.occasion),
        on=row.made_on,
        by=row.made_by,
        position=row.position,
        unit=row.unit,
        responsible=row.responsible,
        findings=tuple(map(FormationFault.from_json, json.loads(row.findings))),
    )


def inspections(
    connection: Connection, *, key: str | None = None, first: str = "", last: str = "9999"
) -> Iterator[CaseInspection]:
    """Inspections, oldest first: all, or of a case file; made on these ISO days."""
    query = (
        sa.select(inspection_table)
        .where(inspection_table.c.made_on.between(first, last))
        .order_by(inspection_table.c.sequence)
    )
    if key is not None:
        query = query.where(inspection_table.c.case_key == key)
    for row in connection.execute(query):
        yield _inspection(row)


def get_inspection(connection: Connection, sequence: int) -> CaseInspection | None:
    """The inspection that this entry recorded, if it did."""
    query = sa.select(inspection_table).where(inspection_table.c.sequence == sequence)
    row = connection.execute(query).first()
    return _inspection(row) if row else None


def last_inspection(connection: Connection, key: str, occasion: Occasion) -> CaseInspection | None:
    """The last inspection of a case file on such an occasion."""
    query = (
        sa.select(inspection_table)
        .where(inspection_table.c.case_key == key, inspection_table.c.occasion == occasion.value)
        .order_by(inspection_table.c.sequence.desc())
    )
    row = connection.execute(query).first()
    return _inspection(row) if row else None
