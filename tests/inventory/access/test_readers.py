"""To whom a case file is given to read: what 814 X.1 asks of each reader; the register."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from docs.clauses import ROOT
from inventory import close_case
from inventory.access import (
    Reading,
    Restriction,
    Right,
    User,
    Viewer,
    guard,
)
from inventory.access import service as access
from inventory.access.errors import GrantRefused
from inventory.access.events import VIEWED, person_subject
from inventory.access.queries import find_user, get_user
from inventory.access.readers import CaseReader, PaperKind, ReaderKind, Resolver, ShownPaper
from inventory.access.rules import may_be_a_reviewer, may_be_given_to
from inventory.events import case_subject, document_subject
from inventory.forms import Press, ReadingRegister, Signatory, reading_register
from inventory.queries import documents_of, get_case
from inventory.service.readings import given_to_read, print_readings
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.inventory.access.readers import CARD, MANDATE, PASSPORT, SERVICE, reader
from tests.inventory.office import Office
from tests.inventory.pages import texts
from tests.inventory.test_payloads import replayed
from vault import Vault

ORDER = "резолюція від 02.03.2026"
CASE = "main:757/1/25:aaaaaa"


def clauses(value: CaseReader | None, *, closed: bool = False) -> tuple[str, ...]:
    return may_be_given_to(value, closed=closed).clauses


def without(kind: ReaderKind, **changes: object) -> CaseReader:
    return dataclasses.replace(reader(kind), **changes)  # type: ignore[arg-type]


@proves("814:X.1", "814:X.1-особи", "814:X.1-адвокат", "814:X.1-учасник", "814:X.5")
@pytest.mark.parametrize("kind", ReaderKind)
def test_814_x_1__each_reader_has_an_application_a_standing_and_what_they_show(
    kind: ReaderKind,
) -> None:
    assert clauses(reader(kind)) == ()
    assert clauses(without(kind, application=" ")) == ("814:X.1",)
    assert clauses(without(kind, standing="")) == ("814:X.1-особи",)
    nothing = clauses(without(kind, identity=None, authority=None))
    assert (
        nothing
        == {
            ReaderKind.PROSECUTOR: ("814:X.1-особи",),
            ReaderKind.ADVOCATE: ("814:X.1-адвокат", "814:X.5"),
            ReaderKind.PARTY: ("814:X.1-учасник",),
            ReaderKind.REPRESENTATIVE: ("814:X.1-учасник", "814:X.1-учасник"),
            ReaderKind.AFFECTED: ("814:X.1-учасник",),
            ReaderKind.OFFICIAL: ("814:X.1-особи",),
        }[kind]
    )


@proves("814:X.1-особи")
def test_814_x_1__a_prosecutor_shows_the_service_card_and_nothing_else_will_do() -> None:
    assert clauses(None) == ("814:X.1-особи",)
    for kind in (ReaderKind.PROSECUTOR, ReaderKind.OFFICIAL):
        assert clauses(without(kind, identity=PASSPORT)) == ("814:X.1-особи",)
        named = ShownPaper(PaperKind.SERVICE_CARD, " ")
        assert clauses(without(kind, identity=named)) == ("814:X.1-особи",)


@proves("814:X.1-адвокат", "814:X.5")
def test_814_x_1__an_advocate_shows_who_gave_authority_and_who_they_are() -> None:
    kinds = (
        PaperKind.CONTRACT,
        PaperKind.ATTORNEY,
        PaperKind.WARRANT,
        PaperKind.LEGAL_AID,
        PaperKind.OTHER,
    )
    for kind in kinds:
        shown = ShownPaper(kind, "№ 7")
        assert clauses(without(ReaderKind.ADVOCATE, authority=shown)) == ("814:X.5",)
        assert not clauses(without(ReaderKind.ADVOCATE, authority=shown, identity=PASSPORT))
    assert not clauses(without(ReaderKind.ADVOCATE, authority=CARD))  # says who they are, too
    for shown in (PASSPORT, MANDATE, ShownPaper(PaperKind.WARRANT, "")):
        judged = clauses(without(ReaderKind.ADVOCATE, authority=shown, identity=PASSPORT))
        assert judged == ("814:X.1-адвокат",)


@proves("814:X.1-учасник")
def test_814_x_1__a_party_shows_who_they_are_and_a_representative_the_mandate() -> None:
    for kind in (ReaderKind.PARTY, ReaderKind.AFFECTED):
        for shown in (PASSPORT, SERVICE, ShownPaper(PaperKind.PENSION_CARD, "№ 1")):
            assert not clauses(without(kind, identity=shown))
        assert clauses(without(kind, identity=MANDATE)) == ("814:X.1-учасник",)
    no_mandate = without(ReaderKind.REPRESENTATIVE, authority=None)
    assert clauses(no_mandate) == ("814:X.1-учасник",)


@proves("814:X.1-аналіз")
def test_814_x_1__for_analysis_the_president_lets_read_what_is_finished() -> None:
    for closed, allowed in ((False, Resolver.JUDGE), (True, Resolver.PRESIDENT)):
        for resolver in Resolver:
            official = without(ReaderKind.OFFICIAL, resolved_by=resolver)
            judged = clauses(official, closed=closed)
            assert judged == (() if resolver is allowed else ("814:X.1-аналіз",))
            party = without(ReaderKind.PARTY, resolved_by=resolver)
            assert not clauses(party, closed=closed)


@proves("814:X.1-особи")
def test_814_x_1__who_was_given_a_file_as_staff_becomes_no_reader_of_it() -> None:
    bare = Right(kind="case", value=CASE, order=ORDER)
    told = dataclasses.replace(bare, reader=reader())
    for right, refused in ((bare, ("814:X.1-особи",)), (told, ())):
        person = User(login="x", name="В. Вигадка", position="", active=True, rights=(right,))
        assert may_be_a_reviewer(person).clauses == refused


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, guard=guard)


def grant(vault: Vault, kind: str, value: str, given: CaseReader | None = None) -> None:
    with vault.transaction("система") as tx:
        right = Right(kind=kind, value=value, order=ORDER, reader=given)
        access.grant(tx, "chytach", right)
        tx.commit()


def known(office: Office) -> None:
    with office.vault.transaction("система") as tx:
        access.add_user(tx, "chytach", name="Ч. Читайло", position="адвокат")
        tx.commit()


@proves("814:X.1-особи", "814:X.1-аналіз")
def test_814_x_1__a_right_to_read_is_granted_only_with_what_was_shown(office: Office) -> None:
    known(office)
    grant(office.vault, "role", "reviewer")
    with pytest.raises(GrantRefused):
        grant(office.vault, "case", office.number)
    official = reader(ReaderKind.OFFICIAL)
    with office.vault.transaction("система") as tx:
        close_case(tx, office.number, dt.date(2026, 3, 3))
        tx.commit()
    with pytest.raises(GrantRefused):
        grant(office.vault, "case", office.number, official)
    given = dataclasses.replace(official, resolved_by=Resolver.PRESIDENT)
    grant(office.vault, "case", office.number, given)

    with office.vault.read() as connection:
        [_, right] = get_user(connection, "chytach", "2026-11-22").rights
    assert right.reader == given


@proves("814:X.1-особи")
def test_814_x_1__the_order_of_granting_is_no_way_round(office: Office) -> None:
    known(office)
    grant(office.vault, "case", office.number)
    with pytest.raises(GrantRefused):
        grant(office.vault, "role", "reviewer")
    with office.vault.transaction("система") as tx:
        access.revoke(tx, "chytach", "case", office.number, order="№ 8")
        tx.commit()
    grant(office.vault, "role", "reviewer")


@proves("814:X.3")
def test_814_x_3__the_register_tells_who_read_what_and_when(
    office: Office, press: Press, tmp_path: Path
) -> None:
    known(office)
    office.add("motion", 1, title="Клопотання")
    grant(office.vault, "role", "reviewer")
    grant(office.vault, "case", office.number, reader())
    with office.vault.read() as connection:
        case = get_case(connection, office.number)
        [document] = documents_of(connection, case.key)
    for actor in ("система as chytach", "система"):
        with office.vault.transaction(actor) as tx:
            subjects = (document_subject(document.id), case_subject(case.key))
            tx.record(VIEWED, subjects=subjects, payload={"document": document.id})
            tx.commit()

    with office.vault.read() as connection:
        [given] = given_to_read(Reading(connection, Viewer("система")))
        assert list(given_to_read(Reading(connection, Viewer("система")), "nothing")) == []
    assert (given.name, given.number, given.views) == ("Ч. Читайло", office.number, 1)
    assert given.first == given.last
    head = Letterhead(court="Вигаданий суд", clerk=Signatory("Секретар", "О. Писар"), draft=False)
    printed = print_readings(press, head, [given], office.vault.clock())
    file = tmp_path / "register.pdf"
    file.write_bytes(printed.pdf)
    text = " ".join(" ".join(texts(file)).split())
    for words in (office.number, "Читайло", "адвокат", "№ 00000", "02.03.2026", "1 (одна) видача"):
        assert words in text


@proves("814:X.3")
def test_814_x_3__of_a_covert_file_the_register_keeps_the_standing_back(office: Office) -> None:
    known(office)
    grant(office.vault, "case", office.number, reader())
    with office.vault.transaction("система") as tx:
        key = get_case(tx.connection, office.number).key
        access.mark(tx, case_subject(key), Restriction.COVERT, basis="ухвала")
        access.add_user(tx, "admin", name="А. Адмін", position="")
        access.grant(tx, "admin", Right(kind="role", value="administrator", order=ORDER))
        tx.commit()
    with office.vault.read() as connection:
        admin = find_user(connection, "admin", "2026-11-22")
        [given] = given_to_read(Reading(connection, Viewer("система as admin", admin)))
    assert given.standing == "доступ обмежено"


def test_an_empty_register_counts_nothing() -> None:
    empty = ReadingRegister(
        court="Вигаданий суд", on=dt.date(2026, 3, 2), rows=(), clerk=Signatory()
    )
    assert reading_register(empty).slots["total"] == "0 (нуль) видач"


def test_the_journal_with_readers_is_read_for_ever() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "readers")
    person = find_user(connection, "chytach", "2026-11-22")

    assert person is not None
    assert person_subject(person.login) == "person:chytach"
    assert [right.reader for right in person.rights] == [None, reader()]
