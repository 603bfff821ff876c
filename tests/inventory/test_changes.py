"""Later changes of a certified volume: appended to the certification note, kept for good."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from inventory import close_volume, confirm_sheets, note_numbering, record_reading_copy
from inventory.errors import ChangeRefused, NumberingRefused
from inventory.forms import Press, Signatory
from inventory.model import CaseState, VolumeFacts, VolumeState
from inventory.queries import get_case
from inventory.rules.volumes import may_be_changed, may_be_renumbered
from inventory.service.certification import VolumeView, certify_volume, look
from inventory.service.changes import enter_change
from inventory.service.deposit import deposit_volume
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.inventory.conftest import pages_of
from tests.inventory.office import Office
from vault.errors import Conflict, UsageError

HEAD = Letterhead(court="Вигаданівський районний суд", draft=False)
WHO = Signatory(position="Секретар", name="П. П. Приклад")
DAMAGED = {"text": "пошкоджено аркуш 3", "basis": "акт № 7"}
REPLACED = {"text": "аркуш 2 замінено копією", "basis": "наказ № 12"}


@pytest.fixture
def office(tmp_path: Path, press: Press) -> Office:
    """A case file whose only volume is certified and deposited."""
    office = Office(tmp_path)
    claim = office.add("claim", 5)
    with office.vault.transaction("тест") as tx:
        record_reading_copy(tx, claim, None, "не потрібна", {})
        tx.commit()
    with office.vault.transaction("тест") as tx:
        close_volume(tx, office.number, 1)
        tx.commit()
    certify_volume(office.vault, press, HEAD, office.number, 1, actor="тест", compiler=WHO)
    assert deposit_volume(office.vault, office.number, 1, actor="тест")
    return office


def enter(
    office: Office, press: Press, said: dict[str, str], *, on: dt.date | None = None
) -> VolumeView:
    text, basis = said["text"], said["basis"]
    return enter_change(
        office.vault,
        press,
        HEAD,
        office.number,
        1,
        text=text,
        basis=basis,
        on=on,
        by=WHO,
        actor="тест",
    )


def facts(office: Office) -> VolumeFacts:
    with office.vault.read() as connection:
        return look(connection, office.number, 1).facts


def shown(office: Office, form: str) -> str:
    content = facts(office).forms[form]
    return " ".join(" ".join(pages_of(office.vault.locate(content.sha512).read_bytes())).split())


@proves("814:VII.13-зміни")
def test_814_vii_13__later_changes_are_appended_and_the_first_note_stays(
    office: Office, press: Press
) -> None:
    first = facts(office).forms["certification-note"]

    for said in (DAMAGED, REPLACED):
        enter(office, press, said)
        assert facts(office).state is VolumeState.CERTIFIED  # its object wants another version
        assert deposit_volume(office.vault, office.number, 1, actor="тест")

    now = facts(office)
    assert now.state is VolumeState.DEPOSITED
    assert [(c.on, c.text, c.basis, c.by, c.position) for c in now.changes] == [
        ("2026-11-21", said["text"], said["basis"], WHO.name, WHO.position)
        for said in (DAMAGED, REPLACED)
    ]
    assert now.forms["certification-note"] == first
    printed = shown(office, "certification-note-2")
    places = [printed.index(said[key]) for said in (DAMAGED, REPLACED) for key in ("text", "basis")]
    assert places == sorted(places)
    assert "21.11.2026" in printed
    assert "5 (п’ять)" in printed or "5 (п'ять)" in printed
    assert REPLACED["text"] not in shown(office, "certification-note-1")
    assert office.vault.check().findings == []


@proves("814:VII.13-зміни")
def test_814_vii_13__a_change_rests_on_an_order_or_act(office: Office, press: Press) -> None:
    with pytest.raises(ChangeRefused) as refused:
        enter(office, press, {"text": " ", "basis": ""})

    assert refused.value.verdict.clauses == ("814:VII.13-зміни",) * 2
    assert facts(office).changes == ()


@proves("814:VII.13-зміни")
def test_814_vii_13__only_a_certified_volume_the_court_still_has_is_changed(
    office: Office,
) -> None:
    with office.vault.read() as connection:
        case = get_case(connection, office.number)

    for state in VolumeState:
        certified = state in {VolumeState.CERTIFIED, VolumeState.DEPOSITED}
        assert may_be_changed(case, 1, state, **DAMAGED).agrees is certified
    for left in (CaseState.TRANSFERRED, CaseState.DESTROYED):
        gone = dataclasses.replace(case, state=left)
        assert may_be_changed(gone, 1, VolumeState.DEPOSITED, **DAMAGED).clauses == (
            "814:VII.13-зміни",
        )


@pytest.mark.parametrize("day", [dt.date(2026, 11, 20), dt.date(2026, 11, 22)])
def test_an_entry_is_dated_between_the_last_one_and_today(
    office: Office, press: Press, day: dt.date
) -> None:
    with pytest.raises(UsageError):
        enter(office, press, DAMAGED, on=day)


def test_two_entries_at_once_are_a_conflict(
    office: Office, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    print_form = press.print

    def interrupting(*args: object, **kwargs: object) -> object:
        monkeypatch.undo()
        enter(office, press, REPLACED)
        return print_form(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(press, "print", interrupting)
    with pytest.raises(Conflict):
        enter(office, press, DAMAGED)
    assert [change.text for change in facts(office).changes] == [REPLACED["text"]]


@proves("814:VII.13-зміни", "814:VII.10")
def test_814_vii_13__sheets_of_a_certified_volume_are_not_counted_anew(office: Office) -> None:
    document = office.plan()[0].rows[0].document

    with (
        pytest.raises(NumberingRefused) as refused,
        office.vault.transaction("тест") as tx,
    ):
        confirm_sheets(tx, document, 6)
    assert refused.value.verdict.clauses == ("814:VII.13-зміни",)
    with pytest.raises(NumberingRefused) as late, office.vault.transaction("тест") as tx:
        note_numbering(tx, office.number, 1, [], [2])
    assert late.value.verdict.clauses == ("814:VII.13-зміни",)

    assert may_be_renumbered(1, VolumeState.FULL, 250).agrees
    assert may_be_renumbered(1, VolumeState.FULL, 251).clauses == ("814:VII.10",)
