"""From the journal to a hit with volume, sheet and snippet."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import Analysis, following
from search.errors import QuerySyntaxError
from search.filters import period
from tests.search.court import Court

CASE, OTHER = "757/12345/25-ц", "757/777/25"


@pytest.fixture
def court(tmp_path: Path, analysis: Analysis) -> Iterator[Court]:
    court = Court(tmp_path, analysis)
    court.open(CASE, "Позивач: Вигаданко В. В.; відповідач: ТОВ «Вигадка»")
    court.open(OTHER, "За скаргою Небуленка Н. Н.")
    yield court
    court.vault.close()


def test_a_hit_says_where_it_stands(court: Court) -> None:
    court.add(CASE, "Позовна заява про борг", "розписка", sheets=2, kind="claim", date="2025-02-03")
    document = court.add(
        CASE, "Додаток", "квитанція про сплату судового збору", sheets=2, kind="court-fee"
    )

    (hit,) = court.find("сплати збори").hits
    assert hit.document == document
    assert (hit.case, hit.volume, hit.sheet) == (CASE, 1, "4")
    assert hit.snippet == "квитанція про <b>сплату</b> судового <b>збору</b>"
    assert court.find("розписки").as_json()["hits"][0]["date"] == "2025-02-03"


def test_a_document_is_found_by_its_card_before_its_text_is_read(court: Court) -> None:
    document = court.add(CASE, kind="claim", title="Позов про стягнення боргу")
    assert court.found("борг") == {document}

    court.read(document, "розписка від 1 березня")
    assert court.found("борг розписка") == {document}


def test_restricted_documents_are_not_in_the_index(court: Court) -> None:
    court.add(CASE, title="Таємне усиновлення", restricted=True, pages=1)
    open_ = court.add(CASE, "відкрите")

    result = court.find("усиновлення OR відкрите")
    assert [hit.document for hit in result.hits] == [open_]
    assert court.find("усиновленя").suggestion is None
    files = court.vault.layout.index.rglob("*.terms")
    assert "усиновленн".encode() not in b"".join(path.read_bytes() for path in files)


def test_filters_within_the_query(court: Court) -> None:
    claim = court.add(CASE, "текст", kind="claim", date="2025-03-05", sender="Адвокат Неназваний")
    ruling = court.add(CASE, "текст", kind="ruling-opening", date="2025-04-01")
    other = court.add(OTHER, "текст", kind="complaint", date="2024-12-31")

    for query, expected in {
        f"справа:{CASE}": {claim, ruling},
        "справа:757_777_25 текст": {other},
        "справа:757/12345/25–Ц": {claim, ruling},
        "справа:757/*": {claim, ruling, other},
        "справа:757": set(),
        "текст NOT справа:757/777/25": {claim, ruling},
        "вид:ухвали": {ruling},
        "вид:(скарга OR claim)": {claim, other},
        "вид:небачене": set(),
        "дата:2025": {claim, ruling},
        "дата:03.2025": {claim},
        "дата:2024-12-31..05.03.2025": {claim, other},
        "дата:2025-04-01..": {ruling},
        "сторона:Вигаданка": {claim, ruling},
        "сторона:небул*": {other},
        'сторона:"неназваного адвоката"': {claim},
        "том:1": {claim, ruling, other},
        "том:2": set(),
        "підписувач:Ніхто": set(),
    }.items():
        assert court.found(query) == expected, query


def test_filters_beside_the_query(court: Court) -> None:
    claim = court.add(CASE, "текст", kind="claim", date="2025-03-05")
    other = court.add(OTHER, "текст", kind="complaint", date="2024-12-31")

    assert court.found("текст", case=OTHER) == {other}
    assert court.found("текст", kind="claim") == {claim}
    assert court.found("текст", first=dt.date(2025, 3, 5), last=dt.date(2025, 3, 5)) == {claim}
    assert court.find("текст", case="1/1/1").total == 0


def test_a_suggestion_keeps_the_filters(court: Court) -> None:
    court.add(CASE, "рішення")

    assert court.find(f"справа:{CASE} рішеня").suggestion == f"справа:{CASE} AND рішення"
    assert court.find(f"справа:{OTHER} рішеня").suggestion is None


def test_following_stops_at_no_entry_halfway(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "BATCH", 2)
    documents = {court.add(CASE, f"текст {n}") for n in range(5)}

    assert court.follow() == 5
    assert court.follow() == 0
    assert court.found("текст") == documents


def test_an_index_that_is_gone_or_broken_is_made_anew(court: Court) -> None:
    document = court.add(CASE, "текст")
    assert court.found("текст") == {document}
    shutil.rmtree(court.vault.layout.index)
    court.vault.layout.index.mkdir()
    assert court.found("текст") == {document}

    for path in court.vault.layout.index.rglob("*.terms"):
        path.write_bytes(b"")
    court.index._serving = None  # another process
    assert court.found("текст") == {document}


def test_an_index_of_another_journal_is_made_anew(court: Court) -> None:
    document = court.add(CASE, "текст")
    court.follow()
    court.index.apply([], sequence=999)

    assert court.found("текст") == {document}
    assert court.index.stamp().sequence < 999


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        ("02.2025", "2025-02-01", "2025-02-28"),
        ("9.3.2025", "2025-03-09", "2025-03-09"),
        ("2025-03-09", "2025-03-09", "2025-03-09"),
        ("2024..03.2025", "2024-01-01", "2025-03-31"),
        ("..2024", "0001-01-01", "2024-12-31"),
        ("2024..", "2024-01-01", "9999-12-31"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in period(text)] == [first, last]


@pytest.mark.parametrize("query", ["дата:учора", "дата:31.02.2025", "дата:0", "том:перший"])
def test_values_that_make_no_sense_are_said_so(court: Court, query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        court.find(query)
