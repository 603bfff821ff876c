"""What a reader gets: only what may be read, counted, grouped, in order, with places and boxes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from inventory import record_text
from inventory.access import Reading, Viewer
from inventory.queries import get_document
from inventory.service.corrections import correct_case, correct_document
from search import Analysis, FacetName, Filters, Sort
from tests.search.court import Court
from tests.search.finding.readers import (
    FORMER,
    OF_UNIT,
    ONE,
    TWO,
    find,
    restrict,
    two_cases,
    unit,
)
from vault.airlock import Airlock, Limits


@pytest.fixture
def court(tmp_path: Path, analysis: Analysis) -> Court:
    return two_cases(tmp_path, analysis)


def test_what_is_marked_is_in_no_hit_count_facet_snippet_or_suggestion(court: Court) -> None:
    open_ = court.add(ONE, "рішення суду", kind="claim", sender="Явний")
    shut = court.add(TWO, "рішення про усиновлення", kind="complaint", sender="Таємний")
    assert find(court, "рішення", FORMER).total == 2

    restrict(court, shut)

    found = find(court, "рішення", FORMER, facets=True)
    assert [hit.document for hit in found.hits] == [open_]
    assert found.total == 1
    assert {choice.label for facet in found.facets for choice in facet.choices}.isdisjoint(
        {"Таємний", TWO, "Скарга"}
    )
    assert find(court, "усиновлення", FORMER).total == 0
    assert find(court, "усиновленя", FORMER).suggestion is None
    grouped = find(court, "рішення", FORMER, grouped=True)
    assert (grouped.cases, [group.case for group in grouped.groups]) == (1, [ONE])


def test_a_unit_reads_its_own_case_files_from_the_moment_they_are_its_own(court: Court) -> None:
    first = court.add(ONE, "рішення суду")
    court.add(TWO, "рішення суду")
    assert find(court, "рішення", OF_UNIT).total == 0

    unit(court, ONE, "палата 1")
    assert [hit.document for hit in find(court, "рішення", OF_UNIT).hits] == [first]

    unit(court, ONE, "палата 2")
    assert find(court, "рішення", OF_UNIT).total == 0


def test_results_divide_by_the_judge_the_case_card_names_now(court: Court) -> None:
    first = court.add(ONE, "рішення суду")
    court.add(TWO, "рішення суду")
    with court.vault.transaction("тест") as tx:
        correct_case(tx, ONE, {"judge": "З. З. Зразкова"}, "протокол розподілу")
        tx.commit()

    found = find(court, "рішення", FORMER, facets=True)
    counts = {facet.name: {c.label: c.count for c in facet.choices} for facet in found.facets}
    assert counts[FacetName.JUDGE] == {"З. З. Зразкова": 1, "не зазначено": 1}
    narrowed = find(court, "рішення", FORMER, Filters(judge="З. З. Зразкова"))
    assert [hit.document for hit in narrowed.hits] == [first]

    with court.vault.transaction("тест") as tx:
        correct_case(tx, ONE, {"judge": "П. П. Приклад"}, "повторний розподіл")
        tx.commit()
    assert find(court, "рішення", FORMER, Filters(judge="З. З. Зразкова")).total == 0


def test_facets_count_all_results_not_only_those_shown(court: Court) -> None:
    for day in range(1, 8):
        court.add(ONE, "рішення", kind="claim", date=f"2025-03-0{day}", sender="Адвокат Неназваний")
    court.add(TWO, "рішення", kind="complaint", date="2024-01-01")

    result = find(court, "рішення", FORMER, limit=2, facets=True)

    facets = {facet.name: {c.label: c.count for c in facet.choices} for facet in result.facets}
    assert len(result.hits) == 2
    assert facets[FacetName.CASE] == {ONE: 7, TWO: 1}
    assert facets[FacetName.KIND] == {"Позовна заява": 7, "Скарга": 1}
    assert facets[FacetName.YEAR] == {"2025": 7, "2024": 1}
    assert facets[FacetName.PARTY] == {"Адвокат Неназваний": 7, "не зазначено": 1}
    assert facets[FacetName.VERDICT] == {"без перевіреного підпису": 8}


def test_every_choice_of_a_facet_narrows_to_as_many_as_it_says(court: Court) -> None:
    court.add(ONE, "рішення", kind="claim", date="2025-03-01", sender="Адвокат Неназваний")
    court.add(ONE, "рішення", kind="claim")
    court.add(TWO, "рішення", kind="complaint", date="2024-01-01")
    unit(court, TWO, "палата 1")
    fields = {FacetName.YEAR: lambda value: {"year": int(value)}}

    for facet in find(court, "рішення", FORMER, facets=True).facets:
        for choice in facet.choices:
            said = fields.get(facet.name, lambda value, n=facet.name: {n.value: value})
            filters = Filters(**said(choice.value))
            assert find(court, "рішення", FORMER, filters).total == choice.count, choice


def test_of_several_choices_of_a_facet_any_will_do(court: Court) -> None:
    court.add(ONE, "рішення", kind="claim", date="2025-03-01", sender="Адвокат Неназваний")
    court.add(ONE, "рішення", kind="motion")
    court.add(TWO, "рішення", kind="complaint", date="2024-01-01")
    unit(court, TWO, "палата 1")

    for facet in find(court, "рішення", FORMER, facets=True).facets:
        name = facet.name
        values = [int(c.value) if name is FacetName.YEAR else c.value for c in facet.choices]
        together = Filters(**{name.value: tuple(values)})  # type: ignore[arg-type]
        assert find(court, "рішення", FORMER, together).total == 3, name
        nothing = 1 if name is FacetName.YEAR else "claim" if name is FacetName.KIND else "нічого"
        few = Filters(**{name.value: (values[0], nothing)})  # type: ignore[arg-type]
        assert find(court, "рішення", FORMER, few).total >= facet.choices[0].count


@pytest.mark.parametrize(
    ("sort", "days"),
    [
        (Sort.NEWEST, ["2025-03-01", "2025-01-01", "2024-05-05", None]),
        (Sort.OLDEST, ["2024-05-05", "2025-01-01", "2025-03-01", None]),
    ],
)
def test_sorting_by_date(court: Court, sort: Sort, days: list[str | None]) -> None:
    for day in ("2025-01-01", None, "2025-03-01", "2024-05-05"):
        court.add(ONE, "рішення", **cast("dict[str, Any]", {"date": day} if day else {}))

    whole = find(court, "рішення", FORMER, sort=sort)
    assert [hit.date for hit in whole.hits] == [day and dt.date.fromisoformat(day) for day in days]
    parts = [find(court, "рішення", FORMER, sort=sort, limit=2, offset=at).hits for at in (0, 2)]
    assert [h.document for h in sum(parts, ())] == [h.document for h in whole.hits]


def test_sorting_by_case_counts_numbers(court: Court) -> None:
    court.open("757/10/25-ц", "")
    for case in ("757/10/25-ц", TWO, ONE):
        court.add(case, "рішення")

    found = find(court, "рішення", FORMER, sort=Sort.CASE)
    assert [hit.case for hit in found.hits] == [ONE, TWO, "757/10/25-ц"]


def test_groups_are_case_files_by_their_best_document(court: Court) -> None:
    for _ in range(5):
        court.add(ONE, "рішення і багато іншого тексту про щось зовсім інше")
    court.add(TWO, "рішення")

    result = find(court, "рішення", FORMER, grouped=True)
    assert [(g.case, g.total, len(g.hits)) for g in result.groups] == [(TWO, 1, 1), (ONE, 5, 3)]
    assert (result.total, result.cases, result.hits) == (6, 2, ())
    second = find(court, "рішення", FORMER, grouped=True, limit=1, offset=1)
    assert [group.case for group in second.groups] == [ONE]


def test_hits_in_a_case_file_stand_one_after_the_other(court: Court) -> None:
    first = court.add(ONE, "рішення", "інше", "рішення", sheets=2, kind="claim")
    second = court.add(ONE, "інше", "рішення", sheets=2, kind="claim")
    court.add(TWO, "рішення")
    court.follow()

    places = court.finder.in_case("рішення", ONE)
    assert [(p.document, p.page) for p in places] == [(first, 1), (first, 3), (second, 2)]
    on_cards = court.finder.in_case(ONE, ONE, cards=True)
    assert [(p.document, p.page) for p in on_cards] == [(first, 0), (second, 0)]
    assert court.finder.in_case(ONE, ONE) == ()


# Boxes


@pytest.fixture
def airlock(tmp_path: Path) -> Iterator[Airlock]:
    with Airlock(workers=1, limits=Limits(seconds=30), scratch=tmp_path / "scratch") as airlock:
        yield airlock


def test_recognised_words_are_marked_where_they_were_recognised(
    court: Court, airlock: Airlock
) -> None:
    document = court.add(ONE)
    line = [["Суд", 100, 200, 50, 20, 90], ["вирі-", 200, 200, 50, 20, 90]]
    page = {
        "text": "Суд вирі-\nшив позов",
        "width": 1000,
        "height": 2000,
        "lines": [line, [["шив", 100, 300, 40, 20, 90], ["позов", 160, 300, 60, 20, 90]]],
    }
    content = court.vault.store(json.dumps({"pages": [page]}, ensure_ascii=False).encode())
    with court.vault.transaction("тест") as tx:
        record_text(tx, document, content, {"tool": "тест"})
        tx.commit()

    def boxes(query: str) -> list[tuple[float, float]]:
        found = court.finder.boxes_of(query, document, 1, airlock=airlock)
        return [(round(box.left, 2), round(box.top, 2)) for box in found]

    assert boxes("суду") == [(0.1, 0.1)]
    assert boxes("вирішити") == [(0.2, 0.1), (0.1, 0.15)]  # both halves
    assert boxes('"шив позов"') == [(0.2, 0.1), (0.1, 0.15), (0.16, 0.15)]
    assert boxes("відзив") == []
    assert court.finder.boxes_of("суд", document, 9, airlock=airlock) == ()


def test_no_boxes_of_what_may_not_be_read(court: Court, airlock: Airlock) -> None:
    shut = court.add(ONE, "рішення")
    restrict(court, shut)
    with court.vault.read() as connection:
        reading = Reading(connection, Viewer("o.vyhadana", FORMER))
        with pytest.raises(Exception, match="A0"):
            court.finder.boxes_of("рішення", shut, 1, airlock=airlock, reading=reading)
        assert get_document(connection, shut).text is not None


# What is corrected


def test_a_corrected_card_is_found_by_its_new_words(court: Court) -> None:
    document = court.add(ONE, "текст", title="Лист")
    assert find(court, "скринька", FORMER).total == 0
    with court.vault.transaction("тест") as tx:
        correct_document(tx, document, {"title": "Скринька"}, "описка")
        tx.commit()

    assert [hit.document for hit in find(court, "скринька", FORMER).hits] == [document]
    assert find(court, "лист", FORMER).total == 0


def test_a_corrected_number_names_the_case_file_and_stands_on_its_cards(court: Court) -> None:
    document = court.add(ONE, "текст")
    assert find(court, f"справа:{ONE}", FORMER).total == 1
    with court.vault.transaction("тест") as tx:
        correct_case(tx, ONE, {"number": "757/9/25-ц"}, "описка")
        tx.commit()

    assert [hit.document for hit in find(court, "справа:757/9/25-ц", FORMER).hits] == [document]
    assert [hit.document for hit in find(court, "757/9/25-ц", FORMER).hits] == [document]
