"""case order, move, came, back, appeal-materials, control, remove-originals, ready.

Scenario 5: a file back from appeal with added sheets; a separate volume of copies for an appeal
against a ruling.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from inventory.language.days import legal_day
from tests.clauses import proves
from tests.desk.cli import CASE, TOLD, Office
from tests.ingest.samples import pdf
from tests.inventory.conftest import pages_of

PAPERS: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
    ("claim", "Позовна заява", 3, {}),
    ("assignment-protocol", "Протокол розподілу", 1, {}),
    ("ruling-opening", "Ухвала про відкриття", 1, {}),
    ("interim-motion", "Заява про забезпечення", 2, {"date": "2025-03-04"}),
    ("ruling-interim", "Ухвала про забезпечення", 2, {"date": "2025-03-05"}),
)


def deliver(office: Office, papers: tuple[tuple[str, str, int, dict[str, Any]], ...]) -> None:
    for n, (kind, title, sheets, more) in enumerate(papers):
        card = {"kind": kind, "title": title, "sheets": sheets, "original_form": "paper"} | more
        office.put(f"{kind}-{n}.pdf", pdf(f"{kind} {n}"), card)
    assert office("watch", "--once").code == 0


def titles(office: Office, number: str = CASE) -> list[str]:
    volumes = office.json("case", "show", number)["volumes"]
    return [row["title"] for volume in volumes for row in volume["documents"]]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A file with five documents, as the first court formed it."""
    office = Office(tmp_path_factory.mktemp("walked") / "vault")
    assert office("init", "--court", TOLD["court"], "--court-code", "757").code == 0
    settings = office.vault / "sprava.toml"
    text = settings.read_text(encoding="utf-8").replace("settle_s = 5.0", "settle_s = 0.1")
    text = text.replace(
        'position = "Секретар суду"\nname = ""', 'position = "Секретар суду"\nname = "П. Приклад"'
    )
    settings.write_text(text, encoding="utf-8")
    parties = "Позивач: Вигаданко В. В.; відповідач: ТОВ «Вигадка»"
    assert office("case", "open", CASE, "--kind", "civil", "--title", parties).code == 0
    deliver(office, PAPERS)
    return office


@pytest.fixture
def own(walked: Office, tmp_path: Path) -> Office:
    return walked.copy(tmp_path / "vault")


def test_the_order_is_shown_changed_with_a_reason_and_put_right(own: Office) -> None:
    by_title = {row["title"]: row["id"] for row in own.json("case", "order", CASE)["documents"]}
    claim, opening = by_title["Позовна заява"], by_title["Ухвала про відкриття"]
    assert own.json("case", "order", CASE)["objections"] == []

    moved = own.json("case", "move", claim, "--after", opening, "--reason", "долучено пізніше")
    assert [one["clause"] for one in moved["objections"]] == ["814:VII.1-02"]
    assert moved["unexplained"] == []
    assert titles(own)[2] == "Позовна заява"
    told = own("case", "order", CASE).out
    assert "переставлено: долучено пізніше" in told
    assert "Не за порядком: «Позовна заява» має стояти перед" in told

    lawful = own.json("case", "move", claim, "--lawful")
    assert lawful["objections"] == []
    assert titles(own)[0] == "Позовна заява"
    for wrong in (["--first"], ["--after", opening, "--first", "--reason", "а"], []):
        assert own("case", "move", claim, *wrong).code == 2
    again = own("case", "move", claim, "--lawful", "--json")
    assert (again.code, again.error["code"]) == (2, "N131")
    assert own("volume", "close", CASE, "1").code == 0
    late = own("case", "move", claim, "--first", "--reason", "пізно", "--json")
    assert late.code == 3
    assert [one["clause"] for one in late.error["findings"]] == ["814:VII.8-продовження"]


@proves("814:VII.20")
def test_scenario_5__a_file_back_from_appeal_goes_on_with_its_numbers(own: Office) -> None:
    assert own("volume", "numbered", CASE, "1", "--to-row", "5").code == 0
    deliver(own, (("letter", "Лист, що надійшов тим часом", 1, {}),))
    deliver(
        own,
        (
            ("appeal", "Апеляційна скарга", 4, {}),
            ("resolution-appeal", "Постанова апеляційного суду", 3, {}),
        ),
    )
    held = own.documents()
    bound = [held[title]["id"] for title in ("Апеляційна скарга", "Постанова апеляційного суду")]

    shown = own.json(
        "case", "back", CASE, "--document", bound[0], "--document", bound[1],
        "--reason", "супровідний лист апеляційного суду № 7",
    )  # fmt: skip

    rows = [
        (d["title"], d["first_sheet"], d["last_sheet"]) for d in shown["volumes"][0]["documents"]
    ]
    assert rows[4:] == [
        ("Ухвала про забезпечення", "8", "9"),
        ("Апеляційна скарга", "10", "13"),
        ("Постанова апеляційного суду", "14", "16"),
        ("Лист, що надійшов тим часом", "17", "17"),
    ]
    assert own("volume", "close", CASE, "1").code == 0


@proves("814:VII.21", "814:VII.21-обкладинка")
def test_scenario_5__copies_for_an_appeal_against_a_ruling_have_a_cover_of_their_own(
    own: Office, tmp_path: Path
) -> None:
    held = own.documents()
    ruling, motion = held["Ухвала про забезпечення"]["id"], held["Заява про забезпечення"]["id"]
    asked = ("case", "appeal-materials", CASE, "--ruling", ruling, "--complainant", "ТОВ «Вигадка»")
    refused = own(*asked, "--document", motion, "--json")
    assert [one["clause"] for one in refused.error["findings"]] == ["814:VII.21"]

    made = own.json(*asked, "--document", motion, "--document", ruling)

    name = made["name"]
    assert name == f"{CASE}#2"
    assert {one["original"] for one in made["copies"]} == {ruling, motion}
    assert titles(own, name) == ["Заява про забезпечення", "Ухвала про забезпечення"]
    assert len(titles(own)) == 5
    assert own.json("case", "show", CASE)["containers"][0]["name"] == name
    missing = own("case", "show", f"{CASE}#7", "--json").error
    assert (missing["code"], f"sprava case show {CASE})" in missing["remedy"]) == ("N196", True)
    out = tmp_path / "cover.pdf"
    assert own("print", "cover", name, "1", "-o", out).code == 0
    said = " ".join(" ".join(pages_of(out.read_bytes())).split())
    assert "Матеріали оскарження ухвали (Вигаданівський районний суд, 05.03.2025" in said
    assert own("volume", "close", name, "1").code == 0
    assert own.json("volume", "certify", name, "1", "--counted", "4")["state"] == "deposited"
    assert own.json("check")["ok"] is True

    control = own.json("case", "control", CASE, "--document", ruling)
    assert control["name"] == f"{CASE}#3"
    assert {one["clause"] for one in control["findings"]} == {"814:VII.22-склад"}
    more = own.json("case", "copies", control["name"], "--document", motion)
    assert len(more["volumes"][0]["documents"]) == 2
    kept = own.json("case", "retained", CASE, "--document", motion)
    assert kept["container"] == "retained"


def test_volumes_that_came_formed_go_on(own: Office) -> None:
    number = "757/9/25"
    assert own("case", "open", number, "--kind", "offence", "--instance", "appeal").code == 0
    told = own(
        "case", "came", number, "--volume", "30:12", "--volume", "20:7:1", "--cover", "--sound"
    )
    assert "з арк. 21, рядка опису 8" in told.out
    volumes = own.json("case", "show", number)["volumes"]
    assert [(v["state"], v["sheets"]) for v in volumes] == [("full", 30), ("open", 20)]
    assert own.json("case", "order", number)["order"] == "appeal"
    assert own("case", "came", number, "--volume", "30").code == 2
    assert own("case", "came", number, "--volume", "30:1").code == 3


@proves("814:VII.23", "814:VII.23-акт")
def test_an_original_leaves_by_an_act(own: Office, tmp_path: Path) -> None:
    deliver(own, (("removal-application", "Заява про вилучення", 1, {}),))
    held = own.documents()
    claim, application = held["Позовна заява"]["id"], held["Заява про вилучення"]["id"]
    out = tmp_path / "act.pdf"
    asked = (
        "case", "remove-originals", CASE, "--document", claim, "--application", application,
        "--resolution", "Вилучити", "--resolved-by", "Голова суду; Г. Головний",
        "--to", "Вигаданко В. В.", "--present", "Помічник судді; Н. Наступна", "-o", out,
    )  # fmt: skip
    early = own(*asked, "--json")
    assert (early.code, early.error["code"]) == (3, "N133")
    assert not out.exists()
    today = own.json("check")["ok"]
    assert today is True
    assert own("case", "close", CASE, "--on", own_day(own)).code == 0

    removed = own.json(*asked)

    assert removed["documents"][0]["application"] == application
    assert "Позовна заява" in " ".join(pages_of(out.read_bytes()))
    row = own.documents()["Позовна заява"]
    assert removed["act"] in row["removed"]
    assert row["removed"] in row["notes"]


def own_day(office: Office) -> str:
    """The last day that can be the end of the case file: that of its last document."""

    assert office.vault.exists()
    return legal_day(dt.datetime.now(dt.UTC)).isoformat()


@proves("814:VII.2-скріплення")
def test_a_file_is_looked_at_before_it_is_sewn(own: Office) -> None:
    found = own.json("case", "ready", CASE, code=4)
    assert {one["clause"] for one in found["findings"]} >= {
        "814:VII.2-скріплення",
        "814:VII.14-проколи",
        "814:VII.14-уклеювання",
    }
    ready = own("case", "ready", CASE, "--unfastened", "--holes", "--nothing-glued", "--json")
    assert not {one["clause"] for one in ready.json["findings"]} & {"814:VII.2-скріплення"}
