"""Acts as papers: their dates in words, and whether their copy joined the case file."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from inventory.audit.acts import Defect, Shortfall
from inventory.forms import Press
from inventory.service.acts import draw_act
from inventory.service.order import look_at_order
from tests.clauses import proves
from tests.inventory.office import Office
from tests.inventory.test_acts import ARRIVAL, HEAD, about, printed


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@proves("814:XIV.9-словесно")
def test_814_xiv_9__the_text_of_an_act_has_its_dates_in_words(office: Office, press: Press) -> None:
    """«У текстах … організаційно-розпорядчих … документів … застосовується словесно-цифровий
    спосіб зазначення дат…»: an act is one of them (XVIII.4)."""
    motion = office.add("motion", 3, title="Клопотання", date="2025-03-01")
    request = dataclasses.replace(ARRIVAL, documents=(motion,), on=dt.date(2026, 11, 3))

    text = printed(office, draw_act(office.vault, press, HEAD, request, actor="x").document)

    assert "що надійшла 03 листопада 2026 року" in text
    assert "Клопотання (01 березня 2025 року)" in text


@proves("814:II.7-акт стану", "814:IX.8-акт", "814:X.7-акт", "814:VII.23-акт")
@pytest.mark.parametrize(
    ("kind", "defect", "clause"),
    [
        ("state", Defect.DEFECT, "814:II.7-акт стану"),
        ("return", Defect.MISSING, "814:IX.8-акт"),
        ("reading", Defect.MISSING, "814:X.7-акт"),
        ("removal", Defect.REMOVED, "814:VII.23-акт"),
    ],
)
def test_an_act_whose_copy_belongs_to_the_file_is_missed_until_it_is_there(
    office: Office, press: Press, kind: str, defect: Defect, clause: str
) -> None:
    request = about(kind, Shortfall(defect, "Довідка"), party="Вигаданий суд")
    request = dataclasses.replace(request, ground="заява, резолюція")

    act = draw_act(office.vault, press, HEAD, request, actor="clerk")

    assert clause in _lacking(office)
    office.add("act", 1, index=act.number)
    assert clause not in _lacking(office)
    filed = dataclasses.replace(request, filed=True)
    draw_act(office.vault, press, HEAD, filed, actor="clerk")
    assert clause not in _lacking(office)


def _lacking(office: Office) -> tuple[str, ...]:
    with office.vault.read() as connection:
        return look_at_order(connection, office.case).lacking.clauses
