"""A court's own words of acts: read, judged, recorded, confirmed by an order, printed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.audit.acts import ActRequest, act_kinds, handover_kinds
from inventory.audit.wording import (
    HANDED,
    WITNESSED,
    WORDINGS,
    ActWording,
    our_wording,
    read_wording,
)
from inventory.events import ACT_DRAWN_UP, FILES_HANDED_OVER
from inventory.forms import Press
from inventory.forms.errors import NothingToConfirm, TemplateRefused, UnfitTemplate
from inventory.queries import get_act
from inventory.rules.forms import may_be_worded
from inventory.rules.handing_over import REASONS, HandingReason
from inventory.service.acts import draw_act
from inventory.service.forms import (
    adopt_wording,
    confirm_form,
    forms_in_use,
    make_press,
    template_in_use,
    withdraw_template,
)
from inventory.service.handing_over import hand_over
from tests.clauses import proves
from tests.inventory.office import Office
from tests.inventory.test_acts import ANNEX, HEAD, NUMBER, TWO, about, printed
from tests.inventory.test_handing_over import SAID
from vault.airlock import Airlock, Limits

OWN = "наказ 5-ОД"
STATE = ("Під час огляду стану справи виявлено", "Оглядом справи встановлено")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def airlock(tmp_path: Path) -> Iterator[Airlock]:
    with Airlock(workers=1, limits=Limits(), scratch=tmp_path / "scratch") as pool:
        yield pool


def text(*changes: tuple[str, str], edition: str = OWN, name: str = WITNESSED) -> bytes:
    """Our words as another edition, some of them said otherwise."""
    ours = our_wording(name)
    said = ours.text.decode().replace(ours.edition, edition)
    for old, new in changes:
        assert old in said
        said = said.replace(old, new)
    return said.encode()


def worded(kind: str, *, name: str = WITNESSED, **words: object) -> ActWording:
    """Our words in another edition, those of one kind changed."""
    kinds = dict(WORDINGS[name].kinds())
    kinds[kind] = dataclasses.replace(kinds[kind], **words)  # type: ignore[arg-type]
    return ActWording(name=name, edition=OWN, kinds=kinds, text=b"", own=True)


def clauses(wording: ActWording, editions: dict[str, str] | None = None) -> tuple[str, ...]:
    return may_be_worded(wording, our_wording(wording.name), editions or {}, "ab").clauses


@pytest.mark.parametrize("name", WORDINGS)
def test_our_words_are_read_as_they_are_written(name: str) -> None:
    ours = our_wording(name)
    again = read_wording(name, ours.text)

    assert again.kinds == ours.kinds == WORDINGS[name].kinds()
    assert clauses(again) == ()


def test_a_court_may_say_it_in_other_words() -> None:
    wording = read_wording(WITNESSED, b"\xef\xbb\xbf" + text(STATE).replace(b"\n", b"\r\n"))

    assert wording.edition == OWN
    assert STATE[1] in wording.kinds["state"].opening
    assert clauses(wording) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("edition\t", "Видання\t"), "перший рядок"),
        (("kind\ttitle", "kind\tназва"), "стовпці"),
        (("state\t", "стан\t"), "не вид акта"),
        (("\nreturn\t", "\nreading\t"), "один рядок"),
        (("{details}", "{party.__class__}"), "невідоме місце {party.__class__}"),
        (("{details}", "{details!r}"), "невідоме місце"),
        (("{details}", "{}"), "невідоме місце"),
        (("{details}", "{details"), "дужки"),
        (("\tпро втрату документа\t", "\tпро втрату документа {\t"), "дужки"),
        (("\tпро втрату документа\t", "\tпро втрату документа {on}\t"), "невідоме місце {on}"),
        (("state\t", "state\tзайве\t"), "стовпців"),
    ],
)
def test_what_is_no_table_of_words_is_refused(change: tuple[str, str], said: str) -> None:
    with pytest.raises(UnfitTemplate) as refused:
        read_wording(WITNESSED, text(change))

    assert said in str(refused.value)


@pytest.mark.parametrize(
    "sign", ["\0", "\x1b", "\x0b", "\x85", "\u202e", "\u2066", "\u200b", "\ufeff"]
)
def test_words_with_signs_that_nobody_sees_are_refused(sign: str) -> None:
    """An act would say something else than its eyes read, or nothing at all."""
    said = f"рядок 4 має невидимий знак U\\+{ord(sign):04X}"

    with pytest.raises(UnfitTemplate, match=said):
        read_wording(
            WITNESSED, text(("\tпро втрату документа\t", f"\tпро втрату{sign} документа\t"))
        )


def test_words_may_come_from_any_editor() -> None:
    as_notepad_keeps_them = b"\xef\xbb\xbf" + text().replace(b"\n", b"\r\n")

    ours, theirs = (read_wording(WITNESSED, one) for one in (text(), as_notepad_keeps_them))
    assert theirs.kinds == ours.kinds


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"\x00" * 300_000, b"edition\n\n", b"x" * 200_000]
)
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(UnfitTemplate):
        read_wording(WITNESSED, data)


@proves("814:I.8")
def test_814_i_8__acts_are_in_ukrainian() -> None:
    """«Діловодство в суді ведеться державною мовою»"""
    ours = act_kinds()["state"].opening

    assert clauses(worded("state", opening=f"{ours} Summary.")) == ("814:I.8",)
    assert clauses(worded("state", opening=f"{ours} Объявлено.")) == ("814:I.8",)


COPIES = {
    "loss": "814:I.10-акт",
    "arrival": "814:II.6-акт",
    "state": "814:II.7-акт стану",
    "removal": "814:VII.23-акт",
    "return": "814:IX.8-акт",
    "reading": "814:X.7-акт",
}


@proves(*COPIES.values())
def test_each_copy_has_who_holds_it_and_who_must_hear_of_it_does() -> None:
    """I.10: three copies of an act on a loss; II.6: two, one of them for the sender; and so on."""
    for kind, clause in COPIES.items():
        ours = act_kinds()[kind]
        more = clauses(worded(kind, holders=(*ours.holders, "до справи")))
        assert more == (clause,), kind
        if ours.report:
            assert clauses(worded(kind, report="")) == (clause,)


@proves("814:XVIII.4-склад")
@pytest.mark.parametrize("words", [{"basis": ""}, {"title": ""}, {"opening": "Виявлено таке:"}])
def test_814_xviii_4__ground_persons_and_what_is_witnessed_are_said(words: dict[str, str]) -> None:
    """«У вступній частині зазначаються підстави для складання акта…»"""
    silent = worded("state", **words)
    assert clauses(silent) == ("814:XVIII.4-склад",)
    [objection] = may_be_worded(silent, our_wording(WITNESSED), {}, "ab").objections
    assert "акт про стан справи" in objection.text


@proves("814:XVII.1")
def test_814_xvii_1__one_name_of_an_edition_is_one_text() -> None:
    wording = read_wording(WITNESSED, text())

    assert clauses(wording, {OWN: "ab"}) == ()
    assert clauses(wording, {OWN: "cd"}) == ("814:XVII.1",)
    assert clauses(dataclasses.replace(wording, edition="")) == ("814:XVII.1",)


@proves("814:XVIII.4-примірники")
def test_814_xviii_4__each_copy_of_an_act_that_hands_files_over_has_who_holds_it() -> None:
    """«…записуються дані про кількість примірників акта та їх місцезнаходження»"""
    for kind, ours in handover_kinds().items():
        lacking = worded(kind, name=HANDED, holders=ours.holders[:2])
        assert clauses(lacking) == ("814:XVIII.4-примірники",), kind
        [objection] = may_be_worded(lacking, our_wording(HANDED), {}, "ab").objections
        assert REASONS[HandingReason(kind)] in objection.text
        assert kind not in objection.text


@proves("814:XVIII.4-склад")
def test_814_xviii_4__an_act_that_hands_files_over_names_both_sides_and_the_day() -> None:
    ours = handover_kinds()["judge"].opening

    for place in ("{giver}", "{taker}", "{leaves_on}"):
        silent = worded("judge", name=HANDED, opening=ours.replace(place, ""))
        assert clauses(silent) == ("814:XVIII.4-склад",), place
    with pytest.raises(UnfitTemplate, match=r"невідоме місце \{party\}"):
        read_wording(HANDED, text(("{leaves_on}),", "{party}),"), name=HANDED))


# -- recorded, confirmed, printed ------------------------------------------------------------


def adopted(office: Office, folder: Path, data: bytes, name: str = WITNESSED) -> None:
    path = folder / "own.tsv"
    path.write_bytes(data)
    adopt_wording(office.vault, name, path, actor="тест")


def drawn(office: Office, press: Press) -> str:
    """The text of an act on the state of the case file, as it is kept."""
    head = dataclasses.replace(HEAD, draft=False)
    act = draw_act(office.vault, press, head, about("state", ANNEX), actor="тест")
    return printed(office, act.document)


def test_an_act_has_the_words_of_its_day(
    office: Office, press: Press, airlock: Airlock, tmp_path: Path
) -> None:
    first = drawn(office, press)
    adopted(office, tmp_path, text(STATE))
    second = drawn(office, press)
    withdraw_template(office.vault, WITNESSED, actor="тест")
    third = drawn(office, press)

    assert [STATE[1] in told for told in (first, second, third)] == [False, True, False]
    with office.vault.read() as connection:
        kept = [printed(office, get_act(connection, f"2026/СТ-{n}").document) for n in (1, 2, 3)]
    assert kept == [first, second, third]  # printing again prints what was signed
    entries = [entry for _, entry in office.vault.journal.read() if entry.event == ACT_DRAWN_UP]
    said = [entry.payload["wording"]["edition"] for entry in entries]
    assert said == [our_wording(WITNESSED).edition, OWN, our_wording(WITNESSED).edition]


def test_the_copy_in_the_case_file_has_the_courts_title(
    office: Office, press: Press, tmp_path: Path
) -> None:
    title = ("про стан справи, що надійшла до суду\tпункт", "про огляд справи\tпункт")
    adopted(office, tmp_path, text(title))
    request = ActRequest(kind="state", case=NUMBER, found=(ANNEX,), present=TWO, filed=True)
    act = draw_act(office.vault, press, HEAD, request, actor="тест")

    assert act.filed_as is not None
    assert office.document(act.filed_as).title == "Акт про огляд справи"


@proves("814:XVII.1")
def test_new_words_are_a_draft_until_an_order_confirms_them(
    office: Office, airlock: Airlock, tmp_path: Path
) -> None:
    vault, day = office.vault, dt.date(2026, 11, 1)

    def now() -> Press:
        return make_press(vault, airlock)

    def confirm(name: str) -> None:
        confirm_form(vault, now(), name, order="5-ОД", on=day, by="", actor="тест")

    confirm("act")
    assert "ПРОЄКТ" in drawn(office, now())  # the form is confirmed, its words are not
    confirm(WITNESSED)
    assert "ПРОЄКТ" not in drawn(office, now())
    adopted(office, tmp_path, text(STATE))
    assert "ПРОЄКТ" in drawn(office, now())
    confirm(WITNESSED)
    assert "ПРОЄКТ" not in drawn(office, now())
    [info] = [one for one in forms_in_use(vault, now()) if one.name == WITNESSED]
    assert (info.own, info.edition, info.confirmed, info.order) == (True, OWN, True, "5-ОД")
    assert template_in_use(vault, now(), WITNESSED).text == text(STATE)
    assert vault.check().findings == []


def test_what_a_rule_refuses_is_not_recorded(office: Office, tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused) as refused:
        adopted(office, tmp_path, text(STATE, edition=our_wording(WITNESSED).edition))

    assert refused.value.verdict.clauses == ("814:XVII.1",)
    adopted(office, tmp_path, text(STATE))
    with pytest.raises(NothingToConfirm, match="саме цими"):
        adopted(office, tmp_path, text(STATE))
    with pytest.raises(TemplateRefused):
        adopted(office, tmp_path, text(("{details}", "")))
    assert office.vault.check().findings == []


def test_an_act_that_hands_files_over_has_the_courts_words(
    office: Office, airlock: Airlock, tmp_path: Path
) -> None:
    """Annex 2 by the same way as annex 1: a draft until its form and its words are confirmed."""
    vault, day = office.vault, dt.date(2026, 11, 1)
    said = dataclasses.replace(
        SAID, numbers=(NUMBER,), reason=HandingReason.LIQUIDATION, unit="відділ № 2"
    )

    def handed() -> str:
        head = dataclasses.replace(HEAD, draft=False)
        act = hand_over(vault, make_press(vault, airlock), head, said, actor="тест")
        return printed(office, act.document)

    def confirm(name: str) -> None:
        press = make_press(vault, airlock)
        confirm_form(vault, press, name, order="5-ОД", on=day, by="", actor="тест")

    confirm("files_act")
    first = handed()
    assert "ПРОЄКТ" in first
    assert "У зв'язку з ліквідацією структурного підрозділу Секретар" in first
    words = ("з ліквідацією структурного підрозділу {giver}", "з утворенням ({unit}) {giver}")
    adopted(office, tmp_path, text(words, name=HANDED), HANDED)
    assert "У зв'язку з утворенням (відділ № 2) Секретар" in handed()
    confirm(HANDED)
    assert "ПРОЄКТ" not in handed()

    entries = [entry for _, entry in vault.journal.read() if entry.event == FILES_HANDED_OVER]
    told = [entry.payload["wording"]["edition"] for entry in entries]
    assert told == [our_wording(HANDED).edition, OWN, OWN]
    assert vault.check().findings == []
