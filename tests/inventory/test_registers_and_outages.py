"""Registers kept in their file of the plan; the act on a long outage."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from inventory import NewCase, open_case
from inventory.errors import HandingRefused, OutageRefused
from inventory.forms import Press
from inventory.queries import documents_of, find_case
from inventory.registration.working_days import read_holidays
from inventory.service.registers import Handing, hand_over
from inventory.service.series import begin_outage, end_outage
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.inventory.office import Office


@proves("Лубни:15.1", "Лубни:15.1-строк")
def test_lubny_15_1__a_long_outage_has_an_act_and_the_act_has_its_day(tmp_path: Path) -> None:
    """«…тривають понад п'ять робочих днів, … фіксуються актами… Електронні примірники зазначених
    актів вносяться … не пізніше наступного робочого дня, що настає після усунення обставин.»"""
    office, days = Office(tmp_path), read_holidays()
    with office.vault.transaction("тест") as tx:
        begin_outage(tx, "2026-11-02T09:00", "знеструмлення")
        with pytest.raises(OutageRefused) as refused:
            end_outage(tx, "2026-11-16T12:00", measures="так", act="", days=days)
        _, late = end_outage(tx, "2026-11-16T12:00", measures="так", act="№ 1", days=days)
        begin_outage(tx, "2026-11-17T09:00", "обрив мережі")
        short, _ = end_outage(tx, "2026-11-18T12:00", measures="так", act="", days=days)

    assert refused.value.verdict.clauses == ("Лубни:15.1",)
    assert late.clauses == ("Лубни:15.1-строк",)
    assert "слід було внести до 17.11.2026" in late.objections[0].text
    assert short.act == ""


@proves("814:III.2-реєстри")
def test_814_iii_2__registers_are_kept_in_a_file_of_the_plan(tmp_path: Path, press: Press) -> None:
    """«Реєстри судових справ зберігаються в окремих справах за номенклатурою.»"""
    office = Office(tmp_path)
    motion = office.add("motion", 1, title="Клопотання")
    with office.vault.transaction("тест") as tx:
        open_case(tx, NewCase(number="02-15/2026", kind="nomenclature", own="b"))
        tx.commit()
    head = Letterhead(court="Вигаданий суд")
    handing = Handing(kind="documents", documents=(motion,), left="", to="Суддя", kept_in="")

    def handed(kept_in: str) -> tuple[str, str]:
        said = dataclasses.replace(handing, kept_in=kept_in)
        number, form = hand_over(office.vault, press, head, said, read_holidays(), actor="тест")
        return number, form.sha512

    with pytest.raises(HandingRefused) as refused:
        handed(office.number)
    assert refused.value.verdict.clauses == ("814:III.2-реєстри",)
    number, form = handed("02-15/2026")

    with office.vault.read() as connection:
        plan = find_case(connection, "02-15/2026")
        assert plan is not None
        [kept] = documents_of(connection, plan.key)
    assert (kept.kind, kept.index, kept.original) == ("handing-register", number, form)
    handed("")
    with office.vault.read() as connection:
        assert len(documents_of(connection, plan.key)) == 1
