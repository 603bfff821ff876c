"""The list of case files: filtered, sorted and cut into pages by the catalogue.

Knows: what can be asked for, as conditions. Does not know: pages.
Keeps: only what the reader may see is counted; what is kept from them is neither searched nor
sorted by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desk.names import CASE_STATES
from inventory import CASE_KINDS, CaseFile
from inventory.access import Action, Reading
from inventory.access.model import STUBS, Restriction
from inventory.access.names import MARKS
from inventory.access.reading import HIDDEN
from inventory.access.tables import mark_table, unit_table
from inventory.queries import chosen_cases
from inventory.registration.numbers import nearest
from inventory.tables import case_table, document_table

PAGE = 50
SORTS = {
    "new": "за відкриттям, нові",
    "old": "за відкриттям, давні",
    "number": "за номером",
    "title": "за сторонами",
    "received": "за надходженням",
    "closed": "за закінченням",
}
_NEAREST_MAX = 3000
_table = case_table.c


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery:
    """What somebody asks the list for; empty where it does not matter."""

    number: str = ""
    party: str = ""
    kind: str = ""
    state: str = ""
    unit: str = ""
    sort: str = "new"
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A row: the case file as the reader may see it."""

    case: CaseFile
    stub: bool
    unit: str
    marks: tuple[str, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class CaseList:
    """A page of the list.

    Attributes:
        total: how many there are on all pages.
        near: numbers that look like the wanted one, with keys, when nothing was found.
        units: those whose case files the reader may see.
    """

    rows: tuple[ListedCase, ...]
    total: int
    near: tuple[tuple[str, str], ...]
    units: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many pages."""
        return max(-(-self.total // PAGE), 1)


def look_up(reading: Reading, asked: CaseQuery) -> CaseList:
    """The page of the list that is asked for."""
    connection = reading.connection
    open_to = reading.cases(Action.SEE)
    condition = sa.and_(open_to, *_conditions(reading, asked))
    page = max(asked.page, 1)
    found, total = chosen_cases(
        connection, condition, *_order(reading, asked.sort), first=(page - 1) * PAGE, count=PAGE
    )
    return CaseList(
        rows=tuple(_listed(reading, found)),
        total=total,
        near=() if total or not asked.number else tuple(_near(reading, asked.number)),
        units=tuple(_units(reading)),
    )


def _units(reading: Reading) -> list[str]:
    """Units that have a case file the reader may see; one is looked for in each, not all."""
    connection = reading.connection
    named = connection.execute(sa.select(unit_table.c.unit).distinct()).scalars()
    one_of = sa.select(_table.key).join(unit_table, unit_table.c.case_key == _table.key)
    seen = one_of.where(reading.cases(Action.SEE)).limit(1)
    return sorted(
        unit
        for unit in list(named)
        if unit and connection.scalar(seen.where(unit_table.c.unit == unit)) is not None
    )


def _stubs(reading: Reading) -> sa.Select[Any] | None:
    """Keys of case files of which the reader gets no parties; None when there can be none."""
    person = reading.viewer.person
    if person is None:
        return None
    kept = [mark.value for mark in STUBS if not person.has("mark", mark.value)]
    return sa.select(sa.func.substr(mark_table.c.subject, len("case:") + 1)).where(
        mark_table.c.subject.startswith("case:"), mark_table.c.mark.in_(kept)
    )


def _conditions(reading: Reading, asked: CaseQuery) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if asked.number:
        found.append(_table.number.contains(asked.number, autoescape=True))
    if asked.party:
        word = asked.party
        # SQLite knows no other letters than Latin ones: the ways a name is usually written.
        ways = {word, word.lower(), word.upper(), word.capitalize(), word.title()}
        columns = (_table.title, _table.heading, _table.claim)
        found.append(sa.or_(*(c.contains(w, autoescape=True) for c in columns for w in ways)))
        stubs = _stubs(reading)
        if stubs is not None:
            found.append(_table.key.not_in(stubs))
    if asked.kind in CASE_KINDS:
        found.append(_table.kind == asked.kind)
    if asked.state in CASE_STATES:
        found.append(_table.state == asked.state)
    if asked.unit:
        in_unit = sa.select(unit_table.c.case_key).where(unit_table.c.unit == asked.unit)
        found.append(_table.key.in_(in_unit))
    return found


def _order(reading: Reading, sort: str) -> list[sa.ColumnElement[Any]]:
    stubs = _stubs(reading)
    title: sa.ColumnElement[Any] = _table.title
    if stubs is not None:
        title = sa.case((_table.key.in_(stubs), HIDDEN), else_=_table.title)
    orders: dict[str, list[sa.ColumnElement[Any]]] = {
        "number": [_table.number.asc(), _table.ordinal.asc()],
        "title": [title.asc()],
        "received": [_table.received_on.desc().nulls_last()],
        "closed": [_table.closed_on.desc().nulls_last()],
        "old": [_table.opened_at.asc()],
    }
    return [*orders.get(sort, [_table.opened_at.desc()]), _table.key.asc()]


def _listed(reading: Reading, found: list[CaseFile]) -> list[ListedCase]:
    keys = [case.key for case in found]
    connection = reading.connection
    units = {
        row.case_key: row.unit
        for row in connection.execute(sa.select(unit_table).where(unit_table.c.case_key.in_(keys)))
    }
    count = sa.func.count()
    documents = {
        row[0]: row[1]
        for row in connection.execute(
            sa.select(document_table.c.case_key, count)
            .where(document_table.c.case_key.in_(keys))
            .group_by(document_table.c.case_key)
        )
    }
    subjects = {f"case:{key}": key for key in keys}
    marks: dict[str, list[Restriction]] = {}
    query = sa.select(mark_table).where(mark_table.c.subject.in_(subjects))
    for row in connection.execute(query.order_by(mark_table.c.mark)):
        marks.setdefault(subjects[row.subject], []).append(Restriction(row.mark))
    rows = []
    for case in found:
        mine = marks.get(case.key, [])
        shown = reading.shown(case) if STUBS.intersection(mine) else case
        stub = shown is not case
        rows.append(
            ListedCase(
                case=shown,
                stub=stub,
                unit=units.get(case.key, ""),
                marks=tuple(MARKS[mark] for mark in mine),
                documents=0 if stub else documents.get(case.key, 0),
            )
        )
    return rows


def _near(reading: Reading, wanted: str) -> list[tuple[str, str]]:
    """Numbers like the wanted one among those the reader may see that share a part with it."""
    parts = [part for part in re.findall(r"\d+", wanted) if len(part) > 1]
    if not parts:
        return []
    query = (
        sa.select(_table.number, _table.key)
        .where(reading.cases(Action.SEE), sa.or_(*(_table.number.contains(p) for p in parts)))
        .order_by(_table.opened_at.desc())
        .limit(_NEAREST_MAX)
    )
    known = {row.number: row.key for row in reading.connection.execute(query)}
    return [(number, known[number]) for number in nearest(wanted, known, count=5)]
