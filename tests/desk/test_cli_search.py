"""search: what a reader types and finds."""

from __future__ import annotations

import pytest

from tests.desk.cli import CASE, FOUND, Office, shaped

ANSWER, MOTION = "Відзив", "Клопотання про експертизу"


def titles(office: Office, *arguments: object) -> set[str]:
    found = office.json("search", *arguments)
    assert shaped(found, FOUND)
    return {hit["title"] for hit in found["hits"]}


@pytest.mark.parametrize("form", ["позивач", "позивача", "позивачем", "ПОЗИВАЧЕВІ"])
def test_a_word_is_found_in_all_its_forms(office: Office, form: str) -> None:
    assert {ANSWER, MOTION} <= titles(office, form)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"межові знаки"', {ANSWER}),
        ("«договір підряду»", {ANSWER}),
        ('"знаки межові"', set()),
        ("експерт*", {MOTION}),
        ("позивач AND експерта", {MOTION}),
        ("позивач NOT експерта", {ANSWER}),
        ("експерта OR розірвано", {ANSWER, MOTION}),
        ("позивач експерта", {MOTION}),
        ("757/12345/25", {ANSWER, MOTION}),  # of that case file
        ("№17", {ANSWER}),
        ("№ 17", {ANSWER}),
        ("ґрунтові", {MOTION}),
        (f"позивач AND справа:{CASE}", {ANSWER, MOTION}),
    ],
)
def test_the_query_language(office: Office, query: str, found: set[str]) -> None:
    assert titles(office, query) & {ANSWER, MOTION} == found


def test_filters(office: Office) -> None:
    assert titles(office, "позивач", "--kind", "defence") == {ANSWER}
    assert titles(office, "позивач", "--from", "01.05.2025") == {MOTION}
    assert titles(office, "позивач", "--to", "2025-04-30", "--case", CASE) == {ANSWER}
    assert titles(office, "позивач", "--case", "757/777/19") == set()


def test_a_hit_says_where_it_is(office: Office) -> None:
    answer = office.documents()[ANSWER]

    [hit] = office.json("search", '"межові знаки"')["hits"]

    assert (hit["document"], hit["case"], hit["volume"]) == (answer["id"], CASE, 1)
    assert hit["sheet"] == answer["first_sheet"]
    assert hit["date"] == "2025-04-01"
    assert "<b>" in hit["snippet"]
    assert hit["score"] > 0


def test_a_limit_shows_less_than_there_is(office: Office) -> None:
    found = office.json("search", "позивач", "--limit", "1")
    rest = office.json("search", "позивач", "--limit", "1", "--offset", "1")

    assert len(found["hits"]) == len(rest["hits"]) == 1
    assert found["total"] == rest["total"] >= 2
    assert found["hits"] != rest["hits"]


def test_people_read_where_and_no_tags(office: Office) -> None:
    told = office("search", "межові знаки").out

    assert told.startswith("Знайдено: 1\n№ 757/12345/25, т. 1, арк. ")
    assert "· 01.04.2025 · Відзив" in told
    assert "<b>" not in told


def test_nothing_found_is_no_error(office: Office) -> None:
    found = office.json("search", "синхрофазотрон")

    assert (found["total"], found["hits"]) == (0, [])


@pytest.mark.parametrize("query", ["", "   ", "((((", '"', "AND", "***"])
def test_what_cannot_be_searched_for_is_said(office: Office, query: str) -> None:
    ran = office("search", query, "--json")

    assert ran.code in {0, 2}
    if ran.code:
        assert ran.error["code"] == "Q001"
    else:
        assert shaped(ran.json, FOUND)


def test_a_date_that_is_none(office: Office) -> None:
    assert office("search", "позивач", "--from", "учора", "--json").error["code"] == "U001"


def test_a_kind_that_is_none_is_refused_with_the_nearest(office: Office) -> None:
    refused = office("search", "позивач", "--kind", "позовник", "--json")
    known = office.json("kinds")

    assert (refused.code, refused.error["code"]) == (2, "Q004")
    assert "claim (Позовна заява)" in refused.error["what"]
    assert {"code": "claim", "name": "Позовна заява"} in known
    assert office("search", "позивач", "--kind", "заява").code == 0
    assert office("search", "позивач", "--kind", "nosuch").code == 2
    within = office("search", "позивач вид:позовник", "--json")
    assert (within.code, within.error["what"]) == (2, refused.error["what"])


def test_a_suggestion_is_shown_as_words(office: Office) -> None:
    slip = office.json("search", "позивачч експерда")["suggestion"]
    told = office("search", "позивачч експерда").out

    assert slip is not None
    assert " ТА " in slip
    assert "Можливо, ви шукали: " in told
    assert " AND " not in told
