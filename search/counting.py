"""How results divide: by case file, kind, year, party, judge, unit and the worth of signatures.

Knows: columns of the board, and what their values are called.
Does not know: texts, ranking. Keeps: counts only what it is given, which is what may be seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from inventory.arrangement.kinds import kind_of
from search.board import Board
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

Counted = tuple[int, str, str]  # how many, value, label


def facets_of(board: Board, rows: NDArray[np.int64]) -> tuple[Facet, ...]:
    """All facets of the documents in these rows."""
    case, kind, sender, worth = (
        c[rows] for c in (board.case, board.kind, board.sender, board.worth)
    )
    counted = {
        FacetName.CASE: _by_code(case, lambda code: (board.case_numbers[code],) * 2),
        FacetName.KIND: _by_code(kind, lambda code: _kind(board.kinds.texts[code])),
        FacetName.YEAR: _by_code(
            board.day[rows] // 10_000, lambda year: (str(year), str(year) if year else "без дати")
        ),
        FacetName.PARTY: _by_code(sender, lambda code: _or_none(board.senders.texts[code])),
        FacetName.JUDGE: _by_case(case, board.case_judges),
        FacetName.UNIT: _by_case(case, board.case_units),
        FacetName.VERDICT: _by_code(worth, lambda code: _worth(board.worths.texts[code])),
    }
    return tuple(Facet(name, _choices(found)) for name, found in counted.items())


def _by_case(codes: NDArray[np.int32], named: Mapping[int, str]) -> list[Counted]:
    """How often each name of a case file is there; all, for many case files share one."""
    counts = np.bincount(codes) if len(codes) else np.empty(0, np.int64)
    there = np.flatnonzero(counts)
    together: dict[str, int] = defaultdict(int)
    for code, count in zip(there.tolist(), counts[there].tolist(), strict=True):
        together[named[code]] += count
    return [(count, *_or_none(text)) for text, count in together.items()]


def _by_code(codes: NDArray[np.int32], name: Callable[[int], tuple[str, str]]) -> list[Counted]:
    """How often each code is there, by its name; of very many codes the commonest."""
    counts = np.bincount(codes) if len(codes) else np.empty(0, np.int64)
    together: dict[tuple[str, str], int] = {}
    for code in np.argsort(-counts, kind="stable")[:_NAMED_MAX].tolist():
        if not counts[code]:
            break
        key = name(code)
        together[key] = together.get(key, 0) + int(counts[code])
    return [(count, *key) for key, count in together.items()]


def _choices(found: Sequence[Counted]) -> tuple[Choice, ...]:
    best = sorted(found, key=lambda one: (-one[0], one[2]))[:CHOICES_MAX]
    return tuple(Choice(value, label, count) for count, value, label in best)


def _kind(code: str) -> tuple[str, str]:
    return code, kind_of(code).name


def _or_none(text: str) -> tuple[str, str]:
    return text, text or "не зазначено"


def _worth(text: str) -> tuple[str, str]:
    return text, WORTHS[text]
