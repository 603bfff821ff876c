"""What the words of Ukrainian court papers propose for their cards; all names are invented."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.proposing import Proposals, Proposed, propose
from inventory.arrangement.kinds import kinds

TODAY = dt.date(2026, 11, 22)
CLAIM = """
Вигаданому районному суду

Позивач: Вигаданенко Василь Васильович,
адреса: місто Уявне, вулиця Казкова, 1, 01.02.1980 р.н.
Відповідач: Товариство «Прикладна фірма»
код 00000000

                    ПОЗОВНА ЗАЯВА
            про стягнення боргу за договором підряду

2 січня 2025 року сторони уклали договір № 17 від 02.01.2025. Відповідач не сплатив.
На підставі викладеного прошу стягнути борг.

14 березня 2025 року                     Вигаданенко В. В.
"""
LETTER = """
УЯВНЕ УПРАВЛІННЯ ПОЛІЦІЇ
Вих. № 15/25-вих від 12.03.2025
На № 757/12345/25-ц

Вигаданому суду
Супровідний лист
Надсилаємо матеріали у справі №757/12345/25-ц на 14 арк.
"""
RULING = """
Справа № 757 / 88 / 26
Провадження № 2/757/12/26
У Х В А Л А
ІМЕНЕМ УКРАЇНИ
«03» квітня 2026 року    місто Уявне
Вигаданий суд розглянув заяву.
"""


def first(found: tuple[Proposed, ...]) -> str:
    return found[0].value if found else ""


def test_a_claim_names_itself_its_parties_and_its_day() -> None:
    found = propose(CLAIM, today=TODAY)

    assert first(found.kinds) == "claim"
    assert first(found.titles) == "Позовна заява про стягнення боргу за договором підряду"
    assert first(found.dates) == "2025-03-14"
    assert first(found.senders) == "Вигаданенко Василь Васильович"
    assert [one.value for one in found.parties] == [
        "Позивач: Вигаданенко Василь Васильович",
        "Відповідач: Товариство «Прикладна фірма»",
    ]
    assert found.cases == ()
    assert "1980-02-01" not in {one.value for one in found.dates}


def test_a_letter_has_a_number_of_its_own_beside_that_of_the_case() -> None:
    found = propose(LETTER, today=TODAY)

    assert first(found.kinds) == "letter"
    assert first(found.indexes) == "15/25-вих"
    assert first(found.dates) == "2025-03-12"
    assert first(found.cases) == "757/12345/25-ц"
    assert found.cases[0].said.startswith("На № 757")


def test_letters_with_gaps_and_numbers_with_gaps_are_read() -> None:
    found = propose(RULING, today=TODAY)

    assert first(found.kinds) == "ruling-hearing"
    assert first(found.cases) == "757/88/26"
    assert first(found.dates) == "2026-04-03"
    assert [one.value for one in found.cases] == ["757/88/26"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("ВІДЗИВ НА ПОЗОВНУ ЗАЯВУ", "defence"),
        ("ВІДПОВІДЬ НА ВІДЗИВ", "response"),
        ("КЛОПОТАННЯ", "motion"),
        ("АПЕЛЯЦІЙНА СКАРГА", "appeal"),
        ("Заява про ознайомлення з матеріалами справи", "reading-application"),
        ("Протокол про адміністративне правопорушення", "offence-protocol"),
        ("ВИРОК", "sentence"),
        ("Висновок експерта № 5", "expert-opinion"),
        ("КВИТАНЦІЯ", "court-fee"),
        ("Договір підряду", "annex"),
    ],
)
def test_a_heading_says_the_kind(line: str, kind: str) -> None:
    found = propose(f"До суду\n{line}\nтекст", today=TODAY)

    assert first(found.kinds) == kind


def test_the_defendant_sends_the_defence() -> None:
    text = "Позивач: Перша А. А.\nВідповідач: Друга Б. Б.\nВІДЗИВ\n"

    assert first(propose(text, today=TODAY).senders) == "Друга Б. Б."


def test_a_name_may_stand_on_the_next_line() -> None:
    found = propose("Заявник:\nЗразкова Зоя Захарівна\nтел. 000\n", today=TODAY)

    assert first(found.senders) == "Зразкова Зоя Захарівна"


def test_a_stamp_of_the_court_comes_before_the_sender_s_number() -> None:
    found = propose("Вих. № 7 від 01.02.2026\nВх. № 1234/26\n", today=TODAY)

    assert [one.value for one in found.indexes] == ["1234/26", "7"]


def test_days_to_come_and_days_that_are_none_are_not_proposed() -> None:
    text = "Судове засідання 23.11.2026\n31.02.2026\n22.11.2026\n"

    assert [one.value for one in propose(text, today=TODAY).dates] == ["2026-11-22"]


def test_running_text_is_no_heading() -> None:
    text = "Рішення суду першої інстанції ухвалено з порушенням норм права, тому прошу скасувати\n"

    assert propose(text, today=TODAY).kinds == ()


def test_nothing_is_proposed_from_nothing() -> None:
    assert propose(" \n\n", today=TODAY) == Proposals()


@given(st.text(alphabet="абвАБВ№/.-:0123456789 \n«»Позивач від вх", max_size=300))
def test_any_text_is_answered_with_values_a_card_takes(text: str) -> None:
    found = propose(text, today=TODAY)

    assert all(one.value in kinds() for one in found.kinds)
    assert all(dt.date.fromisoformat(one.value) <= TODAY for one in found.dates)
    assert all(len(one.said) <= 90 for one in (*found.cases, *found.indexes, *found.senders))
