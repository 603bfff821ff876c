"""Facets against plain counting, of few values and of more than are named."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from search.finding.board import Board, Names
from search.finding.counting import CHOICES_MAX, facets_of
from search.model import FacetName


def _board(cases: int) -> Board:
    chance, documents = np.random.default_rng(cases), 20 * cases
    board = Board(numbers=np.arange(documents), cases=Names([f"c{n}" for n in range(cases)]))
    board.case = chance.integers(0, cases, documents).astype(np.int32)
    board.kind = board.year = board.sender = board.worth = np.zeros(documents, np.int32)
    board.judge_of = (np.arange(cases) % 7).astype(np.int32)
    board.unit_of = np.zeros(cases, np.int32)
    board.case_numbers = {n: f"{n:04d}" for n in range(cases)}
    board.kinds, board.senders, board.worths = Names(["claim"]), Names([""]), Names(["?"])
    board.judges, board.units = Names([f"Суддя {n}" for n in range(7)]), Names([""])
    return board


@pytest.mark.parametrize("cases", [1, 15, 1_000])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_commonest_are_counted(cases: int, share: float) -> None:
    board = _board(cases)
    rows = np.flatnonzero(np.random.default_rng(1).random(len(board.numbers)) < share)

    facets = {facet.name: facet.choices for facet in facets_of(board, rows)}

    for name, column in (
        (FacetName.CASE, [board.case_numbers[code] for code in board.case[rows].tolist()]),
        (FacetName.JUDGE, [f"Суддя {code % 7}" for code in board.case[rows].tolist()]),
        (FacetName.UNIT, ["" for _ in rows]),
    ):
        expected = Counter(column)
        shown = {choice.value: choice.count for choice in facets[name]}
        assert shown.items() <= expected.items()
        assert list(shown.values()) == sorted(expected.values(), reverse=True)[:CHOICES_MAX]
