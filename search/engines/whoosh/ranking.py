"""How well documents match a tree, when all positions of all words are at hand.

Knows: BM25 over whole documents. Does not know: files, how one leaf matches (matching.py).
Keeps: documents that are not allowed are as if they were not there: they change no count, no
statistic, no order and no suggestion.

Everything is an array with one element per document, so a word that stands everywhere costs
hardly more than a rare one. BM25 is that of Robertson and Zaragoza, «The Probabilistic Relevance
Framework» (2009), with Lucene's never negative idf.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.analysis import Analysis
from search.documents import Documents, Mask, Numbers, Roll
from search.engines.door import Answer, Found, MarkedWords
from search.engines.evaluating import Evaluation, pages_of
from search.engines.matching import EXACT, NOWHERE, Lexicon, Positions, matcher, similar
from search.query.nodes import Among, And, Field, Leaf, Node, Not, Or
from search.query.parsing import wanted

_K1, _B = 1.2, 0.75

Scores = NDArray[np.floating]


class Rankable(Lexicon, Protocol):
    """Documents whose words stand one document after another, with a gap between."""

    @property
    def documents(self) -> Sequence[str]:
        """Keys."""

    @property
    def numbers(self) -> Numbers:
        """Their numbers (`documents.number_of`)."""

    @property
    def begins(self) -> Positions:
        """The first position of each document."""

    @property
    def lengths(self) -> Positions:
        """How many positions each document has."""

    @property
    def page_begins(self) -> Positions:
        """The first position of each page of all documents."""

    @property
    def page_numbers(self) -> Positions:
        """Numbers of these pages."""


class Ranking(Evaluation):
    """One question to one state of an index."""

    def __init__(
        self,
        segments: Sequence[Rankable],
        living: Sequence[Mask],
        roll: Roll,
        allowed: Documents,
        analysis: Analysis,
    ) -> None:
        """Look only at what lives (was not deleted or replaced since) and is allowed.

        `roll` has the documents of all segments, one after the other.
        """
        alive = np.concatenate(living) if living else np.empty(0, bool)
        super().__init__(roll, alive & roll.mask(allowed), analysis)
        self._segments = segments
        self._documents = [d for segment in segments for d in segment.documents]
        self._count = int(np.count_nonzero(self._visible))
        lengths = _joined([segment.lengths for segment in segments])
        mean = float(lengths[self._visible].mean()) if self._count else 1.0
        self._penalty: Scores = _K1 * (1 - _B + _B * lengths / max(mean, 1.0))
        self._marks: dict[Leaf, list[Positions]] = {}

    def answer(self, tree: Node, *, limit: int, offset: int) -> Answer:
        """The documents from `offset` up to `limit` of them."""
        matching, scores = self._evaluate(tree)
        found = np.flatnonzero(matching)
        scores = scores[found]
        total, last = len(found), offset + limit
        if 0 < last < total:  # equal scores at the edge are all kept until keys decide
            kept = scores >= np.partition(scores, total - last)[total - last]
            found, scores = found[kept], scores[kept]
        keys = (self._documents[number] for number in found)
        order = sorted(zip(-scores, keys, found, strict=True))[offset:last]
        leaves = list(dict.fromkeys(wanted(tree)))
        return Answer(
            total,
            tuple(
                Found(document, *self._pages(int(number), leaves), float(-score))
                for score, document, number in order
            ),
            lambda many: self._roll.rows(matching, many),
        )

    def having(self, leaf: Leaf, among: Mask) -> Mask:
        """See `Evaluation`."""
        return among & (self._counts(leaf) > 0)

    def most_common_like(self, word: str, distance: int) -> str | None:
        """See `Evaluation`."""
        counts: dict[str, int] = {}
        for number, segment in enumerate(self._segments):
            for index, like in similar(segment, EXACT, word, distance):
                visible = self._visible_in(number, segment.positions(EXACT, (index,)))
                if visible:
                    counts[like] = counts.get(like, 0) + visible
        return min(counts, key=lambda like: (-counts[like], like), default=None)

    def _evaluate(self, tree: Node) -> tuple[Mask, Scores]:
        match tree:
            case And(parts):
                masks, scores = zip(*map(self._evaluate, parts), strict=True)
                all_of = np.logical_and.reduce(masks)
                return all_of, np.sum(scores, axis=0) * all_of
            case Or(parts):
                masks, scores = zip(*map(self._evaluate, parts), strict=True)
                return np.logical_or.reduce(masks), np.sum(scores, axis=0)
            case Not() | Among() | Field():
                return self.matching(tree), np.zeros(len(self._visible))
            case leaf:
                counts = self._counts(leaf)
                having = counts > 0
                df = int(np.count_nonzero(having))
                idf = np.log1p((self._count - df + 0.5) / (df + 0.5))
                return having, idf * counts * (_K1 + 1) / (counts + self._penalty)

    def _counts(self, leaf: Leaf) -> NDArray[np.int64]:
        """How often `leaf` matches in each visible document."""
        places = matcher(leaf, self._analysis)
        counts = []
        marks = self._marks[leaf] = []
        for segment in self._segments:
            starts, marked = places(segment)
            document = np.searchsorted(segment.begins, starts, "right") - 1
            counts.append(np.bincount(document, minlength=len(segment.documents)))
            marks.append(marked)
        return np.concatenate(counts) * self._visible if counts else NOWHERE

    def _pages(
        self, number: int, leaves: Sequence[Leaf]
    ) -> tuple[int, tuple[int, ...], MarkedWords]:
        """The best page of a document, all, and what stands on the best."""
        which = 0
        while number >= len(self._segments[which].documents):
            number -= len(self._segments[which].documents)
            which += 1
        segment = self._segments[which]
        begin = segment.begins[number]
        end = begin + segment.lengths[number]
        marks = []
        for leaf in leaves:
            everywhere = self._marks[leaf][which]
            marks.append(everywhere[slice(*np.searchsorted(everywhere, (begin, end)))])
        pages = slice(*np.searchsorted(segment.page_begins, (begin, max(end, begin + 1))))
        begins = np.append(segment.page_begins[pages], end)
        return pages_of(marks, begins, segment.page_numbers[pages])

    def _visible_in(self, number: int, positions: Positions) -> int:
        segment = self._segments[number]
        base = sum(len(s.documents) for s in self._segments[:number])
        documents = np.unique(np.searchsorted(segment.begins, positions, "right") - 1)
        return int(np.count_nonzero(self._visible[base + documents]))


def _joined(arrays: Sequence[Positions]) -> Positions:
    return np.concatenate(arrays) if arrays else NOWHERE
