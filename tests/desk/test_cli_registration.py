"""Registration by the command line: scenarios 1 and 4, lists, numbers, links, handing over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docs.clauses import ROOT
from tests.clauses import proves
from tests.desk.cli import Office
from tests.ingest.samples import pdf

NUMBER = "999/101/25"


@pytest.fixture
def court(tmp_path: Path) -> Office:
    """A vault that changes at once: nothing is waited for."""
    office = Office(tmp_path / "vault")
    assert office("init", "--court", "Вигаданий суд", "--court-code", "999").code == 0
    settings = office.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8").replace("settle_s = 5.0", "settle_s = 0.05")
    text += '[registration.series.order]\nkind = "order"\npattern = "{n}-ОД"\n'
    settings.write_text(text, encoding="utf-8")
    return office


def opened(office: Office, number: str = NUMBER, **said: str) -> dict[str, Any]:
    options = {"kind": "civil", "received": "2025-03-01", **said}
    flags = [part for key, value in options.items() for part in (f"--{key}", value)]
    shown: dict[str, Any] = office.json("case", "open", number, *flags)
    return shown


def brought(office: Office, number: str = NUMBER, /, **cards: dict[str, Any]) -> list[str]:
    """Lay documents into the inbox and take them; their ids, in the order given."""
    folder = number.replace("/", "_")
    for name, card in cards.items():
        office.put(f"{name}.pdf", pdf(name), {**PAPER, **card}, folder=folder)
    *outcomes, _ = office("watch", "--once", "--json").lines
    taken = {one["path"].rpartition("/")[2]: one for one in outcomes}
    assert {one["outcome"] for one in outcomes} == {"registered"}, outcomes
    return [str(taken[f"{name}.pdf"]["document"]) for name in cards]


PAPER: dict[str, Any] = {"original_form": "paper", "sheets": 2}


@proves("814:II.2-типи", "814:II.2-АСДС", "Лубни:13.2", "Лубни:14.1")
def test_scenario_1__a_file_begins(court: Office) -> None:
    opened(court, title="Вигаданенко Василь Васильович; ТОВ", proceeding="2/999/40/25")
    here = {"received_at": "2025-03-01T10:15"}
    claim_card = {
        "kind": "claim",
        "title": "Позовна заява",
        "index": "вх. 17/25",
        "date": "2025-02-27",
        "asds_number": "17/25-вх",
        "asds_date": "2025-03-01",
        "asds_id": "999/123456/2/1",
        "language": "uk",
    }
    claim, _, _, envelope, _, ruling = brought(
        court,
        pozov=claim_card | here,
        dodatok_1={"kind": "annex", "title": "Додаток № 1", "parent": "pozov.pdf"} | here,
        dodatok_2={"kind": "annex", "title": "Додаток № 2", "parent": "pozov.pdf"} | here,
        konvert={"kind": "envelope", "title": "Конверт", "parent": "pozov.pdf"} | here,
        protokol={"kind": "assignment-protocol", "date": "2025-03-01"},
        ukhvala={
            "kind": "ruling-opening",
            "date": "2025-03-05",
            "edrsr": "https://reyestr.example/125000000",
        },
    )

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
    assert kept["note"] == "оригінал повернуто заявникові 03.03.2025"
    assert (gone["copy"], gone["sheets"]) == (False, 0)
    assert "копії немає" in gone["note"]
    rows = shown["volumes"][0]["documents"]
    assert [row["date"] for row in rows if row["date"]] == ["2025-03-03", "2025-03-04"]


CASES = (
    "Єдиний унікальний номер;Вид справи;Сторони;Дата надходження;Номери проваджень\r\n"
    "999/1/25;цивільна справа;Вигаданенко Ганна;03.05.2025;2/999/1/25\r\n"
    "757/2/25-ц;civil;Прикладенко Петро;04.05.2025;\r\n"
)
PAPERS = (
    "Номер справи;Реєстраційний номер;Дата документа;Вид документа;Назва документа;Напрям;"
    "Ідентифікатор АСДС;Дата і час надходження\r\n"
    "999/1/25;12/25-вх;03.05.2025;Позовна заява;Позовна заява;вхідний;999/77/2/1;"
    "03.05.2025 09:15\r\n"
)


@proves("814:I.3", "814:II.2-АСДС", "814:II.16", "Лубни:3.3")
def test_lists_of_asds_are_taken_whole_and_wait_for_files(court: Office, tmp_path: Path) -> None:
    listed, papers = tmp_path / "cases.csv", tmp_path / "papers.csv"
    listed.write_bytes(CASES.encode("cp1251"))
    papers.write_bytes(PAPERS.encode("cp1251"))
    both = ("case", "import", listed, "--documents", papers)

    tried = court.json(*both, "--dry-run")
    none = court.json("case", "list")
    taken = court.json(*both)
    again = court.json(*both)
    shown = court.json("case", "show", "999/1/25")

    assert [one["outcome"] for one in tried] == ["opened", "opened", "expected"]
    assert none == []
    assert [one["outcome"] for one in taken] == ["opened", "opened", "expected"]
    assert {one["outcome"] for one in again} == {"unchanged"}
    assert [(one["index"], one["title"]) for one in shown["expected"]] == [
        ("12/25-вх", "Позовна заява")
    ]
    assert court.json("case", "show", "757/2/25-ц")["court_code"] == "757"
    assert court.json("document", "expected")[0]["case"] == "999/1/25"
    assert "Чекає на файл: 12/25-вх" in court("case", "show", "999/1/25").out

    folder = court.vault / "inbox" / "999_1_25"
    folder.mkdir()
    (folder / "12_25-вх.pdf").write_bytes(pdf("Claim"))
    [outcome, _] = court("watch", "--once", "--json").lines
    document = court.json("document", "show", outcome["document"])

    assert (document["title"], document["index"], document["kind"]) == (
        "Позовна заява",
        "12/25-вх",
        "claim",
    )
    assert document["received_at"] == "2025-05-03T09:15"
    assert document["registration"]["asds_id"] == "999/77/2/1"
    assert court.json("document", "expected") == []


@proves("Лубни:3.5")
def test_a_list_with_mistakes_names_their_lines_and_changes_nothing(
    court: Office, tmp_path: Path
) -> None:
    opened(court, "999/1/25", title="Інша")
    listed = tmp_path / "cases.csv"
    listed.write_text(
        "number,kind,title,received_on\n999/5/25,civil,,\n999/1/25,civil,Вигаданенко,\n"
        "999/6/25,nothing,,\n999/7/25,civil,,99.99.2025\n",
        encoding="utf-8",
    )

    refused = court("case", "import", listed, "--json")
    before = [one["number"] for one in court.json("case", "list")]
    listed.write_text("number,title\n999/1/25,Вигаданенко\n", encoding="utf-8")
    corrected = court.json("case", "import", listed, "--correct", "звірено з АСДС")
    [change] = court.json("case", "show", "999/1/25")["corrections"]

    assert (refused.code, refused.error["code"]) == (2, "N110")
    for told in ("рядок 3: ", "рядок 4: ", "рядок 5: ", "помилок: 3"):
        assert told in refused.error["what"]
    assert before == ["999/1/25"]
    assert [one["outcome"] for one in corrected] == ["corrected"]
    assert (change["was"], change["now"]) == ("Інша", "Вигаданенко")
    assert change["reason"] == "звірено з АСДС (cases.csv, рядок 2)"


@proves("814:XVIII.1-нумерація")
def test_orders_have_numbers_of_their_own(court: Office) -> None:
    first = court.json("number", "issue", "order", "--for", "Наказ про архів", "--on", "2025-02-03")
    early = court("number", "issue", "order", "--for", "Інший", "--on", "2025-02-02", "--json")
    second = court.json("number", "issue", "order", "--for", "Інший", "--on", "2025-02-03")
    unknown = court("number", "issue", "nothing", "--for", "Інший", "--json")

    assert (first["number"], second["number"]) == ("1-ОД", "2-ОД")
    assert (early.code, early.error["findings"][0]["clause"]) == (3, "814:XVIII.1-нумерація")
    assert unknown.error["code"] == "N111"
    assert [one["number"] for one in court.json("number", "list", "order")] == ["1-ОД", "2-ОД"]


@proves("Лубни:15.1", "Лубни:15.4")
def test_numbers_during_an_outage_are_tied_to_those_of_asds(court: Office) -> None:
    issue = ("number", "issue", "outage", "--for", "Позовна заява", "--on", "2025-02-03")
    assert court(*issue, "--json").error["findings"][0]["clause"] == "Лубни:15.4"
    court.json("outage", "begin", "--at", "2025-02-03T08:00", "--reason", "знеструмлення")
    given = court.json(*issue)
    ending = ("outage", "end", "--at", "2025-02-04T12:00", "--act", "акт № 1 від 04.02.2025")
    hollow = court(*ending, "--measures", " ", "--json")
    ended = court.json(*ending, "--measures", "подано живлення")
    due = court.json("case", "due")
    tied = court.json("number", "tie", given["number"], "--asds", "15/25-вх", "--on", "2025-02-05")

    assert given["number"] == "тимч-1/2025"
    assert hollow.error["findings"][0]["clause"] == "Лубни:15.1"
    assert ended["untied"] == ["тимч-1/2025"]
    assert [(one["what"], one["case"]) for one in due] == [("outage-number", "тимч-1/2025")]
    assert tied["tied"] == "15/25-вх"
    assert court.json("case", "due") == []
    assert len(court.json("outage", "list")) == 1


@proves("814:II.12-АСДС", "814:XIV.8-відповідь", "814:II.2-передача")
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
    assert waits.lines[0]["outcome"] == "unassigned"
    assert "999/2/25" in waits.lines[0]["reason"]["text"]
    assert (parted["received_on"], parted["relations"][0]["note"]) == ("2025-05-05", "Особа")
    assert parted["expected"][0]["kind"] == "indictment"
    assert (again["number"], again["state"], again["closed_on"]) == ("999/9/25", "open", None)
    assert [one["text"] for one in again["proceedings"]] == ["1-кп/999/8/25"]
    assert (within["within"], within["relations"][0]["case"]) == ("999/5/25", "910/1/20")


def test_indexes_are_data_with_days_of_effect(court: Office) -> None:
    listed = court.json("index", "list", "--on", "2025-03-01")
    before = court.json("index", "list", "--on", "2010-03-01")

    assert {"2", "1-кп", "22-ц"} <= {one["index"] for one in listed}
    assert not any(one["verified"] for one in listed)
    assert "1-кп" not in {one["index"] for one in before}
    assert "не звірено" in court("index", "list").out
    own = court.vault / "own.tsv"
    own.write_text("index\tname\tfrom_on\tuntil_on\tverified\n7\tСвій\t\t\tзвірено\n", "utf-8")
    settings = court.vault / "sprava.toml"
    text = settings.read_text("utf-8").replace('indexes = ""', 'indexes = "own.tsv"')
    settings.write_text(text, encoding="utf-8")
    assert [one["index"] for one in court.json("index", "list")] == ["7"]


def test_late_registration_is_listed_and_an_order_explains_it(court: Office) -> None:
    opened(court)
    late, _ = brought(
        court,
        a={"kind": "letter", "received_at": "2025-03-03"},
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
    assert len(listed) == 2
    assert court.json("document", "list", "--direction", "outgoing") == []


def test_the_samples_of_the_guide_are_taken(court: Office) -> None:
    samples = ROOT / "docs" / "guide" / "samples"

    taken = court.json(
        "case", "import", samples / "cases.csv", "--documents", samples / "documents.csv"
    )

    assert [one["outcome"] for one in taken] == ["opened", "opened", "expected", "expected"]
    assert [one["kind"] for one in taken[:2]] == ["civil", "criminal"]
