"""Acts, inspections, history and «what changed meanwhile», as a clerk meets them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.desk.cli import Office
from tests.ingest.samples import pdf

CASE = "757/12345/25"
YES = {"volumes": True, "inventory": True, "matching": True}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A vault with one case file of two documents."""
    office = Office(tmp_path / "vault")
    office("init", "--court", "Зразківський районний суд")
    office("case", "open", CASE, "--kind", "civil", "--title", "Вигаданко В. В.")
    for name, kind, pages in (("claim", "claim", 3), ("letter", "letter", 2)):
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(pdf(name, pages))
        assert office("add", file, "--case", CASE, "--kind", kind).code == 0
    return office


def answers(folder: Path, **said: object) -> Path:
    path = folder / "answers.json"
    path.write_text(json.dumps(YES | said), encoding="utf-8")
    return path


def test_a_file_goes_comes_back_short_and_the_act_is_drawn_in_one_step(
    office: Office, tmp_path: Path
) -> None:
    going = ("inspect", CASE, "--occasion", "sending", "--by", "Секретар; П. П. Приклад")
    asked = office(*going, "--look", "--json").json
    assert {one["code"] for one in asked["questions"]} >= {"volumes", "stitched", "numbered"}
    assert "814:IX.5" in {one["clause"] for one in asked["findings"]}
    unsaid = office(*going, "--json")
    assert (unsaid.code, unsaid.json["error"]["code"]) == (3, "N193")
    whole = answers(tmp_path, stitched=True, signed=True, numbered=True)
    left = office(*going, "--answers", whole, "--json").json
    assert (left["occasion"], left["by"]) == ("sending", "П. П. Приклад")

    out = tmp_path / "act.pdf"
    short = answers(tmp_path, whole=True, own=True, unsewn=True, sheets={"1": "1–2, 4"})
    back = ("inspect", CASE, "--occasion", "return", "--answers", short, "--by", "Секретар; П. П.")
    act = (*back, "--act", "--party", "Вигаданий суд", "--file", "-o", out)
    alone = office(*act, "--json")
    assert (alone.code, alone.json["error"]["code"]) == (3, "N192")
    assert office("case", "history", CASE, "--event", "inspection", "--json").json[1:] == []
    drawn = office(*act, "--present", "Консультант; Н. Н. Взірець", "--json")

    assert drawn.code == 0
    assert drawn.json["act"].endswith("/ПВ-1")
    assert [one["sheets"] for one in drawn.json["found"]] == ["3", "5"]
    assert out.read_bytes().startswith(b"%PDF")
    shown = office("case", "show", CASE, "--json").json
    assert [one["act"] for one in shown["acts"]] == [drawn.json["act"]]
    assert drawn.json["filed_as"] in {
        row["id"] for volume in shown["volumes"] for row in volume["documents"]
    }


def test_an_act_is_drawn_later_from_a_recorded_inspection(office: Office, tmp_path: Path) -> None:
    said = answers(tmp_path, enclosed=True, stitched="немає нитки", signed=True)
    looked = (
        "inspect",
        CASE,
        "--occasion",
        "receipt",
        "--answers",
        said,
        "--by",
        "Секретар; П. П.",
    )
    found = office(*looked, "--json").json
    told = office(
        "act", "inspected", str(found["inspection"]), "--party", "Вигаданий суд",
        "--present", "Консультант; Н. Н. Взірець", "--json",
    )  # fmt: skip

    assert told.code == 0
    assert told.json["kind"] == "state"
    assert "Матеріали справи підшито не повністю" in {one["item"] for one in told.json["found"]}
    none = office("act", "inspected", "1", "--json")
    assert (none.code, none.json["error"]["code"]) == (2, "U001")


def test_174_11_8__the_history_of_a_file_is_told_and_written_down(
    office: Office, tmp_path: Path
) -> None:
    """«…у хронологічному порядку їх руху, вчинення дій судом…»"""
    out = tmp_path / "history.csv"
    told = office("case", "history", CASE, "--csv", out)
    rows = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))

    assert f"Справу № {CASE} відкрито (цивільна справа)." in told.out
    assert len(rows) == 1 + len(told.out.splitlines())
    assert [int(row[0]) for row in rows[1:]] == sorted(int(row[0]) for row in rows[1:])
    english = office("--lang", "en", "case", "history", CASE).out
    assert f"Case file No {CASE} was opened" in english
    shown = office("case", "show", CASE, "--json").json
    document = shown["volumes"][0]["documents"][0]["id"]
    own = office("document", "history", document, "--json").json
    assert own[0]["event"] == "accession"
    assert own[0]["person"]
    assert own[0]["at"]
    nobody = office("case", "history", CASE, "--by", "нікого-немає", "--json")
    assert nobody.json == []
    assert office("case", "history", CASE, "--event", "dance", "--json").code == 2


def test_who_saw_an_earlier_state_is_told_what_changed(office: Office) -> None:
    shown = office("case", "show", CASE, "--json").json
    document = shown["volumes"][0]["documents"][0]["id"]
    seen = str(shown["revision"])
    assert office("--as", "шевчук", "sheets", "confirm", document, "3", "--seen", seen).code == 0

    late = office("volume", "close", CASE, "1", "--seen", seen, "--json")

    assert (late.code, late.json["error"]["code"]) == (5, "N190")
    [change] = late.json["error"]["changes"]
    assert (change["person"], change["event"]) == ("шевчук", "sheets confirmed")
    told = office("--lang", "en", "volume", "close", CASE, "1", "--seen", seen)
    assert "The number of sheets of document" in told.err
    assert office("case", "show", CASE, "--json").json["volumes"][0]["state"] == "open"


def test_files_change_hands_and_the_state_of_all_is_told(office: Office, tmp_path: Path) -> None:
    out, note = tmp_path / "handover.pdf", tmp_path / "note.pdf"
    told = office(
        "act", "handover", "--reason", "change", "--case", CASE, "--giver", "Секретар; П. П.",
        "--taker", "Секретар; О. О.", "--registry", "Канцелярія; К. К.",
        "--staff", "Архіваріус; А. А.", "--staff", "Консультант; Н. Н.",
        "--order", "наказ № 7", "-o", out, "--json",
    )  # fmt: skip
    assert (told.code, told.json["kind"]) == (0, "files")
    assert out.read_bytes().startswith(b"%PDF")
    assert office("act", "list", "--kind", "files").out.startswith("№ ")
    report = office("case", "formation", "--from", "2020-01-01", "--to", "2099-12-31", "-o", note)
    assert report.code == 0
    assert note.read_bytes().startswith(b"%PDF")
