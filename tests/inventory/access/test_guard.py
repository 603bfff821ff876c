"""The guard at the vault's door, persons and rights through the vault, what may be read."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from docs.clauses import ROOT, modules_of_the_house
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
from inventory.access.errors import BadLogin, GrantRefused, NoSuchPerson, PersonExists
from inventory.access.events import RIGHT_GRANTED
from inventory.access.matrix import action_of
from inventory.access.queries import find_user, marks_of, rights_ever, target_of
from inventory.access.rules import may_act
from inventory.audit import history
from inventory.errors import NoSuchDocument
from inventory.events import case_subject, document_subject
from inventory.language.days import legal_day
from inventory.queries import cases, documents_of, get_case
from inventory.service.exporting import record_export
from inventory.tables import case_table, document_table
from tests.clauses import proves
from tests.inventory.access.readers import reader
from tests.inventory.office import Office
from tests.inventory.test_payloads import entries, replayed
from vault import Vault, events_of
from vault.errors import UsageError

ORDER = "№ 7 від 02.03.2026"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, guard=guard)


def add(vault: Vault, login: str, *roles: str, unit: str = "") -> None:
    with vault.transaction("система") as tx:
        access.add_user(tx, login, name="В. Вигадка", position="")
        for role in roles:
            access.grant(tx, login, Right(kind="role", value=role, order=ORDER, unit=unit))
        tx.commit()


def reading(vault: Vault, connection: sa.Connection, login: str) -> Reading:
    day = legal_day(vault.clock()).isoformat()
    return Reading(connection, viewer_of(connection, f"система as {login}", day))


def test_before_the_court_names_its_persons_everybody_is_let_in(office: Office) -> None:
    with office.vault.transaction("система as хтось") as tx:
        open_case(tx, NewCase(number="757/2/25", kind="civil", own="bbbbbb"))
        tx.commit()


@proves("814:I.10-доступ", "814:II.11-канцелярія")
def test_814_i_10__what_a_person_may_not_do_is_not_recorded(office: Office) -> None:
    add(office.vault, "suddia", "judge")
    add(office.vault, "kants", "registry")
    new = NewCase(number="757/2/25", kind="civil", own="bbbbbb")

    with pytest.raises(AccessDenied), office.vault.transaction("система as suddia") as tx:
        open_case(tx, new)
    with pytest.raises(NoSuchPerson), office.vault.transaction("система as nikhto"):
        pass
    with office.vault.transaction("система as kants") as tx:
        open_case(tx, new)
        tx.commit()


def test_the_systems_user_who_is_a_person_may_not_be_another(office: Office) -> None:
    add(office.vault, "suddia", "judge")
    add(office.vault, "kants", "registry")

    with pytest.raises(AccessDenied), office.vault.transaction("suddia as kants"):
        pass
    with pytest.raises(AccessDenied), office.vault.transaction("suddia") as tx:
        close_case(tx, office.number, dt.date(2026, 3, 3))


@proves("Лубни:2.1")
def test_lubny_2_1__a_right_begins_and_ends_with_an_order_and_stays_known(office: Office) -> None:
    add(office.vault, "kants", "registry")
    with office.vault.transaction("система") as tx:
        access.revoke(tx, "kants", "role", "registry", order="№ 8")
        tx.commit()

    with office.vault.read() as connection:
        [row] = rights_ever(connection, "kants")
        person = find_user(connection, "kants", "2026-11-21")
    assert (row.granted_by, row.revoked_by) == (ORDER, "№ 8")
    assert person is not None
    assert not person.roles


def test_a_right_ends_with_its_last_day(office: Office) -> None:
    add(office.vault, "kants")
    right = Right(kind="role", value="registry", order=ORDER, until="2026-11-21")
    with office.vault.transaction("система") as tx:
        access.grant(tx, "kants", right)
        tx.commit()

    with office.vault.read() as connection:
        for day, roles in (("2026-11-21", {Role.REGISTRY}), ("2026-11-22", set())):
            person = find_user(connection, "kants", day)
            assert person is not None
            assert person.roles == roles


def test_a_login_is_one_persons_for_ever(office: Office) -> None:
    add(office.vault, "kants", "registry")
    with office.vault.transaction("система") as tx:
        person = access.end_user(tx, "kants", order="№ 9")
        assert not person.active
        assert not person.rights
        with pytest.raises(PersonExists):
            access.add_user(tx, "kants", name="І. Інша", position="")
        with pytest.raises(BadLogin):
            access.add_user(tx, "Кантс", name="І. Інша", position="")
        with pytest.raises(UsageError):
            access.grant(tx, "kants", Right(kind="role", value="judge", order=ORDER))
        assert access.return_user(tx, "kants", order="№ 10").active


@proves("Лубни:2.1", "814:I.10-доступ")
def test_lubny_2_1__who_was_granted_too_much_can_still_leave(office: Office) -> None:
    """Rights of an earlier time that do not go together: they end, by an order, and only so."""
    add(office.vault, "admin", "administrator")
    with office.vault.transaction("система") as tx:
        given = {"login": "admin", "kind": "mark", "value": "service", "unit": "", "order": ORDER}
        tx.record(RIGHT_GRANTED, subjects=("person:admin",), payload={**given, "until": None})
        tx.commit()
    add(office.vault, "kants", "registry")

    with office.vault.transaction("система") as tx:
        with pytest.raises(GrantRefused):
            access.grant(tx, "admin", Right(kind="act-for", value="kants", order=ORDER))
        with pytest.raises(GrantRefused):
            access.end_user(tx, "admin", order=" ")
        person = access.revoke(tx, "admin", "mark", "service", order="№ 8")
        assert {right.value for right in person.rights} == {"administrator"}
        assert not access.end_user(tx, "admin", order="№ 9").active
    add(office.vault, "nova")
    with pytest.raises(GrantRefused), office.vault.transaction("система") as tx:
        access.end_user(tx, "nova", order="")


def test_nobody_grants_rights_to_themselves(office: Office) -> None:
    add(office.vault, "admin", "administrator")

    with pytest.raises(GrantRefused), office.vault.transaction("система as admin") as tx:
        access.grant(tx, "admin", Right(kind="role", value="archivist", order=ORDER))


def test_every_event_is_an_action() -> None:
    """An event that is missing here would be nobody's but an administrator's."""
    names = {
        value
        for module in modules_of_the_house()
        if module.__name__.endswith((".events", "retention.projection", "vault.mending"))
        for name, value in vars(module).items()
        if name.isupper()
        and isinstance(value, str)
        and "." not in value
        and not value.startswith("V0")
    }

    assert {name for name in names if action_of(name) is None} == set()


def crowd(office: Office, numbers: list[str], chance: random.Random) -> None:
    """Case files with documents; some are closed, in a unit, marked, and so are some documents."""
    with office.vault.transaction("система") as tx:
        for number in numbers[1:]:
            open_case(tx, NewCase(number=number, kind="civil", own="bbbbbb"))
        tx.commit()
    for number in numbers:
        with office.vault.read() as connection:
            office.case = get_case(connection, number)
        office.add("motion", 1)
        office.add("letter", 1)
    with office.vault.transaction("система") as tx:
        for number in numbers:
            key = get_case(tx.connection, number).key
            document = chance.choice(documents_of(tx.connection, key)).id
            if chance.random() < 0.4:
                close_case(tx, number, dt.date(2026, 3, 3))
            if chance.random() < 0.5:
                access.name_unit(tx, number, chance.choice(["палата 1", "палата 2"]))
            for subject in (case_subject(key), document_subject(document)):
                if chance.random() < 0.5:
                    access.mark(tx, subject, chance.choice(list(Restriction)), basis="ухвала")
        tx.commit()


def staff(vault: Vault, numbers: list[str], chance: random.Random) -> list[str]:
    """Two persons of each role, some limited to a unit, with rights to files and marks."""
    logins = []
    for serial, role in enumerate(itertools.chain(Role, Role)):
        login = f"p{serial}x"
        logins.append(login)
        add(vault, login, role.value, unit=chance.choice(["", "", "палата 1"]))
        rights = [("case", number) for number in chance.sample(numbers, 2)]
        if chance.random() < 0.5:
            rights.append(("mark", chance.choice(list(Restriction)).value))
        with vault.transaction("система") as tx:
            for kind, value in rights if role is not Role.ADMINISTRATOR else ():
                shown = reader() if kind == "case" and role is Role.REVIEWER else None
                access.grant(tx, login, Right(kind=kind, value=value, order=ORDER, reader=shown))
            tx.commit()
    return logins


@proves("Лубни:2.2", "814:I.10-доступ")
def test_lubny_2_2__lists_and_the_rule_agree_about_everything(office: Office) -> None:
    """Random persons, files, marks: conditions of the catalogue are the rule, word for word."""
    chance = random.Random(814)
    numbers = [office.number, *(f"757/{n}/25" for n in range(2, 9))]
    crowd(office, numbers, chance)

    for login in staff(office.vault, numbers, chance):
        with office.vault.read() as connection:
            view = reading(office.vault, connection, login)
            person = view.viewer.person
            assert person is not None
            keys = list(connection.execute(sa.select(case_table.c.key)).scalars())
            for action in (Action.SEE, Action.READ):
                query = sa.select(case_table.c.key).where(view.cases(action))
                assert set(connection.execute(query).scalars()) == {
                    key
                    for key in keys
                    if may_act(person, action, target_of(connection, key)).agrees
                }
            query = sa.select(document_table.c.id).where(view.documents())
            assert set(connection.execute(query).scalars()) == {
                row.id
                for key in keys
                for row in documents_of(connection, key)
                if may_act(person, Action.READ, target_of(connection, key, [row.id])).agrees
            }


@proves("814:I.4", "Лубни:3.1-НСРД", "814:XX1.4")
def test_lubny_3_1__a_stub_shows_its_number_and_no_names(office: Office) -> None:
    add(office.vault, "kants", "registry")
    office.add("motion", 1, title="Клопотання про НСРД щодо Вигаданка")
    with office.vault.transaction("система") as tx:
        case = get_case(tx.connection, office.number)
        access.mark(tx, case_subject(case.key), Restriction.COVERT, basis="ухвала")
        tx.commit()

    with office.vault.read() as connection:
        view = reading(office.vault, connection, "kants")
        seen = view.case_of(case.key)
        [document] = documents_of(connection, case.key)
        assert (seen.number, seen.title, seen.claim) == (case.number, "доступ обмежено", "")
        assert "Вигаданк" not in repr(view.shown_document(document))
        with pytest.raises(AccessDenied):
            view.demand(Action.READ, case.key, document.id)


def test_the_journal_of_its_first_day_is_read_for_ever() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "access")
    left, kept = (find_user(connection, login, "2026-11-22") for login in ("pishla", "kants"))

    assert left is not None
    assert kept is not None
    assert not left.rights
    assert kept.has("role", "registry")
    assert [mark for _, mark, _ in marks_of(connection)] == [Restriction.ADOPTION]
    [case] = cases(connection)
    assert target_of(connection, case.key).unit == "палата 1"


def test_the_journal_of_looking_tells_who_saw_and_took_what() -> None:
    folder = ROOT / "tests" / "data" / "journals" / "looking"
    connection = replayed(folder)
    [case] = cases(connection)
    [document] = documents_of(connection, case.key)

    told: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
    for entry in entries(folder):
        told.setdefault(entry.event, []).append(
            (entry.actor, history.told(connection, entry).text, entry.subjects)
        )
    judge = "система as suddia"
    subjects = (document_subject(document.id), case_subject(case.key))
    assert told["dissemination"] == [
        (judge, "Переглянуто документ «Клопотання».", subjects),
    ]
    assert told["export"][0] == (judge, "Виведено документ «Клопотання».", subjects)
    assert len(told["export"]) == 3
    assert [text for _, text, _ in told["sign-in changed"]] == [
        "Користувачеві «В. Вигадка» змінено вхід до сторінок."
    ]


@proves("814:I.10-доступ")
def test_814_i_10__what_is_taken_away_is_recorded_and_judged_there(office: Office) -> None:
    add(office.vault, "suddia", "judge")
    add(office.vault, "chytach", "reviewer")
    office.add("motion", 1, title="Клопотання", content=b"words")
    with office.vault.read() as connection:
        case = get_case(connection, office.number)
        [document] = documents_of(connection, case.key)
    with office.vault.transaction("система") as tx:
        given = Right(kind="case", value=office.number, order=ORDER, reader=reader())
        access.grant(tx, "chytach", given)
        tx.commit()
    assert document.original is not None

    with office.vault.read() as connection:
        reading(office.vault, connection, "chytach").demand(Action.READ, case.key, document.id)
    with pytest.raises(AccessDenied), office.vault.transaction("система as chytach") as tx:
        record_export(tx, document.id, document.original)
    with pytest.raises(NoSuchDocument), office.vault.transaction("система as suddia") as tx:
        record_export(tx, document.id, "0" * 128)
    with office.vault.transaction("система as suddia") as tx:
        role, _, content = record_export(tx, document.id, document.original)
        tx.commit()
    assert (role, content.sha512) == ("original", document.original)
    with office.vault.read() as connection:
        last = list(events_of(connection, document_subject(document.id)))[-1]
    assert (last.event, last.actor) == ("export", "система as suddia")
