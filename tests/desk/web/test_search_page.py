"""Пошук: what is found, narrowed, saved and taken away, by whom."""

from __future__ import annotations

import re

import pytest

from desk.background import catch_up_index
from desk.web.pages.search import HELP
from search import parse
from tests.desk.web.site import Site


@pytest.fixture
def filled(full: Site) -> Site:
    catch_up_index(full.workbench)
    return full


def test_what_is_found_has_its_place_its_words_and_its_page(filled: Site) -> None:
    page = filled.visitor("kants").get("/search?q=експерта")

    assert page.status_code == 200
    assert "Знайдено документів: 1" in page.text
    assert "<mark>експерта</mark>" in page.text
    assert re.search(r'href="/view/[^"?]+\?q=[^"]+&amp;page=1#p1"', page.text)
    assert "т. 1, арк. " in page.text
    assert "Справа № 757/12345/25" in page.text


@pytest.mark.parametrize("example", [example for example, _ in HELP])
def test_every_example_of_the_help_is_understood(example: str) -> None:
    assert str(parse(example))
