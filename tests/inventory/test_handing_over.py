"""The act that hands files and documents over inside the court (814 I.12, annex 2)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from inventory import NewCase, open_case
from inventory.errors import ActNotDrawn
from inventory.forms import Press, Signatory
from inventory.queries import acts
from inventory.rules.handing_over import HandingReason, may_be_handed_over
from inventory.service.cases import close_case
from inventory.service.handing_over import HandingOver, hand_over
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.inventory.conftest import pages_of
from tests.inventory.office import NOON, Office
from vault import Vault, events_of
from vault.errors import UsageError

HEAD = Letterhead(court="Зразківський районний суд")
CLERK = Signatory("Секретар судового засідання", "П. П. Приклад")
CHIEF = Signatory("Керівник канцелярії", "К. К. Взірець")
STAFF = (Signatory("Архіваріус", "А. А. Зразок"), Signatory("Консультант", "Н. Н. Вигадана"))
SAID = HandingOver(
    reason=HandingReason.DISMISSAL,
    numbers=("757/12345/25", "757/2/26"),
    giver=CLERK,
    taker=CHIEF,
    registry=(CHIEF,),
    staff=STAFF,
    order="наказ голови суду від 20.11.2026 № 7",
    leaves_on=dt.date(2026, 11, 30),
)
DAY = dt.date(2026, 11, 21)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.add("claim", 248)
    office.add("motion", 20)
    with office.vault.transaction("clerk") as tx:
        open_case(tx, NewCase(number="757/2/26", kind="civil", own="bbbbbb", title="Про дозвіл"))
        tx.commit()
    return office


def text_of(vault: Vault, sha512: str) -> str:
    return " ".join(" ".join(pages_of(vault.locate(sha512).read_bytes())).split())


def clauses(said: HandingOver, *, finished: int = 0, on: dt.date = DAY) -> tuple[str, ...]:
    return may_be_handed_over(
        said.reason,
        staff=len({one.name for one in said.signing}),
        of_registry=len(said.registry),
        order=said.order,
        unit=said.unit,
        on=on,
        leaves_on=said.leaves_on,
        finished=finished,
    ).clauses


@proves("814:I.12-підписи")
def test_814_i_12__three_of_the_staff_sign_one_of_the_registry_and_there_is_a_seal(
    office: Office, press: Press
) -> None:
    """«…підписується трьома працівниками апарату суду, одним з яких є працівник канцелярії,
    засвідчується печаткою суду.»"""
    act = hand_over(office.vault, press, HEAD, SAID, actor="clerk")

    text = text_of(office.vault, act.document)
    assert text.count("(підпис)") == 4
    assert text.index("Передав(ла):") < text.index("Прийняв(ла):") < text.index("А. А. Зразок")
    assert "М. П." in text
    two = dataclasses.replace(SAID, staff=STAFF[:1])
    assert clauses(two) == ("814:I.12-підписи",)
    outside = dataclasses.replace(SAID, registry=(), staff=(*STAFF, CLERK))
    assert clauses(outside) == ("814:I.12-підписи",)
    with pytest.raises(ActNotDrawn):
        hand_over(office.vault, press, HEAD, two, actor="clerk")
    with office.vault.read() as connection:
        assert len(list(acts(connection))) == 1


@proves("814:I.12-звільнення")
def test_814_i_12__the_act_lists_what_the_person_held_and_rests_on_an_order(
    office: Office, press: Press
) -> None:
    """«У випадку звільнення … складається акт приймання-передавання справ та документів
    (додаток 2) комісії, утвореній наказом голови суду.»"""
    letter = office.add("letter", 3, title="Лист без справи", index="17")

    act = hand_over(
        office.vault, press, HEAD, dataclasses.replace(SAID, documents=(letter,)), actor="clerk"
    )

    text = text_of(office.vault, act.document)
    assert "наказ голови суду від 20.11.2026 № 7" in text
    assert (
        "У зв'язку зі звільненням (дата звільнення 30 листопада 2026 року) Секретар судового"
        in text
    )
    assert "2 (дві) справи, 3 (три) томи" in text
    assert "окремих документів: 1 (один) документ." in text
    assert "Складено примірників: 3 (три)." in text
    with office.vault.read() as connection:
        marked = list(events_of(connection, f"case:{office.case.key}"))[-1].event
    assert marked == "files handed over"
    assert clauses(dataclasses.replace(SAID, order=" ")) == ("814:I.12-звільнення",)


@proves("814:I.12-дата")
def test_814_i_12__the_act_is_signed_before_the_person_leaves() -> None:
    """«Акти складаються та підписуються не пізніше дати звільнення судді (працівника).»"""
    assert clauses(SAID, on=dt.date(2026, 11, 30)) == ()
    assert clauses(SAID, on=dt.date(2026, 12, 1)) == ("814:I.12-дата",)
    assert clauses(dataclasses.replace(SAID, leaves_on=None)) == ("814:I.12-дата",)


@proves("814:I.12-ліквідація", "814:I.12-суддя")
def test_814_i_12__only_unfinished_files_go_to_another_unit_or_back_to_the_registry(
    office: Office, press: Press
) -> None:
    """«…справи, завершені діловодством, передаються до архіву суду…»; «…всі нерозглянуті ним
    судові справи … передаються до канцелярії суду…»"""
    closing = dataclasses.replace(
        SAID, reason=HandingReason.LIQUIDATION, unit="відділ № 2", order=""
    )
    judge = dataclasses.replace(SAID, reason=HandingReason.JUDGE, order="")
    assert clauses(closing) == clauses(judge) == ()
    assert clauses(dataclasses.replace(closing, unit="")) == ("814:I.12-ліквідація",)
    assert clauses(closing, finished=1) == ("814:I.12-ліквідація",)
    assert clauses(judge, finished=1) == ("814:I.12-суддя",)
    with office.vault.transaction("clerk") as tx:
        close_case(tx, "757/2/26", NOON.date())
        tx.commit()
    with pytest.raises(ActNotDrawn) as refused:
        hand_over(office.vault, press, HEAD, judge, actor="clerk")
    assert refused.value.verdict.clauses == ("814:I.12-суддя",)
    one = dataclasses.replace(judge, numbers=("757/12345/25",))
    assert hand_over(office.vault, press, HEAD, one, actor="clerk").number == "2026/ПП-1"


def test_an_act_on_nothing_or_on_one_file_twice_makes_no_sense(
    office: Office, press: Press
) -> None:
    for numbers in ((), ("757/2/26", "757/2/26")):
        with pytest.raises(UsageError):
            hand_over(
                office.vault, press, HEAD, dataclasses.replace(SAID, numbers=numbers), actor="clerk"
            )
