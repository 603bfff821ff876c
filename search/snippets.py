"""A few words around what was found, with what was found in bold.

Knows: which written words of a text take part in a match, and how to cut around them.
Does not know: where the text comes from or who may read it; the caller gives a text it may show.
Keeps: everything of the text is escaped for HTML, and the only tags are <b> and </b>.
"""

from __future__ import annotations

import bisect
import html
import itertools
import operator
import re
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from search.analysis import Analysis, no_occurrences
from search.matching import (
    EXACT,
    LEMMA,
    Positions,
    Term,
    matcher,
    named_by,
    places_of,
    terms_of,
    ways,
)
from search.nodes import Leaf, Node
from search.query import wanted

WIDTH = 220  # characters of the text, about
_BLANK = re.compile(r"\s+")
_LAST_BLANK = re.compile(r"\s+\S*\Z")


def snippet(text: str, tree: Node, analysis: Analysis, *, width: int = WIDTH) -> str:
    """The part of `text` that shows most of what `tree` wants: «… рішення <b>суду</b> …»."""
    marked, spans = _marked(text, tree, analysis)
    marks = sorted({(*spans[position], number) for position, number in marked})
    begin, end = _window(text, marks, width)
    shown = dict.fromkeys((s, e) for s, e, _ in marks if begin <= s and e <= end)
    pieces = ["… "] if begin else []
    at = begin
    for start, stop in shown:
        pieces += html.escape(text[at:start]), "<b>", html.escape(text[start:stop]), "</b>"
        at = stop
    pieces += html.escape(text[at:end]), " …" if end < len(text) else ""
    return " ".join("".join(pieces).split())


def marked_words(words: Sequence[str], tree: Node, analysis: Analysis) -> list[int]:
    """Which of the words, which are read on one after another, `tree` wants."""
    text = "".join(words)
    marked, places = _marked(text, tree, analysis)
    spans = {places[position] for position, _ in marked}
    found: set[int] = set()
    ends = list(itertools.accumulate(map(len, words)))
    for start, end in spans:
        first, last = bisect.bisect_right(ends, start), bisect.bisect_left(ends, end)
        found.update(range(first, last + 1))
    return sorted(found)


def _marked(
    text: str, tree: Node, analysis: Analysis
) -> tuple[list[tuple[int, int]], dict[int, tuple[int, int]]]:
    """Positions of all words `tree` wants, each with the number of the leaf that wants it.

    And where these words stand in the text.
    """
    leaves = list(dict.fromkeys(wanted(tree)))
    page = _PageTerms(text, leaves, analysis)
    marked = [
        (position, number)
        for number, leaf in enumerate(leaves)
        for position in matcher(leaf, analysis)(page).marks.tolist()
    ]
    return marked, page.spans


def _window(text: str, marks: Sequence[tuple[int, int, int]], width: int) -> tuple[int, int]:
    """Where to cut: around the marks of most leaves, then most marks, then the first."""
    best, first, last = (0, 0), 0, 0
    for index, (start, _, _) in enumerate(marks):
        upto = bisect.bisect_right(marks, start + width, key=operator.itemgetter(1))
        inside = marks[index:upto]
        value = len({leaf for *_, leaf in inside}), len(inside)
        if value > best:
            best, first, last = value, start, inside[-1][1]
    begin = max(0, first - max(0, width - (last - first)) // 2)
    end = min(len(text), max(last, begin + width))
    if begin:  # not in the middle of a word
        blank = _BLANK.search(text, begin, first)
        begin = blank.end() if blank else first
    if end < len(text):
        blank = _LAST_BLANK.search(text, last, end)
        end = blank.start() if blank else end
    return begin, end


class _PageTerms:
    """The terms of one text, as a lexicon; positions only of those that some leaves want.

    Attributes:
        spans: where the written words of these stand, by position.
    """

    def __init__(self, text: str, leaves: Sequence[Leaf], analysis: Analysis) -> None:
        places = {EXACT: no_occurrences(), LEMMA: no_occurrences()}
        words, self._words = analysis.written(text), dict[str, list[str]]()
        self._places, self._terms = places, dict[str, Collection[bytes]](places)
        named = [named_by(leaf, analysis) for leaf in leaves]
        if None in named:
            self._terms[EXACT], self._terms[LEMMA] = analysis.vocabulary(words)
            wanted_here = set(self._all_of(leaves, analysis))
        else:
            wanted_here = set[str]().union(*(some or () for some in named))
        some = {term.encode() for term in wanted_here}
        self.spans = analysis.seek(words, some, places[EXACT], places[LEMMA])

    def _all_of(self, leaves: Sequence[Leaf], analysis: Analysis) -> Iterable[str]:
        """The terms here that may stand anywhere in the leaves."""
        for leaf in leaves:
            for slot in itertools.chain.from_iterable(way.slots for way in ways(leaf, analysis)):
                for field, indexes in terms_of(slot, self):
                    yield from (self.words(field)[index] for index in indexes)

    def words(self, field: str) -> Sequence[str]:
        if field not in self._words:
            self._words[field] = [term.decode() for term in sorted(self._terms[field])]
        return self._words[field]

    def known(self, field: str, words: Sequence[str]) -> Sequence[int]:
        """See `Vocabulary`."""
        return places_of(words, self.words(field))

    def containing(self, field: str, piece: str) -> Iterable[Term]:
        return [term for term in enumerate(self.words(field)) if piece in term[1]]

    def alike(self, field: str, _word: str, _distance: int) -> Iterable[Term]:
        return enumerate(self.words(field))

    def positions(self, field: str, indexes: Sequence[int]) -> Positions:
        words = [self.words(field)[index].encode() for index in indexes]
        return np.array([p for word in words for p in self._places[field][word]], np.int64)
