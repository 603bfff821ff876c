"""Reading retention: schedules, terms, acts.

Knows: its tables. Does not know: rules.
Keeps: nothing is changed; where no schedule was adopted, the examples in force are unverified.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory import CaseFile
from inventory.queries import cases
from retention.errors import NoSuchAct, NoSuchItem
from retention.model import Act, Approval
from retention.projection import act_table, keeping_table, schedule_table
from retention.rules import Keeping
from retention.schedule import ScheduleItem, from_json, shipped_schedule

_FEW = 500


def schedule_in_force(connection: Connection) -> tuple[str, dict[str, ScheduleItem]]:
    """Name and items of the schedule adopted last; the shipped examples when none was."""
    query = sa.select(schedule_table).order_by(schedule_table.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    if row is None:
        return "приклади, не звірено", {item.item: item for item in shipped_schedule()}
    return str(row.name), {item.item: item for item in from_json(json.loads(row.items))}


def item_of(connection: Connection, name: str) -> ScheduleItem:
    """The item of the schedule in force.

    Raises:
        NoSuchItem: it has none of that name.
    """
    _, items = schedule_in_force(connection)
    if name not in items:
        raise NoSuchItem(what_for="статтю", name=name)
    return items[name]


def keeping_of(connection: Connection, case: CaseFile) -> Keeping:
    """The item of a case file and the day its term counts from."""
    _, items = schedule_in_force(connection)
    query = sa.select(keeping_table).where(keeping_table.c.case_key == case.key)
    return _keeping(case, connection.execute(query).first(), items)


def all_keepings(connection: Connection) -> Iterator[Keeping]:
    """Every case file with its item and start."""
    return keepings(connection, cases(connection))


def keepings(connection: Connection, chosen: Iterable[CaseFile]) -> Iterator[Keeping]:
    """The same of some case files; of few, nothing of the others is read."""
    _, items = schedule_in_force(connection)
    query = sa.select(keeping_table)
    if isinstance(chosen, list) and len(chosen) <= _FEW:
        query = query.where(keeping_table.c.case_key.in_([case.key for case in chosen]))
    rows = {row.case_key: row for row in connection.execute(query)}
    for case in chosen:
        yield _keeping(case, rows.get(case.key), items)


def _keeping(case: CaseFile, row: Any, items: dict[str, ScheduleItem]) -> Keeping:
    item = items.get(row.item) if row else None
    started = row.started_on if row else None
    if started is None and item is not None and item.start == "closed":
        started = case.closed_on
    return Keeping(case, item, dt.date.fromisoformat(started) if started else None)


def acts(connection: Connection) -> list[Act]:
    """All acts, oldest first."""
    query = sa.select(act_table).order_by(act_table.c.made_on, act_table.c.number)
    return [_act(row) for row in connection.execute(query)]


def prepared_for(connection: Connection, key: str) -> str | None:
    """The number of the prepared transfer in which the case file stands, if any."""
    return next((a.number for a in acts(connection) if a.is_prepared and key in a.cases), None)


def get_act(connection: Connection, number: str) -> Act:
    """One act.

    Raises:
        NoSuchAct: no act has the number.
    """
    query = sa.select(act_table).where(act_table.c.number == number)
    row = connection.execute(query).first()
    if row is None:
        raise NoSuchAct(what_for="акт", name=number)
    return _act(row)


def _act(row: Any) -> Act:
    return Act(
        number=row.number,
        kind=row.kind,
        made_on=row.made_on,
        cases=tuple(json.loads(row.cases)),
        document=row.document,
        approvals=tuple(Approval(**value) for value in json.loads(row.approvals)),
        done_on=row.done_on,
        cancelled_on=row.cancelled_on,
        revisions=tuple(json.loads(row.revisions)),
    )
