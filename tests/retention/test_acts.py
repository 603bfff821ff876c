"""From a certified file to the court archive and a package for the state archive."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import bagit
import pytest

from inventory import InventoryProjection, close_case, close_volume, record_reading_copy
from inventory.events import CASE_ARCHIVED
from inventory.forms import Press, Signatory
from inventory.queries import get_case
from inventory.service.certification import certify_volume
from inventory.service.changes import enter_change
from inventory.service.deposit import deposit_volume
from inventory.volumes.papers import Letterhead
from retention import (
    Act,
    Approval,
    RetentionProjection,
    ScheduleItem,
    adopt_schedule,
    assign_item,
    get_act,
)
from retention.errors import ActRefused, HandoverRefused, NoSuchItem, TransferRefused
from retention.model import BODIES
from retention.queries import keeping_of
from retention.service.acts import next_number
from retention.service.handover import hand_over
from retention.service.transfer import (
    PreparedTransfer,
    approve_transfer,
    cancel_transfer,
    finish_transfer,
    prepare_transfer,
)
from tests.clauses import proves
from tests.inventory.conftest import pages_of
from tests.inventory.office import Office
from vault import open_vault
from vault.errors import Conflict, UsageError

HEAD = Letterhead(court="Вигаданівський районний суд", fonds="Р-1", draft=False)
PERMANENT = ScheduleItem(
    item="9",
    title="Справи",
    term_years=None,
    mark="",
    start="closed",
    source="",
    verified=True,
    note="",
)


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.vault.close()
    office.vault = open_vault(tmp_path / "vault", [InventoryProjection(), RetentionProjection()])
    office.vault.clock = lambda: dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC)
    for title in ("Позовна заява", "Рішення"):
        document = office.add("claim", 3, title=title, date="2025-03-01")
        with office.vault.transaction("тест") as tx:
            record_reading_copy(tx, document, None, "не потрібна", {})
            adopt_schedule(tx, "Перелік", [PERMANENT])
            assign_item(tx, office.number, "9", started_on=None, basis="")
            tx.commit()
    return office


@proves("814:I.13")
def test_814_i_13__a_file_is_kept_by_an_item_of_the_schedule_in_force(office: Office) -> None:
    """«Строки зберігання … визначаються Переліком судових справ і документів»"""
    with office.vault.transaction("тест") as tx:
        kept = assign_item(tx, office.number, "9", started_on=None, basis="рішення комісії")
        with pytest.raises(NoSuchItem):
            assign_item(tx, office.number, "10", started_on=None, basis="")
        tx.commit()

    assert kept.item == PERMANENT
    with office.vault.read() as connection:
        assert keeping_of(connection, get_case(connection, office.number)) == kept


def certified(office: Office, press: Press) -> None:
    with office.vault.transaction("тест") as tx:
        close_volume(tx, office.number, 1)
        close_case(tx, office.number, dt.date(2026, 11, 1))
        tx.commit()
    certify_volume(
        office.vault,
        press,
        HEAD,
        office.number,
        1,
        actor="тест",
        compiler=Signatory(name="О. Писар"),
    )


def state(office: Office) -> str:
    with office.vault.read() as connection:
        return get_case(connection, office.number).state.value


@proves("814:XXI.1", "814:I.11")
def test_814_xxi_1__files_are_handed_over_by_an_act(office: Office, press: Press) -> None:
    with pytest.raises(HandoverRefused) as refused:
        hand_over(office.vault, press, HEAD, [office.number], actor="тест", basis="план")
    assert set(refused.value.verdict.clauses) == {"814:XXI.1", "814:VII.13"}
    assert state(office) == "open"

    certified(office, press)
    act, form = hand_over(office.vault, press, HEAD, [office.number], actor="тест", basis="план")

    assert (act, state(office)) == ("2026/1", "archived")
    text = " ".join(" ".join(pages_of(office.vault.locate(form.sha512).read_bytes())).split())
    assert office.number in text
    assert "1 (одна) справа" in text
    assert "6 (шість) аркушів" in text


@proves("814:XXI.2", "814:XXI.1-збереженість")
def test_814_xxi_2__a_transfer_is_a_draft_until_everyone_agreed(
    office: Office, press: Press, tmp_path: Path
) -> None:
    certified(office, press)
    hand_over(office.vault, press, HEAD, [office.number], actor="тест", basis="план")
    package = tmp_path / "пакет"
    with pytest.raises(TransferRefused):
        prepare_transfer(office.vault, press, HEAD, [office.number], actor="тест", package=package)
    assert not package.exists()

    assert deposit_volume(office.vault, office.number, 1, actor="тест")
    made = prepare_transfer(
        office.vault, press, HEAD, [office.number], actor="тест", package=package
    )

    bag = bagit.Bag(str(package))
    assert bag.validate()
    assert any(name.endswith("volume.json") for name in bag.payload_files())
    assert "ПРОЄКТ" in " ".join(
        pages_of((package / "data/акт-передавання-ПРОЄКТ.pdf").read_bytes())
    )

    for number, body in enumerate(("ek", "epk", "court", "archive"), start=1):
        approval = Approval(body=body, protocol=str(number), on=f"2026-11-2{number}", by="")
        act = approve_transfer(office.vault, press, HEAD, made.act, approval, actor="тест")
        draft = "ПРОЄКТ" in " ".join(pages_of(office.vault.locate(act.document).read_bytes()))
        assert draft is (number < 4)


def prepared(office: Office, press: Press, package: Path) -> PreparedTransfer:
    """A draft act over one certified, deposited case file."""
    certified(office, press)
    hand_over(office.vault, press, HEAD, [office.number], actor="тест", basis="план")
    deposit_volume(office.vault, office.number, 1, actor="тест")
    return prepare_transfer(
        office.vault, press, HEAD, [office.number], actor="тест", package=package
    )


@proves("814:XXI.1-збереженість")
def test_814_xxi_1__approvals_come_in_their_order(
    office: Office, press: Press, tmp_path: Path
) -> None:
    made = prepared(office, press, tmp_path / "пакет")

    early = Approval(body="court", protocol="1", on="2026-11-21", by="")
    with pytest.raises(ActRefused):
        approve_transfer(office.vault, press, HEAD, made.act, early, actor="тест")


@proves("814:XXI.1-збереженість")
def test_814_xxi_1__files_leave_only_by_an_act_everyone_approved(
    office: Office, press: Press, tmp_path: Path
) -> None:
    made = prepared(office, press, tmp_path / "пакет")
    for body in ("ek", "epk", "court", "archive"):
        with pytest.raises(ActRefused):
            finish(office, made.act, dt.date(2026, 11, 21))
        approval = Approval(body=body, protocol="1", on="2026-11-21", by="")
        approve_transfer(office.vault, press, HEAD, made.act, approval, actor="тест")

    for day in (dt.date(2026, 11, 19), dt.date(2026, 11, 22)):
        with pytest.raises(UsageError):
            finish(office, made.act, day)
    assert state(office) == "archived"
    finish(office, made.act, dt.date(2026, 11, 21))
    assert state(office) == "transferred"
    with pytest.raises(ActRefused):
        finish(office, made.act, dt.date(2026, 11, 21))
    assert office.vault.check().findings == []


def archived(office: Office, press: Press) -> None:
    certified(office, press)
    hand_over(office.vault, press, HEAD, [office.number], actor="тест", basis="план")
    deposit_volume(office.vault, office.number, 1, actor="тест")


def prepare(office: Office, press: Press, package: Path) -> str:
    numbers = [office.number]
    return prepare_transfer(office.vault, press, HEAD, numbers, actor="тест", package=package).act


def cancel(office: Office, press: Press, act: str) -> Act:
    return cancel_transfer(office.vault, press, HEAD, act, "склад змінено", actor="тест")


@proves("814:XXI.1-збереженість")
def test_814_xxi_1__a_file_stands_in_one_prepared_transfer_at_a_time(
    office: Office, press: Press, tmp_path: Path
) -> None:
    archived(office, press)
    first = prepare(office, press, tmp_path / "one")

    with pytest.raises(TransferRefused) as refused:
        prepare(office, press, tmp_path / "two")
    assert refused.value.verdict.clauses == ("814:XXI.1-збереженість",)
    assert first in str(refused.value)
    assert not (tmp_path / "two").exists()

    cancelled = cancel(office, press, first)
    assert (cancelled.cancelled_on, cancelled.is_prepared) == ("2026-11-21", False)
    assert prepare(office, press, tmp_path / "two") == "2026/П-2"
    assert office.vault.check().findings == []


@proves("814:XXI.1-збереженість")
def test_814_xxi_1__a_cancelled_act_is_a_draft_again_and_nothing_is_done_by_it(
    office: Office, press: Press, tmp_path: Path
) -> None:
    archived(office, press)
    act = prepare(office, press, tmp_path / "one")
    approvals = [Approval(body=b, protocol="1", on="2026-11-21", by="") for b in BODIES]
    for approval in approvals:
        approved = approve_transfer(office.vault, press, HEAD, act, approval, actor="тест")
    assert "ПРОЄКТ" not in printed(office, approved)

    with pytest.raises(UsageError):
        cancel_transfer(office.vault, press, HEAD, act, " ", actor="тест")
    assert "ПРОЄКТ" in printed(office, cancel(office, press, act))

    with pytest.raises(ActRefused):
        finish(office, act, dt.date(2026, 11, 21))
    with pytest.raises(ActRefused):
        cancel(office, press, act)
    with pytest.raises(ActRefused):
        approve_transfer(office.vault, press, HEAD, act, approvals[0], actor="тест")
    assert state(office) == "archived"


@proves("814:XXI.1-збереженість")
def test_814_xxi_1__what_changed_after_the_package_was_made_does_not_leave_by_it(
    office: Office, press: Press, tmp_path: Path
) -> None:
    archived(office, press)
    act = prepare(office, press, tmp_path / "one")
    for body in BODIES:
        approval = Approval(body=body, protocol="1", on="2026-11-21", by="")
        approve_transfer(office.vault, press, HEAD, act, approval, actor="тест")
    enter_change(
        office.vault,
        press,
        HEAD,
        office.number,
        1,
        text="пошкоджено аркуш 3",
        basis="акт № 7",
        on=None,
        by=Signatory(name="О. Писар"),
        actor="тест",
    )
    deposit_volume(office.vault, office.number, 1, actor="тест")

    with pytest.raises(ActRefused) as refused:
        finish(office, act, dt.date(2026, 11, 21))
    assert office.number in str(refused.value)
    assert state(office) == "archived"


def test_one_file_is_named_once_in_an_act(office: Office, press: Press) -> None:
    certified(office, press)
    twice = [office.number, office.number]
    with pytest.raises(UsageError):
        hand_over(office.vault, press, HEAD, twice, actor="тест", basis="план")


def printed(office: Office, act: Act) -> str:
    return " ".join(pages_of(office.vault.locate(act.document).read_bytes()))


def finish(office: Office, act: str, on: dt.date) -> None:
    with office.vault.transaction("тест") as tx:
        finish_transfer(tx, act, on)
        tx.commit()


def test_a_file_that_changes_while_its_act_is_set_is_a_conflict(
    office: Office, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    certified(office, press)
    print_form = press.print

    def interrupting(*args: object, **kwargs: object) -> object:
        monkeypatch.undo()
        office.add("letter", 1)
        return print_form(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(press, "print", interrupting)
    with pytest.raises((Conflict, HandoverRefused)):
        hand_over(office.vault, press, HEAD, [office.number], actor="тест", basis="план")
    assert state(office) == "closed"


def test_a_package_whose_act_is_not_recorded_is_removed(
    office: Office, press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archived(office, press)
    print_form = press.print

    def interrupting(*args: object, **kwargs: object) -> object:
        monkeypatch.undo()
        prepare(office, press, tmp_path / "first")
        return print_form(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(press, "print", interrupting)
    with pytest.raises(TransferRefused):
        prepare(office, press, tmp_path / "second")
    assert [folder.name for folder in tmp_path.iterdir() if "vault" not in folder.name] == ["first"]


def test_acts_are_numbered_by_year_and_kind(office: Office) -> None:
    with office.vault.transaction("тест") as tx:
        for count in range(1, 12):
            number = next_number(tx.connection, "handover", 2026)
            assert number == f"2026/{count}"
            tx.record(
                CASE_ARCHIVED,
                subjects=(),
                payload={
                    "act": number,
                    "on": "2026-01-01",
                    "cases": [],
                    "document": {"sha512": "0"},
                    "basis": "",
                },
            )
        assert next_number(tx.connection, "transfer", 2026) == "2026/П-1"
        assert next_number(tx.connection, "handover", 2027) == "2027/1"


def test_an_act_is_dated_as_in_kyiv(office: Office, press: Press) -> None:
    certified(office, press)
    office.vault.clock = lambda: dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC)

    act, _ = hand_over(office.vault, press, HEAD, [office.number], actor="тест", basis="план")

    assert act == "2027/1"
    with office.vault.read() as connection:
        assert get_act(connection, act).made_on == "2027-01-01"


@proves("814:XXI.1-збереженість")
def test_814_xxi_1__an_approved_act_says_who_approved_it_when_and_by_what(
    office: Office, press: Press, tmp_path: Path
) -> None:
    archived(office, press)
    nameless = dataclasses.replace(HEAD, fonds="", state_archive="", head=Signatory("Голова суду"))
    number = prepare(office, press, tmp_path / "one")
    for serial, body in enumerate(BODIES, start=5):
        early = Approval(body=body, protocol=f"{serial}", on="2026-11-20", by="")
        with pytest.raises(UsageError):  # the act was drawn up on the 21st
            approve_transfer(office.vault, press, nameless, number, early, actor="тест")
        said = "Голова суду З. З. Зразок" if body == "court" else ""
        approval = Approval(body=body, protocol=f"№ {serial}/К", on="2026-11-21", by=said)
        act = approve_transfer(office.vault, press, nameless, number, approval, actor="тест")

    text = " ".join(printed(office, act).split())
    assert "Протокол ЕК суду від 21.11.2026 № 5/К" in text
    assert "Протокол ЕПК державного архіву від 21.11.2026 № 6/К" in text
    assert "Голова суду З. З. Зразок" in text
    assert "Документ: № 7/К" in text
    assert text.count("21.11.2026") == 5  # the act's own day too
    assert "На підставі плану передавання" in text
    assert "за 2025 рік та" in text
    assert "не вказано" not in text
    assert re.search("а _{20,} прийняв документи фонду № _{5,} «", text)
