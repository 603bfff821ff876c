"""What is remembered of readers: it is what the catalogue says, whatever was changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inventory.access import Reading, Viewer
from search import Analysis
from search.documents import Documents
from search.finding.board import Board, board_of
from search.finding.sight import Sights
from tests.search.court import Court
from tests.search.finding.readers import (
    FORMER,
    OF_UNIT,
    ONE,
    TWO,
    judge,
    lift,
    restrict,
    two_cases,
    unit,
)


@pytest.fixture
def court(tmp_path: Path, analysis: Analysis) -> Court:
    return two_cases(tmp_path, analysis)


def judges_and_units(board: Board) -> list[tuple[str, str]]:
    judges, units = board.judge_of[board.case], board.unit_of[board.case]
    pairs = zip(judges.tolist(), units.tolist(), strict=True)
    return [(board.judges.texts[j], board.units.texts[u]) for j, u in pairs]


@pytest.mark.parametrize("at_once", [5_000, 2, 0])
def test_what_is_remembered_of_readers_is_what_the_catalogue_says_anew(
    court: Court, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every change, sets carried over equal sets made from nothing."""
    monkeypatch.setattr("search.finding.board._AT_ONCE", at_once)
    documents = [court.add(number, "рішення") for number in (ONE, TWO, ONE, TWO)]
    steps: list[Callable[[], object]] = [
        lambda: None,
        lambda: restrict(court, documents[1]),
        lambda: unit(court, TWO, "палата 1"),
        lambda: court.add(TWO, "інше", kind="complaint"),
        lambda: unit(court, ONE, "палата 1"),
        lambda: restrict(court, documents[0]),
        lambda: court.add(ONE, restricted=True, pages=1),
        lambda: restrict(court, "", TWO),
        lambda: court.add(TWO, "у справі, яку закрито"),
        lambda: judge(court, ONE, "П. П. Приклад"),
        lambda: lift(court, TWO),
        lambda: court.add(TWO, "у справі, яку відкрито"),
    ]
    kept = Sights()
    for step in steps:
        step()
        with court.vault.read() as connection:
            for person in (None, FORMER, OF_UNIT):
                reading = Reading(connection, Viewer("хтось", person))
                board, may = kept.of(reading)
                assert may == Sights().of(reading)[1]
                assert may is kept.of(reading)[1], "as long as nothing changes"
                if person is not None:
                    other = replace(person, login="інший", name="І. Інший", position="суддя")
                    assert may is kept.of(Reading(connection, Viewer("інший", other)))[1]
                    left = Reading(connection, Viewer("хтось", replace(person, active=False)))
                    assert kept.of(left)[1] == Documents.of([])
            whole = board_of(connection)
            assert board.numbers.tolist() == whole.numbers.tolist()
            assert [board.kinds.texts[k] for k in board.kind] == [
                whole.kinds.texts[k] for k in whole.kind
            ]
            assert judges_and_units(board) == judges_and_units(whole)


def test_a_set_somebody_still_asks_with_stays_as_it_is(court: Court) -> None:
    shut, first = court.add(ONE, "рішення"), court.add(ONE, "рішення")
    kept = Sights()
    with court.vault.read() as older:
        may = kept.of(Reading(older, Viewer("хтось", FORMER)))[1]
    said = np.copy(may.mask(may.many))
    restrict(court, shut)
    with court.vault.read() as newer:
        assert kept.of(Reading(newer, Viewer("хтось", FORMER)))[1] == Documents.of([first])
    assert may.mask(may.many).tolist() == said.tolist()


def test_whoever_reads_an_older_state_gets_what_it_says_and_spoils_nothing(court: Court) -> None:
    shut, first = court.add(ONE, "рішення"), court.add(ONE, "рішення")
    kept = Sights()
    with court.vault.read() as older, court.vault.read() as newer:
        before = Reading(older, Viewer("хтось", FORMER))
        assert kept.of(before)[1] == Documents.of([shut, first])
        restrict(court, shut)
        second = court.add(ONE, "рішення")
        after = Reading(newer, Viewer("хтось", FORMER))
        assert kept.of(after)[1] == Documents.of([first, second])
        assert kept.of(before)[1] == Documents.of([shut, first])
        assert kept.of(after)[1] == Documents.of([first, second])
