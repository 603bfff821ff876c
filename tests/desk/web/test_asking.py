"""How the page reads what somebody typed: said in Ukrainian, asked again, refused, helped out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

import pytest

from desk.background import catch_up_index
from search import examples
from tests.desk.conftest import Built
from tests.desk.web.site import Site, name_people, opened


@pytest.fixture(scope="module")
def filled(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    office = built.office.copy(tmp_path_factory.mktemp("asked") / "vault")
    with opened(office.vault) as site:
        name_people(site.workbench)
        catch_up_index(site.workbench)
        yield site


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("експерта OR NOT вигадка", "експерта АБО НЕ вигадка"),
        ("суд ч 1 ст 130", "суд (ч АБО частина) (ст АБО стаття) (1 ПОРУЧ/4 130"),
        ('"експерта суду"~4 дата:2025-03', "експерта ПОРУЧ/4 суду дата:03.2025"),
        ("від 1 березня 2025 р.", "від («01.03.2025» АБО «1 березня 2025» АБО «01 березня 2025»)"),
    ],
)
def test_how_a_query_was_read_is_said_in_ukrainian(filled: Site, asked: str, read: str) -> None:
    kants = filled.visitor("kants")
    page = kants.client.get("/search", params={"q": asked}).text

    said = re.search("[Пп]рочитано так: <code>([^<]+)", page)
    assert said
    assert unescape(said[1]).startswith(read)
    again = kants.client.get("/search", params={"q": unescape(said[1])})
    assert again.status_code == 200
    assert "рочитано так" not in again.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("*ович *енко *ський *юк *чук", "понад 4 шаблони із зірочкою чи знаком питання на початку"),
        ("слово " * 301, "понад 300 слів"),
        ("а" * 4001, "понад 4000 знаків"),
    ],
)
def test_what_is_too_dear_is_said_so(filled: Site, asked: str, said: str) -> None:
    page = filled.visitor("kants").client.get("/search", params={"q": asked})

    assert page.status_code == 400
    assert said in page.text
    assert "ТА, АБО, НЕ" in page.text


@pytest.mark.parametrize("asked", ["справа:", "дата:учора", '""', "NOT"])
def test_what_cannot_be_understood_is_said_so(filled: Site, asked: str) -> None:
    page = filled.visitor("kants").client.get("/search", params={"q": asked})

    assert page.status_code == 400
    assert 'role="alert">Запит незрозумілий' in page.text


def test_a_kind_that_is_none_is_said_with_those_like_it(filled: Site) -> None:
    page = filled.visitor("kants").get("/search?q=експерта вид:позовник")

    assert page.status_code == 400
    assert 'role="alert">Виду документів «позовник» немає; схожі: ' in page.text
    assert "Позовна заява" in page.text


def test_what_is_nowhere_is_said_with_a_word_that_is_somewhere(filled: Site) -> None:
    page = filled.visitor("kants").get("/search?q=експирта").text

    assert "нічого не знайдено" in page
    assert "Можливо, ви шукали" in page
    assert "CSV" not in page


def test_the_help_leads_to_answers(filled: Site) -> None:
    page = filled.visitor("kants").get("/search").text

    for one in examples():
        assert urlencode({"q": one.example}) in unescape(page).replace("%20", "+"), one.example
