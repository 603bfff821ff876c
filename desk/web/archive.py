"""What the archive has to do: what falls due, what may be handed over, how far acts have come.

Knows: how files are sorted by their terms. Does not know: pages; terms and objections themselves
(retention). Keeps: only files are counted that the reader may look after; titles are as they may
be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from desk.web.frame.advice import for_pages
from inventory import CaseFile, CaseState
from inventory.access import Action, Reading
from inventory.queries import case_by_key, chosen_cases
from inventory.tables import case_table
from retention import Act, Keeping, first_act_year, may_be_electronic_only, may_be_listed
from retention.model import BODIES
from retention.projection import keeping_table
from retention.queries import acts, keepings
from retention.service import handover, transfer
from vault import Objection, Verdict

HERE = (CaseState.OPEN, CaseState.CLOSED, CaseState.ARCHIVED)
SHOWN = 100
_WITH_ITEMS = case_table.outerjoin(keeping_table, keeping_table.c.case_key == case_table.c.key)
NOW, NEVER, WAITING, NONE = "now", "permanent", "waiting", "none"
GROUPS = {
    NOW: "Строк минув",
    WAITING: "Подія не настала",
    NEVER: "Постійно",
    NONE: "Статтю не визначено",
}


@dataclass(frozen=True, slots=True)
class DueFile:
    """A file on the timeline.

    Attributes:
        year: the first in which it may be listed; None for never, or not yet.
        objections: to listing it then, or now if that is later.
        warned: what else does not fit.
    """

    case: CaseFile
    keeping: Keeping
    year: int | None
    objections: tuple[Objection, ...]
    warned: tuple[Objection, ...]


@dataclass(frozen=True, slots=True)
class KeptAlike:
    """Files with the same item whose terms begin in the same year.

    Attributes:
        example: one of them.
        where: what finds them all among the case files with their items.
    """

    example: Keeping
    count: int
    where: sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on the timeline: how many files, and how wide its bar is, in hundredths."""

    name: str
    title: str
    count: int
    width: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be listed in an act, or why not."""

    case: CaseFile
    objections: tuple[Objection, ...]


def in_care(reading: Reading) -> sa.ColumnElement[bool]:
    """The files the reader looks after, as archivist or member of the commission."""
    return sa.or_(reading.cases(Action.ARCHIVE), reading.cases(Action.APPRAISE))


def kept(reading: Reading) -> list[KeptAlike]:
    """Those of them still in court that have an item or are finished, the alike together.

    Counted by the catalogue: ten thousand finished files cost 30 ms so, and 300 one by one.
    """
    started, closed = keeping_table.c.started_on, case_table.c.closed_on
    same = (
        case_table.c.state,
        keeping_table.c.item,
        sa.func.substr(started, 1, 4),
        sa.func.substr(closed, 1, 4),
    )
    counted = (
        sa.select(sa.func.count(), sa.func.min(case_table.c.key), *same)
        .select_from(_WITH_ITEMS)
        .where(_kept(reading))
        .group_by(*same)
    )
    rows = reading.connection.execute(counted).all()
    examples = keepings(reading.connection, [case_by_key(reading.connection, r[1]) for r in rows])
    found = []
    for (count, _, *values), example in zip(rows, examples, strict=True):
        like = (what.is_not_distinct_from(value) for what, value in zip(same, values, strict=True))
        found.append(KeptAlike(example, count, sa.and_(*like)))
    return found


def _kept(reading: Reading) -> sa.ColumnElement[bool]:
    """What of `_WITH_ITEMS` is on the timeline."""
    return sa.and_(
        in_care(reading),
        case_table.c.state.in_([state.value for state in HERE]),
        sa.or_(case_table.c.state != CaseState.OPEN.value, keeping_table.c.item.is_not(None)),
    )


def slot_of(keeping: Keeping, year: int) -> str | None:
    """Where a file stands on the timeline seen from `year`; None while it is of no interest."""
    if keeping.item is None:
        return NONE if keeping.case.state is not CaseState.OPEN else None
    if keeping.item.term_years is None:
        return NEVER
    first = first_act_year(keeping)
    if first is None:
        return WAITING
    return NOW if first <= year else str(first)


def timeline(found: Iterable[KeptAlike], year: int) -> tuple[list[Slot], list[Slot]]:
    """Years with their files, what is due first; and the files without a year."""
    counts: Counter[str] = Counter()
    for one in found:
        counts[slot_of(one.example, year) or ""] += one.count
    del counts[""]
    most = max(counts.values(), default=1)

    def slot(name: str, title: str) -> Slot:
        return Slot(name, title, counts[name], max(round(100 * counts[name] / most), 1))

    years = sorted((name for name in counts if name.isdecimal()), key=int)
    dated = [slot(NOW, f"{year} і раніше")] if counts[NOW] else []
    dated += [slot(name, name) for name in years]
    return dated, [slot(name, GROUPS[name]) for name in (WAITING, NEVER, NONE) if counts[name]]


def due(
    reading: Reading, found: Iterable[KeptAlike], name: str, year: int
) -> tuple[list[DueFile], int]:
    """The first of the files in a slot, and how many there are."""
    there = [one for one in found if slot_of(one.example, year) == name]
    first = (
        sa.select(case_table.c.key)
        .select_from(_WITH_ITEMS)
        .where(_kept(reading), sa.or_(sa.false(), *(one.where for one in there)))
        .order_by(case_table.c.number)
        .limit(SHOWN)
    )
    keys = reading.connection.execute(first).scalars()
    then = max(year, int(name)) if name.isdecimal() else year
    return [
        DueFile(
            case=reading.shown(one.case),
            keeping=one,
            year=first_act_year(one),
            objections=_said(may_be_listed(one, then)),
            warned=_said(may_be_electronic_only(one.case.original_form, one.item))
            if one.item
            else (),
        )
        for one in keepings(
            reading.connection, [case_by_key(reading.connection, key) for key in keys]
        )
    ], sum(one.count for one in there)


def for_handover(reading: Reading) -> list[Candidate]:
    """Closed files, those first that may be handed to the court archive."""
    chosen = _in_state(reading, CaseState.CLOSED)
    verdicts = handover.verdicts(reading.connection, chosen)
    return _candidates(reading, zip(chosen, map(_said, verdicts), strict=True))


def for_transfer(reading: Reading) -> list[Candidate]:
    """Files of the archive kept permanently, those first that may go to the state archive."""
    chosen = [
        one.case
        for one in keepings(reading.connection, _in_state(reading, CaseState.ARCHIVED))
        if one.item is not None and one.item.term_years is None
    ]
    return _candidates(
        reading, ((one, _said(transfer.verdict(reading.connection, [one]))) for one in chosen)
    )


def _in_state(reading: Reading, state: CaseState) -> list[CaseFile]:
    condition = sa.and_(reading.cases(Action.ARCHIVE), case_table.c.state == state.value)
    return chosen_cases(
        reading.connection, condition, case_table.c.closed_on, case_table.c.number, count=SHOWN
    )[0]


def _said(verdict: Verdict) -> tuple[Objection, ...]:
    return tuple(Objection(one.clause, for_pages(one.text)) for one in verdict.objections)


def _candidates(
    reading: Reading, judged: Iterable[tuple[CaseFile, tuple[Objection, ...]]]
) -> list[Candidate]:
    found = [Candidate(reading.shown(case), objections) for case, objections in judged]
    return sorted(found, key=lambda one: bool(one.objections))


# -- acts --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SeenAct:
    """An act as the reader may see it.

    Attributes:
        cases: its files.
        left: bodies that have still to approve it, in order.
        whole: whether the reader may see its printed form: it names every file.
    """

    act: Act
    cases: tuple[CaseFile, ...]
    left: tuple[str, ...]
    whole: bool

    @property
    def state(self) -> tuple[str, str]:
        """How far it has come, and the tone of that."""
        if self.act.cancelled_on:
            return "скасовано", "bad"
        if self.act.done_on:
            return "виконано", "good"
        if self.left:
            return f"погоджено {len(self.act.approvals)} з {len(BODIES)}", "warn"
        return "погоджено, очікує приймання", ""


def seen_acts(reading: Reading) -> Iterator[Act]:
    """All acts, the newest first, whose files the reader looks after in part."""
    mine = set(
        reading.connection.execute(sa.select(case_table.c.key).where(in_care(reading))).scalars()
    )
    for act in reversed(acts(reading.connection)):
        if mine & set(act.cases):
            yield act


def shown(reading: Reading, act: Act) -> SeenAct:
    """An act for the reader.

    Raises:
        AccessDenied: none of its files is in their care.
    """
    condition = sa.and_(in_care(reading), case_table.c.key.in_(act.cases))
    mine = reading.connection.execute(sa.select(case_table.c.key).where(condition)).scalars().all()
    if not mine:
        reading.demand(Action.ARCHIVE, act.cases[0] if act.cases else "")
    files = [
        reading.shown(case_by_key(reading.connection, key)) for key in act.cases if key in mine
    ]
    left = tuple(BODIES)[len(act.approvals) :] if act.is_prepared else ()
    return SeenAct(act, tuple(files), left, len(mine) == len(act.cases))
