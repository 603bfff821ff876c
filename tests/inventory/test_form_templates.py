"""A court's own templates: tried out, recorded, confirmed by an order, withdrawn."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from docs.clauses import ROOT
from ingest.projection import waiting
from inventory.forms import (
    Press,
    TemplateTrial,
    cover,
    form_names,
)
from inventory.forms.errors import (
    NoSuchForm,
    NothingToConfirm,
    TemplateExhausted,
    TemplateRefused,
    UnfitTemplate,
)
from inventory.forms.trial import try_template
from inventory.queries import (
    cases,
    documents_of,
    recorded_templates,
    separators_by_serial,
)
from inventory.rules.forms import may_be_adopted
from inventory.service.forms import (
    SETTLED,
    adopt_template,
    confirm_form,
    forms_in_use,
    make_press,
    withdraw_template,
)
from inventory.tables import separator_table
from tests.clauses import proves
from tests.inventory import samples
from tests.inventory.conftest import NOON, pages_of
from tests.inventory.office import Office
from tests.inventory.test_payloads import replayed
from vault import Vault
from vault.airlock import Airlock, Limits
from vault.errors import UsageError

FINE = TemplateTrial(form="cover", edition="814-5, наказ 7", language="uk-UA")
DAY = dt.date(2026, 11, 1)
SVG = '#image(bytes("<svg xmlns=\\"http://www.w3.org/2000/svg\\" width=\\"9\\" height=\\"9\\"/>"))'
ENDLESS = "for i in range(1000000) { for j in range(1000000) { let n = i * j } }"


@pytest.fixture(scope="module")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    limits = Limits(seconds=30)
    with Airlock(workers=1, limits=limits, scratch=tmp_path_factory.mktemp("scratch")) as pool:
        yield pool


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    office = Office(tmp_path)
    yield office.vault
    office.vault.close()


def own(press: Press, name: str, *changes: tuple[str, str]) -> bytes:
    """Our template of the form as another edition, with other words in it."""
    template = press.ours(name)
    text = template.text.decode().replace(template.edition, "суд, ред. 1")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def tried(press: Press, folder: Path, name: str, *changes: tuple[str, str]) -> TemplateTrial:
    path = folder / f"{name}.typ"
    path.write_bytes(own(press, name, *changes))
    return try_template(path, name, folder)


@pytest.mark.parametrize("name", form_names())
def test_our_own_templates_pass_the_trial(press: Press, tmp_path: Path, name: str) -> None:
    path = tmp_path / "t.typ"
    path.write_bytes(press.ours(name).text)
    trial = try_template(path, name, tmp_path)

    assert may_be_adopted(trial, {}, "").agrees
    assert not trial.pictures


def test_a_court_may_say_it_in_other_words(press: Press, tmp_path: Path) -> None:
    trial = tried(press, tmp_path, "inventory", ("Разом:", "Усього:"))

    assert may_be_adopted(trial, {}, "").agrees
    assert trial.edition == "суд, ред. 1"


@proves("814:VII.8")
def test_814_vii_8__an_inventory_without_a_column_is_refused(press: Press, tmp_path: Path) -> None:
    trial = tried(press, tmp_path, "inventory", ("r.title, r.sheets", '"", r.sheets'))

    assert may_be_adopted(trial, {}, "").clauses == ("814:VII.8",)
    assert trial.missing == ("rows[].title",)


@proves("814:VII.13")
def test_814_vii_13__a_note_without_a_particular_is_refused(press: Press, tmp_path: Path) -> None:
    trial = tried(press, tmp_path, "certification_note", ("s.envelopes)", '"")'))

    assert may_be_adopted(trial, {}, "").clauses == ("814:VII.13",)


@proves("814:VII.14")
def test_814_vii_14__a_cover_without_the_day_of_receipt_is_refused(
    press: Press, tmp_path: Path
) -> None:
    trial = tried(press, tmp_path, "cover", ("strong(s.received)", "[]"))

    assert may_be_adopted(trial, {}, "").clauses == ("814:VII.14",)
    assert trial.missing == ("received",)


@proves("814:VII.14-кут")
def test_814_vii_14__a_cover_leaves_the_corner_free(press: Press, tmp_path: Path) -> None:
    trial = tried(press, tmp_path, "cover", ("v(42mm)", "[угорі ліворуч]\n v(42mm)"))

    assert may_be_adopted(trial, {}, "").clauses == ("814:VII.14-кут",)


@proves("814:XVI.12")
def test_814_xvi_12__no_facsimile_can_be_printed(press: Press, tmp_path: Path) -> None:
    """«Факсимільне відтворення підпису … не допускається»"""
    trial = tried(press, tmp_path, "handover_act", ("act-head(s)", f"[{SVG}]\n act-head(s)"))

    assert may_be_adopted(trial, {}, "").clauses == ("814:XVI.12",)


@proves("814:VII.14-проколи")
@pytest.mark.parametrize("edges", ["left: 20mm, right: 10mm", "left: 30mm, right: 5mm"])
def test_814_vii_14__the_margin_for_sewing_stays_free(
    press: Press, tmp_path: Path, edges: str
) -> None:
    more = f"#let form(s) = {{\n set page(margin: ({edges}, y: 20mm))"
    line = ("title-line(above: 5mm)", "par(justify: true, lorem(40))\n title-line(above: 5mm)")
    trial = tried(press, tmp_path, "inventory", ("#let form(s) = {", more), line)

    assert may_be_adopted(trial, {}, "").clauses == ("814:VII.14-проколи",)


@proves("814:XVII.1")
def test_814_xvii_1__any_form_prints_what_it_is_told(press: Press, tmp_path: Path) -> None:
    trial = tried(press, tmp_path, "handover_act", ("r.title, r.dates", '"", r.dates'))

    assert may_be_adopted(trial, {}, "").clauses == ("814:XVII.1",)


@proves("814:I.8")
def test_814_i_8__forms_are_in_ukrainian(press: Press, tmp_path: Path) -> None:
    """«Діловодство в суді ведеться державною мовою»"""
    trial = tried(press, tmp_path, "cover")

    assert trial.language == "uk-UA"
    assert may_be_adopted(dataclasses.replace(trial, language="en"), {}, "").clauses == ("814:I.8",)


@proves("814:XVII.1")
def test_814_xvii_1__one_name_of_an_edition_is_one_text() -> None:
    assert may_be_adopted(FINE, {FINE.edition: "aa"}, "aa").agrees
    assert may_be_adopted(FINE, {FINE.edition: "aa"}, "bb").clauses == ("814:XVII.1",)
    assert may_be_adopted(dataclasses.replace(FINE, edition=" "), {}, "").clauses == ("814:XVII.1",)


@proves("814:VII.8")
def test_814_vii_8__what_fails_with_little_data_is_refused(press: Press, tmp_path: Path) -> None:
    trial = tried(press, tmp_path, "inventory", ("s.rows.map", "s.rows.slice(0, 1).map"))

    assert trial.cut == ("порожні дані",)
    assert may_be_adopted(trial, {}, "").clauses == ("814:VII.8",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#let form(s)", "#let form(s) = {{\n#let form(s)"),
        ("v(42mm)", 'read("/etc/passwd")'),
        ("v(42mm)", 'read("../press.py")'),
        ("v(42mm)", 'import "@preview/x:1.0.0": *'),
        ('court: "', 'суд: "'),
        ("v(42mm)", 'text(font: "Arial")[інший шрифт]'),
    ],
)
def test_what_cannot_be_set_is_refused(press: Press, tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(UnfitTemplate):
        tried(press, tmp_path, "cover", (old, new))


@pytest.mark.parametrize("costly", [ENDLESS, 'let a = "а" * 1000000000'])
def test_a_template_that_costs_too_much_is_stopped(
    vault: Vault, airlock: Airlock, press: Press, tmp_path: Path, costly: str
) -> None:
    path = tmp_path / "cover.typ"
    path.write_bytes(own(press, "cover", ("v(42mm)", f"{costly}\n v(42mm)")))
    limits = Limits(seconds=4, memory_mib=512)
    with (
        Airlock(workers=1, limits=limits, scratch=tmp_path / "scratch") as narrow,
        pytest.raises((TemplateExhausted, UnfitTemplate), match="аблон") as told,
    ):
        adopt_template(vault, narrow, press, "cover", path, actor="тест")
    assert recorded(vault, airlock) == []
    assert "відправник" not in str(told.value)


def recorded(vault: Vault, airlock: Airlock) -> list[str]:
    return [info.edition for info in forms_in_use(vault, make_press(vault, airlock)) if info.own]


def adopt(vault: Vault, airlock: Airlock, press: Press, folder: Path, text: bytes) -> Press:
    path = folder / "own.typ"
    path.write_bytes(text)
    adopt_template(vault, airlock, press, "cover", path, actor="тест")
    return make_press(vault, airlock)


def draft(press: Press) -> bool:
    text = pages_of(press.print(cover(samples.COVER), at=NOON, draft=False).pdf)[0]
    return "ПРОЄКТ" in text


def confirm(
    vault: Vault, airlock: Airlock, press: Press, order: str = "12-ОД", on: dt.date = DAY
) -> Press:
    confirm_form(vault, press, "cover", order=order, on=on, by="Г. Г. Голова", actor="тест")
    return make_press(vault, airlock)


@proves("814:I.7", "814:XVII.1")
def test_each_edition_is_a_draft_until_an_order_confirms_it(
    vault: Vault, airlock: Airlock, press: Press, tmp_path: Path
) -> None:
    ours = make_press(vault, airlock)
    assert draft(ours)
    ours = confirm(vault, airlock, ours)
    assert not draft(ours)

    theirs = adopt(vault, airlock, ours, tmp_path, own(press, "cover", ("Провадження", "Провадж.")))
    printed = theirs.print(cover(samples.COVER), at=NOON, draft=False)
    assert printed.edition == "суд, ред. 1"
    assert "Провадж. №" in pages_of(printed.pdf)[0]
    assert draft(theirs)
    theirs = confirm(vault, airlock, theirs, order="13-ОД")
    assert not draft(theirs)

    withdraw_template(vault, "cover", actor="тест")
    back = make_press(vault, airlock)
    assert back.print(cover(samples.COVER), at=NOON, draft=False).edition == "814-5, ред. 1"
    assert not draft(back)


def test_the_settings_confirm_the_editions_they_were_made_for(
    vault: Vault, airlock: Airlock
) -> None:
    settled = make_press(vault, airlock, settled=True)

    assert "814-5, ред. 1" in SETTLED
    assert not draft(settled)
    template = settled.ours("cover")
    assert not settled.is_confirmed(dataclasses.replace(template, edition="814-5, ред. 9"))
    assert not settled.is_confirmed(dataclasses.replace(template, own=True))


def test_a_text_that_was_adopted_stays_in_the_vault(
    vault: Vault, airlock: Airlock, press: Press, tmp_path: Path
) -> None:
    text = own(press, "cover")
    first = adopt(vault, airlock, press, tmp_path, text)
    sha512 = first.template("cover").sha512
    withdraw_template(vault, "cover", actor="тест")

    assert vault.locate(sha512).read_bytes() == text
    again = adopt(vault, airlock, make_press(vault, airlock), tmp_path, text)
    assert again.template("cover").text == text
    with pytest.raises(NothingToConfirm, match="саме за цим"):
        adopt(vault, airlock, again, tmp_path, text)


def test_what_the_rule_refuses_is_not_recorded(
    vault: Vault, airlock: Airlock, press: Press, tmp_path: Path
) -> None:
    with pytest.raises(TemplateRefused) as refused:
        adopt(vault, airlock, press, tmp_path, own(press, "cover", ("strong(s.received)", "[]")))

    assert refused.value.verdict.clauses == ("814:VII.14",)
    assert recorded(vault, airlock) == []
    assert vault.check().findings == []  # nothing is left over


def test_only_what_can_be_confirmed_is(vault: Vault, airlock: Airlock) -> None:
    press = make_press(vault, airlock)
    with pytest.raises(NoSuchForm):
        confirm_form(vault, press, "невідома", order="1", on=DAY, by="", actor="т")
    with pytest.raises(NothingToConfirm, match="не форма Інструкції"):
        confirm_form(vault, press, "stand_in", order="1", on=DAY, by="", actor="т")
    with pytest.raises(UsageError, match="дата"):
        confirm(vault, airlock, press, on=dt.date(2030, 1, 1))
    with pytest.raises(UsageError, match="номер"):
        confirm(vault, airlock, press, order=" ")
    with pytest.raises(NothingToConfirm, match="шаблоном програми"):
        withdraw_template(vault, "cover", actor="т")
    press = confirm(vault, airlock, press)
    with pytest.raises(NothingToConfirm, match="вже затверджено"):
        confirm(vault, airlock, press)
    assert vault.check().findings == []


def test_the_stored_journal_tells_which_forms_stood_and_what_separators_said() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "forms")

    found = {(one.form, one.edition): one for one in recorded_templates(connection)}
    ours = found["cover", "814-5, ред. 1"]
    assert (ours.own, ours.in_use, ours.order, ours.ordered_on) == (
        False,
        False,
        "12-ОД",
        "2026-11-01",
    )
    theirs = found["inventory", "814-6, наказ 13-ОД"]
    assert (theirs.own, theirs.in_use, theirs.order) == (True, False, "13-ОД")
    serials = list(connection.execute(sa.select(separator_table.c.serial)).scalars())
    known = separators_by_serial(connection, serials).values()
    [annex] = [one for one in known if one.annex]
    assert (annex.number, annex.kind, annex.duplex) == ("757/12345/25", "annex", False)
    titles = {
        (case.number, document.title)
        for case in cases(connection)
        for document in documents_of(connection, case.key)
    }
    assert titles == {
        ("757/12345/25", "Позовна заява"),
        ("757/12345/25", "Додаток"),
        ("757/77/25", "Клопотання"),
    }
    assert list(waiting(connection)) == []
