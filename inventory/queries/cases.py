"""Reading case files: rows of the catalogue as values.

Knows: the tables. Does not know: rules. Keeps: everything read within one connection is
one state.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.errors import NoSuchCase, NoSuchContainer
from inventory.model import (
    CaseFile,
    CaseState,
    OriginalForm,
)
from inventory.registration.numbers import nearest
from inventory.tables import (
    case_table,
)
from inventory.tables.registration import former_number_table
from vault import Rows


def _case(row: Any) -> CaseFile:
    return CaseFile(
        key=row.key,
        number=row.number,
        kind=row.kind,
        title=row.title,
        state=CaseState(row.state),
        original_form=OriginalForm(row.original_form),
        opened_at=row.opened_at,
        received_on=row.received_on,
        closed_on=row.closed_on,
        proceedings=tuple(json.loads(row.proceedings)),
        claim=row.claim,
        index=row.reg_index,
        instance=row.instance,
        judge=row.judge,
        heading=row.heading,
        source=row.source,
        ordinal=row.ordinal,
    )


def case_numbers(connection: Connection) -> list[str]:
    """All case numbers, oldest file first."""
    query = sa.select(case_table.c.number).order_by(case_table.c.opened_at, case_table.c.number)
    return [str(number) for number in connection.execute(query).scalars()]


def cases(connection: Connection) -> Iterator[CaseFile]:
    """All case files, by number."""
    query = sa.select(case_table).order_by(case_table.c.number, case_table.c.opened_at)
    for row in connection.execute(query):
        yield _case(row)


def chosen_cases(
    connection: Connection,
    condition: sa.ColumnElement[bool],
    *order: sa.ColumnElement[Any],
    first: int = 0,
    count: int = 50,
) -> tuple[list[CaseFile], int]:
    """A page of the case files that meet a condition on `case_table`, and how many there are."""
    many = sa.select(sa.func.count()).select_from(case_table).where(condition)
    query = sa.select(case_table).where(condition).order_by(*order).limit(count).offset(first)
    return [_case(row) for row in connection.execute(query)], connection.scalar(many) or 0


def find_case(connection: Connection, number: str) -> CaseFile | None:
    """The newest case file of that number, or that had it before it was corrected.

    Several containers share a number: copies sent with an appeal, a control proceeding. The plain
    number means the case file itself; `757/1/25#2` the second container that was opened under it.
    """
    found = containers(connection, number)
    if found:
        return max(found, key=lambda case: (case.container == "main", case.ordinal))
    plain, mark, ordinal = number.rpartition("#")
    if mark and ordinal.isdecimal():
        main = find_case(connection, plain)
        same = containers(connection, main.number) if main is not None else []
        return next((case for case in same if case.ordinal == int(ordinal)), None)
    former = sa.select(former_number_table.c.case_key).where(former_number_table.c.number == number)
    row = connection.execute(sa.select(case_table).where(case_table.c.key.in_(former))).first()
    return _case(row) if row else None


def containers(connection: Connection, number: str) -> list[CaseFile]:
    """All containers of that number, as they were opened."""
    query = (
        sa.select(case_table).where(case_table.c.number == number).order_by(case_table.c.ordinal)
    )
    return [_case(row) for row in connection.execute(query)]


def find_case_by_folder(connection: Connection, folder: str) -> CaseFile | None:
    """The newest case file whose inbox folder has this name (`folder_name` of its number)."""
    found = find_case(connection, folder.replace("_", "/"))
    if found is not None:
        return found
    named = sa.func.replace(case_table.c.number, "/", "_") == folder
    number = connection.execute(sa.select(case_table.c.number).where(named)).scalar()
    return find_case(connection, str(number)) if number is not None else None


def get_case(connection: Connection, number: str) -> CaseFile:
    """The newest case file of that number.

    Raises:
        NoSuchCase: naming the nearest numbers. NoSuchContainer.
    """
    found = find_case(connection, number)
    if found is None:
        plain, mark, ordinal = number.rpartition("#")
        if mark and ordinal.isdecimal():
            raise NoSuchContainer(name=number, number=plain)
        raise no_such_case(number, case_numbers(connection))
    return found


def no_such_case(number: str, known: Iterable[str]) -> NoSuchCase:
    """That there is no case file of that number; which of the known ones look like it."""
    near = nearest(number, known)
    return NoSuchCase(name=number, nearest=f"; схожі: {', '.join(near)}" if near else "")


def case_by_key(connection: Connection, key: str) -> CaseFile:
    """The case file of that key, which must be there."""
    return _case(connection.execute(sa.select(case_table).where(case_table.c.key == key)).one())


def cases_by_key(connection: Connection, keys: Collection[str]) -> dict[str, CaseFile]:
    """The case files of these keys, by key."""
    query = sa.select(case_table).where(case_table.c.key.in_(keys))
    return {row.key: _case(row) for row in connection.execute(query)}


def by_case(
    connection: Connection,
    table: sa.Table,
    keys: Collection[str],
    *order: sa.ColumnElement[Any],
) -> dict[str, list[Any]]:
    """The rows a table has of each of these case files, in order; asked once for all of them."""
    found: dict[str, list[Any]] = {key: [] for key in keys}
    query = sa.select(table).where(table.c.case_key.in_(keys)).order_by(*order)
    for row in connection.execute(query):
        found[row.case_key].append(row)
    return found


def state_of(connection: Connection, key: str) -> CaseState:
    """The state of the case file of that key, which must be there; within a transaction.

    A plain cursor: it is asked for every document that is registered.
    """
    (state,) = Rows(connection).all(case_table, {"key": key}, "state")
    return CaseState(state[0])


def revision(connection: Connection, key: str) -> int:
    """The last entry that changed what the case file holds."""
    return revisions(connection, [key])[key]


def revisions(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """The same of several case files, by key."""
    query = sa.select(case_table.c.key, case_table.c.revision).where(case_table.c.key.in_(keys))
    return {str(row.key): int(row.revision) for row in connection.execute(query)}
