"""volume, print, retain, transfer: a case file from the first volume to the archive."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pikepdf
import pytest

from inventory.language.days import legal_day
from inventory.language.words import short_date
from tests.clauses import proves
from tests.desk.cli import CASE, DUE, TOLD, VOLUME, Office, shaped
from tests.desk.conftest import Built
from tests.ingest.samples import pdf
from tests.inventory.conftest import pages_of

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
    assert (late.code, late.error["code"]) == (3, "L014")
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


def test_a_later_change_is_entered_in_the_note(archive: Office, tmp_path: Path) -> None:
    office = archive.copy(tmp_path / "vault")
    said = ("--text", "Пошкоджено аркуш 1", "--basis", "акт № 7", "--by", "О. О. Зразкова")

    document = office.documents(OLD)["Рішення"]["id"]
    recounted = office("sheets", "confirm", document, "2", "--json")
    groundless = office("volume", "change", OLD, "1", "--text", "x", "--basis", " ", "--json")
    changed = office.json("volume", "change", OLD, "1", *said)
    note = tmp_path / "note.pdf"
    office.json("print", "certification-note", OLD, "1", "-o", note)

    assert (recounted.code, recounted.error["code"]) == (3, "L014")
    assert {found["clause"] for found in recounted.error["findings"]} == {"814:VII.13-зміни"}
    assert (groundless.code, groundless.error["code"]) == (2, "U001")
    assert shaped(changed, VOLUME)
    assert changed["state"] == "deposited"
    [entry] = changed["certification"]["changes"]
    assert (entry["text"], entry["basis"]) == ("Пошкоджено аркуш 1", "акт № 7")
    assert "О. О. Зразкова" in " ".join(pages_of(note.read_bytes()))
    assert office.json("rebuild")
    assert office.json("case", "show", OLD)["volumes"] == [changed]
    assert office.json("check")["ok"]


def test_annexes_dropped_together_follow_in_their_order(own: Office) -> None:
    """240, 8 and 5 sheets; the file that is read first is the second annex."""
    paper = {"original_form": "paper", "received_at": "2025-06-01"}
    own("case", "open", "757/240/25", "--kind", "civil")
    folder = "757_240_25"
    own.put("main.pdf", pdf("Main"), {**paper, "kind": "claim", "sheets": 240}, folder)
    annex = {**paper, "kind": "annex", "parent": "main.pdf"}
    own.put("a.pdf", pdf("Second"), {**annex, "title": "Додаток 2", "sheets": 5}, folder)
    own.put("b.pdf", pdf("First"), {**annex, "title": "Додаток 1", "sheets": 8}, folder)

    assert own("watch", "--once").code in {0, 4}
    first, second = own.json("case", "show", "757/240/25")["volumes"]

    assert [(d["title"], d["last_sheet"]) for d in first["documents"]] == [
        ("Позовна заява", "248"),
        ("Додаток 1", "248"),
    ]
    assert [(d["title"], d["sheets"]) for d in second["documents"]] == [("Додаток 2", 5)]


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


@proves("814:VII.21-обкладинка")
def test_814_vii_21__the_cover_of_copies_for_an_appeal_names_the_ruling(
    office: Office, tmp_path: Path
) -> None:
    """«Матеріали оскарження ухвали (…) за апеляційною скаргою (…)»"""
    out = tmp_path / "appeal.pdf"
    ruling = ("--ruling", "01.03.2026", "--complainant", "Зразок З. З.")
    office.json("print", "appeal-cover", CASE, *ruling, "-o", out)

    text = " ".join(" ".join(pages_of(out.read_bytes())).split())
    assert "Матеріали оскарження ухвали (" in text
    assert f"01.03.2026, справа № {CASE}) за апеляційною скаргою (Зразок З. З.)" in text
    for form, options in (("appeal-cover", ()), ("cover", ruling), ("appeal-cover", ruling[:2])):
        refused = office("print", form, CASE, *options, "-o", tmp_path / "none.pdf", "--json")
        assert refused.error["code"] == "U001"


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


@pytest.mark.parametrize(
    "words",
    [
        ("acknowledge", "1", "--note", " "),
        ("inbox", "reject", "x", "--reason", ""),
        ("case", "close", OLD, "--on", "2019-12-03", "--reason", " "),
        ("transfer", "cancel", "2026/1", "--reason", ""),
        ("transfer", "handover", OLD, "--basis", ""),
        ("volume", "change", OLD, "1", "--text", "", "--basis", "акт № 1"),
        ("volume", "change", OLD, "1", "--text", "так", "--basis", " "),
    ],
)
def test_words_that_are_asked_for_may_not_be_empty(office: Office, words: tuple[str, ...]) -> None:
    refused = office(*words, "--json")

    assert (refused.code, refused.error["code"]) == (2, "U001")
    assert "порожній" in refused.error["what"]


@proves("814:I.3-10 років")
def test_814_i_3__a_file_kept_for_long_in_electronic_form_alone_is_warned_of(own: Office) -> None:
    own.json("case", "open", "757/900/26", "--kind", "civil", "--original-form", "electronic")

    of_ever = own("retain", "assign", "757/900/26", "--item", "приклад-9")
    of_short = own("retain", "assign", "757/900/26", "--item", "приклад-3")
    of_paper = own("retain", "assign", OLD, "--item", "приклад-9")

    assert (of_ever.code, "(814:I.3-10 років)" in of_ever.out) == (0, True)
    assert "814:I.3" not in of_short.out + of_paper.out


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


def cancel_and_be_refused(archive: Office, act: str, folder: Path) -> None:
    """A case file stands in one prepared act; cancelled once, the act is out of the way."""
    twice = archive("transfer", "prepare", OLD, "-o", folder / "twice", "--json")
    assert (twice.code, (folder / "twice").exists()) == (3, False)
    cancelled = archive.json("transfer", "cancel", act, "--reason", "склад змінено")
    again = archive("transfer", "cancel", act, "--reason", "склад змінено", "--json")
    assert (cancelled["act"], again.code) == (act, 3)
    assert "скасовано" in archive("transfer", "list").out


def approval_is_of_no_other_day(archive: Office, act: str) -> None:
    """Neither before the act was drawn up nor in the future."""
    said = ("transfer", "approve", act, "--body", "epk", "--protocol", "8", "--json", "--on")
    for day, why in (("2999-01-15", "ще не настала"), ("2026-01-15", "складено")):
        refused = archive(*said, day)
        assert (refused.code, refused.error["code"]) == (2, "N015")
        assert why in refused.error["what"]


def test_to_the_court_archive_and_to_the_state_archive(archive: Office, tmp_path: Path) -> None:
    paper, package, printed = tmp_path / "act.pdf", tmp_path / "package", tmp_path / "printed.pdf"
    today = legal_day(dt.datetime.now(dt.UTC))
    archive("retain", "assign", OLD, "--item", "приклад-9", "--basis", "вигадана")

    handed = archive.json("transfer", "handover", OLD, "-o", paper)
    assert archive.json("case", "show", OLD)["state"] == "archived"
    prepared = archive.json("transfer", "prepare", OLD, "-o", package)
    act = prepared["act"]
    archive.json("transfer", "print", act, "-o", printed)
    approved = archive.json(
        *("transfer", "approve", act, "--body", "ek", "--protocol", "7", "--on", today)
    )
    cancel_and_be_refused(archive, act, tmp_path)
    first, package = act, tmp_path / "second"
    act = archive.json("transfer", "prepare", OLD, "-o", package)["act"]
    archive.json(*("transfer", "approve", act, "--body", "ek", "--protocol", "7", "--on", today))
    approval_is_of_no_other_day(archive, act)
    listed = archive.json("transfer", "list")

    assert paper.read_bytes().startswith(b"%PDF")
    assert printed.read_bytes().startswith(b"%PDF")
    assert (package / "bagit.txt").is_file()
    assert approved == {"act": first, "approvals": ["ek"], "draft": True}
    assert {one["act"]: one["kind"] for one in listed} == {
        handed["act"]: "handover",
        first: "transfer",
        act: "transfer",
    }
    assert "передання до державного архіву" in archive("transfer", "list").out
    waits = archive("transfer", "list").out
    assert f"погоджено: ЕК суду {short_date(today)} № 7\n" in waits
    assert "проєкт; ще мають погодити: ЕПК державного архіву" in waits
    too_early = archive("transfer", "finish", act, "--on", today, "--json")
    for body in ("epk", "court", "archive"):
        step = archive.json(
            *("transfer", "approve", act, "--body", body, "--protocol", "9", "--on", today)
        )
    assert "погоджено повністю" in archive("transfer", "list").out
    finished = archive.json("transfer", "finish", act, "--on", short_date(today))
    assert f"виконано {short_date(today)}" in archive("transfer", "list").out

    assert (too_early.code, too_early.error["code"]) == (3, "L022")
    assert not step["draft"]
    assert finished == {"act": act, "done_on": today.isoformat()}
    assert archive.json("case", "show", OLD)["state"] == "transferred"
    assert archive.json("check")["ok"]


def test_nothing_is_written_over_what_the_vault_keeps(archive: Office, tmp_path: Path) -> None:
    segment = next((archive.vault / "journal").glob("*.jsonl"))
    before = segment.read_bytes()
    link = tmp_path / "link"
    link.symlink_to(archive.vault / "journal")

    for place in (segment, link / segment.name, archive.vault / "new.pdf"):
        refused = archive("print", "cover", OLD, "1", "-o", place, "--json")
        assert refused.code == 2
        assert "у сховищі" in refused.error["what"]

    assert segment.read_bytes() == before
    assert not (archive.vault / "new.pdf").exists()


def test_a_change_that_no_form_can_print_is_refused(archive: Office) -> None:
    for text in ("Ж" * 201, "слово " * 400):
        refused = archive("volume", "change", OLD, "1", "--text", text, "--basis", "акт", "--json")
        assert refused.code == 2
