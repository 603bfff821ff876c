"""Case files given to read: to whom, as whom, and when they were looked at (814 X.3).

Knows: rights to case files and the traces of views. Does not know: who may see the register's
pages. Keeps: of a case file whose title is kept back, nothing but its number is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from inventory.access.events import VIEWED
from inventory.access.names import PAPERS, READERS, RESOLVERS
from inventory.access.queries import names_of, reader_of
from inventory.access.readers import CaseReader, ShownPaper
from inventory.access.reading import HIDDEN, Reading
from inventory.access.tables import right_table
from inventory.events import case_subject
from inventory.forms import GivenRow, Press, Printed, ReadingRegister, reading_register
from inventory.language.days import KYIV, legal_day
from inventory.language.words import short_date
from inventory.queries import case_by_key
from inventory.volumes.papers import Letterhead
from vault import events_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A case file given to somebody to read.

    Attributes:
        hidden: whether what the person has to do with the case is kept from the viewer.
        order: the resolution.
        first, last: when a document of it was first and last looked at.
        views: how often; of one document within a quarter of an hour once.
    """

    login: str
    name: str
    key: str
    number: str
    reader: CaseReader
    hidden: bool
    order: str
    given_at: dt.datetime
    until: str | None
    ended_by: str | None
    ended_at: str | None
    first: dt.datetime | None
    last: dt.datetime | None
    views: int

    @property
    def standing(self) -> str:
        """What the person has to do with the case, as the viewer may know it."""
        return HIDDEN if self.hidden else self.reader.standing


def given_to_read(reading: Reading, key: str = "") -> Iterator[Given]:
    """The register, oldest first; of one case file when its key is given."""
    query = sa.select(right_table).where(right_table.c.kind == "case")
    if key:
        query = query.where(right_table.c.value == key)
    names = names_of(reading.connection)
    for row in reading.connection.execute(query.order_by(right_table.c.sequence)):
        reader = reader_of(row.reader)
        if reader is None:
            continue
        case = case_by_key(reading.connection, row.value)
        views = _views(reading, row)
        yield Given(
            login=row.login,
            name=names[row.login],
            key=row.value,
            number=case.number,
            reader=reader,
            hidden=reading.shown(case) is not case,
            order=row.granted_by,
            given_at=dt.datetime.fromisoformat(row.granted_at),
            until=row.until,
            ended_by=row.revoked_by,
            ended_at=row.revoked_at,
            first=views[0] if views else None,
            last=views[-1] if views else None,
            views=len(views),
        )


def _views(reading: Reading, right: sa.Row[tuple[object, ...]]) -> list[dt.datetime]:
    """When the person looked at documents of the case file, while the right held."""
    return [
        dt.datetime.fromisoformat(one.at)
        for one in events_of(reading.connection, case_subject(right.value), after=right.sequence)
        if one.event == VIEWED
        and one.actor.rpartition(" as ")[2] == right.login
        and (right.revoked_at is None or one.at <= right.revoked_at)
    ]


def print_readings(
    press: Press, head: Letterhead, given: Iterable[Given], at: dt.datetime
) -> Printed:
    """The register, typeset."""
    register = ReadingRegister(
        court=head.court,
        on=legal_day(at),
        rows=tuple(map(_row, given)),
        clerk=head.clerk,
    )
    return press.print(reading_register(register), at=at, draft=head.draft)


def _row(one: Given) -> GivenRow:
    reader = one.reader
    papers = [_paper(shown) for shown in (reader.identity, reader.authority) if shown]
    return GivenRow(
        on=legal_day(one.given_at),
        number=one.number,
        reader="; ".join(filter(None, (one.name, READERS[reader.kind], one.standing))),
        shown="; ".join(papers),
        basis=f"заява: {reader.application}; {RESOLVERS[reader.resolved_by]}: {one.order}",
        read=_read(one),
        until=_until(one),
    )


def _paper(shown: ShownPaper) -> str:
    return f"{PAPERS[shown.kind]} {shown.details}"


def _read(one: Given) -> str:
    if one.first is None or one.last is None:
        return "ще не ознайомлювалися"
    first, last = (at.astimezone(KYIV).strftime("%d.%m.%Y %H:%M") for at in (one.first, one.last))
    return f"{first} – {last}, переглядів: {one.views}"


def _until(one: Given) -> str:
    if one.ended_at:
        ended = legal_day(dt.datetime.fromisoformat(one.ended_at))
        return f"скасовано {short_date(ended)}: {one.ended_by}"
    return f"до {short_date(dt.date.fromisoformat(one.until))}" if one.until else ""
