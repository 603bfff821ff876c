"""The press: data prints as itself, templates are checked, PDF/A is proved."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pikepdf
import pikepdf.pdfa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory import forms
from inventory.forms import (
    Form,
    FormError,
    InventoryRow,
    Press,
    TemplateRejected,
    certification_note,
    cover,
    handover_act,
    internal_inventory,
    signature_report,
    transfer_act,
)
from inventory.forms.press import _clean
from inventory.forms.typesetter import _checked
from tests.inventory import samples
from tests.inventory.conftest import NOON, pages_of

FORMS = {
    "cover": cover(samples.COVER),
    "inventory": internal_inventory(samples.inventory(40)),
    "certification_note": certification_note(samples.NOTE),
    "handover_act": handover_act(samples.HANDOVER),
    "transfer_act": transfer_act(samples.TRANSFER),
    "signature_report": signature_report(samples.REPORT),
}
OURS = Path(forms.__file__).parent


@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_pdfa_1b_with_our_fonts_and_its_edition(
    press: Press, name: str, draft: bool
) -> None:
    printed = press.print(FORMS[name], at=NOON, draft=draft)
    assert pikepdf.pdfa.validate_written(io.BytesIO(printed.pdf), "1b").passed
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        assert str(pdf.docinfo.Title) == FORMS[name].title
        assert str(pdf.Root.Lang).lower().startswith("uk")
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.resources.Font.values()}
        sizes = {tuple(float(x) for x in page.mediabox) for page in pdf.pages}
    assert all("+Liberation" in font for font in fonts)
    assert {(round(s[2]), round(s[3])) for s in sizes} == {(595, 842)}
    for page in pages_of(printed.pdf):
        assert f"форма {printed.edition}" in page.replace("\n", " ")
        assert ("ПРОЄКТ" in page) is draft


def test_the_same_form_is_the_same_bytes() -> None:
    form = FORMS["certification_note"]
    assert Press().print(form, at=NOON, draft=False) == Press().print(form, at=NOON, draft=False)


def without(form: Form, name: str) -> Form:
    return dataclasses.replace(form, slots={k: v for k, v in form.slots.items() if k != name})


@pytest.mark.parametrize("name", FORMS)
def test_a_missing_slot_fails(press: Press, name: str) -> None:
    for slot in FORMS[name].slots:
        with pytest.raises(FormError, match=f"slots: бракує полів {slot}"):
            press.print(without(FORMS[name], slot), at=NOON, draft=False)


@pytest.mark.parametrize("name", FORMS)
def test_an_extra_slot_fails(press: Press, name: str) -> None:
    more = dataclasses.replace(FORMS[name], slots={**FORMS[name].slots, "нова": "1"})
    with pytest.raises(FormError, match="slots: зайві поля нова"):
        press.print(more, at=NOON, draft=False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"judge": {"position": "Суддя", "name": "З."}}, "slots.judge: бракує полів date"),
        ({"judge": "Суддя"}, "slots.judge: потрібна група полів"),
        ({"rows": [{"position": "1"}]}, r"slots.rows\[\]: бракує полів date"),
        ({"rows": "1"}, "slots.rows: потрібен перелік"),
        ({"documents": ["1"]}, "slots.documents: потрібне одне значення"),
    ],
)
def test_slots_are_checked_all_the_way_down(
    press: Press, change: dict[str, object], message: str
) -> None:
    form = FORMS["inventory"]
    bad = dataclasses.replace(form, slots={**form.slots, **change})
    with pytest.raises(FormError, match=message):
        press.print(bad, at=NOON, draft=False)


def printed_title(press: Press, title: str) -> str:
    row = InventoryRow(index="", on=None, title=title)
    value = dataclasses.replace(samples.inventory(0), rows=(row,))
    text = pages_of(press.print(internal_inventory(value), at=NOON, draft=False).pdf)
    inside = " ".join(text).split("Примітки")[1].split("Разом:")[0]
    return inside.replace("\u200b", "")


@pytest.mark.parametrize(
    "title",
    [
        '#panic("x") "лапки" \\ *b* _i_ $m$ `c` @ref <label> [x] {y} ~ -- --- ... // /* */',
        '", "rows": [], "x": "',
        "= Заголовок",
        '#{read("/etc/passwd")}',
        "пам'ять «ялинки» “лапки” ’",
        "№ 5 § ґҐєЄіІїЇ",
    ],
)
def test_a_title_prints_as_itself(press: Press, title: str) -> None:
    assert "".join(title.split()) in "".join(printed_title(press, title).split())


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(codec="latin-1", categories=["P", "S", "N", "L"]), max_size=60))
def test_whatever_a_title_holds_prints_as_itself(press: Press, title: str) -> None:
    inside = "".join(printed_title(press, "|" + title + "|").split())
    expected = "".join(str(_clean("|" + title + "|")).split())
    assert expected in inside


def test_text_is_made_printable_and_keeps_its_letters() -> None:
    assert _clean("перший\nдругий\tтретій") == "перший другий третій"
    assert _clean("й") == "й"  # и + breve becomes one letter
    assert _clean("а\u202eб\u200bв\x07") == "абв"  # nothing turns or hides parts of a form
    assert _clean("справа 😀 漢") == "справа □ □"
    assert _clean("\ud800") == "□"
    assert _clean({"a": ["б\n", 1, True, None]}) == {"a": ["б", 1, True, None]}


def test_what_is_not_pdfa_never_leaves_the_press() -> None:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].Contents = pdf.make_stream(b"BT /F1 12 Tf (x) Tj ET")
        pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary())
        pdf.save(out)
    with pytest.raises(FormError, match="PDF/A-1b"):
        _checked(out.getvalue(), "проба", NOON)


def test_a_court_may_replace_a_template(tmp_path: Path) -> None:
    source = (OURS / "inventory.typ").read_text(encoding="utf-8")
    own = source.replace("814-6, ред. 1", "814-6, наказ № 5").replace("Разом:", "Усього:")
    (tmp_path / "inventory.typ").write_text(own, encoding="utf-8")
    press = Press(tmp_path)
    printed = press.print(FORMS["inventory"], at=NOON, draft=False)
    assert printed.edition == "814-6, наказ № 5"
    assert "Усього: 40 (сорок) документів" in " ".join(pages_of(printed.pdf)[-1].split())
    assert press.print(FORMS["cover"], at=NOON, draft=False).edition == "814-5, ред. 1"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("inventory", "#let form(s) = {", "#let form(s) = {{"),
        ("inventory", "#let edition", "#let видання"),
        ("inventory", 'court: "', 'суд: "'),
        ("inventory", "s.judge", "s.суддя"),
        ("inventory", "#let form(s) = {", '#let form(s) = { read("/etc/passwd")'),
        ("cover", "#let face", '#import "@preview/x:1.0.0"\n#let face'),
        ("cover", "v(42mm)", "v(42mm)\n text(fill: rgb(0, 0, 0, 50%))[прозоро]"),
        ("cover", "v(42mm)", 'v(42mm)\n text(font: "Arial")[інший шрифт]'),
    ],
)
def test_a_template_that_does_not_fit_is_refused_when_loaded(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    source = (OURS / f"{name}.typ").read_text(encoding="utf-8")
    assert old in source
    (tmp_path / f"{name}.typ").write_text(source.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TemplateRejected, match=f"{name}.typ"):
        Press(tmp_path)


@pytest.mark.parametrize("name", ["frame", "невідомий"])
def test_only_forms_can_be_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.typ").write_text("", encoding="utf-8")
    with pytest.raises(TemplateRejected, match="немає"):
        Press(tmp_path)
