"""volume, print, copy, retain, transfer: a case file from the first volume to the archive."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from tests.desk.cli import CASE, DUE, TOLD, VOLUME, Office, shaped
from tests.desk.conftest import Built

OLD = "757/777/19"


@pytest.fixture(scope="module")
def archive(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Another vault, whose old case file has its volume certified and deposited."""
    office = built.office.copy(tmp_path_factory.mktemp("archive") / "vault")
    assert office("case", "close", OLD, "--on", "2019-12-02").code == 0
    assert office("volume", "close", OLD, "1").code == 0
    certified = office.json("volume", "certify", OLD, "1", "--counted", "1")
    assert shaped(certified, VOLUME)
    assert certified["state"] == "deposited"
    return office


def test_a_volume_is_planned(office: Office) -> None:
    [volume] = office.json("volume", "build", CASE)

    assert shaped(volume, VOLUME)
    assert (volume["number"], volume["state"]) == (1, "open")
    assert office("volume", "build", CASE).out.endswith(" арк., відкритий\n")


def test_a_volume_is_closed_once_and_numbers_stay(own: Office) -> None:
    numbered = own.json("volume", "number", OLD, "1", "--missing", "1")
    closed = own.json("volume", "close", OLD, "1")
    again = own("volume", "close", OLD, "1", "--json")
    late = own("volume", "number", OLD, "1", "--missing", "2", "--json")

    assert shaped(closed, VOLUME)
    assert closed["state"] == "full"
    assert again.code == 3
    assert [found["clause"] for found in again.error["findings"]] == ["814:VII.13-зміни"]
    assert shaped(numbered, [VOLUME])
    assert [row["first_sheet"] for row in numbered[0]["documents"]] == ["2"]
    assert late.error["code"] == "U001"
    assert "завершений" in own("case", "show", OLD).out


def test_what_is_not_full_is_not_certified(office: Office) -> None:
    told = office("volume", "certify", CASE, "1")
    refused = office("volume", "certify", CASE, "1", "--json")

    assert (told.code, refused.code) == (3, 3)
    assert "814:VII.13" in [found["clause"] for found in refused.error["findings"]]
    assert "(814:VII.13)" in told.err


def test_a_certified_volume_says_so(archive: Office) -> None:
    shown = archive.json("case", "show", OLD)["volumes"][0]

    assert shaped(shown, VOLUME)
    assert shown["certification"]["sheets"] == 1
    assert shown["certification"]["inventory_sheets"] == shown["inventory_sheets"] == 1
    assert TOLD["clerk"] in shown["certification"]["by"]
    assert "депонований" in archive("case", "show", OLD).out


@pytest.mark.parametrize("form", ["cover", "inventory", "certification-note"])
def test_every_form_is_printed(office: Office, archive: Office, tmp_path: Path, form: str) -> None:
    draft, kept = tmp_path / "draft.pdf", tmp_path / "kept.pdf"

    of_open = office.json("print", form, CASE, "-o", draft)
    of_certified = archive.json("print", form, OLD, "1", "-o", kept)

    assert of_open == {"path": str(draft), "form": form, "certified": False}
    assert of_certified["form"] == form
    for path in (draft, kept):
        with pikepdf.open(path) as opened:
            assert len(opened.pages) >= 1


def test_a_form_goes_where_a_folder_is(office: Office, tmp_path: Path) -> None:
    nowhere = tmp_path / "none" / "cover.pdf"

    refused = office("print", "cover", CASE, "-o", nowhere, "--json")

    assert (refused.code, refused.error["code"]) == (2, "U001")
    assert not nowhere.parent.exists()


def test_a_volume_is_one_pdf(archive: Office, tmp_path: Path) -> None:
    path = tmp_path / "volume.pdf"

    made = archive.json("volume", "export", OLD, "1", "-o", path)

    assert (made["path"], made["sheets"]) == (str(path), 1)
    with pikepdf.open(path) as opened:
        assert len(opened.pages) == made["pages"] > 1
    assert [p.name for p in tmp_path.iterdir()] == ["volume.pdf"]


def test_a_copy_is_certified(archive: Office, tmp_path: Path) -> None:
    document = archive.documents(OLD)["Рішення"]["id"]
    path = tmp_path / "copy.pdf"

    made = archive.json("copy", "certify", document, "-o", path, "--numbered")

    assert made["document"] == document
    with pikepdf.open(path) as opened:
        assert len(opened.pages) == made["pages"]


@pytest.mark.parametrize(
    ("title", "options", "clause"),
    [
        ("Позовна заява", ["--not-compared"], "814:XI.9"),
        ("З грифом", [], "814:XX1.4-заборона"),
    ],
)
def test_a_copy_the_law_refuses_is_not_made(
    office: Office, tmp_path: Path, title: str, options: list[str], clause: str
) -> None:
    path = tmp_path / "copy.pdf"
    document = office.documents()[title]["id"]

    refused = office("copy", "certify", document, "-o", path, *options, "--json")

    assert refused.code == 3
    assert clause in [found["clause"] for found in refused.error["findings"]]
    assert not path.exists()


def test_what_is_due_and_what_stands_against_it(own: Office) -> None:
    own("case", "close", OLD, "--on", "2019-12-02")
    assigned = own.json("retain", "assign", OLD, "--item", "приклад-3")

    due = own.json("retain", "due", "--year", "2030")
    told = own("retain", "due", "--year", "2030")

    assert assigned == {"case": OLD, "item": "приклад-3", "first_act_year": 2023}
    assert shaped(due, [DUE])
    assert [(one["case"], one["first_act_year"]) for one in due] == [(OLD, 2023)]
    assert due[0]["blocks"] != []
    assert told.out.startswith(f"№ {OLD}: стаття приклад-3, акт не раніше 2023 року; ")
    assert own.json("retain", "due", "--year", "2022") == []
    assert [one["case"] for one in own.json("retain", "due", "--year", "2022", "--all")] == [OLD]


def test_a_schedule_is_taken_and_listed(own: Office, tmp_path: Path) -> None:
    before = own.json("retain", "items")
    columns = "item\ttitle\tterm\tmark\tstart\tsource\tverified\tnote"
    good, bad = tmp_path / "good.tsv", tmp_path / "bad.tsv"
    good.write_text(f"{columns}\n1\tВигадана стаття\t5\t\tclosed\tприклад\t1\t\n", "utf-8")
    bad.write_text("item\n1\n", "utf-8")

    taken = own.json("retain", "adopt", good, "--name", "Вигаданий перелік")
    refused = own("retain", "adopt", bad, "--name", "x", "--json")

    assert taken == {"name": "Вигаданий перелік", "items": 1}
    assert refused.error["code"] == "R001"
    after = own.json("retain", "items")
    assert (after["name"], len(after["items"])) == ("Вигаданий перелік", 1)
    assert before["name"] != after["name"]
    assert own("retain", "items").out.endswith("1\t5 р.\tВигадана стаття\n")


def test_no_act_is_made_that_could_not_be_written(archive: Office, tmp_path: Path) -> None:
    before = archive.json("transfer", "list")

    refused = archive("transfer", "handover", OLD, "-o", tmp_path / "none" / "act.pdf", "--json")

    assert (refused.code, refused.error["code"]) == (2, "U001")
    assert archive.json("transfer", "list") == before


def test_what_is_not_certified_is_not_handed_over(office: Office) -> None:
    refused = office("transfer", "handover", CASE, "--json")

    assert refused.code == 3
    assert refused.error["findings"] != []
    assert office.json("transfer", "list") == []


def test_to_the_court_archive_and_to_the_state_archive(archive: Office, tmp_path: Path) -> None:
    paper, package, printed = tmp_path / "act.pdf", tmp_path / "package", tmp_path / "printed.pdf"
    archive("retain", "assign", OLD, "--item", "приклад-9", "--basis", "вигадана")

    handed = archive.json("transfer", "handover", OLD, "-o", paper)
    assert archive.json("case", "show", OLD)["state"] == "archived"
    prepared = archive.json("transfer", "prepare", OLD, "-o", package)
    act = prepared["act"]
    archive.json("transfer", "print", act, "-o", printed)
    approved = archive.json(
        *("transfer", "approve", act, "--body", "ek", "--protocol", "7", "--on", "2026-01-15")
    )
    tomorrow = archive(
        *("transfer", "approve", act, "--body", "epk", "--protocol", "8", "--on", "2999-01-15"),
        "--json",
    )
    listed = archive.json("transfer", "list")

    assert paper.read_bytes().startswith(b"%PDF")
    assert printed.read_bytes().startswith(b"%PDF")
    assert (package / "bagit.txt").is_file()
    assert approved == {"act": act, "approvals": ["ek"], "draft": True}
    assert tomorrow.error["code"] == "U001"
    assert {one["act"]: one["kind"] for one in listed} == {
        handed["act"]: "handover",
        act: "transfer",
    }
    assert "передання до державного архіву" in archive("transfer", "list").out
    too_early = archive("transfer", "finish", act, "--on", "2026-01-20", "--json")
    for body in ("epk", "court", "archive"):
        step = archive.json(
            *("transfer", "approve", act, "--body", body, "--protocol", "9", "--on", "2026-01-16")
        )
    finished = archive.json("transfer", "finish", act, "--on", "20.01.2026")

    assert too_early.error["code"] == "U001"
    assert not step["draft"]
    assert finished == {"act": act, "done_on": "2026-01-20"}
    assert archive.json("case", "show", OLD)["state"] == "transferred"
    assert archive.json("check")["ok"]
