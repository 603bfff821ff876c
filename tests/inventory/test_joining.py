"""Documents joined to a certified volume by an act; leaves in the export; an electronic file."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory import close_volume, record_reading_copy
from inventory.errors import JoiningRefused
from inventory.forms import Press, Signatory
from inventory.model import CaseFile, CaseState
from inventory.rules.registration import may_be_registered
from inventory.service.certification import VolumeView, certify_volume, look
from inventory.service.deposit import deposit_volume
from inventory.service.joining import Joining, join_document
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.inventory.conftest import pages_of
from tests.inventory.office import Office
from vault.errors import UsageError

HEAD = Letterhead(court="Вигаданівський районний суд", draft=False)
WHO = Signatory(position="Секретар", name="П. П. Приклад")


@pytest.fixture
def office(tmp_path: Path, press: Press) -> Office:
    """A case file whose only volume is certified and deposited, and a receipt that came late."""
    office = Office(tmp_path)
    read(office, office.add("claim", 5))
    with office.vault.transaction("тест") as tx:
        close_volume(tx, office.number, 1)
        tx.commit()
    certify_volume(office.vault, press, HEAD, office.number, 1, actor="тест", compiler=WHO)
    assert deposit_volume(office.vault, office.number, 1, actor="тест")
    read(office, office.add("receipt", 2, title="Розписка"))
    return office


def read(office: Office, document: str) -> None:
    with office.vault.transaction("тест") as tx:
        record_reading_copy(tx, document, None, "не потрібна", {})
        tx.commit()


def join(office: Office, press: Press, document: str, basis: str = "акт № 3") -> VolumeView:
    order = Joining(number=office.number, volume=1, document=document, basis=basis, by=WHO)
    return join_document(office.vault, press, HEAD, order, actor="тест")


@proves("814:VII.13-зміни", "814:VII.8-продовження")
def test_814_vii_13__what_is_joined_by_an_act_follows_the_last_sheet(
    office: Office, press: Press
) -> None:
    with office.vault.read() as connection:
        before = look(connection, office.number, 1)
    late = office.plan()[1].rows[0].document

    joined = join(office, press, late)

    [volume] = office.plan()
    assert volume.rows[:1] == before.volume.rows
    assert [str(entry) for entry in volume.rows[1].labels] == ["6", "7"]
    [change] = joined.facts.changes
    assert (change.text, change.basis) == (
        "Приєднано документ «Розписка» (арк. 6–7); аркушів у томі стало 7",
        "акт № 3",
    )
    forms = joined.facts.forms
    for name in ("cover", "inventory", "certification-note"):
        assert forms[name] == before.facts.forms[name], "byte for byte"
    assert deposit_volume(office.vault, office.number, 1, actor="тест")


@proves("814:VII.13-зміни")
def test_814_vii_13__the_note_keeps_its_total_and_the_inventory_goes_on(
    office: Office, press: Press
) -> None:
    joined = join(office, press, office.plan()[1].rows[0].document)

    def text(name: str) -> str:
        stored = office.vault.locate(joined.facts.forms[name].sha512)
        return " ".join(" ".join(pages_of(stored.read_bytes())).split())

    note, more = text("certification-note-1"), text("inventory-1")
    assert "5 (п" in note
    assert "з № 1 по № 5" in note
    assert "аркушів у томі стало 7" in note
    assert "Розписка" in more
    assert "6–7" in more.replace("-", "–")
    assert "Позовна заява" not in more


def test_what_is_joined_already_is_not_joined_again(office: Office, press: Press) -> None:
    late = office.plan()[1].rows[0].document
    join(office, press, late)
    before = office.vault.journal.ending().head

    with pytest.raises(JoiningRefused):
        join(office, press, late)
    with pytest.raises(UsageError):
        join(office, press, "немає")
    assert office.vault.journal.ending().head == before


@proves("814:VII.13-зміни")
def test_814_vii_13__a_file_in_the_archive_takes_documents_only_with_an_act(
    office: Office,
) -> None:
    def verdict(state: CaseState, act: str) -> tuple[str, ...]:
        case = CaseFile(
            key=office.case.key,
            number=office.case.number,
            kind="civil",
            title="",
            state=state,
            original_form=office.case.original_form,
            opened_at=office.case.opened_at,
            received_on=None,
            closed_on=None,
        )
        return may_be_registered(case, same=None, explained=False, act=act).clauses

    assert verdict(CaseState.ARCHIVED, "") == ("814:VII.13-зміни",)
    assert verdict(CaseState.ARCHIVED, "акт № 3") == ()
    assert verdict(CaseState.TRANSFERRED, "акт № 3") == ("814:VII.13-зміни",)
