"""The internal inventory is signed by judge and clerk, at the latest with the certification."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inventory import close_volume
from inventory.errors import CertifyingRefused, FixingRefused
from inventory.forms import Press, Signatory
from inventory.model import VolumeFacts
from inventory.queries import volume_facts
from inventory.service.certification import VolumeView, certify_volume
from inventory.service.joining import Joining, join_document
from inventory.service.receiving import Came, receive_volumes
from inventory.service.sheet_numbers import record_signed
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.inventory.conftest import pages_of
from tests.inventory.office import Office

JUDGE = Signatory(position="Суддя", name="С. Суддівський")
CLERK = Signatory(position="Секретар суду", name="П. Приклад")
NAMED = Letterhead(court="Вигаданівський районний суд", judge=JUDGE, clerk=CLERK, draft=False)
NAMELESS = Letterhead(court="Вигаданівський районний суд", clerk=CLERK, draft=False)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def sign(office: Office, row: int, judge: str = "І. Інша") -> None:
    with office.vault.transaction("клерк") as tx:
        day = dt.date(2026, 11, 20)
        record_signed(tx, office.number, 1, row, judge=judge, clerk="П. Приклад", on=day)
        tx.commit()


def close(office: Office) -> None:
    with office.vault.transaction("клерк") as tx:
        close_volume(tx, office.number, 1)
        tx.commit()


def certify(
    office: Office, press: Press, head: Letterhead = NAMED, *, signed_before: bool = False
) -> VolumeView:
    return certify_volume(
        office.vault,
        press,
        head,
        office.number,
        1,
        actor="клерк",
        compiler=CLERK,
        signed_before=signed_before,
    )


def facts(office: Office) -> VolumeFacts:
    with office.vault.read() as connection:
        return volume_facts(connection, office.case.key)[1]


def said(office: Office, form: str) -> str:
    kept = office.vault.locate(facts(office).forms[form].sha512).read_bytes()
    return " ".join(" ".join(pages_of(kept)).split())


@proves("814:VII.8-підпис")
def test_814_vii_8__what_is_not_signed_yet_is_signed_with_the_note(
    office: Office, press: Press
) -> None:
    """«Опис підписує суддя та працівник апарату суду (із зазначенням посади, прізвища, …)»"""
    for _ in range(3):
        office.add("motion", 1)
    sign(office, 1)
    close(office)

    certify(office, press)

    earlier, last = facts(office).signatures
    assert (earlier.row, earlier.judge, earlier.judge_position) == (1, "І. Інша", "")
    assert (last.row, last.judge, last.judge_position) == (3, JUDGE.name, JUDGE.position)
    assert (last.clerk, last.clerk_position, last.on) == (CLERK.name, CLERK.position, "2026-11-21")
    inventory = said(office, "inventory")
    for part in (
        "Опис підписано раніше до рядка 1 включно — 20.11.2026 (І. Інша, П. Приклад); додано",
        "додано рядки 2–3. Суддя С. Суддівський 21.11.2026",
        "Секретар суду П. Приклад 21.11.2026",
    ):
        assert part in inventory
    with pytest.raises(FixingRefused):
        sign(office, 3)


@proves("814:VII.8-підпис")
def test_814_vii_8__the_certified_inventory_names_those_who_signed_it(
    office: Office, press: Press
) -> None:
    office.add("motion", 1)
    sign(office, 1)
    close(office)

    certify(office, press, signed_before=True)

    [only] = facts(office).signatures
    assert (only.row, only.judge, only.on) == (1, "І. Інша", "2026-11-20")
    inventory = said(office, "inventory")
    assert "Суддя І. Інша 20.11.2026" in inventory
    assert "Секретар суду П. Приклад 20.11.2026" in inventory


@proves("814:VII.8-підпис")
def test_814_vii_8__where_nobody_is_named_it_is_signed_by_hand_and_recorded_later(
    office: Office, press: Press
) -> None:
    office.add("motion", 1)
    close(office)

    certify(office, press, NAMELESS)

    assert facts(office).signatures == ()
    sign(office, 1)
    assert facts(office).signed_rows == 1
    assert office.vault.check().findings == []


@proves("814:VII.8-підпис")
def test_814_vii_8__a_court_may_want_the_signatures_before_the_note(
    office: Office, press: Press
) -> None:
    office.add("motion", 1)
    office.add("motion", 1)
    sign(office, 1)
    close(office)

    with pytest.raises(CertifyingRefused) as refused:
        certify(office, press, signed_before=True)

    assert refused.value.verdict.clauses == ("814:VII.8-підпис",)
    sign(office, 2)
    assert certify(office, press, signed_before=True).facts.signed_rows == 2


@proves("814:VII.8-підпис", "814:VII.8-продовження")
@pytest.mark.parametrize(("before", "after"), [(NAMED, 2), (NAMELESS, 0)])
def test_814_vii_8__the_row_of_what_is_joined_later_is_signed_in_the_continuation(
    office: Office, press: Press, before: Letterhead, after: int
) -> None:
    office.add("motion", 1)
    close(office)
    certify(office, press, before)
    late = office.add("incoming", 1)

    order = Joining(number=office.number, volume=1, document=late, basis="акт № 1", by=CLERK)
    join_document(office.vault, press, NAMED, order, actor="клерк")

    assert facts(office).signed_rows == after
    assert "Суддя С. Суддівський 21.11.2026" in said(office, "inventory-1")


@proves("814:VII.8-підпис", "814:VII.20", "814:VII.13-вкладення")
def test_814_vii_20__rows_are_told_by_the_numbers_of_the_continued_inventory(
    office: Office, press: Press
) -> None:
    with office.vault.transaction("клерк") as tx:
        came = [Came(sheets=10, rows=6, inventory_sheets=1)]
        receive_volumes(tx, office.number, came, new_id=lambda: "d900000000")
        tx.commit()
    for _ in range(2):
        office.add("motion", 1)
    office.add("unnumbered", title="Паспорт")
    [volume] = office.plan()
    assert [(row.position, row.number) for row in volume.rows] == [(1, 6), (2, 7), (3, 8), (4, 9)]
    with pytest.raises(FixingRefused):
        sign(office, 2)
    sign(office, 7)
    close(office)

    certify(office, press)

    assert "до рядка 7 включно — 20.11.2026 (І. Інша, П. Приклад); додано рядки 8–9." in said(
        office, "inventory"
    )
    assert "Паспорт (рядок 9 опису)" in said(office, "certification-note")
    late = office.add("incoming", 1)
    order = Joining(number=office.number, volume=1, document=late, basis="акт № 1", by=CLERK)
    join_document(office.vault, press, NAMED, order, actor="клерк")
    assert "Разом: 10 (" in said(office, "inventory-1")
