"""What the cover says a case file is about."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inventory import CASE_KINDS
from inventory.forms import Press, cover
from inventory.model import CaseFile, CaseState, OriginalForm
from inventory.registration.subject import subject_of
from inventory.volumes.papers import Letterhead, cover_of
from tests.clauses import proves
from tests.inventory.conftest import NOON, pages_of
from tests.inventory.office import Office

CASE = CaseFile(
    key="main:757/1/25:aaaaaa",
    number="757/1/25",
    kind="civil",
    title="",
    state=CaseState.OPEN,
    original_form=OriginalForm.PAPER,
    opened_at="2025-03-01T10:00:00+00:00",
    received_on="2025-03-01",
    closed_on=None,
)


def subject(kind: str, title: str, claim: str = "") -> tuple[tuple[str, str], ...]:
    return subject_of(dataclasses.replace(CASE, kind=kind, title=title, claim=claim))


@proves("814:VII.14-сторони")
@pytest.mark.parametrize("kind", ["civil", "commercial", "administrative", "refusal"])
def test_814_vii_14__parties_stand_by_their_roles_and_the_claim_after_them(kind: str) -> None:
    assert subject(kind, "Позивач: Зразок З. З.; відповідач: ТОВ «Приклад: А»", "про борг") == (
        ("Позивач", "Зразок З. З."),
        ("Відповідач", "ТОВ «Приклад: А»"),
        ("Суть вимог", "про борг"),
    )
    assert subject(kind, "Зразок З. З. до ТОВ «Приклад: А»") == (
        ("Сторони (заявник)", "Зразок З. З. до ТОВ «Приклад: А»"),
    )


@proves("814:VII.14-зустрічний")
def test_814_vii_14__a_counterclaim_has_a_line_of_its_own() -> None:
    told = subject("civil", "Зразок З. З.", "про борг; зустрічний позов: про недійсність договору")

    assert told[1:] == (
        ("Суть вимог", "про борг"),
        ("Пред'явлено зустрічний позов", "про недійсність договору"),
    )


@proves("814:VII.14-особи")
@pytest.mark.parametrize("kind", ["criminal", "offence"])
def test_814_vii_14__each_person_stands_with_the_norm_of_law(kind: str) -> None:
    caption = "Особа, норма закону"
    assert subject(kind, "Приклад П. П.; Зразок З. З.", "ч. 1 ст. 185 КК") == (
        (caption, "Приклад П. П., ч. 1 ст. 185 КК"),
        (caption, "Зразок З. З., ч. 1 ст. 185 КК"),
    )
    assert subject(kind, "Приклад П. П., ст. 124 КУпАП; Зразок З. З.", "зіткнення") == (
        (caption, "Приклад П. П., ст. 124 КУпАП"),
        (caption, "Зразок З. З."),
        ("Суть справи", "зіткнення"),
    )


@proves("814:VII.14-забезпечення")
def test_814_vii_14__a_motion_says_who_moves_what_and_against_whom() -> None:
    assert subject("measure", "слідчий Приклад П. П.; Зразок З. З.", "арешт майна") == (
        ("Суб'єкт звернення за клопотанням", "слідчий Приклад П. П."),
        ("Вид заходу забезпечення", "арешт майна"),
        ("Особа, стосовно якої вирішується питання", "Зразок З. З."),
    )


@proves("814:VII.14-скарга")
def test_814_vii_14__a_complaint_says_who_complains_of_whom_and_what() -> None:
    assert subject("complaint", "Зразок З. З.; прокурор", "бездіяльність") == (
        ("Особа, яка подала скаргу", "Зразок З. З."),
        ("Чиї рішення, дії чи бездіяльність оскаржуються", "прокурор"),
        ("Предмет оскарження", "бездіяльність"),
    )


@proves("814:VII.14-інша")
def test_814_vii_14__another_case_says_about_whom_it_is_and_its_gist() -> None:
    assert subject("other", "Зразок З. З.", "примусовий захід") == (
        ("Особа, стосовно якої надійшла справа", "Зразок З. З."),
        ("Суть справи", "примусовий захід"),
    )


words = st.text("абвіїєґ:;.,«» 1ст", max_size=40)


@given(kind=st.sampled_from(sorted(CASE_KINDS)), title=words, claim=words)
@example(kind="complaint", title="а11: 1", claim="")  # a role where the caption names none
def test_no_letter_of_title_and_claim_is_left_out(kind: str, title: str, claim: str) -> None:
    told = "".join(caption + text for caption, text in subject(kind, title, claim)).casefold()

    for letter in "абвіїєґ1":
        assert told.count(letter) >= (title + claim).casefold().count(letter)


@pytest.mark.parametrize("kind", ["measure", "complaint", "other"])
def test_a_cover_of_each_kind_is_printed(kind: str, press: Press, tmp_path: Path) -> None:
    office = Office(tmp_path, kind=kind)
    office.add("motion", 3)
    case = dataclasses.replace(office.case, title="Зразок З. З.; прокурор", claim="суть")
    told = cover_of(Letterhead(court="Вигаданий суд"), case, office.plan()[0], 1)
    text = " ".join(" ".join(pages_of(press.print(cover(told), at=NOON, draft=False).pdf)).split())

    for caption, said in subject_of(case):
        assert f"{caption}: {said}" in text
