"""The whole matrix role × action × restriction, at the rule and at both doors.

What is expected is written here from the clauses, not taken from the tables the program reads: a
line that changes there fails here.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from inventory import NewCase, close_case, open_case
from inventory.access import (
    AccessDenied,
    Action,
    Reading,
    Restriction,
    Right,
    Role,
    guard,
    viewer_of,
)
from inventory.access import service as access
from inventory.access.matrix import action_of
from inventory.access.model import Target, User
from inventory.access.rules import may_act
from inventory.events import case_subject, document_subject
from inventory.language.days import legal_day
from inventory.queries import documents_of, get_case
from inventory.tables import case_table, document_table
from tests.clauses import proves
from tests.inventory.access.readers import reader
from tests.inventory.office import Office

ORDER = "№ 7 від 02.03.2026"
MAY = {
    # The registry organises the records (814 I.9) and registers (II.11).
    "registry": "see read export register form certify copy sign act note",
    # Secretaries of hearings form and prepare case files (VII.11).
    "former": "see read export form certify copy sign act note",
    "judge": "see read export sign mark note",
    "president": "see read export sign mark rights note",
    # Who else of the staff is named for that (VII.11), for a chamber.
    "chamber": "see read export form certify copy sign act note",
    # Who is given a case file reads that one, in court (X.1, X.2), and takes nothing away.
    "reviewer": "see/given read/given note",
    # The archive receives, keeps and issues what is finished (I.1).
    "archivist": "see read/closed export/closed form/closed certify/closed copy/closed sign/closed"
    " act archive appraise/closed note",
    # Acts on exhibits; what documents say is not for their keeper.
    "evidence": "see act note",
    # Appraises what is finished.
    "commission": "see/closed read/closed appraise/closed note",
    # Directs the registry (I.9), supervises formation (VII.11), orders rights (Лубни 2.1).
    "head": "see read export register form certify copy sign act archive mark rights note",
    # Sets up what orders say (Лубни 2.1) and protects it (18.1), and reads nothing (814 I.10).
    "administrator": "rights keep note",
}
CONTENT = {"read", "export", "copy", "sign"}
ALSO_FOR_READERS = {"closed-hearing", "adoption"}
"""Marks whose content is also for whom the case file was given; the others want the mark itself."""


@dataclass(frozen=True)
class Person:
    role: str
    given: bool = False
    named: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Thing:
    closed: bool
    marks: frozenset[str]


def allowed(who: Person, action: str, what: Thing) -> bool:
    """What the clauses say."""
    reach = dict(one.partition("/")[::2] for one in MAY[who.role].split())
    if action not in reach:
        return False
    if reach[action] and not who.given and not (reach[action] == "closed" and what.closed):
        return False
    shut = {m for m in what.marks - who.named if not (m in ALSO_FOR_READERS and who.given)}
    return action == "see" or not (shut if action in CONTENT else shut - ALSO_FOR_READERS)


def people() -> Iterator[Person]:
    for role in MAY:
        yield Person(role)
        if role != "administrator":  # nobody grants them more
            yield Person(role, given=True)
            for mark in Restriction:
                yield Person(role, named=frozenset({mark.value}))


def test_every_role_and_action_is_in_the_matrix() -> None:
    assert set(MAY) == {role.value for role in Role}
    named = {one.partition("/")[0] for line in MAY.values() for one in line.split()}
    assert named == {action.value for action in Action}


@proves("814:I.10-доступ", "Лубни:18.1", "Лубни:2.2", "814:I.9-канцелярія")
@pytest.mark.parametrize("role", Role)
def test_814_i_10__each_role_does_what_the_clauses_give_it(role: Role) -> None:
    """Open and finished, given or not, under every pair of marks and either of them named."""
    key = "main:757/1/25:aaaaaa"
    pairs = [frozenset(m) for n in range(3) for m in itertools.combinations(Restriction, n)]
    for action, closed, given, marks in itertools.product(
        Action, (False, True), (False, True), pairs
    ):
        for named in {frozenset[Restriction](), *(frozenset({one}) for one in marks), marks}:
            who = Person(role.value, given, frozenset(named))
            rights = [("role", role.value), *(("mark", one.value) for one in named)]
            rights += [("case", key)] if given else []
            user = User(
                login="vyhadka",
                name="В. Вигадка",
                position="",
                active=True,
                rights=tuple(Right(kind=k, value=v, order=ORDER) for k, v in rights),
            )
            told = may_act(user, action, Target(case=key, closed=closed, marks=marks)).agrees
            assert told is allowed(who, action.value, Thing(closed, marks)), (who, action, marks)


@dataclass
class Court:
    """A vault with a case file, and a document in one, of every kind, and people of every kind."""

    office: Office
    files: dict[str, Thing]
    papers: dict[str, tuple[str, Thing]]
    logins: dict[str, Person]


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Court:
    office = Office(
        tmp_path_factory.mktemp("court"),
        guard=guard,
    )
    court = Court(office, {}, {}, {})
    _files(court)
    _people(court)
    return court


def _files(court: Court) -> None:
    office, none = court.office, frozenset[str]()
    for number, (closed, mark) in enumerate(itertools.product((False, True), (None, *Restriction))):
        name = f"757/{number + 10}/25"
        with office.vault.transaction("система") as tx:
            office.case = open_case(tx, NewCase(number=name, kind="civil", own="bbbbbb"))
            tx.commit()
        key, theirs = office.case.key, frozenset({mark.value}) if mark else none
        court.files[key] = Thing(closed, theirs)
        office.add("motion", 1)
        if mark is None:
            for _ in Restriction:
                office.add("letter", 1)
        with office.vault.transaction("система") as tx:
            first, *others = [one.id for one in documents_of(tx.connection, key)]
            court.papers[first] = key, Thing(closed, theirs)
            for document, own in zip(others, Restriction, strict=False):
                access.mark(tx, document_subject(document), own, basis="ухвала")
                court.papers[document] = key, Thing(closed, frozenset({own.value}))
            if mark:
                access.mark(tx, case_subject(key), mark, basis="ухвала")
            if closed:
                close_case(tx, name, dt.date(2026, 3, 3))
            tx.commit()


def _people(court: Court) -> None:
    with court.office.vault.transaction("система") as tx:
        for number, who in enumerate(people()):
            login = f"p{number}x"
            court.logins[login] = who
            access.add_user(tx, login, name="В. Вигадка", position="")
            rights = [("role", who.role), *(("mark", one) for one in who.named)]
            if who.given:
                rights += [
                    ("case", get_case(tx.connection, one.split(":")[1]).name) for one in court.files
                ]
            for kind, value in rights:
                shown = reader() if kind == "case" and who.role == "reviewer" else None
                access.grant(tx, login, Right(kind=kind, value=value, order=ORDER, reader=shown))
        tx.commit()


EVENTS = {
    "register": "accession",
    "form": "order changed",
    "certify": "volume certified",
    "copy": "copy certified",
    "sign": "digital signature generation",
    "export": "export",
    "act": "act drawn up",
    "archive": "case archived",
    "appraise": "act approved",
    "mark": "access restricted",
    "rights": "right granted",
    "keep": "certificates trusted",
    "note": "dissemination",
}


@proves("814:I.10-доступ", "Лубни:2.2")
def test_814_i_10__the_guard_admits_what_the_clauses_give(court: Court) -> None:
    """Of all persons, events and things a sample; the rule itself is tried whole above."""
    assert {action_of(event) for event in EVENTS.values()} == {Action(one) for one in EVENTS}
    things = [(case_subject(key), thing) for key, thing in court.files.items()]
    things += [(document_subject(one), thing) for one, (_, thing) in court.papers.items()]
    every = list(itertools.product(court.logins, EVENTS, things))
    now = court.office.vault.clock()
    with court.office.vault.read() as connection:
        for login, action, (subject, thing) in random.Random(814).sample(every, 2_000):
            admit = guard(connection, f"система as {login}", now)
            try:
                admit(EVENTS[action], (subject,), {})
                admitted = True
            except AccessDenied:
                admitted = False
            who = court.logins[login]
            assert admitted is allowed(who, action, thing), (who, action, subject, thing)


@proves("814:I.10-доступ", "Лубни:2.2")
def test_814_i_10__lists_have_what_the_clauses_give(court: Court) -> None:
    """Case files of every action, documents to be read: for every person, all of them."""
    with court.office.vault.read() as connection:
        for login, who in court.logins.items():
            day = legal_day(court.office.vault.clock()).isoformat()
            view = Reading(connection, viewer_of(connection, f"система as {login}", day))
            for action in Action:
                query = sa.select(case_table.c.key).where(
                    view.cases(action), case_table.c.key.in_(court.files)
                )
                assert set(connection.execute(query).scalars()) == {
                    key for key, thing in court.files.items() if allowed(who, action.value, thing)
                }, (who, action)
            query = sa.select(document_table.c.id).where(view.documents())
            assert set(connection.execute(query).scalars()) == {
                one for one, (_, thing) in court.papers.items() if allowed(who, "read", thing)
            }, who
