"""The yearly check of how case files are formed, and the note on it (814 I.9)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from inventory import NewCase, open_case
from inventory.audit.faults import Occasion
from inventory.forms import Press
from inventory.service.formation import check_formation, formation_report
from inventory.service.inspections import inspect
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.inventory.conftest import pages_of
from tests.inventory.office import Office
from tests.inventory.test_inspections import CLERK, saying
from vault.errors import UsageError

YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
HEAD = Letterhead(court="Зразківський районний суд", clerk=CLERK)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Two files: one inspected by hand in a unit, one of a unit that is known otherwise."""
    office = Office(tmp_path)
    office.add("letter", None, pages=3, title="Лист")
    said = saying(Occasion.RECEIPT, stitched=False)
    said = dataclasses.replace(said, unit="відділ справ", responsible="О. О. Вигадана")
    inspect(office.vault, office.number, said, actor="clerk")
    with office.vault.transaction("clerk") as tx:
        open_case(tx, NewCase(number="757/2/26", kind="civil", own="bbbbbb", title="X"))
        tx.commit()
    return office


@proves("814:I.9-перевірка")
def test_814_i_9__faults_are_told_by_unit_and_person(office: Office) -> None:
    """«У судах здійснюються періодичні (але не рідше ніж один раз на рік) перевірки стану
    діловодства в підрозділах апарату суду.»"""
    rows, inspected = check_formation(office.vault, *YEAR, {"main:757/2/26:bbbbbb": "канцелярія"})

    assert inspected == 1
    told = {(row.unit, row.responsible): (row.files, dict(row.faults)) for row in rows}
    files, faults = told["відділ справ", "О. О. Вигадана"]
    assert files == 1
    assert faults["кількість аркушів не підтверджено"] == 1
    assert faults["внутрішній опис не підписано"] == 1
    assert faults["Матеріали справи підшито не повністю"] == 1
    assert told["канцелярія", "не зазначено"][0] == 1
    last_year = (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    earlier, before = check_formation(office.vault, *last_year, {})
    assert before == 0
    assert {row.unit for row in earlier} == {"не зазначено"}


@proves("814:I.9-довідка")
def test_814_i_9__the_note_for_the_head_of_staff_counts_what_it_lists(
    office: Office, press: Press
) -> None:
    """«Висновки за результатами перевірки … викладаються у довідці, яка подається на розгляд
    керівникові апарату…»"""
    printed, rows = formation_report(office.vault, press, HEAD, *YEAR, {})

    text = " ".join(" ".join(pages_of(printed.pdf)).split())
    assert "Керівникові апарату суду" in text
    assert (
        "За період з 01 січня 2026 року до 31 грудня 2026 року. Перевірено: 2 (дві) справи;" in text
    )
    assert "відділ справ О. О. Вигадана 1" in text
    assert f"Разом: {sum(row.total for row in rows)} (" in text
    assert "П. П. Приклад" in text


def test_a_period_that_ends_before_it_begins_is_none(office: Office, press: Press) -> None:
    with pytest.raises(UsageError):
        formation_report(office.vault, press, HEAD, YEAR[1], YEAR[0], {})
