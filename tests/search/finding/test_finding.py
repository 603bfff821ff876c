"""From the journal to a hit with volume, sheet and snippet."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from inventory import close_volume
from inventory.queries import frozen_volumes, get_case, plan_of
from inventory.service.kinds import name_kind
from search import Analysis, Filters, follow
from search.documents import EVERYTHING
from search.engines.door import CARD, Change, Page
from search.errors import NoSuchKind, QuerySyntaxError
from search.finding.board import board_of
from search.finding.filters import NO_FILTERS, Answering, period
from search.query.parsing import parse
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


def test_a_restricted_document_still_in_the_index_is_as_if_it_were_not(court: Court) -> None:
    """The catalogue says what may be shown, so an index that knows too much tells nothing."""
    secret = court.add(CASE, title="Справа дитини", restricted=True, pages=1)
    open_ = court.add(CASE, "відкрите рішення", kind="claim")
    court.follow()
    card, page = Page(CARD, "усиновлення"), Page(1, "усиновлення таємне рішення")
    sequence = court.index.stamp().sequence
    court.index.apply([Change(secret, (card, page))], sequence=sequence)
    everyone = court.index.search(parse("усиновлення"), EVERYTHING, limit=9)
    assert [found.document for found in everyone.found] == [secret], "the index knows it"

    for query in ("усиновлення", "таємн*", '"таємне рішення"', f"усиновлення справа:{CASE}"):
        result = court.finder.find(query, NO_FILTERS)
        assert (result.total, result.hits, result.suggestion) == (0, (), None), query
    assert court.finder.find("усиновленя", NO_FILTERS).suggestion is None
    both = court.finder.find("рішення OR усиновлення", NO_FILTERS)
    assert (both.total, [hit.document for hit in both.hits]) == (1, [open_])
    assert "усиновлен" not in both.hits[0].snippet


def test_a_kind_is_what_its_name_begins_with(court: Court) -> None:
    ruling = court.add(CASE, "текст", kind="ruling-opening")
    separate = court.add(CASE, "текст", kind="ruling-separate")
    letter = court.add(CASE, "текст", kind="letter-opening")
    receipt = court.add(CASE, "текст", kind="receipt-preparatory")

    for query, expected in {
        "вид:ухвала": {ruling, separate},
        "вид:окрема": {separate},
        'вид:"ухвала про відкриття"': {ruling},
        'вид:"лист про надіслання ухвали"': {letter},
        "вид:надіслання": {letter},  # no kind is called so: those that mention it
        "вид:розписка": {receipt},
        "вид:ruling-opening": {ruling},
    }.items():
        assert court.found(query) == expected, query


@pytest.mark.parametrize("query", ["вид:позовник", "текст НЕ вид:позовник"])
def test_a_kind_that_is_none_is_said_with_those_of_the_table_like_it(
    court: Court, query: str
) -> None:
    court.add(CASE, "текст", kind="claim", title="Позовнику", restricted=True)

    with pytest.raises(NoSuchKind, match=r"«позовник» немає; схожі: .*claim \(Позовна заява\)"):
        court.found(query)


def test_a_name_of_the_courts_own_leads_to_the_kind_it_is_treated_like(court: Court) -> None:
    with court.vault.transaction("test") as tx:
        name_kind(tx, "Довідка про склад сім'ї", "claim", "Наказ № 1 від 05.01.2026")
        tx.commit()

    with pytest.raises(NoSuchKind, match=r"; схожі: claim \(Позовна заява\)\."):
        court.found('вид:"довідка про склад сім\'ї"')


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


def test_a_person_is_named_in_full_or_by_initials(court: Court) -> None:
    one = court.add(CASE, "текст", sender="Вигаданко Вероніка")
    other = court.add(CASE, "текст")
    court.judge(one, "Зразковий Захар Захарович")
    court.judge(other, "ПРИКЛАДНА УЛЯНА ЗАХАРІВНА", "Зразкова Ніна")

    for query, expected in {
        'підписувач:"З. З. Зразковий"': {one},
        'підписувач:"Зразковий З."': {one},
        "підписувач:З.З.Зразковий": {one},
        'підписувач:"Захар Зразковий"': {one},
        'підписувач:"З. Зраз*"': {one},
        'підписувач:"З. З. З. Зразковий"': set(),
        'підписувач:"О. Зразковий"': set(),
        'підписувач:"У. З. Прикладна"': {other},
        'підписувач:"У. Зразкова"': set(),
        "підписувач:З*": {one, other},
        'сторона:"В. Вигаданко"': {one, other},  # the title of their case file says so
        'сторона:"Вигаданко Вер*"': {one},
    }.items():
        assert court.found(query) == expected, query


def test_filters_beside_the_query(court: Court) -> None:
    claim = court.add(CASE, "текст", kind="claim", date="2025-03-05")
    other = court.add(OTHER, "текст", kind="complaint", date="2024-12-31")

    assert court.found("текст", case=OTHER) == {other}
    assert court.found("текст", kind="claim") == {claim}
    assert court.found("текст", first=dt.date(2025, 3, 5), last=dt.date(2025, 3, 5)) == {claim}
    assert court.find("текст", case="1/1/1").total == 0


def test_a_phrase_is_found_where_it_is_said(court: Court) -> None:
    """The card knows the case's number; «справа № …» are words of texts, not of the card."""
    said = court.add(CASE, f"У матеріалах: справа № {CASE}, том 1")
    silent = court.add(CASE, "відзив на позов")
    elsewhere = court.add(OTHER, f"докази зі справи № {CASE} долучено")

    assert court.found(f'"Справа № {CASE}"') == {said}
    assert court.found("справа") == {said, elsewhere}
    assert court.found('"справа"') == {said}
    for number in (CASE, f"справа № {CASE}", f"Справа №{CASE}", "12345/25", "757/123*"):
        assert court.found(number) == {said, silent, elsewhere}, number
    assert court.found(f"справа:{CASE}") == {said, silent}


def test_a_volume_is_where_the_plan_has_it(court: Court) -> None:
    cases = {
        "757/1/25": [240, 8, 5, 0],
        "757/2/25": [250, 250, 100],
        "757/3/25": [130, 130, 130, 130, 0, 600],
        "757/4/25": [3, 0, 4],
        "757/5/25": [0],
    }
    for number, sheets in cases.items():
        court.open(number, "")
        for count in sheets:
            court.add(number, sheets=count, kind="motion")
    for number in ("757/1/25", "757/2/25", "757/2/25", "757/4/25"):
        with court.vault.transaction("тест") as tx:
            full = len(frozen_volumes(tx.connection, get_case(tx.connection, number).key))
            close_volume(tx, number, full + 1)
            tx.commit()
    court.add("757/4/25", sheets=250)

    court.follow()
    with court.vault.read() as connection:
        plans = {n: plan_of(connection, get_case(connection, n)) for n in cases}
    for volume in range(8):
        for number in cases:
            held = {
                member.document
                for plan in plans[number]
                if plan.number == volume
                for row in plan.rows
                for member in row.members
            }
            assert court.found(f"справа:{number} том:{volume}") == held
            assert court.found(f"том:{volume}", case=number) == held


def test_only_files_of_several_volumes_are_planned(court: Court, analysis: Analysis) -> None:
    """However many files there are, those whose sheets fill one volume cost no plan."""

    def statements(query: str, filters: Filters) -> int:
        asked: list[str] = []
        with court.vault.read() as connection:
            board = board_of(connection)

            def note(*said: object) -> None:
                asked.append(str(said[2]))

            sa.event.listen(connection, "before_cursor_execute", note)
            Answering(connection, analysis, board, filters).resolved(parse(query))
        return len(asked)

    court.add(CASE, kind="claim")
    few = statements("том:1", Filters())
    for number in range(20):
        court.open(f"757/{number}/19", "")
        court.add(f"757/{number}/19", kind="claim")
    assert statements("том:1", Filters()) == few

    for number in range(10):
        court.add(f"757/{number}/19", kind="claim", sheets=600)
    many = statements("том:2", Filters())
    assert many > few
    assert statements("справа:757/1/19 том:2", Filters()) < many
    assert statements("том:2", Filters(case="757/1/19")) < many


def test_an_older_board_does_not_spoil_the_numbers_of_a_later_one(court: Court) -> None:
    """Whoever asks for a number on a board that others have gone on from meanwhile."""
    court.add(CASE, "рішення")
    with court.vault.read() as connection:
        older = board_of(connection)
    court.open("757/9/19", "")
    court.add("757/9/19", "рішення")
    with court.vault.read() as connection:
        later = board_of(connection, older)

    assert older.cases_called(str, "757/9/19") == []
    [new] = later.cases_called(str, "757/9/19")
    assert later.case_numbers[new] == "757/9/19"
    court.open("757/91/9", "")
    court.add("757/91/9", "рішення")
    with court.vault.read() as connection:
        board_of(connection, later)
    assert later.cases_called(str, "757/91/9") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hsityyz celu", None),
        ("hsityyz celb", "рішення ТА суди"),
        ("HSITYYZ", "РІШЕННЯ"),
        ("cnjhjyf:Dbufl*", None),
        ("рішення або вигадка", "рішення АБО вигадка"),
        ("вигадка чи рішення суд", "(вигадка АБО рішення) ТА суд"),
        ("зозуля або пугач", None),
    ],
)
def test_what_another_keyboard_or_a_small_either_meant_is_proposed(
    court: Court, typed: str, meant: str | None
) -> None:
    court.add(CASE, "Рішення суду")

    result = court.find(typed)
    assert (result.total, result.suggestion) == (0, meant)


def test_another_keyboard_proposes_nothing_that_may_not_be_seen(court: Court) -> None:
    court.add(CASE, title="Таємне усиновлення", restricted=True, pages=1)

    assert court.find("ecbyjdktyyz").suggestion is None


def test_a_suggestion_keeps_the_filters(court: Court) -> None:
    court.add(CASE, "рішення")

    assert court.find(f"справа:{CASE} рішеня").suggestion == f"справа:{CASE} ТА рішення"
    assert court.find(f"справа:{OTHER} рішеня").suggestion is None


def test_following_stops_at_no_entry_halfway(court: Court) -> None:
    court.follow()
    documents = {court.add(CASE, f"текст {n}") for n in range(5)}

    assert follow(court.vault, court.index, batch=2) == 5
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
        ("02.2024", "2024-02-01", "2024-02-29"),
        ("02.2025", "2025-02-01", "2025-02-28"),
        ("9.3.2025", "2025-03-09", "2025-03-09"),
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
