"""The commonest words of an index, and which two of them stand near one another in a document.

Knows: which words many documents have; how a pair of them is written as one term.
Does not know: Tantivy, queries, slots.
Keeps: of every two common lemmas at most `REACH` apart a document has one term, which tells their
least distance; of two common forms in a row another, as often as they stand so.

To look where words stand costs Tantivy 130 ns a document, and common words are nearly everywhere:
whether they are near is therefore written down with the document (docs/decisions/0029). Which are
common is decided once, by the first documents of an index that is made anew.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.engines.matching import EXACT, LEMMA, Positions
from search.engines.stored import StoredTerms

REACH = 10
"""Words: how near is written down; nearness of more is looked up."""
SAMPLE = 500
"""Documents that tell which words are common; with fewer none is."""
_SHARE = 0.3  # of them have a word that is common
_MOST = 100  # words of a field
_NEAR, _ROW = "~", "+"


_Numbers = NDArray[np.int64]
_Number = TypeVar("_Number", int, _Numbers)


def is_pair(term: str) -> bool:
    """Whether a term of the index is of two words."""
    return term[0] in (_NEAR, _ROW)


class Pairs(NamedTuple):
    """Two common words so many positions apart, everywhere in a document."""

    first: _Numbers
    second: _Numbers
    apart: _Numbers


class CommonWords:
    """The common words of one index: lemmas for nearness, exact forms for phrases."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        """The words of each field; their order is what the terms are made of, and stays."""
        self.words = {field: list(words.get(field, ())) for field in (LEMMA, EXACT)}
        self._numbers = {
            field: {word: number for number, word in enumerate(some)}
            for field, some in self.words.items()
        }

    @classmethod
    def of(cls, documents: Sequence[StoredTerms]) -> CommonWords:
        """Those of some documents; none when they are too few to tell."""
        if len(documents) < SAMPLE:
            return cls({})
        return cls({field: _commonest(documents, field) for field in (LEMMA, EXACT)})

    def near(self, one: str, other: str, distance: int) -> list[str] | None:
        """Terms of documents in which two lemmas are so near; None where that is not known."""
        numbers = self._numbers[LEMMA]
        if distance > REACH or one not in numbers or other not in numbers:
            return None
        pair = _pair(*sorted((numbers[one], numbers[other])))
        return [_NEAR + str(_at(pair, apart)) for apart in range(distance + 1)]

    def row(self, first: str, second: str) -> str | None:
        """The term of documents in which one form follows another; None where not known."""
        numbers = self._numbers[EXACT]
        if first not in numbers or second not in numbers:
            return None
        return _ROW + str(_pair(numbers[first], numbers[second]))

    def terms(self, document: StoredTerms) -> Iterator[str]:
        """What is written down of a document."""
        some = list(self._apart(document, LEMMA, REACH))
        if some:
            every = [
                _at(_pair(np.minimum(first, second), np.maximum(first, second)), apart)
                for first, second, apart in some
            ]
            places = np.unique(np.concatenate(every))  # the least distance of a pair comes first
            least = np.unique(places // (REACH + 1), return_index=True)[1]
            yield from (f"{_NEAR}{place}" for place in places[least].tolist())
        for first, second, apart in self._apart(document, EXACT, 1):
            row = _pair(first, second)[apart == 1]
            yield from (f"{_ROW}{pair}" for pair in row.tolist())

    def _apart(self, document: StoredTerms, field: str, reach: int) -> Iterator[Pairs]:
        """Every two common words of a field within reach."""
        numbers = self._numbers[field]
        found = [
            (document.positions(field, [index]), numbers[word])
            for index, word in enumerate(document.words(field))
            if word in numbers
        ]
        if not found:
            return
        places: Positions = np.concatenate([positions for positions, _ in found])
        words = np.repeat([number for _, number in found], [len(where) for where, _ in found])
        order = np.argsort(places, kind="stable")
        places, words = places[order], words[order]
        for step in itertools.count(1):  # the next word, the one behind it, …
            apart = places[step:] - places[:-step]
            near = apart <= reach
            if not near.any():
                return
            yield Pairs(words[:-step][near], words[step:][near], apart[near])


def _commonest(documents: Sequence[StoredTerms], field: str) -> list[str]:
    having = Counter(word for document in documents for word in document.words(field))
    enough = len(documents) * _SHARE
    return [word for word, some in having.most_common(_MOST) if some >= enough]


def _pair(first: _Number, second: _Number) -> _Number:
    return first * _MOST + second


def _at(pair: _Number, apart: _Number) -> _Number:
    return pair * (REACH + 1) + apart
