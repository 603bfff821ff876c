"""How results divide: by case file, kind, year, party, judge, unit and the worth of signatures.

Knows: columns of the board, and what their values are called.
Does not know: texts, ranking. Keeps: counts only what it is given, which is what may be seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from inventory.arrangement.kinds import kind_of
from search.documents import Rows
from search.finding.board import Board, Codes
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

Named = Callable[[int], tuple[str, str]]  # value and label of a code


def facets_of(board: Board, rows: Rows) -> tuple[Facet, ...]:
    """All facets of the documents in these rows."""
    cases = board.case[rows]
    columns: dict[FacetName, tuple[Codes, Named]] = {
        FacetName.CASE: (cases, lambda code: (board.case_numbers[code],) * 2),
        FacetName.KIND: (board.kind[rows], lambda code: _kind(board.kinds.texts[code])),
        FacetName.YEAR: (
            board.year[rows],
            lambda year: (str(year), str(year) if year else "без дати"),
        ),
        FacetName.PARTY: (board.sender[rows], lambda code: _or_none(board.senders.texts[code])),
        FacetName.JUDGE: (board.judge_of[cases], lambda code: _or_none(board.judges.texts[code])),
        FacetName.UNIT: (board.unit_of[cases], lambda code: _or_none(board.units.texts[code])),
        FacetName.VERDICT: (board.worth[rows], lambda code: _worth(board.worths.texts[code])),
    }
    return tuple(Facet(name, _choices(*column)) for name, column in columns.items())


def _choices(codes: Codes, named: Named) -> tuple[Choice, ...]:
    """How often each code is there, by its name; of very many codes the commonest."""
    counts = np.bincount(codes, minlength=1)
    together: dict[tuple[str, str], int] = defaultdict(int)
    for code in np.argsort(-counts, kind="stable")[:_NAMED_MAX].tolist():
        if counts[code]:
            together[named(code)] += int(counts[code])
    best = sorted(together.items(), key=lambda one: (-one[1], one[0][1]))[:CHOICES_MAX]
    return tuple(Choice(value, label, count) for (value, label), count in best)


def _kind(code: str) -> tuple[str, str]:
    return code, kind_of(code).name


def _or_none(text: str) -> tuple[str, str]:
    return text, text or "не зазначено"


def _worth(text: str) -> tuple[str, str]:
    return text, WORTHS[text]
