"""Registration by the command line: scenarios 1 and 4, links, handing over, merging."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.clauses import proves
from tests.desk.cli import Office
from tests.desk.registry import NUMBER, brought, new_court, opened
from tests.desk.test_cli_cases import journal
from tests.ingest.samples import pdf
from vault import content_of


@pytest.fixture
def court(tmp_path: Path) -> Office:
    return new_court(tmp_path)


HERE = {"received_at": "2025-03-01T10:15"}
CLAIM = {
    "kind": "claim",
    "title": "Позовна заява",
    "index": "вх. 17/25",
    "date": "2025-02-27",
    "asds_number": "17/25-вх",
    "asds_date": "2025-03-01",
    "asds_id": "999/123456/2/1",
    "language": "uk",
}
FILE: dict[str, dict[str, Any]] = {
    "pozov": CLAIM | HERE,
    "dodatok_1": {"kind": "annex", "title": "Додаток № 1", "parent": "pozov.pdf"} | HERE,
    "dodatok_2": {"kind": "annex", "title": "Додаток № 2", "parent": "pozov.pdf"} | HERE,
    "konvert": {"kind": "envelope", "title": "Конверт", "parent": "pozov.pdf"} | HERE,
    "protokol": {"kind": "assignment-protocol", "date": "2025-03-01"},
    "ukhvala": {
        "kind": "ruling-opening",
        "date": "2025-03-05",
        "edrsr": "https://reyestr.example/125000000",
    },
}


@proves("814:II.2-типи", "814:II.2-АСДС", "Лубни:13.2", "Лубни:14.1")
def test_scenario_1__a_file_begins(court: Office) -> None:
    made = opened(court, title="Вигаданенко Василь; ТОВ «А»", proceeding="2/999/40/25")
    assert [one["clause"] for one in made["remarks"]] == ["814:II.18-скорочення"]
    claim, _, _, envelope, _, ruling = brought(court, **FILE)

    shown = court.json("case", "show", NUMBER)
    [volume] = shown["volumes"]
    told = [(row["title"], row["direction"], row["position"]) for row in volume["documents"]]
    assert told == [
        ("Позовна заява", "incoming", 1),
        ("Додаток № 1", "incoming", 1),
        ("Додаток № 2", "incoming", 1),
        ("Конверт", "incoming", 2),
        ("Протокол автоматизованого розподілу судової справи", "internal", 3),
        ("Ухвала про відкриття провадження у справі", "internal", 4),
    ]
    assert volume["documents"][0]["notes"] == "з додатками згідно з переліком"
    assert shown["proceedings"][0] | {"text": ""} == {
        "text": "",
        "index": "2",
        "court": "999",
        "ordinal": 40,
        "year": 2025,
    }
    document = court.json("document", "show", claim)
    assert document["registration"]["asds_id"] == "999/123456/2/1"
    assert document["registration"]["asds_number"] == "17/25-вх"
    assert document["registration"]["language"] == "uk"
    assert document["received_at"] == "2025-03-01T10:15"
    assert {(link["kind"], link["from"]) for link in document["links"]} >= {("envelope", envelope)}
    assert court.json("document", "show", ruling)["registration"]["edrsr"].endswith("125000000")
    handed = court.json("handover", "judge", NUMBER, "--to", "Суддя З. З. Зразкова")
    assert handed["register"].endswith("/С-1")
    moved = court.json("case", "show", NUMBER)["movements"]
    assert [(one["to"], one["register"]) for one in moved] == [
        ("Суддя З. З. Зразкова", handed["register"])
    ]
    assert "вхідний" in court("document", "show", claim).out


@proves("814:III.10", "814:III.10-обкладинка")
def test_scenario_4__left_without_motion_and_cured(court: Office, tmp_path: Path) -> None:
    opened(court)
    brought(
        court,
        pozov={"kind": "claim", "received_at": "2025-03-01"},
        ukhvala={"kind": "ruling-without-motion", "date": "2025-03-03"},
    )
    left = ("--ruling", "ухвала від 03.03.2025", "--on", "03.03.2025")

    shown = court.json("case", "without-motion", NUMBER, *left, "--until", "2025-03-13")
    refused = court("volume", "close", NUMBER, "1", "--json")
    again = court("case", "without-motion", NUMBER, *left, "--json")
    cover = tmp_path / "cover.pdf"
    printed = court("case", "held-cover", NUMBER, "-o", cover)
    [due] = [one for one in court.json("case", "due") if one["what"] == "without-motion"]

    assert shown["without_motion"][0]["until"] == "2025-03-13"
    assert (refused.code, refused.error["findings"][0]["clause"]) == (3, "814:III.10")
    assert again.error["code"] == "N104"
    assert printed.code == 0
    assert cover.read_bytes().startswith(b"%PDF")
    assert (due["case"], due["overdue"]) == (NUMBER, True)

    brought(court, usunuto={"kind": "cured-defects", "received_at": "2025-03-10"})
    cured = court.json("case", "cured", NUMBER, "--on", "2025-03-11", "--by", "заява 10.03.2025")

    assert cured["without_motion"] == []
    assert [one["kind"] for one in cured["relations"]] == ["without-motion", "cured"]
    assert court("volume", "close", NUMBER, "1").code == 0
    assert court("case", "held-cover", NUMBER, "-o", tmp_path / "again.pdf").code == 3


@proves("814:III.13", "814:VII.6")
def test_scenario_4__returned_and_copies_kept(court: Office) -> None:
    opened(court)
    claim, proof, _, _ = brought(
        court,
        pozov={"kind": "claim", "received_at": "2025-03-01"},
        dokaz={"kind": "annex", "parent": "pozov.pdf"},
        ukhvala={"kind": "ruling-return", "date": "2025-03-03"},
        lyst={"kind": "letter-without-motion", "date": "2025-03-04"},
    )
    said = ("--ruling", "ухвала від 03.03.2025", "--on", "03.03.2025", "--letter", "№ 0100")

    nothing = court("case", "return", NUMBER, *said, "--json")
    shown = court.json(
        "case", "return", NUMBER, *said, "--document", claim, "--without-copy", proof
    )

    assert (nothing.code, nothing.error["code"]) == (3, "N105")
    assert shown["kind"] == "refusal"
    kept, gone = court.json("document", "show", claim), court.json("document", "show", proof)
    assert (kept["copy"], kept["sheets"]) == (True, 2)
    assert kept["removed"] == "оригінал повернуто заявникові 03.03.2025"
    assert (gone["copy"], gone["sheets"]) == (False, 0)
    assert "копії немає" in gone["removed"]
    rows = shown["volumes"][0]["documents"]
    assert [row["date"] for row in rows if row["date"]] == ["2025-03-03", "2025-03-04"]


@proves("814:II.9")
def test_an_electronic_document_is_printed_with_its_mark(court: Office, tmp_path: Path) -> None:
    opened(court)
    electronic = {**HERE, "original_form": "electronic", "index": "17/25-вх"}
    came, paper = brought(
        court,
        klopotannia={"kind": "motion", **electronic},
        papir={"kind": "motion", **HERE, "index": "18/25-вх"},
    )
    out = tmp_path / "mark.pdf"

    made = court.json("document", "print", came, "-o", out)
    refused = court("document", "print", paper, "-o", tmp_path / "no.pdf", "--json")

    with pypdfium2.PdfDocument(out) as printed:
        said = " ".join(printed[0].get_textpage().get_text_bounded().split())
    assert "№ 17/25-вх" in said
    assert "01.03.2025 о 10:15" not in said, "registered on another day than it came"
    assert " о 10:15" in said
    assert made["free"]
    assert refused.error["findings"][0]["clause"] == "814:II.9"
    assert not (tmp_path / "no.pdf").exists()
    [left] = [one["payload"] for one in journal(court) if one["event"] == "export"]
    assert left["content"] == content_of(out).as_json()  # type: ignore[index]


@proves("814:II.12-АСДС", "814:XIV.8-відповідь", "814:II.2-передача", "Лубни:3.2")
def test_documents_are_linked_moved_and_corrected(court: Office) -> None:
    opened(court)
    sent, notice = brought(
        court,
        vyklyk={"kind": "summons", "title": "Виклик", "date": "2025-04-01"},
        povidomlennia={"kind": "postal-notice", "received_at": "2025-04-12"},
    )
    to_it = ("document", "link", notice, "--to", sent, "--kind", "notice")

    bare = court(*to_it, "--json")
    link = court.json(*to_it, "--not-served", "--returned", "12.04.2025")
    court.json("document", "move", sent, "--from", "Канцелярія", "--to", "Суддя З. З. Зразкова")
    fixed = court.json(
        "document", "correct", sent, "--set", "title=Судовий виклик", "--reason", "описка"
    )
    no_reason = court("document", "correct", sent, "--set", "title=А", "--reason", " ", "--json")
    content = court("document", "correct", sent, "--set", "text=інший", "--reason", "р", "--json")
    shown = court.json("document", "show", sent)

    assert bare.error["findings"][0]["clause"] == "814:II.12-АСДС"
    assert (link["served"], link["returned_on"]) == (False, "2025-04-12")
    assert fixed["title"] == "Судовий виклик"
    assert no_reason.code == 2
    assert content.error["findings"][0]["clause"] == "814:I.10-заборона"
    assert [(one["kind"], one["served"]) for one in shown["links"]] == [("notice", False)]
    assert [(one["was"], one["now"]) for one in shown["corrections"]] == [
        ("Виклик", "Судовий виклик")
    ]
    assert [one["to"] for one in shown["movements"]] == ["Суддя З. З. Зразкова"]
    told = court("document", "show", sent).out
    assert "«Виклик» → «Судовий виклик»" in told
    assert "не вручено, 12.04.2025" in told


@proves("814:III.20", "814:III.2", "814:III.3")
def test_a_decided_file_goes_to_the_registry_in_five_working_days(
    court: Office, tmp_path: Path
) -> None:
    opened(court)
    early = court("handover", "registry", NUMBER, "--json")
    judge = court("handover", "judge", NUMBER, "--to", "Суддя", "--json")
    decided = {"kind": "decision", "date": "2025-04-01", "full_text_on": "2025-04-04"}
    [paper] = brought(court, rishennia=decided)
    [due] = court.json("case", "due")
    form = tmp_path / "register.pdf"
    handed = court.json("handover", "registry", NUMBER, "-o", form)
    papers = court.json("handover", "documents", paper, "--to", "Суддя З. З. Зразкова")

    assert early.error["findings"][0]["clause"] == "814:III.20"
    assert judge.error["findings"][0]["clause"] == "814:III.2"
    assert (due["decided_on"], due["due_on"], due["overdue"]) == ("2025-04-04", "2025-04-11", True)
    assert "Воєнний стан" in due["remark"]
    assert form.read_bytes().startswith(b"%PDF")
    assert court.json("case", "due") == []
    listed = [one["register"] for one in court.json("handover", "list")]
    assert listed == [handed["register"], papers["register"]]
    assert court("handover", "print", handed["register"], "-o", tmp_path / "b.pdf").code == 0
    court.json("case", "close", NUMBER, "--on", "2025-04-05")
    idle = court("handover", "documents", paper, "--to", "Суддя", "--json")
    assert idle.error["findings"][0]["clause"] == "814:III.3"


@proves("814:III.6", "814:III.7", "814:III.8", "814:III.9", "814:VII.7-банкрутство")
def test_files_are_merged_separated_and_reopened(court: Office, tmp_path: Path) -> None:
    opened(court, "999/1/25", received="2025-03-02")
    opened(court, "999/2/25", received="2025-03-01")
    said = ("--ruling", "ухвала від 05.05.2025", "--on", "2025-05-05")

    wrong = court("case", "merge", "999/1/25", "999/2/25", "--into", "999/1/25", *said, "--json")
    stale = court("case", "merge", "999/1/25", "999/2/25", *said, *["--seen", "1"] * 2, "--json")
    assert (stale.code, stale.error["code"]) == (5, "N190")
    merged = court.json("case", "merge", "999/1/25", "999/2/25", *said)
    late = tmp_path / "late.pdf"
    late.write_bytes(pdf("Late"))
    waits = court("add", late, "--case", "999/1/25", "--json")
    [paper] = brought(court, "999/2/25", akt={"kind": "indictment"})
    parted = court.json(
        "case", "separate", "999/2/25", "999/9/25", *said, "--suspended", "Особа", "--copy", paper
    )
    court.json("case", "close", "999/9/25", "--on", "2025-06-01")
    again = court.json(
        "case", "reopen", "999/9/25", "--for", "new-trial", "--on", "2025-07-01",
        "--proceeding", "1-кп/999/8/25", "--ruling", "ухвала апеляційного суду",
    )  # fmt: skip
    opened(court, "910/1/20", kind="commercial", received="2020-01-03")
    within = opened(court, "910/1/20 (999/5/25)", kind="commercial")

    assert wrong.error["findings"][0]["clause"] == "814:III.6"
    assert merged["number"] == "999/2/25"
    assert [(one["kind"], one["other"]) for one in merged["relations"]] == [("merged", "999/1/25")]
    assert court.json("case", "show", "999/1/25")["relations"][0]["case"] == "999/2/25"
    assert "приєднано до справи № 999/2/25" in court("case", "show", "999/1/25").out
    assert "приєднано справу № 999/1/25" in court("case", "show", "999/2/25").out
    assert "виділено зі справи № 999/2/25" in court("case", "show", "999/9/25").out
    assert waits.lines[0]["outcome"] == "unassigned"
    assert "999/2/25" in waits.lines[0]["reason"]["text"]
    assert (parted["received_on"], parted["relations"][0]["note"]) == ("2025-05-05", "Особа")
    assert parted["expected"][0]["kind"] == "indictment"
    assert (again["number"], again["state"], again["closed_on"]) == ("999/9/25", "open", None)
    assert [one["text"] for one in again["proceedings"]] == ["1-кп/999/8/25"]
    assert (within["within"], within["relations"][0]["case"]) == ("999/5/25", "910/1/20")


@proves("814:II.2-раз", "Лубни:3.1")
def test_late_registration_is_listed_and_an_order_explains_it(court: Office) -> None:
    """What was registered in АСДС on its day was registered; annexes were with their document;
    what came after working hours has the next working day."""
    opened(court)
    late, *_ = brought(
        court,
        a={"kind": "letter", "received_at": "2025-03-03"},
        annex={"kind": "annex", "received_at": "2025-03-03", "parent": "a.pdf"},
        asds={"kind": "letter", "received_at": "2025-03-04", "asds_date": "2025-03-04"},
        evening={"kind": "letter", "received_at": "2025-03-04T19:00", "asds_date": "2025-03-05"},
        b={
            "kind": "letter",
            "received_at": "2025-03-03",
            "late_order": "розпорядження № 5",
            "late_reason": "кінець робочого дня",
        },
    )

    [row] = court.json("document", "late")

    assert (row["id"], row["findings"][0]["clause"]) == (late, "Лубни:3.1")
    listed = court.json("document", "list", "--direction", "incoming")
    assert len(listed) == 5
    assert court.json("document", "list", "--direction", "outgoing") == []
    [made] = brought(court, made={"kind": "ruling-opening", "date": "2025-03-05"})
    assert "05.03.2025" in court("document", "list", "--direction", "internal").out
    assert "надходження —" in court("document", "show", made).out
