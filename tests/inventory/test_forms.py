"""The forms as printed: what they say, how they are counted, that they stay whole."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable

import pypdfium2
import pytest

from inventory.forms import (
    Cover,
    Form,
    InternalInventory,
    InventoryRow,
    Press,
    VolumeName,
    appeal_of_ruling,
    certification_note,
    claim,
    complaint,
    cover,
    files_act,
    formation_note,
    handover_act,
    internal_inventory,
    labels,
    measure,
    other,
    persons,
    reading_register,
    search_results,
    separators,
    signature_report,
    stand_ins,
    transfer_act,
    witness_act,
)
from inventory.language.listing import listed
from tests.clauses import proves
from tests.inventory import samples
from tests.inventory.conftest import NOON, pages_of

FORMS: dict[str, Form] = {
    "act": witness_act(samples.ACT),
    "files_act": files_act(samples.HANDED),
    "formation_note": formation_note(samples.FORMATION),
    "reading_register": reading_register(samples.READINGS),
    "cover": cover(samples.COVER),
    "inventory": internal_inventory(samples.inventory(40)),
    "certification_note": certification_note(samples.NOTE),
    "handover_act": handover_act(samples.HANDOVER),
    "transfer_act": transfer_act(samples.TRANSFER),
    "signature_report": signature_report(samples.REPORT),
    "stand_in": stand_ins(samples.MISSING),
    "search_results": search_results(samples.FOUND),
    "separator": separators(samples.COURT, samples.SEPARATORS),
    "label": labels(samples.COURT, samples.LABELS),
}
DAY = dt.date(2025, 5, 3)
ONE = VolumeName(court=samples.COURT, case="757/12345/25")


def said(press: Press, form: Form, *, draft: bool = False) -> str:
    """All text of the form in one line: where a line breaks is not what it says."""
    return " ".join(" ".join(pages_of(press.print(form, at=NOON, draft=draft).pdf)).split())


@pytest.mark.parametrize("name", FORMS)
def test_forms_say_what_they_said(
    press: Press, golden: Callable[[str, str], None], name: str
) -> None:
    printed = press.print(FORMS[name], at=NOON, draft=name == "transfer_act")
    golden(f"forms/{name}", "\f\n".join(pages_of(printed.pdf)) + "\n")


@proves("814:VII.8")
def test_814_vii_8__six_columns_in_this_order(press: Press) -> None:
    """«порядковий номер, реєстраційний індекс документу, дату, коротку назву документа, номер
    аркушів справи, примітки»"""
    text = said(press, internal_inventory(samples.inventory(4)))
    columns = (
        "№ з/п Реєстраційний індекс документа Дата Коротка назва документа Номери аркушів справи "
        "Примітки 1 2 3 4 5 6"
    )
    assert columns in text
    assert "4 2-1203/25 03.05.2025 Ухвала про відкриття провадження 7–8 копія" in text


@proves("814:VII.8-підпис")
def test_814_vii_8__judge_and_staff_sign_the_inventory(press: Press) -> None:
    text = said(press, internal_inventory(samples.inventory(4)))
    block = r"(посада) (підпис) (ініціали, прізвище) (дата)"
    assert text.count(block) == 2
    assert text.index("Суддя З. З. Зразок 03.05.2025") < text.index(
        "Секретар судового засідання П. П. Приклад 03.05.2025"
    )


@proves("814:VII.8-підсумок", "814:VII.9-опис")
@pytest.mark.parametrize("rows", [0, 1, 2, 41, 120])
def test_814_vii_8__total_of_documents_and_of_inventory_sheets(press: Press, rows: int) -> None:
    """«наводяться цифрами та літерами кількість документів, що включені до опису, та кількість
    аркушів внутрішнього опису»"""
    printed = press.print(internal_inventory(samples.inventory(rows)), at=NOON, draft=False)
    text = " ".join(" ".join(pages_of(printed.pdf)).split())
    words = {
        0: "0 (нуль) документів",
        1: "1 (один) документ",
        2: "2 (два) документи",
        41: "41 (сорок один) документ",
        120: "120 (сто двадцять) документів",
    }
    sheets = {1: "1 (один)", 2: "2 (два)", 3: "3 (три)", 4: "4 (чотири)"}[printed.pages]
    assert f"Разом: {words[rows]}. Кількість аркушів внутрішнього опису: {sheets}." in text


@proves("814:VII.8-продовження")
def test_814_vii_8__a_continuation_goes_on_counting(press: Press) -> None:
    value = dataclasses.replace(samples.inventory(3), earlier_rows=45, earlier_sheets=2)
    text = said(press, internal_inventory(value))
    assert "(продовження)" in text
    assert "46 2-1200/25" in text
    assert "48 2-1202/25" in text
    assert "Разом: 48 (сорок вісім) документів. Кількість аркушів внутрішнього опису: 3 (три)." in (
        text
    )
    assert text.startswith("3 ")


def rows_on(page: str) -> list[int]:
    return [int(n) for n in re.findall(r"^(\d+) 2-1\d\d\d/25", page, re.MULTILINE)]


def assert_whole(press: Press, value: InternalInventory) -> None:
    """Every row once and in order, the true sheet count, signatures never without a row."""
    printed = press.print(internal_inventory(value), at=NOON, draft=False)
    pages = pages_of(printed.pdf)
    assert printed.pages == len(pages)
    assert [n for page in pages for n in rows_on(page)] == list(range(1, len(value.rows) + 1))
    assert not value.rows or rows_on(pages[-1])[0] < len(value.rows) or len(value.rows) == 1
    assert all("Коротка назва документа" in page for page in pages)
    assert f"аркушів внутрішнього опису: {printed.sheets} (" in " ".join(pages[-1].split())
    assert pages[-1].count("(підпис)") == 2
    assert all("(підпис)" not in page and "Разом" not in page for page in pages[:-1])


@pytest.mark.parametrize("rows", [1, 2, 3, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 80, 400])
def test_no_signature_stands_on_a_sheet_by_itself(press: Press, rows: int) -> None:
    assert_whole(press, samples.inventory(rows))


@pytest.mark.slow
@pytest.mark.parametrize("title", ["Ухвала", "Довга назва документа, " * 8])
@pytest.mark.parametrize("rows", range(1, 100, 2))
def test_no_signature_stands_on_a_sheet_by_itself__every_length(
    press: Press, rows: int, title: str
) -> None:
    assert_whole(press, samples.inventory(rows, title=title.strip()))


@pytest.mark.parametrize("title_chars", [300, 5_000])
def test_long_titles_stay_in_the_table(press: Press, title_chars: int) -> None:
    title = ("Клопотання про витребування доказів " * 200)[:title_chars].strip()
    row = InventoryRow(index="2-1/25", on=DAY, title=title, first="1", last="250")
    value = dataclasses.replace(samples.inventory(0), rows=(row,))
    printed = press.print(internal_inventory(value), at=NOON, draft=False)
    rows = [
        " ".join(re.split("5 6|форма", page, maxsplit=2)[1].split())
        for page in pages_of(printed.pdf)
    ]
    text = " ".join(rows).replace("2-1/25 03.05.2025 ", "")
    assert title[:280] in text
    assert text.count("витребування") == title.count("витребування")


def test_words_wider_than_their_column_are_broken_inside_it(press: Press) -> None:
    row = InventoryRow(
        index="2-адм/757/12345/2025-в_провадженні",
        on=DAY,
        title="Ж" * 80,
        first="247а",
        last="250аа",
        notes="знепронумеровано",
    )
    value = dataclasses.replace(samples.inventory(0), rows=(row,))
    printed = press.print(internal_inventory(value), at=NOON, draft=False)
    with pypdfium2.PdfDocument(printed.pdf) as document:
        text = document[0].get_textpage()
        boxes = [text.get_charbox(i) for i in range(text.count_chars())]
        letters = [text.get_text_range(i, 1) for i in range(text.count_chars())]
    wide = [box for box, letter in zip(boxes, letters, strict=True) if letter == "Ж"]
    assert len(wide) == 80
    assert min(box[0] for box in wide) > 255  # the column of titles, in points
    assert max(box[2] for box in wide) < 440


@proves("814:VII.9-опис")
def test_814_vii_9__duplex_inventory_counts_sheets_and_numbers_faces(press: Press) -> None:
    printed = press.print(
        internal_inventory(samples.inventory(100, duplex=True)), at=NOON, draft=False
    )
    pages = pages_of(printed.pdf)
    assert (printed.pages, printed.sheets) == (3, 2)
    heads = [" ".join(page.split("№ з/п")[0].split()) for page in pages]
    assert heads[1:] == ["Справа № 757/12345/25, том 2 з 3", "Справа № 757/12345/25, том 2 з 3 2"]
    assert [page[:5] for page in pages] == ["1\nЗра", "Справ", "Справ"]
    assert "аркушів внутрішнього опису: 2 (два)." in " ".join(pages[-1].split())


@proves("814:VII.14-суд", "814:VII.14-номер", "814:VII.14-том", "814:VII.14-дата", "814:VII.14")
def test_814_vii_14__cover_fields_in_their_order(press: Press) -> None:
    text = said(press, cover(samples.COVER))
    places = [
        text.index(part)
        for part in (
            samples.COURT,
            "СПРАВА № 757/12345/25",
            "Провадження № 2/757/4006/25",
            "Том 2 з 3",
            "Зразок Зиновій Зиновійович",
            "про стягнення заборгованості",
            "Пред'явлено зустрічний позов",
            "03 травня 2025 року",
        )
    ]
    assert places == sorted(places)


@proves("814:VII.14-том")
def test_814_vii_14__volume_is_named_only_when_there_are_more(press: Press) -> None:
    """«якщо томів справи … більше одного»"""
    text = said(press, cover(Cover(name=ONE, received_on=DAY)))
    assert "Том" not in text


@proves(
    "814:VII.14-особи",
    "814:VII.14-забезпечення",
    "814:VII.14-скарга",
    "814:VII.14-сторони",
    "814:VII.14-зустрічний",
    "814:VII.14-інша",
)
@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (
            persons(("Приклад Пилип", "ч. 1 ст. 185 КК України"), ("Зразок Зоя", "ст. 124 КУпАП")),
            ("Приклад Пилип, ч. 1 ст. 185 КК України", "Зразок Зоя, ст. 124 КУпАП"),
        ),
        (
            measure(applicant="слідчий Приклад П. П.", kind="арешт майна", person="Зразок З. З."),
            ("слідчий Приклад П. П.", "арешт майна", "Зразок З. З."),
        ),
        (
            complaint(complainant="Зразок З. З.", respondent="прокурор", matter="бездіяльність"),
            ("Зразок З. З.", "прокурор", "бездіяльність"),
        ),
        (
            claim(("Заявник", "Зразок З. З."), gist="про усиновлення"),
            ("Заявник: Зразок З. З.", "Суть вимог: про усиновлення"),
        ),
        (other(person="Зразок З. З.", gist="суть"), ("Зразок З. З.", "Суть справи: суть")),
    ],
)
def test_814_vii_14__subject_by_kind_of_case(
    press: Press, subject: tuple[tuple[str, str], ...], words: tuple[str, ...]
) -> None:
    text = said(press, cover(Cover(name=ONE, subject=subject, received_on=DAY)))
    assert all(part in text for part in words)


@proves("814:VII.14-кут")
@pytest.mark.parametrize("draft", [False, True])
def test_814_vii_14__top_left_corner_stays_empty(press: Press, draft: bool) -> None:
    """«Лівий верхній кут обкладинки … залишається вільним для розміщення в ньому штампа»"""
    printed = press.print(cover(samples.COVER), at=NOON, draft=draft)
    with pypdfium2.PdfDocument(printed.pdf) as document:
        picture = document[0].render(scale=1, grayscale=True).to_numpy()
    mm = 72 / 25.4
    assert picture[: int(55 * mm), : int(80 * mm)].min() == 255
    assert picture.min() < 50


@proves("814:VII.21-обкладинка")
def test_814_vii_21__cover_of_materials_on_a_ruling(press: Press) -> None:
    heading = appeal_of_ruling(
        court="Зразківський районний суд", on=DAY, case="757/1/25", complainant="Зразок З. З."
    )
    text = said(press, cover(Cover(name=ONE, heading=heading, received_on=DAY)))
    assert (
        "Матеріали оскарження ухвали (Зразківський районний суд, 03.05.2025, справа № 757/1/25) "
        "за апеляційною скаргою (Зразок З. З.)" in text
    )


def test_a_cover_of_thirty_parties_stays_on_one_page(press: Press) -> None:
    parties = [("Відповідач", f"Вигаданий Відповідач Номер {n}") for n in range(30)]
    value = dataclasses.replace(samples.COVER, subject=claim(*parties, gist="про поділ майна"))
    assert press.print(cover(value), at=NOON, draft=False).pages == 1


@proves("814:VII.13-плюс", "814:VII.13-аркуш")
def test_814_vii_13__sheets_plus_inventory_sheets(press: Press) -> None:
    """«зазначаються цифрами і літерами кількість аркушів у справі та окремо, через знак "+"»"""
    text = said(press, certification_note(samples.NOTE))
    assert samples.NOTE.sheets == 248 - 4 + 5
    assert "249 (двісті сорок дев'ять) + 2 (два)" in text


@proves(
    "814:VII.13-літерні",
    "814:VII.13-вкладення",
    "814:VII.13-наклеєні",
    "814:VII.13-великі",
    "814:VII.13-конверти",
    "814:VII.13-помилки",
)
def test_814_vii_13__peculiarities_are_listed(press: Press) -> None:
    text = said(press, certification_note(samples.NOTE))
    for words in (
        "Літерні номери аркушів 12а, 12б, 12в, 12г, 12ґ",
        "Пропущені номери аркушів 7–9, 30",
        "паспорт (між арк. 14 і 15); свідоцтво про народження (після арк. 40)",
        "вирізками тощо 20–22, 40",
        "Великоформатні аркуші 15",
        "№ 30 — 3 (три) аркуші; № 200 — 21 (двадцять один) аркуш",
        "аркуш 45 помилково мав номер 46",
    ):
        assert words in text


@proves("814:VII.13-підпис")
def test_814_vii_13__the_compiler_alone_signs(press: Press) -> None:
    text = said(press, certification_note(samples.NOTE))
    assert text.count("(посада) (підпис) (ініціали, прізвище) (дата)") == 1
    assert "Секретар судового засідання П. П. Приклад 03.05.2025" in text


@proves("814:VII.13-зміни")
def test_814_vii_13__later_changes_are_appended_with_their_act(press: Press) -> None:
    first = said(press, certification_note(dataclasses.replace(samples.NOTE, changes=())))
    later = said(press, certification_note(samples.NOTE))
    before = first[: first.index("Подальші зміни")]
    assert later.startswith(before)
    assert "05.01.2026 Пошкоджено аркуш 17 акт від 05.01.2026 № 1 Архіваріус" in later


def test_an_empty_note_says_that_there_is_nothing(press: Press) -> None:
    value = dataclasses.replace(
        samples.NOTE,
        lettered=(),
        missing=(),
        unnumbered=(),
        pasted=(),
        large=(),
        envelopes=(),
        corrections=(),
    )
    assert said(press, certification_note(value)).count("немає") == 7


def test_labels_are_listed_in_order_with_runs_joined() -> None:
    assert listed(["3", "1", "2", "12ґ", "12г", "12д", "5", "6", "13"]) == (
        "1–3, 5, 6, 12г, 12ґ, 12д, 13"
    )
    assert listed([]) == ""
