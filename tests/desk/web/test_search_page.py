"""Пошук: what is found, narrowed, saved and taken away, by whom."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import datetime as dt
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from desk.background import catch_up_index
from desk.web.searching.asked import FACETS, SORTS, SearchAsked
from desk.web.searching.results import panels, table
from desk.web.searching.saved import MOST, Saved
from inventory.access import Reading, Restriction, Right, service, viewer_of
from inventory.access.events import EXPORTED
from inventory.events import document_subject
from inventory.queries import documents_of, get_case
from search import Choice, Facet, FacetName, Hit
from search.finding.counting import CHOICES_MAX
from tests.clauses import proves
from tests.desk.cli import CASE
from tests.desk.conftest import Built
from tests.desk.web.site import ORDER, Site, name_people, opened
from tests.inventory.access.readers import reader as shown
from vault import JournalEntry, events_of
from vault.errors import UsageError

MOTION, ANSWER = "Клопотання про експертизу", "Відзив"


@pytest.fixture(scope="module")
def filled(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all: what a test changes, it takes back."""
    office = built.office.copy(tmp_path_factory.mktemp("searched") / "vault")
    with opened(office.vault) as site:
        name_people(site.workbench)
        catch_up_index(site.workbench)
        yield site


def document(site: Site, title: str) -> str:
    with site.workbench.vault.read() as connection:
        case = get_case(connection, CASE)
        return next(d.id for d in documents_of(connection, case.key) if d.title == title)


@contextlib.contextmanager
def restricted(site: Site, what: str, mark: Restriction) -> Iterator[None]:
    with site.workbench.vault.transaction("система") as tx:
        service.mark(tx, service.subject_of(tx, what), mark, basis=ORDER)
        tx.commit()
    yield
    with site.workbench.vault.transaction("система") as tx:
        service.unmark(tx, service.subject_of(tx, what), mark, basis=ORDER)
        tx.commit()


@contextlib.contextmanager
def granted(site: Site, login: str, kind: str, value: str) -> Iterator[None]:
    with site.workbench.vault.transaction("система") as tx:
        given = shown() if kind == "case" else None
        service.grant(tx, login, Right(kind=kind, value=value, order=ORDER, reader=given))
        tx.commit()
    yield
    with site.workbench.vault.transaction("система") as tx:
        service.revoke(tx, login, kind, value, order=ORDER)
        tx.commit()


def exports(site: Site) -> list[JournalEntry]:
    """Entries about what was taken away of a document."""
    vault = site.workbench.vault
    subject = document_subject(document(site, MOTION))
    with vault.read() as connection:
        found = [one for one in events_of(connection, subject) if one.event == EXPORTED]
    return [vault.entry_at(one.end) for one in found]


def boxes(page: str, name: FacetName) -> dict[str, str]:
    """Label and count of each box of a facet."""
    found = re.findall(
        rf'name="{name.value}" value="[^"]*"[^>]*> <span class="name">([^<]*)</span> '
        r'<span class="muted number">(\d+)</span>',
        page,
    )
    return {unescape(label): count for label, count in found}


# -- what is found ---------------------------------------------------------------------------


def test_what_is_found_has_its_place_its_words_and_its_page(filled: Site) -> None:
    page = filled.visitor("kants").get("/search?q=експерта")

    assert page.status_code == 200
    assert "Знайдено документів: 1" in page.text
    assert "<mark>експерта</mark>" in page.text
    assert re.search(r'href="/view/[^"?]+\?q=[^"]+&amp;page=1#p1"', page.text)
    assert "т. 1, арк. " in page.text
    assert f"Справа № {CASE}" in page.text


def test_results_come_by_case_file(filled: Site) -> None:
    page = filled.visitor("kants").get("/search?q=дата:2000..2030&group=case").text

    assert "Знайдено справ: 2" in page
    assert page.index(f"Справа № {CASE}") != page.index("Справа № 757/777/19")
    assert "Усі знайдені в цій справі" in page
    assert "group=case" not in re.findall(r'href="([^"]*)">Усі знайдені', page)[0]


def test_ticking_several_choices_widens_and_the_others_are_still_counted(filled: Site) -> None:
    kants = filled.visitor("kants")
    whole = kants.get("/search?q=дата:2000..2030").text
    years = boxes(whole, FacetName.YEAR)
    assert years["2019"] == "1"
    assert set(years) == {"2019", "2025"}

    one = kants.get("/search?q=дата:2000..2030&year=2019").text
    assert "Знайдено документів: 1" in one
    assert boxes(one, FacetName.YEAR) == years
    assert boxes(one, FacetName.KIND) == {}  # one kind is no choice
    both = kants.get("/search?q=дата:2000..2030&year=2019&year=2025").text
    assert both.count("<article") == whole.count("<article") > 1


def test_a_change_asked_by_htmx_is_a_part_with_its_own_address(filled: Site) -> None:
    kants = filled.visitor("kants")
    headers = {"HX-Request": "true"}

    part = kants.client.get("/search?q=експерта&sort=relevance&page=", headers=headers)
    assert "<html" not in part.text
    assert '<p id="count" class="count" role="status" hx-swap-oob="true">' in part.text
    assert part.headers["hx-push-url"] == "/search?" + urlencode({"q": "експерта"})
    back = kants.client.get(
        "/search?q=експерта", headers=headers | {"HX-History-Restore-Request": "true"}
    )
    assert "<html" in back.text


def test_what_was_typed_stays_text(filled: Site) -> None:
    evil = '"><script>alert(1)</script>'
    for params in ({"q": evil}, {"q": "експерта", "party": evil}, {"q": "експерта", "case": evil}):
        page = filled.visitor("kants").client.get("/search", params=params)
        assert "<script>alert" not in page.text


def test_the_page_opens_without_an_index_and_its_headings_go_down_by_one(filled: Site) -> None:
    judge, folder = filled.visitor("suddia"), filled.root / "index"
    found = judge.get(f"/search?q={'договір'}").text
    assert [int(one) for one in re.findall(r"<h(\d)", found)][:3] == [1, 2, 3]

    folder.rename(filled.root / "aside")
    try:
        answers = judge.get("/search"), judge.get("/search?q=суд")
    finally:
        (filled.root / "aside").rename(folder)

    assert answers[0].status_code == 200
    assert "Як питати" in answers[0].text
    assert "покажчика немає" in answers[1].text


def test_no_facet_or_order_lacks_a_name() -> None:
    assert set(FACETS) == set(FacetName)
    assert len(SORTS) == len(set(SORTS.values()))


@given(
    st.text(max_size=30),
    st.lists(st.sampled_from(["claim", "нічого", ""]), max_size=3),
    st.lists(st.sampled_from(["2025", "0", "-1", "x", "99999", "²"]), max_size=3),
    st.sampled_from(["", "newest", "нічого"]),
    st.sampled_from(["", "case", "x"]),
    st.sampled_from(["", "1", "7", "-1", "9" * 30, "²"]),
)
def test_any_address_opens_and_is_written_again_as_the_same_question(
    query: str, kind: list[str], year: list[str], sort: str, group: str, page: str
) -> None:
    given_ = [("q", query), ("sort", sort), ("group", group), ("page", page)]
    given_ += [("kind", one) for one in kind] + [("year", one) for one in year]
    asked = SearchAsked.of(QueryParams(given_))

    assert SearchAsked.of(QueryParams(asked.asked)) == asked
    assert asked.filters.year is None or all(one >= 0 for one in asked.filters.year)  # type: ignore[union-attr]


# -- who sees what ---------------------------------------------------------------------------


@proves("814:I.10-доступ")
def test_814_i_10__who_reads_no_documents_searches_none(filled: Site) -> None:
    admin = filled.visitor("admin")

    assert admin.get("/search?q=експерта").status_code == 403
    assert admin.post("/search/list.csv", {"asked": "q=експерта"}).status_code == 403
    assert admin.post("/search/saved", {"asked": "q=експерта"}).status_code == 403


@proves("814:I.10-доступ")
def test_814_i_10__a_reader_finds_what_is_granted_and_takes_nothing_away(filled: Site) -> None:
    reader = filled.visitor("chytach")
    nothing = reader.get("/search?q=експерта").text
    assert "Знайдено документів" not in nothing
    assert "Можливо" not in nothing
    assert "нічого не знайдено" in nothing

    before = exports(filled)
    with granted(filled, "chytach", "case", CASE):
        found = reader.get("/search?q=експерта").text
        whole = reader.get("/search?q=дата:2000..2030").text
        refused = reader.post("/search/list.csv", {"asked": "q=експерта"})
    assert "Знайдено документів: 1" in found
    assert "list.csv" not in found
    assert refused.status_code == 403
    assert exports(filled) == before
    assert "757/777/19" not in whole
    assert set(boxes(whole, FacetName.YEAR)) <= {"2025"}


@proves("Лубни:2.2")
@pytest.mark.parametrize("mark", [Restriction.CLOSED_HEARING, Restriction.COVERT])
def test_lubny_2_2__what_is_marked_is_nowhere_in_a_search(filled: Site, mark: Restriction) -> None:
    kants = filled.visitor("kants")
    open_to_all = kants.get("/search?q=дата:2000..2030").text
    assert MOTION in open_to_all
    name = document(filled, MOTION)
    with restricted(filled, name, mark):
        for path in (
            "/search?q=експерта",
            "/search?q=експирта",
            "/search?q=дата:2000..2030",
            "/search?q=дата:2000..2030&group=case",
            "/search?q=дата:2000..2030&kind=motion",
            "/search?q=дата:2000..2030&sort=newest",
        ):
            page = kants.get(path).text
            assert MOTION not in page, path
            assert "<mark>експерта" not in page, path
            assert ">експерта<" not in page, path
            assert name not in page, path
        assert "Клопотання" not in boxes(
            kants.get("/search?q=дата:2000..2030").text, FacetName.KIND
        )
        taken = kants.post("/search/list.csv", {"asked": "q=дата:2000..2030"})
        assert taken.status_code == 200
        assert MOTION not in taken.content.decode("utf-8-sig")
        assert kants.post("/search/list.csv", {"asked": "q=експерта"}).status_code == 400
        with granted(filled, "kants", "mark", mark.value):
            assert MOTION in kants.get("/search?q=експерта").text


def test_a_restricted_document_is_found_by_nobody(filled: Site) -> None:
    for login in ("kants", "sekretar", "suddia", "kerivnyk"):
        page = filled.visitor(login).get(f"/search?q=справа:{CASE}").text
        assert "З грифом" not in page


def test_the_keyboard_stays_where_it_was_when_results_come(filled: Site) -> None:
    """What is replaced under the focus gets it back by its id."""
    page = filled.visitor("kants").get("/search?q=дата:2000..2030").text
    controls = re.findall(r'<(?:input type="checkbox"|select)[^>]*>', page)

    assert {re.findall(r'name="(\w+)"', one)[0] for one in controls} > {"group", "sort", "kind"}
    assert all(re.search(r' id="[\w-]+"', one) for one in controls)


def test_what_was_asked_is_on_the_paper_too(filled: Site) -> None:
    kants = filled.visitor("kants")
    page = kants.get("/search?q=експерта&kind=motion&sort=newest").text
    style = kants.get("/static/search.css").text

    asked = "Запит: експерта; Вид документа: Клопотання"
    assert re.search(rf'<p class="asked">{asked}[^<]*; порядок: спершу нові</p>', page)
    assert ".asked { display: block; }" in style.partition("@media print")[2]


def test_a_facet_that_does_not_tell_all_says_so(filled: Site) -> None:
    finder, asked = filled.workbench.finder, SearchAsked(query="експерта")
    with filled.workbench.vault.read() as connection:
        reading = Reading(connection, viewer_of(connection, "система as kants", "2026-03-02"))
        found = finder.find(asked.query, reading=reading)
        for count, cut in ((CHOICES_MAX - 1, False), (CHOICES_MAX, True)):
            choices = tuple(Choice(f"757/{n}/25", f"757/{n}/25", 1) for n in range(count))
            counted = dataclasses.replace(found, facets=(Facet(FacetName.CASE, choices),))
            assert [one.cut for one in panels(finder, asked, reading, counted)] == [cut]


# -- lists -------------------------------------------------------------------------------------


@proves("814:I.10-доступ")
def test_814_i_10__a_list_is_recorded_before_it_goes_out(filled: Site) -> None:
    kants = filled.visitor("kants")
    answer = kants.post("/search/list.csv", {"asked": "q=експерта"})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.content.startswith("\ufeff№ з/п;Справа;".encode())
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[1] for row in rows[1:]] == [CASE]
    assert "експерта" in rows[1][-1]
    entry = exports(filled)[-1]
    assert entry.actor == "система as kants"
    assert entry.payload == {"query": "експерта", "documents": 1, "list": "csv"}
    assert f"document:{document(filled, MOTION)}" in entry.subjects

    printed = kants.post("/search/list.pdf", {"asked": "q=експерта&kind=motion"})
    with pypdfium2.PdfDocument(printed.content) as pdf:
        text = pdf[0].get_textpage().get_text_bounded()
    for words in ("РЕЗУЛЬТАТИ ПОШУКУ", "експерта", CASE, "К. К. Канцеляренко", "Клопотання"):
        assert words in text
    assert exports(filled)[-1].payload["list"] == "pdf"


def test_words_of_the_list_are_no_formulas_and_days_are_days() -> None:
    hit = Hit(
        document="a",
        case="757/1/25-ц",
        case_key="main:1",
        volume=1,
        sheet="12а",
        page=1,
        pages=(1,),
        title="=1+1",
        kind="Заява",
        date=dt.date(2026, 3, 1),
        snippet="&lt;=<b>1</b>",
        score=1.0,
    )
    text = table([hit], "-").decode("utf-8-sig")
    [_, row] = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    told = ["1", "757/1/25-ц", "1", "12-а", "1", "'=1+1", "Заява", "01.03.2026", "<=1"]
    assert row == told


# -- saved searches ----------------------------------------------------------------------------


def test_a_saved_search_is_ones_own(filled: Site) -> None:
    kants, judge = filled.visitor("kants"), filled.visitor("suddia")
    saved = kants.post("/search/saved", {"asked": "q=експерта&kind=motion", "name": " Моє  "})
    address = urlencode({"q": "експерта", "kind": "motion"})
    assert saved.headers["location"] == f"/search?{address}"

    page = kants.get("/search").text
    assert ">Моє</a>" in page
    assert "Моє" not in judge.get("/search").text
    number = re.findall(r"/search/saved/(\d+)/drop", page)[0]
    judge.post(f"/search/saved/{number}/drop")
    assert ">Моє</a>" in kants.get("/search").text
    kants.post(f"/search/saved/{number}/drop")
    assert ">Моє</a>" not in kants.get("/search").text


def test_saved_searches_lie_where_only_the_server_reads_and_are_not_endless(tmp_path: Path) -> None:
    path = tmp_path / "desk" / "saved.sqlite"
    saved = Saved(path)
    assert saved.of("kants") == []
    assert not path.exists()
    for number in range(MOST):
        saved.keep("kants", f"{number}", "q=1")
    saved.keep("kants", "7", "q=2")

    assert path.stat().st_mode & 0o077 == 0
    assert len(saved.of("kants")) == MOST
    assert next(one.asked for one in saved.of("kants") if one.name == "7") == "q=2"
    for name in ("ще", " ", "я" * 81):
        with pytest.raises(UsageError):
            saved.keep("kants", name, "q=1")
    saved.keep("suddia", "ще", "q=1")
