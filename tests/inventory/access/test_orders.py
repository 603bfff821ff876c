"""Orders on rights and their electronic copies; who opens what is for service use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from inventory import Accession, OriginalForm, card_of, register
from inventory.access import AccessDenied, Restriction, Right, guard
from inventory.access import service as access
from inventory.access.errors import GrantRefused
from inventory.access.orders import copy_of_order, day_of_order
from inventory.access.queries import get_user
from inventory.registration.working_days import read_holidays
from tests.clauses import proves
from tests.inventory.office import NOON, Office

ORDER = "наказ керівника апарату від 20.11.2026 № 7"
DAYS = read_holidays()
NEXT = dt.date(2026, 11, 23)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, guard=guard)


@proves("Лубни:2.1-накази")
def test_lubny_2_1__the_copy_of_an_order_is_entered_by_the_next_working_day(office: Office) -> None:
    """«Електронні примірники наказів … вносяться до АСДС не пізніше наступного робочого дня, що
    настає після їх підписання.»"""

    def told(today: dt.date, order: str = ORDER) -> tuple[str | None, str]:
        with office.vault.read() as connection:
            found = copy_of_order(connection, order, DAYS, today)
        return found.document, "; ".join(o.text for o in found.verdict.objections)

    assert told(NEXT) == (None, "")
    assert "внести його слід було до 23.11.2026" in told(NEXT + dt.timedelta(days=1))[1]
    assert "не названо дати" in told(NEXT, "наказ № 7")[1]
    assert "не названо дати" in told(NEXT, "наказ № 7 від 31.02.2026")[1]
    copy = office.add("order", 1, index="7", date="2026-11-20")
    assert told(NEXT + dt.timedelta(days=9)) == (copy, "")
    office.vault.clock = lambda: NOON + dt.timedelta(days=9)
    office.add("order", 1, index="8", date="2026-11-20")
    assert "внесено пізніше за 23.11.2026" in told(NEXT, "№ 8 від 2026-11-20")[1]
    assert day_of_order("№ 8 від 2026-11-20") == dt.date(2026, 11, 20)


@proves("ЗапАС:2.1")
def test_zapas_2_1__duties_and_rights_are_set_by_an_order(office: Office) -> None:
    """«Функціональні обов'язки, права користувачів АСДС визначаються наказами керівника апарату
    суду.»"""
    with office.vault.transaction("система") as tx:
        access.add_user(tx, "kants", name="В. Вигадка", position="секретар")
        with pytest.raises(GrantRefused):
            access.grant(tx, "kants", Right(kind="role", value="registry", order=" "))
        access.grant(tx, "kants", Right(kind="role", value="registry", order=ORDER))
        [right] = get_user(tx.connection, "kants", "2026-11-21").rights
    assert (right.value, right.order) == ("registry", ORDER)


@proves("814:II.4-дск")
def test_814_ii_4__an_envelope_for_service_use_is_opened_by_whoever_may(office: Office) -> None:
    """«Конверти з грифом "для службового користування" розкриваються відповідальним працівником,
    який має право працювати з документами з грифом…»"""
    with office.vault.transaction("система") as tx:
        for login in ("kants", "rso"):
            access.add_user(tx, login, name="В. Вигадка", position="секретар")
            access.grant(tx, login, Right(kind="role", value="registry", order=ORDER))
        mark = Right(kind="mark", value=Restriction.SERVICE.value, order=ORDER)
        access.grant(tx, "rso", mark)
        tx.commit()

    def opened(login: str, *, restricted: bool) -> str:
        accession = Accession(
            id=f"d{login}{int(restricted)}",
            case=office.case,
            card=card_of({"kind": "letter", "restricted": restricted, "pages": 3}),
            arrived_at="2025-03-01T10:00:00",
            name="",
            format="",
            content=None,
            pages=0,
            form=OriginalForm.PAPER,
            print_duplex=False,
        )
        with office.vault.transaction(f"система as {login}") as tx:
            register(tx, accession)
            tx.commit()
        return accession.id

    with pytest.raises(AccessDenied) as denied:
        opened("kants", restricted=True)
    assert denied.value.verdict.clauses == ("814:II.4-дск",)
    assert office.document(opened("rso", restricted=True)).restricted
    assert not office.document(opened("kants", restricted=False)).restricted
