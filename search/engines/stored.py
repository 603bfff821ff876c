"""The terms of one document with their positions, as bytes to be kept beside it.

Knows: how they are packed and read. Does not know: engines, other documents.
Keeps: what is unpacked is what was laid out, so pages are found, and terms written again, without
reading the text once more.

    counts of pages, exact forms, lemmas; page begins (one more: the end), page numbers; of each
    term how many positions; positions; terms, each with a zero byte behind it: 32 bits each
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from search.analysis import Analysis, no_occurrences
from search.engines.door import Page
from search.engines.layout import lay_out
from search.engines.matching import EXACT, LEMMA, NOWHERE, Positions, Term

_HEAD = 3
_WIDTH = 4  # bytes


def pack(pages: Sequence[Page], analysis: Analysis) -> bytes:
    """The terms of a document."""
    exact, lemma = no_occurrences(), no_occurrences()
    begins = lay_out(pages, 0, analysis, exact, lemma)
    terms = [*sorted(exact.items()), *sorted(lemma.items())]
    numbers = itertools.chain(
        (len(pages), len(exact), len(lemma)),
        begins,
        (page.number for page in pages),
        (len(positions) for _, positions in terms),
    )
    head = np.fromiter(numbers, np.uint32).astype("<u4").tobytes()
    stream = b"".join(positions.tobytes() for _, positions in terms)
    keys = b"".join(term + b"\0" for term, _ in terms)
    return head + np.frombuffer(stream, np.uint32).astype("<u4").tobytes() + keys


class StoredTerms:
    """One document's terms; a `Lexicon`."""

    def __init__(self, packed: bytes) -> None:
        """Read what `pack` made."""
        self.packed = packed
        pages, exact, lemma = np.frombuffer(packed, "<u4", _HEAD).tolist()
        numbers = np.frombuffer(packed, "<u4", 2 * pages + 1 + exact + lemma, _HEAD * _WIDTH)
        numbers = numbers.astype(np.int64)
        self.page_begins = numbers[: pages + 1]  # and where the last one ends
        self.page_numbers = numbers[pages + 1 : 2 * pages + 1]
        self._ends = np.cumsum(numbers[2 * pages + 1 :])
        total = int(self._ends[-1]) if len(self._ends) else 0
        at = (_HEAD + len(numbers)) * _WIDTH
        self._stream = np.frombuffer(packed, "<u4", total, at)
        self._keys = b"\0" + packed[at + total * _WIDTH :]
        self._counts = {EXACT: exact, LEMMA: lemma}
        self._first = {EXACT: 0, LEMMA: exact}

    @functools.cached_property
    def _words(self) -> dict[str, list[str]]:
        keys, exact = self._keys[1:].decode().split("\0"), self._counts[EXACT]
        return {EXACT: keys[:exact], LEMMA: keys[exact : exact + self._counts[LEMMA]]}

    def words(self, field: str) -> Sequence[str]:
        """See `Vocabulary`."""
        return self._words[field]

    def known(self, field: str, words: Sequence[str]) -> Sequence[int]:
        """See `Vocabulary`."""
        first, found = self._first[field], []
        for word in words:  # not by `words`: to read all costs more than to seek a few
            key = b"\0" + word.encode() + b"\0"
            at = self._keys.find(key) if field == EXACT else self._keys.rfind(key)
            index = self._keys.count(b"\0", 0, at) - first if at >= 0 else -1
            if 0 <= index < self._counts[field]:
                found.append(index)
        return found

    def containing(self, field: str, piece: str) -> Iterable[Term]:
        """See `Vocabulary`."""
        return [term for term in enumerate(self._words[field]) if piece in term[1]]

    def alike(self, field: str, _word: str, _distance: int) -> Iterable[Term]:
        """See `Vocabulary`."""
        return enumerate(self._words[field])

    def positions(self, field: str, indexes: Sequence[int]) -> Positions:
        """See `Lexicon`."""
        found = [self._of(self._first[field] + index) for index in indexes]
        return np.concatenate(found).astype(np.int64) if found else NOWHERE

    def all(self) -> Iterator[tuple[str, str, list[int]]]:
        """Every term: its field, itself, its positions."""
        for field, words in self._words.items():
            for index, word in enumerate(words):
                yield field, word, self._of(self._first[field] + index).tolist()

    def _of(self, index: int) -> Positions:
        begin = self._ends[index - 1] if index else 0
        return self._stream[begin : self._ends[index]]
