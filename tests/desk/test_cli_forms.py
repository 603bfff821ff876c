"""forms, print separators, print labels, inbox split: what a clerk does with paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.cli import CASE, Office, sprava
from tests.ingest.scanner import printed, scan, written
from tests.inventory.conftest import pages_of


@pytest.fixture
def fresh(tmp_path: Path) -> Office:
    """A vault with one open case file and nothing in it."""
    office = Office(tmp_path / "vault")
    assert sprava("init", "--vault", office.vault, "--court", "Вигаданий суд").code == 0
    assert office("case", "open", CASE, "--kind", "civil").code == 0
    return office


def test_a_form_is_changed_and_confirmed_by_an_order(fresh: Office, tmp_path: Path) -> None:
    [cover] = [one for one in fresh.json("forms", "list") if one["name"] == "cover"]
    assert (cover["confirmed"], cover["own"], cover["edition"]) == (False, False, "814-5, ред. 1")

    source = tmp_path / "cover.typ"
    assert fresh("forms", "export", "cover", "-o", source).code == 0
    text = source.read_text("utf-8")
    (tmp_path / "cover.typ").write_text(text + "// інше", encoding="utf-8")
    assert fresh("forms", "import", source).code == 3  # one name of an edition is one text
    renamed = text.replace("814-5, ред. 1", "814-5, наказ 7")
    (tmp_path / "own.typ").write_text(renamed, encoding="utf-8")
    made = fresh.json("forms", "import", tmp_path / "own.typ", "--form", "cover")
    assert made == {"form": "cover", "edition": "814-5, наказ 7", "confirmed": False}

    ran = fresh("forms", "confirm", "cover", "--order", "7-ОД", "--on", "01.11.2026")
    assert ran.code == 0
    assert "7-ОД" in ran.out
    assert "шаблон суду  затверджено наказом № 7-ОД, 01.11.2026" in fresh("forms", "list").out
    assert fresh("forms", "confirm", "cover", "--order", "8", "--on", "01.11.2026").code == 2
    assert fresh.json("forms", "withdraw", "cover")["own"] is False
    assert fresh("forms", "withdraw", "cover").code == 2
    assert fresh("forms", "export", "невідома", "-o", tmp_path / "x.typ").code == 2
    assert not (tmp_path / "x.typ").exists()


def test_the_words_of_acts_are_changed_and_confirmed_like_a_form(
    fresh: Office, tmp_path: Path
) -> None:
    [words] = [one for one in fresh.json("forms", "list") if one["name"] == "act_wording"]
    assert (words["confirmed"], words["own"]) == (False, False)

    source = tmp_path / "act_wording.tsv"
    assert fresh("forms", "export", "act_wording", "-o", source).code == 0
    text = source.read_text("utf-8").replace("виявлено таке", "встановлено таке")
    source.write_text(text, encoding="utf-8")
    assert fresh("forms", "import", source).code == 3  # one name of an edition is one text
    source.write_text(text.replace(words["edition"], "наказ 7"), encoding="utf-8")
    made = fresh.json("forms", "import", source)
    assert made == {"form": "act_wording", "edition": "наказ 7", "confirmed": False}
    assert fresh("forms", "import", source).code == 2  # they are in use

    ran = fresh("forms", "confirm", "act_wording", "--order", "7-ОД", "--on", "01.11.2026")
    assert ran.code == 0
    assert fresh.json("forms", "withdraw", "act_wording")["own"] is False


def test_an_unfit_template_is_refused_and_nothing_changes(fresh: Office, tmp_path: Path) -> None:
    source = tmp_path / "inventory.typ"
    source.write_text("#let edition = 5", encoding="utf-8")
    error = fresh("forms", "import", source, "--json").error

    assert error["code"] == "N170"
    assert not any(one["own"] for one in fresh.json("forms", "list"))


def test_a_pile_is_scanned_with_the_separators_of_its_case_file(
    fresh: Office, tmp_path: Path
) -> None:
    paper = tmp_path / "sheets.pdf"
    made = fresh.json(
        *("print", "separators", "--case", CASE, "--kind", "claim", "--kind", "Додаток"),
        *("--title", "Позовна заява про борг", "--annex", "2", "-o", paper),
    )
    assert [one["annex"] for one in made["separators"]] == [False, True]
    claim, annex = printed(paper.read_bytes())
    fresh.put("stos.pdf", scan([claim, written("claim"), annex, written("fee")]))
    ran = fresh("watch", "--once")

    assert ran.code == 0, ran
    documents = fresh.documents()
    assert set(documents) == {"Позовна заява про борг", "Додаток"}
    assert documents["Додаток"]["parent"] == documents["Позовна заява про борг"]["id"]


def test_a_pile_without_separators_is_divided_by_hand(fresh: Office, tmp_path: Path) -> None:
    pile = tmp_path / "stos.pdf"
    pile.write_bytes(scan([written(f"page {n}") for n in range(3)]))
    assert fresh("add", pile, "--case", CASE, "--split-at", "1,3").code == 0
    assert set(fresh.documents()) == {"stos (с. 1–2)", "stos (с. 3)"}
    fresh.put("second.pdf", scan([written(f"other {n}") for n in range(2)]))
    [lying] = fresh.json("inbox", "list")
    kinds = ("--kind", "claim", "--kind", "letter", "--title", "Позов")
    assert fresh("inbox", "split", lying["id"], "--at", "1,2", *kinds).code == 0
    assert {"Позов", "Лист"} <= set(fresh.documents())


@pytest.mark.parametrize("words", [["--at", "1,x"], ["--at", "1", "--kind", "a", "--kind", "b"]])
def test_a_split_that_makes_no_sense_is_refused(fresh: Office, words: list[str]) -> None:
    assert fresh("inbox", "split", "0", *words).code == 2


def test_forms_of_a_volume_are_printed_as_before(own: Office, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    assert own("print", "-o", out, "inventory", CASE).code == 0
    other = tmp_path / "other.pdf"
    said = ("--judge-absent", "--instead-by", "І. І. Інший", "--instead-position", "Суддя")
    assert own("print", "inventory", CASE, *said, "-o", other).code == 3
    assert not other.exists()
    assert own("print", "inventory", CASE, *said, "--order", "15", "-o", other).code == 0
    assert "Суддя (наказ № 15)" in " ".join(pages_of(other.read_bytes()))


def test_special_covers_and_labels_are_printed(own: Office, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    assert own("print", "motionless-cover", CASE, "-o", out).code == 2
    told = ("--document", "позовна заява Зразка З. З.")
    assert own("print", "motionless-cover", CASE, *told, "-o", out).code == 0
    assert "залишені без руху" in " ".join(pages_of(out.read_bytes()))
    assert own("print", "reused-cover", CASE, "--whole", "-o", tmp_path / "r.pdf").code == 3
    labels = own.json("print", "labels", CASE, "-o", tmp_path / "l.pdf")
    assert labels["labels"] == len(own.json("case", "show", CASE)["volumes"])
