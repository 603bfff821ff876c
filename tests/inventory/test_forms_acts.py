"""Acts and reports as they are printed."""

from __future__ import annotations

import dataclasses

import pytest

from inventory.forms import (
    Press,
    handover_act,
    signature_report,
    transfer_act,
    witness_act,
)
from tests.clauses import proves
from tests.inventory import samples
from tests.inventory.conftest import NOON, pages_of
from tests.inventory.test_forms import said


@proves("814:XXI.1")
def test_814_xxi_1__handover_counts_files_volumes_and_sheets(press: Press) -> None:
    text = said(press, handover_act(samples.HANDOVER))
    assert (
        "Разом: 2 (дві) справи, 3 (три) томи, 301 (триста один) аркуш справ + 4 (чотири) аркуші "
        "внутрішніх описів." in text
    )
    assert "Складено примірників: 2 (два). 1-й — канцелярія суду; 2-й — архів суду." in text
    assert text.index("Передав(ла):") < text.index("Прийняв(ла):")


@proves(
    "814:XVIII.4-склад",
    "814:XVIII.4-примірники",
    "814:XVIII.4-підпис",
    "814:XVIII.4-дата",
)
def test_814_xviii_4__an_act_names_grounds_persons_facts_copies_and_everybody_signs(
    press: Press,
) -> None:
    """«У вступній частині зазначаються підстави … та називаються особи…»"""
    text = said(press, witness_act(samples.ACT))
    parts = (
        "03.05.2025 № 2025/Н-1",
        "Підстава: пункт 6 розділу II",
        "П. П. Приклад",
        "відправник: ТОВ «Приклад»",
        "Додаток 3: квитанція відсутність",
        "Разом: 2 (дві) позиції.",
        "1-й — відправникові: ТОВ «Приклад»; 2-й — до вхідних документів",
        "Про виявлене доповідається керівникові апарату суду.",
        "Акт склали:",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    signed = text[places[-1] :]
    assert signed.count("(підпис)") == 3
    assert "Консультант суду" in signed


@proves("814:XVIII.4-підпис")
def test_814_xviii_4__who_disagrees_says_so_on_a_sheet_of_their_own(press: Press) -> None:
    """«…підписує його і викладає свою думку на окремому аркуші, який додається до акта.»"""
    act, dissent = pages_of(press.print(witness_act(samples.ACT), at=NOON, draft=False).pdf)

    assert "До акта додано зауваження на окремих аркушах: 1." in act
    assert "Пакет надійшов цілим." not in act
    assert "ЗАУВАЖЕННЯ" in dissent
    assert "до акта № 2025/Н-1 від 03.05.2025" in dissent
    assert "Пакет надійшов цілим." in dissent
    assert dissent.count("(підпис)") == 1


def test_transfer_counts_units_and_is_a_draft_until_told_otherwise(press: Press) -> None:
    text = said(press, transfer_act(samples.TRANSFER), draft=True)
    assert "Разом прийнято: 151 (сто п'ятдесят одна) одиниця зберігання." in text
    assert text.count("ЗАТВЕРДЖУЮ") == 2
    assert "ПРОЄКТ" in text
    assert "ПРОЄКТ" not in said(press, transfer_act(samples.TRANSFER))


@proves("814:II.11")
@pytest.mark.parametrize("signatures", [1, 2, 3, 6])
def test_814_ii_11__a_signature_report_is_one_page(press: Press, signatures: int) -> None:
    """The report lies with the document as one sheet, whoever signed it."""
    findings = (samples.UNCERTAIN, samples.FINDINGS) * 3
    form = signature_report(
        dataclasses.replace(samples.REPORT, findings=findings[:signatures]),
    )
    printed = press.print(form, at=NOON, draft=False)

    assert printed.pages == 1
    text = " ".join(pages_of(printed.pdf)[0].split())
    for words in (
        "ЗВІТ про результати перевірки дійсності підпису",
        "Файл: pozov.pdf, 123456 байт, SHA-256: abababab",
        "Перевірено: 03.05.2025 14:05:33 (UTC+03:00)",
        "Зразок Зиновій Зиновійович",
        "РНОКПП 1234567890, ЄДРПОУ 12345678",
        "Зразковий надавач довірчих послуг",
        "Що робити: Перевірте ще раз",
        f"Підпис {signatures} з {signatures}",
    ):
        assert words in text


def test_a_report_on_very_many_signatures_goes_on_and_leaves_none_out(press: Press) -> None:
    form = signature_report(dataclasses.replace(samples.REPORT, findings=(samples.UNCERTAIN,) * 20))
    printed = press.print(form, at=NOON, draft=False)

    text = " ".join(" ".join(pages_of(printed.pdf)).split())
    assert printed.pages > 1
    assert all(f"Підпис {place} з 20" in text for place in range(1, 21))


def test_the_conclusion_says_which_signature_has_which_verdict() -> None:
    findings = (samples.FINDINGS, samples.UNCERTAIN, samples.FINDINGS)
    form = signature_report(dataclasses.replace(samples.REPORT, findings=findings))

    assert form.slots["conclusion"] == [
        "№ 1, 3: Підпис дійсний",
        "№ 2: Дійсність підпису не встановлено",
    ]
