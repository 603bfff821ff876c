"""Lists from АСДС, numbers, indexes by the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.clauses import ROOT
from inventory.rules.registration import names_are_in_full
from tests.clauses import proves
from tests.desk.cli import Office
from tests.desk.registry import new_court, opened
from tests.ingest.samples import pdf


@pytest.fixture
def court(tmp_path: Path) -> Office:
    return new_court(tmp_path)


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


def test_columns_that_are_not_ours_are_named_and_not_taken(court: Office, tmp_path: Path) -> None:
    listed = tmp_path / "cases.csv"
    listed.write_text(
        "number,Колегія,kind,Підсудність\n999/5/25,друга,civil,так\n", encoding="utf-8"
    )

    tried = court("case", "import", listed, "--dry-run")
    [taken] = court.json("case", "import", listed)

    assert "cases.csv є стовпці, яких програма не знає" in tried.out
    assert "«Колегія», «Підсудність»" in tried.out
    assert (taken["outcome"], taken["not_taken"]) == ("opened", ["Колегія", "Підсудність"])


@proves("814:II.15")
def test_a_doubtful_number_is_remarked_when_opened_and_when_imported(
    court: Office, tmp_path: Path
) -> None:
    opened(court, "999/1/25-к")
    listed = tmp_path / "cases.csv"
    listed.write_text("number,kind\n999/1/25-k,кримінальна\n999/2/25,\n", encoding="utf-8")

    by_hand = opened(court, "999/1/25", kind="Цивільна")
    tried = court("case", "import", listed, "--dry-run")
    first, second = court.json("case", "import", listed)

    assert by_hand["kind"] == "civil"
    assert [one["text"] for one in by_hand["remarks"]] == [
        "номер «999/1/25» схожий на наявний: № 999/1/25-к"
    ]
    assert [one["clause"] for one in first["remarks"]] == ["814:II.15", "814:II.15"]
    assert "схожий на наявний: № 999/1/25, № 999/1/25-к" in tried.out
    assert (first["kind"], second["kind"], second["remarks"]) == ("criminal", "civil", [])


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
    opened = court.json("case", "open", "тимч-1/2025", "--kind", "civil", "--title", "Зразкова Зоя")
    assert opened["remarks"] == []
    other = court.json("case", "open", "тимч-7/2025", "--kind", "civil", "--title", "Зразкова Зоя")
    assert [one["clause"] for one in other["remarks"]] == ["814:II.15"]
    assert hollow.error["findings"][0]["clause"] == "Лубни:15.1"
    assert ended["untied"] == ["тимч-1/2025"]
    assert [(one["what"], one["case"]) for one in due] == [("outage-number", "тимч-1/2025")]
    assert tied["tied"] == "15/25-вх"
    assert court.json("case", "due") == []
    assert len(court.json("outage", "list")) == 1
    [outage] = court.json("outage", "list")
    day = ".".join(reversed(outage["began_at"][:10].split("-")))
    assert court("outage", "list").out.startswith(day)


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


def test_the_samples_of_the_guide_are_taken(court: Office) -> None:
    samples = ROOT / "docs" / "guide" / "samples"

    taken = court.json(
        "case", "import", samples / "cases.csv", "--documents", samples / "documents.csv"
    )

    assert [one["outcome"] for one in taken] == ["opened", "opened", "expected", "expected"]
    assert [one["kind"] for one in taken[:2]] == ["civil", "criminal"]
    assert [one["remarks"] for one in taken[:2]] == [[], []]


@proves("814:II.18-скорочення")
@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_guide_names_people_in_full(language: str) -> None:
    guide = (ROOT / "docs" / "guide" / language / "clerk.md").read_text(encoding="utf-8")
    titles = re.findall('case open .*--title "([^"]+)"', guide)

    assert len(titles) == 4
    assert [title for title in titles if names_are_in_full(title).objections] == []
