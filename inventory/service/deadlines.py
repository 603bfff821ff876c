"""What of registration is to be done by when: the registry, cured defects, numbers of an outage.

Knows: which terms run and how their days are counted. Does not know: who is told of them.
Keeps: pure reading; a term says under which clause it runs and what is doubtful in its count.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory.queries import cases, held_in, issued_numbers, outages
from inventory.registration.series import OUTAGE
from inventory.registration.working_days import WorkingDays
from inventory.service.registers import due_for_registry
from vault import carries_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One thing to be done.

    Attributes:
        what: registry, without-motion or outage-number.
        case: number of the case file, or the number that was given during an outage.
        title: whose case, by which ruling, for which paper.
        decided_on: of a decided case: day of the full text.
        due_on: the last day; None while the outage stands.
        overdue: whether that day is past.
        remark: what a person should know about the count of days.
    """

    what: str
    case: str
    title: str
    decided_on: dt.date | None = None
    due_on: dt.date | None
    overdue: bool
    clause: str
    remark: str = ""


def deadlines(connection: Connection, days: WorkingDays, today: dt.date) -> list[Deadline]:
    """All terms that run: handing to the registry, defects to be cured, numbers to be entered."""
    numbers = {one.key: one.number for one in cases(connection)}
    registry = [
        Deadline(
            what="registry",
            case=one.number,
            title=one.title,
            decided_on=one.decided_on,
            due_on=one.due_on,
            overdue=one.overdue,
            clause="814:III.20",
            remark=one.remark,
        )
        for one in due_for_registry(connection, days, today)
    ]
    held = [
        Deadline(
            what="without-motion",
            case=numbers[one.case],
            title=one.ruling,
            due_on=dt.date.fromisoformat(one.until),
            overdue=one.until < today.isoformat(),
            clause="814:III.10",
        )
        for one in held_in(connection)
        if one.until
    ]
    return [*registry, *held, *_loose_numbers(connection, days, today)]


@carries_out("Лубни:15.4")
def _loose_numbers(connection: Connection, days: WorkingDays, today: dt.date) -> list[Deadline]:
    """Numbers of outages that АСДС has not got: by the working day after the outage's end."""
    found = []
    for one in issued_numbers(connection, OUTAGE):
        if one.tied is not None:
            continue
        during = [o for o in outages(connection) if o.began_at[:10] <= one.on]
        ended = during[-1].ended_at if during else None
        due_on = days.next_worked(dt.date.fromisoformat(ended[:10])) if ended else None
        found.append(
            Deadline(
                what="outage-number",
                case=one.number,
                title=one.purpose,
                due_on=due_on,
                overdue=due_on is not None and due_on < today,
                clause="Лубни:15.4",
            )
        )
    return found
