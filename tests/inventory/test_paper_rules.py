"""Who signs the internal inventory, and what covers and marks of rows say."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pypdfium2
import pytest

from inventory.forms import (
    Cover,
    Form,
    InternalInventory,
    Press,
    Signatory,
    SignedTo,
    VolumeName,
    claim,
    cover,
    form_names,
    internal_inventory,
    left_without_motion,
)
from inventory.rules.papers import in_place_of, may_sign_inventory
from inventory.service.certification import look
from inventory.volumes.papers import Letterhead, inventory_of
from tests.clauses import proves
from tests.inventory import samples
from tests.inventory.conftest import NOON, pages_of
from tests.inventory.office import Office

DAY = dt.date(2025, 5, 3)
ONE = VolumeName(court=samples.COURT, case="757/12345/25")
JUDGE = Signatory("Суддя", "З. З. Зразок")
CLERK = Signatory("Секретар судового засідання", "П. П. Приклад")
SIGNED_TO, SIGNERS = "Опис підписано раніше до рядка", "З. З. Зразок, П. П. Приклад"


def said(press: Press, form: Form) -> str:
    printed = press.print(form, at=NOON, draft=False)
    return " ".join(" ".join(pages_of(printed.pdf)).split())


@proves("814:VII.8-підпис")
def test_814_vii_8__judge_and_clerk_sign() -> None:
    """«Опис підписує суддя та працівник апарату суду (із зазначенням посади…)»"""
    assert may_sign_inventory(JUDGE, CLERK).agrees
    assert may_sign_inventory(Signatory(), CLERK).clauses == ("814:VII.8-підпис",)
    assert may_sign_inventory(JUDGE, Signatory()).clauses == ("814:VII.8-підпис",)


@proves("814:VII.8-заміна")
@pytest.mark.parametrize(
    ("position", "order", "agrees"),
    [
        ("Суддя", "15-ОД", True),
        ("Суддя", "", False),
        ("Заступник голови суду", "", False),
        ("Голова суду", "", True),
        ("В.о. голови суду", "", True),
        ("Суддя, який виконує обов’язки голови суду", "", True),
    ],
)
def test_814_vii_8__instead_of_the_judge_whom_an_order_names_or_the_president(
    position: str, order: str, agrees: bool
) -> None:
    """«У разі відсутності судді внутрішній опис підписує особа, визначена наказом голови суду. За
    відсутності такого наказу … голова суду, або особа, яка виконує його обов'язки»"""
    verdict = may_sign_inventory(Signatory(position), CLERK, instead=True, order=order)
    assert verdict.clauses == (() if agrees else ("814:VII.8-заміна",))


@proves("814:VII.8-заміна")
def test_814_vii_8__the_order_stands_with_the_own_title(press: Press) -> None:
    judge = dataclasses.replace(JUDGE, on=DAY)
    other = in_place_of(judge, Signatory("Суддя", "І. І. Інший"), "15-ОД")
    value = dataclasses.replace(samples.inventory(2), judge=other)

    assert "Суддя (наказ № 15-ОД) І. І. Інший 03.05.2025" in said(press, internal_inventory(value))


@proves("814:XIV.8")
@pytest.mark.parametrize("position", ["за голову суду", " За суддю"])
def test_814_xiv_8__no_position_begins_with_za(position: str) -> None:
    assert may_sign_inventory(Signatory(position), CLERK).clauses == ("814:XIV.8",)
    assert may_sign_inventory(JUDGE, Signatory(position)).clauses == ("814:XIV.8",)
    assert may_sign_inventory(Signatory("Заступник голови суду"), CLERK).agrees


def test_the_data_for_a_cover_used_again_are_those_of_every_cover(press: Press) -> None:
    plain = said(press, cover(samples.COVER))
    again = said(press, cover(dataclasses.replace(samples.COVER, reused=True)))

    assert "Дані для обкладинки, в якій надійшли матеріали" in again
    assert plain in again.replace(
        "Дані для обкладинки, в якій надійшли матеріали (пункт 25 розділу VII Інструкції) ", ""
    )


@proves("814:III.10-обкладинка")
def test_814_iii_10__what_is_left_without_motion_has_a_cover_with_the_number(press: Press) -> None:
    """«вкладаються в окремі обкладинки із зазначенням єдиного унікального номера справи»"""
    heading = left_without_motion("апеляційна скарга Зразка З. З.")
    text = said(press, cover(Cover(name=ONE, heading=heading, received_on=DAY)))

    assert "Матеріали, залишені без руху: апеляційна скарга Зразка З. З." in text
    assert "Справа № 757/12345/25" in text


@pytest.mark.parametrize("letter", ["2а", "2аа"])
def test_a_lettered_volume_has_its_letter_on_the_cover(press: Press, letter: str) -> None:
    name = dataclasses.replace(ONE, volume=letter, volumes=4)

    assert f"Том {letter} з 4" in said(press, cover(Cover(name=name, received_on=DAY)))


def test_fifty_long_parties_run_on_to_a_page_that_names_the_case(press: Press) -> None:
    name = "Товариство з обмеженою відповідальністю «Вигадана назва підприємства {}», м. Зразків"
    parties = [("Відповідач", name.format(n)) for n in range(50)]
    value = Cover(name=ONE, subject=claim(*parties, gist="про поділ"), received_on=DAY)
    pages = pages_of(press.print(cover(value), at=NOON, draft=False).pdf)

    whole = " ".join(" ".join(pages).split())
    assert all(f"підприємства {n}»" in whole for n in range(50))
    assert whole.count("Відповідач:") == 1  # said once for all of them
    assert len(pages) <= 2
    assert all("Справа № 757/12345/25" in page for page in pages[1:])


def test_parties_of_other_roles_keep_their_captions(press: Press) -> None:
    parties = (("Позивач", "А"), ("Відповідач", "Б"), ("Відповідач", "В"), ("Позивач", "Г"))
    text = said(press, cover(Cover(name=ONE, subject=claim(*parties, gist="г"), received_on=DAY)))

    assert "Позивач: А Відповідач: Б В Позивач: Г" in text


def rows_signed(count: int, signed: int) -> InternalInventory:
    before = (
        (SignedTo(row=signed, on=DAY, judge="З. З. Зразок", clerk="П. П. Приклад"),)
        if signed
        else ()
    )
    return dataclasses.replace(samples.inventory(count), signed=before)


@proves("814:VII.8-продовження")
@pytest.mark.parametrize(
    ("count", "signed", "mark"),
    [
        (5, 0, ""),
        (5, 5, ""),
        (5, 4, f"{SIGNED_TO} 4 включно — 03.05.2025 ({SIGNERS}); додано рядок 5."),
        (5, 2, f"{SIGNED_TO} 2 включно — 03.05.2025 ({SIGNERS}); додано рядки 3–5."),
    ],
)
def test_814_vii_8__rows_signed_before_are_told_from_those_added(
    press: Press, count: int, signed: int, mark: str
) -> None:
    text = said(press, internal_inventory(rows_signed(count, signed)))

    assert mark in text
    assert ("підписано раніше" in text) is bool(mark)


@proves("814:VII.14-проколи")
@pytest.mark.parametrize("name", [n for n in form_names() if not n.endswith(("mark", "total"))])
def test_814_vii_14__the_left_margin_of_every_form_is_free(press: Press, name: str) -> None:
    """«впродовж лівого, вільного від тексту, поля документів»"""
    pdf, _ = press.tried(press.ours(name), press.ours(name).sample)
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture = page.render(scale=1, grayscale=True).to_numpy()
            assert picture[:, : int(29 * 72 / 25.4)].min() == 255


@proves("814:VII.8-відсутність")
def test_814_vii_8__what_confirms_that_an_annex_is_missing_is_in_the_inventory(
    tmp_path: Path,
) -> None:
    """«Документ, що підтверджує відсутність додатка до позовної заяви … долучається до справи»"""
    office = Office(tmp_path)
    office.add("claim", 3, title="Позовна заява")
    office.add("act", 1, title="Акт про відсутність додатка 3 до позовної заяви", index="А-1")
    with office.vault.read() as connection:
        view = look(connection, office.number, 1)
    told = inventory_of(
        Letterhead(court="Суд"), view.case, view.volume, 1, view.documents, NOON.date()
    )

    [act] = [row for row in told.rows if row.title.startswith("Акт про відсутність")]
    assert (act.index, act.first, act.last) == ("А-1", "4", "4")
    office.vault.close()
