"""From a certified file to the court archive and a package for the state archive."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import bagit
import pytest

from inventory import InventoryProjection, close_case, close_volume, record_reading_copy
from inventory.forms import Press, Signatory
from inventory.papers import Letterhead
from inventory.queries import get_case
from inventory.service.certification import certify_volume
from inventory.service.deposit import deposit_volume
from retention import (
    Approval,
    RetentionProjection,
    ScheduleItem,
    adopt_schedule,
    assign_item,
)
from retention.errors import HandoverRefused, TransferRefused
from retention.service.handover import hand_over
from retention.service.transfer import approve_transfer, prepare_transfer
from tests.clauses import proves
from tests.inventory.conftest import pages_of
from tests.inventory.office import Office
from vault import open_vault
from vault.errors import UsageError

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
        approval = Approval(body=body, protocol=str(number), on=f"2026-11-1{number}", by="")
        act = approve_transfer(office.vault, press, HEAD, made.act, approval, actor="тест")
        draft = "ПРОЄКТ" in " ".join(pages_of(office.vault.locate(act.document).read_bytes()))
        assert draft is (number < 4)


@proves("814:XXI.1-збереженість")
def test_814_xxi_1__approvals_come_in_their_order(
    office: Office, press: Press, tmp_path: Path
) -> None:
    certified(office, press)
    hand_over(office.vault, press, HEAD, [office.number], actor="тест", basis="план")
    deposit_volume(office.vault, office.number, 1, actor="тест")
    made = prepare_transfer(
        office.vault, press, HEAD, [office.number], actor="тест", package=tmp_path / "пакет"
    )

    early = Approval(body="court", protocol="1", on="2026-11-11", by="")
    with pytest.raises(UsageError):
        approve_transfer(office.vault, press, HEAD, made.act, early, actor="тест")
