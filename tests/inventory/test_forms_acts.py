"""Acts and reports as they are printed."""

from __future__ import annotations

import dataclasses

import pytest

from inventory.forms import (
    Press,
    SignaturePage,
    arrival_act,
    handover_act,
    signature_report,
    transfer_act,
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
    "814:II.6-акт",
    "814:XVIII.4-склад",
    "814:XVIII.4-примірники",
    "814:XVIII.4-підпис",
    "814:XVIII.4-дата",
)
def test_814_xviii_4__an_act_names_grounds_persons_facts_copies_and_everybody_signs(
    press: Press,
) -> None:
    """«У вступній частині зазначаються підстави … та називаються особи…»"""
    text = said(press, arrival_act(samples.ARRIVAL))
    parts = (
        "03.05.2025 № 2025/Н-1",
        "Підстава: пункт 6 розділу II",
        "П. П. Приклад",
        "відправник: ТОВ «Приклад»",
        "Додаток 3: квитанція відсутність",
        "Разом: 2 (дві) позиції.",
        "1-й — відправникові: ТОВ «Приклад»; 2-й — до вхідних документів",
        "Акт склали:",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    signed = text[places[-1] :]
    assert signed.count("(підпис)") == 2
    assert "Консультант суду" in signed


def test_transfer_counts_units_and_is_a_draft_until_told_otherwise(press: Press) -> None:
    text = said(press, transfer_act(samples.TRANSFER), draft=True)
    assert "Разом прийнято: 151 (сто п'ятдесят одна) одиниця зберігання." in text
    assert text.count("ЗАТВЕРДЖУЮ") == 2
    assert "ПРОЄКТ" in text
    assert "ПРОЄКТ" not in said(press, transfer_act(samples.TRANSFER))


@proves("814:II.11")
def test_814_ii_11__a_signature_report_is_one_page(press: Press) -> None:
    printed = press.print(signature_report(samples.REPORT), at=NOON, draft=False)
    assert printed.pages == 1
    text = " ".join(pages_of(printed.pdf)[0].split())
    assert "ЗВІТ про результати перевірки дійсності підпису" in text
    assert "ПІДПИС ДІЙСНИЙ" in text
    assert "Перевірено 03.05.2025 14:05:33 (UTC+03:00)" in text


@pytest.mark.parametrize(
    ("found", "conclusion"),
    [
        ({"indication": "TOTAL-FAILED"}, "ПІДПИС НЕДІЙСНИЙ"),
        ({"signature_intact": False}, "ПІДПИС НЕДІЙСНИЙ"),
        ({"content_intact": False}, "ПІДПИС НЕ ПІДТВЕРДЖУЄ ТЕПЕРІШНІЙ ЗМІСТ ДОКУМЕНТА"),
        ({"changed": "not-allowed"}, "ПІДПИС НЕ ПІДТВЕРДЖУЄ ТЕПЕРІШНІЙ ЗМІСТ ДОКУМЕНТА"),
        ({"covers": "part"}, "ПІДПИС ДІЙСНИЙ ЛИШЕ ЩОДО ЧАСТИНИ ДОКУМЕНТА"),
        ({"changed": "unknown"}, "ДІЙСНІСТЬ ПІДПИСУ НЕ ВСТАНОВЛЕНО"),
        ({"content_intact": None}, "ДІЙСНІСТЬ ПІДПИСУ НЕ ВСТАНОВЛЕНО"),
        ({"covers": "unknown"}, "ДІЙСНІСТЬ ПІДПИСУ НЕ ВСТАНОВЛЕНО"),
        ({"indication": "INDETERMINATE"}, "ДІЙСНІСТЬ ПІДПИСУ НЕ ВСТАНОВЛЕНО"),
        ({"indication": "INDETERMINATE", "covers": "part"}, "ДІЙСНІСТЬ ПІДПИСУ НЕ ВСТАНОВЛЕНО"),
        ({"changed": "allowed"}, "ПІДПИС ДІЙСНИЙ"),
    ],
)
def test_valid_is_said_only_of_the_whole_document_as_it_is(
    found: dict[str, str], conclusion: str
) -> None:
    fields = {f.name: getattr(samples.REPORT, f.name) for f in dataclasses.fields(SignaturePage)}
    value = SignaturePage(**{**fields, **found})
    (page,) = signature_report(value).slots["pages"]
    assert page["conclusion"] == conclusion
