"""sheets, volume numbered/signed/renumber/label/join: a case file as its paper really is."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clauses import proves
from tests.desk.cli import VOLUME, Office, Ran, shaped
from tests.desk.test_asking import Terminal
from tests.ingest.samples import pdf
from tests.inventory.conftest import pages_of

NUMBER = "757/303/25"


def add(office: Office, folder: Path, name: str, data: bytes, **card: object) -> str:
    """Register one document; its id."""
    file, told = folder / f"{name}.pdf", folder / f"{name}.json"
    file.write_bytes(data)
    told.write_text(json.dumps({"original_form": "paper", "title": name, **card}), "utf-8")
    first = office("add", file, "--case", NUMBER, "--card", told, "--json").lines[0]
    assert first["outcome"] == "registered", first
    return str(first["document"])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A claim of two leaves, a plan scanned in two parts, an envelope with two enclosures."""
    folder = tmp_path_factory.mktemp("numbering")
    office = Office(folder / "vault")
    assert office("init", "--court", "Вигаданий суд").code == 0
    settings = office.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8").replace('name = ""', 'name = "П. П. Приклад"')
    settings.write_text(text, encoding="utf-8")
    assert office("case", "open", NUMBER, "--kind", "civil").code == 0
    add(office, folder, "Позов", pdf("Claim", 3), kind="claim")
    add(office, folder, "План", pdf("Plan", 2), kind="motion", received_at="2025-03-02")
    add(office, folder, "Конверт", pdf("Envelope", 3), kind="envelope", received_at="2025-03-03")
    return office


@pytest.fixture
def own(filled: Office, tmp_path: Path) -> Office:
    return filled.copy(tmp_path / "vault")


def document(office: Office, title: str) -> str:
    return str(office.documents(NUMBER)[title]["id"])


def labels(office: Office) -> list[tuple[str, str, str]]:
    [volume] = office.json("volume", "build", NUMBER)
    return [(d["title"], d["first_sheet"], d["last_sheet"]) for d in volume["documents"]]


def draw_all(office: Office) -> None:
    for title, line in (
        ("Позов", "1-2 3:pasted"),
        ("План", "1-2:large"),
        ("Конверт", "1 2 3"),
    ):
        words = [word for leaf in line.split() for word in ("--leaf", leaf)]
        assert office("sheets", "set", document(office, title), *words).code == 0


def test_scenario_3__a_note_with_every_particular_of_every_leaf(
    own: Office, tmp_path: Path
) -> None:
    draw_all(own)
    assert labels(own) == [("Позов", "1", "2"), ("План", "3", "3"), ("Конверт", "4", "6")]
    own.json("volume", "numbered", NUMBER, "1", "--to-row", "2")
    own.json("volume", "signed", NUMBER, "1", "--to-row", "3", "--on", "2026-01-12")
    own.json("sheets", "confirm", document(own, "Позов"), "3")
    assert labels(own)[0] == ("Позов", "1", "2а")
    own.json("volume", "close", NUMBER, "1")

    wrong = own("volume", "certify", NUMBER, "1", "--counted", "5", "--json")
    certified = own.json("volume", "certify", NUMBER, "1", "--counted", "7")
    own.json("print", "certification-note", NUMBER, "1", "-o", tmp_path / "note.pdf")

    assert (wrong.code, "7" in wrong.error["findings"][0]["text"]) == (3, False)
    assert shaped(certified, VOLUME)
    assert certified["certification"]["lettered"] == ["2а"]
    assert (certified["numbered_rows"], certified["signed_rows"], certified["fixed_rows"]) == (
        (2, 3, 3)
    )
    note = " ".join(" ".join(pages_of((tmp_path / "note.pdf").read_bytes())).split())
    assert "№ 4 — 2 (два) аркуші" in note
    assert "пропущений при нумерації аркуш дістав номер 2а" in note
    wrong = own("print", "note", NUMBER, "1", "-o", tmp_path / "no.pdf", "--json")
    assert (wrong.code, "«note»" in wrong.error["what"]) == (2, True)
    listed = {form["name"]: form["title"] for form in own.json("forms", "list")}
    assert listed["handing_register"] == "Реєстр переданих справ і документів"
    # Who has no name in the vault is not named by a login.
    assert re.search(r"дістав номер 2а \(\d\d\.\d\d\.\d{4}\)", note)
    assert own.json("check")["ok"]


def test_a_leaf_map_is_shown_drawn_and_bound(own: Office, tmp_path: Path) -> None:
    proposed = own.json("sheets", "map", document(own, "План"))
    assert (proposed["drawn"], proposed["map"]) == (False, "1 2")
    assert [leaf["number"] for leaf in proposed["leaves"]] == ["4", "5"]

    draw_all(own)

    drawn = own.json("sheets", "map", document(own, "План"))
    assert (drawn["drawn"], drawn["map"], drawn["sheets"]) == (True, "1-2:large", 1)
    told = own("sheets", "map", document(own, "Позов")).out
    assert "арк. 1: лицьовий бік с. 1, зворот с. 2" in told
    assert "Рядок карти: 1-2 3:pasted" in told
    made = own.json("volume", "export", NUMBER, "1", "-o", tmp_path / "v.pdf")
    assert (made["sheets"], made["missing"]) == (6, [])
    assert [(leaf["number"], leaf["face"], leaf["back"]) for leaf in made["leaves"]][:3] == [
        ("1", [1], [2]),
        ("2", [3], []),
        ("3", [1, 2], []),
    ]
    for words in ((), ("--leaf", "1", "--proposed"), ("--from", tmp_path / "none")):
        assert own("sheets", "set", document(own, "План"), *words).code == 2
    line = tmp_path / "line.txt"
    line.write_text("1 2", encoding="utf-8")
    assert own.json("sheets", "set", document(own, "План"), "--from", line)["map"] == "1 2"
    assert own.json("sheets", "set", document(own, "План"), "--proposed")["sheets"] == 2
    own("sheets", "set", document(own, "План"), "--leaf", "1-2:large")
    assert own.json("sheets", "set", document(own, "План"), "--proposed")["map"] != "1-2:large"


def test_sheets_are_numbered_anew_and_old_numbers_are_shown(own: Office) -> None:
    draw_all(own)
    noted = own("volume", "number", NUMBER, "1", "--lettered", "2а", "--missing", "4")
    assert "вирішує людина: sprava volume renumber" in noted.out
    assert own("volume", "number", NUMBER, "1", "--repeated", "2", "--json").code == 0
    own.json("volume", "renumber", NUMBER, "1")

    again = own("volume", "renumber", NUMBER, "1", "--json")
    history = own.json("sheets", "history", NUMBER, "1")
    only = own("sheets", "history", NUMBER, "1", "--sheet", "2а").out

    assert (again.code, again.error["findings"][0]["clause"]) == (3, "814:VII.9-перенумерація")
    assert [bool(one["sheets"]) for one in history] == [False, False, True]
    assert history[-1]["sheets"][0]["old"] == "2а"
    assert history[1]["repeated"] == [2]
    assert "аркуш 3, був 2а: План" in only
    assert "Номерів аркушів цього тому не виправляли" in own("sheets", "history", NUMBER, "2").out
    # Who is named in the vault is named here, not called by a login.
    own.json("user", "add", "kants", "--name", "В. В. Вигадана", "--position", "секретар")
    own.json("user", "grant", "kants", "--role", "registry", "--order", "№ 1")
    own.json("volume", "number", NUMBER, "1", "--lettered", "1а", "--as", "kants")
    told = own("sheets", "history", NUMBER, "1").out
    assert "В. В. Вигадана:" in told
    assert "kants" not in told


def test_the_plan_is_shown_as_strips_before_it_is_made(own: Office, tmp_path: Path) -> None:
    add(own, tmp_path, "Довгий", pdf("Long"), kind="motion", sheets=260)
    own.json("volume", "label", NUMBER, "2", "1а")

    told = own("volume", "build", NUMBER, "--plan").out
    volumes = own.json("volume", "build", NUMBER, "--plan")

    assert [(v["number"], v["label"]) for v in volumes] == [(1, "1"), (2, "1а")]
    assert "▒" in told
    assert "Том 1а (у командах 2)" in told
    assert "Том 1а (у командах 2)" in own("case", "show", NUMBER).out
    assert "продовження див. т. 1а" in json.dumps(volumes, ensure_ascii=False)


def test_a_document_is_joined_by_an_act_and_covers_are_printed_again(
    own: Office, tmp_path: Path
) -> None:
    draw_all(own)
    own.json("volume", "close", NUMBER, "1")
    own.json("volume", "certify", NUMBER, "1", "--counted", "6")
    late = add(own, tmp_path, "Розписка", pdf("Late", 2), kind="receipt", sheets=2)
    hint = own("volume", "build", NUMBER).out
    own.json("print", "cover", NUMBER, "1", "-o", tmp_path / "cover.pdf")

    joined = own.json("volume", "join", NUMBER, "1", late, "--basis", "акт № 3")

    assert "передрукуйте обкладинки томів 1 " in hint
    assert "Том 1 з 2" in " ".join(pages_of((tmp_path / "cover.pdf").read_bytes()))
    assert (joined["sheets"], joined["certification"]["sheets"]) == (8, 6)
    assert joined["documents"][-1]["last_sheet"] == "8"
    more = tmp_path / "more.pdf"
    assert own("print", "inventory-continuation", NUMBER, "1", "-o", more).code == 0
    assert "(продовження)" in " ".join(pages_of(more.read_bytes()))
    assert own("volume", "join", NUMBER, "1", late, "--basis", "акт № 3").code == 3
    assert own.json("check")["ok"]


def test_on_a_terminal_a_volume_is_not_certified_without_a_count(
    own: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_all(own)
    own.json("volume", "close", NUMBER, "1")
    monkeypatch.setattr(sys, "stdin", Terminal("\n"))

    assert refused_for_want_of_a_count(own("volume", "certify", NUMBER, "1"))


def test_a_court_may_want_a_count_everywhere(own: Office) -> None:
    settings = own.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace('blind_count = "asked"', 'blind_count = "required"'), encoding="utf-8"
    )
    draw_all(own)
    own.json("volume", "close", NUMBER, "1")

    assert refused_for_want_of_a_count(own("volume", "certify", NUMBER, "1"))
    settings.write_text(text.replace('"asked"', '"guessed"'), encoding="utf-8")
    assert own("case", "list", "--json").error["code"] == "U002"


@proves("814:VII.8-підпис")
def test_814_vii_8__the_inventory_is_signed_with_the_note_or_before_it(own: Office) -> None:
    settings = own.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace('inventory_signed = "with-note"', 'inventory_signed = "before"'),
        encoding="utf-8",
    )
    draw_all(own)
    own.json("volume", "close", NUMBER, "1")
    early = own("volume", "certify", NUMBER, "1", "--counted", "6", "--json")
    unnamed = re.sub(r'(position = "Суддя"\nname = )".*"', r'\1""', text)
    settings.write_text(unnamed, encoding="utf-8")

    nameless = own("volume", "certify", NUMBER, "1", "--counted", "6")
    named = ("--to-row", "3", "--judge", "С. Суддівський", "--clerk", "П. Приклад")
    signed = own.json("volume", "signed", NUMBER, "1", *named)
    assert (early.code, early.error["findings"][0]["clause"]) == (3, "814:VII.8-підпис")
    assert "внутрішній опис тому 1 не підписано" in nameless.out
    assert signed[0]["signed_rows"] == 3
    settings.write_text(text.replace('"with-note"', '"never"'), encoding="utf-8")
    assert own("case", "list", "--json").error["code"] == "U002"


@proves("814:VII.8-підпис")
def test_814_vii_8__the_command_may_name_the_judge(own: Office) -> None:
    draw_all(own)
    own.json("volume", "close", NUMBER, "1")
    named = own("volume", "certify", NUMBER, "1", "--counted", "6", "--judge", "С. Суддівський")
    assert "Опис до рядка 3 підписують С. Суддівський і П. П. Приклад" in named.out


@proves("814:VII.8-підпис")
def test_814_vii_8__the_judge_of_the_case_file_signs_its_inventory(own: Office) -> None:
    own.json("case", "correct", NUMBER, "--set", "judge=К. К. Карткова", "--reason", "розподіл")
    draw_all(own)
    own.json("volume", "close", NUMBER, "1")
    certified = own("volume", "certify", NUMBER, "1", "--counted", "6")
    assert "Опис до рядка 3 підписують К. К. Карткова і П. П. Приклад" in certified.out


def refused_for_want_of_a_count(ran: Ran) -> bool:
    return ran.code == 3 and "лише після лічби руками" in ran.err


def test_an_electronic_file_counts_documents(tmp_path: Path) -> None:
    office = Office(tmp_path / "vault")
    office("init", "--court", "Вигаданий суд")
    opened: Any = office.json(
        "case", "open", NUMBER, "--kind", "civil", "--original-form", "electronic"
    )
    add(office, tmp_path, "Позов", pdf("Claim", 3), kind="claim", original_form="electronic")
    add(office, tmp_path, "Відзив", pdf("Answer", 2), kind="defence", original_form="electronic")
    office.json("volume", "close", NUMBER, "1")
    certified = office.json("volume", "certify", NUMBER, "1")
    for form in ("certification-note", "inventory"):
        office.json("print", form, NUMBER, "1", "-o", tmp_path / f"{form}.pdf")

    assert opened["original_form"] == "electronic"
    assert (certified["sheets"], len(certified["documents"])) == (0, 2)
    note, inventory = (
        " ".join(" ".join(pages_of((tmp_path / f"{form}.pdf").read_bytes())).split())
        for form in ("certification-note", "inventory")
    )
    assert "електронні документи: 2 (два) документи" in note
    assert "електронний документ, 3 сторінки" in inventory
