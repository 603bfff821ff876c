"""What the page of arrivals shows: every item, its state, why it waits and what to do with it.

Knows: states and reasons in words for people before a browser, not before a command line.
Does not know: how arrivals are found, forms.
Keeps: of restricted items neither name nor reason is told; what is for a case file that somebody
may not register for is not there for them, and what they may not read has no name.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from desk.discretion import arrival_readable, with_near
from desk.watching import is_watched
from desk.web.frame import Visit
from desk.web.frame.advice import for_lists
from ingest import Intake, Listed, Outcome, State
from ingest.errors import (
    CardAlone,
    NothingFiled,
    NotReady,
    OutsideCaseFolder,
    ParentMissing,
    Repeated,
    SignatureAlone,
    TooDeep,
)
from ingest.projection import count_pending_signatures, count_unread
from ingest.reading import Reason
from ingest.uploading import UNSORTED
from inventory import CaseFile, Document
from inventory.access import Action, Reading
from inventory.errors import BadCard, NoSuchCase
from inventory.events import ACCESSION
from inventory.language.days import KYIV
from inventory.queries import documents_by_id, expected_of, find_case
from inventory.tables import case_table, document_table
from search import waiting
from vault.errors import ArchiveError
from vault.history import entry_table

STATES = {
    "unassigned": "чекає на людину",
    "document": "чекає на документ",
    "quarantined": "карантин",
    "duplicate": "повторно",
    "working": "в роботі",
    "expected": "очікується",
}
"""Filters, in the order of what wants a person most."""
TAGS = {"unassigned": "warn", "document": "warn", "quarantined": "bad", "duplicate": "warn"}
_FOR_A_DOCUMENT = {CardAlone.code, NotReady.code, ParentMissing.code, SignatureAlone.code}
_NOT_FROM_HERE = {OutsideCaseFolder.code, TooDeep.code}
_LINGERS = dt.timedelta(minutes=3)
_SHOWN = 200
_TODAY = 50
_COUNTED = 1_000
_SENTENCE = re.compile(r"(?<=[.!?]) +(?=[«A-ZА-ЯІЇЄҐ])")
_TO_DO = {
    ParentMissing.code: "Зачекайте на той документ або відкрийте й зареєструйте цей сам.",
    SignatureAlone.code: "Надішліть підписаний файл до тієї самої справи.",
    Repeated.code: "Відкрийте, порівняйте й вирішіть: зареєструвати з поясненням чи ні.",
    NoSuchCase.code: "Відкрийте й назвіть справу.",
}
_BESIDES = {
    NothingFiled.code: "Відкрийте й поділіть скан на документи або назвіть правильну справу.",
}
"""What to do that a terminal does by a command: said after all the rest of the reason."""
_UNCLEAR = "Файл із карткою, яку не прочитати"
_UNCLEAR_WHY = (
    "Картка може обмежувати доступ, тому його не відкривають. Виправте картку в каталозі справи."
)
_HIDDEN = "Документ з обмеженим доступом"
_HIDDEN_WHY = (
    "Його реєструють лише за відкритими даними картки; файл лишається на місці й не відкривається."
)
_SAME_WHY = "Вирішує той, кому надано доступ до нього."
_LINGERS_WHY = (
    "Лежить довше, ніж звичайно: або ще записується, або щось заважає його взяти. "
    "Відкрийте й зареєструйте: програма скаже, що саме."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One line of the page.

    Attributes:
        state: a key of `STATES`.
        number: of the case file; empty while nobody knows it.
        since: ISO time; empty where nothing says so.
        open: whether it can be looked at and decided here.
        near: numbers of case files that look like where it lies.
    """

    id: str
    state: str
    name: str
    number: str = ""
    key: str = ""
    reason: str = ""
    since: str = ""
    open: bool = False
    near: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def tag(self) -> str:
        """How the state is coloured."""
        return TAGS.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Progress:
    """How much slow work waits; `index` is None when the index does not say."""

    watched: bool
    unread: int
    signatures: int
    index: int | None


@dataclass(frozen=True, slots=True)
class Today:
    """What was registered today: how many documents, the last of them with case file and time.

    Attributes:
        more: there are more than were counted.
    """

    count: int
    last: list[tuple[Document, CaseFile, str]]
    more: bool


def intake_of(visit: Visit, told: list[Outcome] | None = None) -> Intake:
    """The way in, for whoever visits; what becomes of arrivals is put into `told`."""
    outcomes = [] if told is None else told
    return visit.workbench.intake(tell=outcomes.append, stop=threading.Event(), actor=visit.actor)


def items(visit: Visit) -> list[Incoming]:
    """All that is not registered and the visitor may know of, what wants a person first."""
    listed = intake_of(visit).list_arrivals()
    lingering = visit.workbench.vault.clock() - _LINGERS
    watched = is_watched(visit.workbench.vault.layout)
    with visit.reading() as reading:
        reading.demand(Action.REGISTER)
        cases = _Cases(reading)
        found = [
            item
            for one in listed
            if (item := _item(one, cases, lingering if watched else None)) is not None
        ]
        found += _expected(reading)
    order = list(STATES)
    return sorted(found, key=lambda one: (order.index(one.state), one.since, one.name))


def _item(one: Listed, cases: _Cases, lingering: dt.datetime | None) -> Incoming | None:
    case = cases.find(one.number) if one.number else None
    if case is not None and not cases.may(Action.REGISTER, case):
        return None
    number, key = (case.number, case.key) if case else ("", "")
    item = Incoming(id=one.id, state=_state(one), name=_HIDDEN, number=number, key=key)
    code = one.reason.code if one.reason else ""
    if not one.shut and arrival_readable(cases.reading, case, one.document):
        return _told(item, one, tuple(filter(cases.sees, one.nearest)), code, lingering)
    if code == BadCard.code:
        return replace(item, name=_UNCLEAR, reason=_UNCLEAR_WHY)
    return replace(item, reason=_HIDDEN_WHY if one.shut else _SAME_WHY)


def _told(
    item: Incoming, one: Listed, near: tuple[str, ...], code: str, lingering: dt.datetime | None
) -> Incoming:
    """The line with what is told only to who may read it."""
    state, reason = item.state, reason_on_page(one.reason, near)
    if state == "working" and one.since and lingering and one.since < _local(lingering):
        state, reason = "unassigned", _LINGERS_WHY
    folder, _, name = one.path.rpartition("/")
    if folder == UNSORTED and not item.number:
        reason = "Справу ще не обрано."
    return replace(
        item,
        state=state,
        name=name if item.number or folder == UNSORTED else one.path,
        reason=reason,
        since=one.since,
        open=state != "working" and code not in _NOT_FROM_HERE | {CardAlone.code},
        near=near,
    )


def _state(one: Listed) -> str:
    if one.state is State.UNASSIGNED and one.reason and one.reason.code in _FOR_A_DOCUMENT:
        return "document"
    return one.state.value


def _local(at: dt.datetime) -> str:
    return at.astimezone(KYIV).isoformat()


class _Cases:
    """Case files by number, looked up once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._found: dict[str, CaseFile | None] = {}
        self._may: dict[tuple[Action, str], bool] = {}

    def find(self, number: str) -> CaseFile | None:
        if number not in self._found:
            self._found[number] = find_case(self.reading.connection, number)
        return self._found[number]

    def may(self, action: Action, case: CaseFile) -> bool:
        asked = action, case.key
        if asked not in self._may:
            self._may[asked] = self.reading.may(*asked)
        return self._may[asked]

    def sees(self, number: str) -> bool:
        case = self.find(number)
        return case is not None and self.may(Action.SEE, case)


def reason_on_page(reason: Reason | None, near: Sequence[str] = ()) -> str:
    """Why it waits, and what to do about it here; of numbers like its own, those one may see."""
    if reason is None:
        return ""
    told = for_lists(with_near(reason.text, near))
    todo = _TO_DO.get(reason.code)
    if besides := _BESIDES.get(reason.code):
        return f"{told} {besides}"
    return f"{_SENTENCE.split(told)[0]} {todo}" if todo else told


def _expected(reading: Reading) -> Iterator[Incoming]:
    waiting_for = expected_of(reading.connection)
    keys = {one.case for one in waiting_for}
    query = sa.select(case_table.c.key, case_table.c.number).where(
        case_table.c.key.in_(keys), reading.cases(Action.READ), reading.cases(Action.REGISTER)
    )
    numbers = {row.key: row.number for row in reading.connection.execute(query)} if keys else {}
    for one in waiting_for:
        if one.case in numbers:
            title = str(one.card.get("title") or one.card.get("index") or "документ")
            yield Incoming(
                id=f"expected-{one.id}",
                state="expected",
                name=_HIDDEN if one.card.get("restricted") else title,
                number=numbers[one.case],
                key=one.case,
                reason="Є в реєстрі АСДС, а файла ще немає.",
            )


def registered_today(visit: Visit) -> Today:
    """What was registered today; of the court's last documents no more than `_COUNTED` are asked.

    A day of moving house may have as many as all years before it.
    """
    midnight = dt.datetime.combine(visit.seat.today, dt.time(), KYIV)
    start = midnight.astimezone(dt.UTC).isoformat()
    registered = document_table.join(
        entry_table, entry_table.c.sequence == document_table.c.sequence
    )
    last = (
        sa.select(document_table.c.id, document_table.c.case_key, entry_table.c.at)
        .select_from(registered)
        .order_by(document_table.c.sequence.desc())
    )
    with visit.reading() as reading:
        connection = reading.connection
        before = connection.execute(
            last.add_columns(document_table.c.sequence).offset(_COUNTED).limit(1)
        ).first()
        query = last.where(
            document_table.c.sequence > (before.sequence if before else 0),
            entry_table.c.at >= start,
            entry_table.c.event == ACCESSION,
            reading.documents(),
        )
        rows = list(connection.execute(query))
        shown = rows[:_TODAY]
        documents = documents_by_id(connection, [row.id for row in shown])
        cases = {key: reading.case_of(key) for key in {row.case_key for row in shown}}
        told = [(documents[row.id], cases[row.case_key], row.at) for row in shown]
    return Today(len(rows), told, more=before is not None and before.at >= start)


def progress(visit: Visit) -> Progress:
    """How much slow work waits."""
    workbench = visit.workbench
    with workbench.vault.read() as connection:
        try:
            index: int | None = waiting(connection, workbench.index.stamp().sequence)
        except ArchiveError:
            index = None
        return Progress(
            watched=is_watched(workbench.vault.layout),
            unread=count_unread(connection),
            signatures=count_pending_signatures(connection),
            index=index,
        )


def shown_first(found: list[Incoming], state: str) -> list[Incoming]:
    """Those in a state, or all; not more than a page bears."""
    return [one for one in found if state in ("", one.state)][:_SHOWN]
