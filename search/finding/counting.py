"""How results divide: by case file, kind, year, party, judge, unit and the worth of signatures.

Knows: columns of the board, and what their values are called.
Does not know: texts, ranking. Keeps: counts only what it is given, which is what may be seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from inventory.arrangement.kinds import kind_of
from search.documents import Rows
from search.finding.board import Board
from search.model import Choice, Facet, FacetName

CHOICES_MAX = 20
_NAMED_MAX = 200  # codes whose names are looked up: several case files may have one number
WORTHS = {
    "TOTAL-PASSED": "підписи дійсні",
    "INDETERMINATE": "дійсність не встановлено",
    "TOTAL-FAILED": "є недійсний підпис",
    "": "без підпису",
    "?": "без перевіреного підпису",
}
"""What the worst of a document's signatures is worth, in words."""

FACETS = {
    FacetName.CASE: "Справи",
    FacetName.KIND: "Види",
    FacetName.YEAR: "Роки",
    FacetName.PARTY: "Від кого",
    FacetName.JUDGE: "Судді",
    FacetName.UNIT: "Підрозділи",
    FacetName.VERDICT: "Підписи",
}
"""What facets are called."""

Counts = NDArray[np.int64] | NDArray[np.float64]  # by code
Named = Callable[[int], tuple[str, str]]  # value and label of a code


def facets_of(board: Board, rows: Rows) -> tuple[Facet, ...]:
    """All facets of the documents in these rows."""
    # Who has a case file is counted by the case files, which are few.
    cases = np.bincount(board.case[rows], minlength=len(board.judge_of))
    counted: dict[FacetName, tuple[Counts, Named]] = {
        FacetName.CASE: (cases, lambda code: (board.case_numbers[code],) * 2),
        FacetName.KIND: (
            np.bincount(board.kind[rows]),
            lambda code: _kind(board.kinds.texts[code]),
        ),
        FacetName.YEAR: (
            np.bincount(board.year[rows]),
            lambda year: (str(year), str(year) if year else "без дати"),
        ),
        FacetName.PARTY: (
            np.bincount(board.sender[rows]),
            lambda code: _or_none(board.senders.texts[code]),
        ),
        FacetName.JUDGE: (
            np.bincount(board.judge_of, cases),
            lambda code: _or_none(board.judges.texts[code]),
        ),
        FacetName.UNIT: (
            np.bincount(board.unit_of, cases),
            lambda code: _or_none(board.units.texts[code]),
        ),
        FacetName.VERDICT: (
            np.bincount(board.worth[rows]),
            lambda code: _worth(board.worths.texts[code]),
        ),
    }
    return tuple(Facet(name, _choices(*one)) for name, one in counted.items())


def _choices(counts: Counts, named: Named) -> tuple[Choice, ...]:
    """How often each code is there, by its name; of very many codes the commonest."""
    codes = np.flatnonzero(counts)
    if len(codes) > _NAMED_MAX:
        least = np.partition(counts[codes], -_NAMED_MAX)[-_NAMED_MAX]
        codes = codes[counts[codes] >= least]
    together: dict[tuple[str, str], int] = defaultdict(int)
    for code in codes[np.argsort(-counts[codes], kind="stable")][:_NAMED_MAX].tolist():
        together[named(code)] += int(counts[code])
    best = sorted(together.items(), key=lambda one: (-one[1], one[0][1]))[:CHOICES_MAX]
    return tuple(Choice(value, label, count) for (value, label), count in best)


def _kind(code: str) -> tuple[str, str]:
    return code, kind_of(code).name


def _or_none(text: str) -> tuple[str, str]:
    return text, text or "не зазначено"


def _worth(text: str) -> tuple[str, str]:
    return text, WORTHS[text]
