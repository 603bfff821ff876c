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
from collections.abc import Iterable, Sequence

import numpy as np

from search.analysis import Analysis
from search.matching import EXACT, LEMMA, Positions, Term, matcher
from search.query import Node, wanted

WIDTH = 220  # characters of the text, about
_BLANK = re.compile(r"\s+")
_LAST_BLANK = re.compile(r"\s+\S*\Z")


def snippet(text: str, tree: Node, analysis: Analysis, *, width: int = WIDTH) -> str:
    """The part of `text` that shows most of what `tree` wants: «… рішення <b>суду</b> …»."""
    page = _PageTerms(text, analysis)
    marks = sorted(
        {
            (*page.written[position], number)
            for number, leaf in enumerate(dict.fromkeys(wanted(tree)))
            for position in matcher(leaf, analysis)(page).marks.tolist()
        }
    )
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
    page = _PageTerms("".join(words), analysis)
    spans = {
        page.written[position]
        for leaf in dict.fromkeys(wanted(tree))
        for position in matcher(leaf, analysis)(page).marks.tolist()
    }
    found: set[int] = set()
    ends = list(itertools.accumulate(map(len, words)))
    for start, end in spans:
        first, last = bisect.bisect_right(ends, start), bisect.bisect_left(ends, end)
        found.update(range(first, last + 1))
    return sorted(found)


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
    """The terms of one text, as a lexicon."""

    def __init__(self, text: str, analysis: Analysis) -> None:
        self._terms: dict[str, dict[str, list[int]]] = {EXACT: {}, LEMMA: {}}
        self.written: list[tuple[int, int]] = []  # of each position, the written word around it
        whole = (0, 0)
        for token in analysis.tokens(text):
            if token.whole:
                whole = token.start, token.end
            elif token.end <= whole[1]:
                self.written.append(whole)
            else:
                self.written.append((token.start, token.end))
            for field, words in ((EXACT, (token.exact,)), (LEMMA, token.lemmas)):
                for word in words:
                    self._terms[field].setdefault(word, []).append(token.position)
        self._words = {field: sorted(terms) for field, terms in self._terms.items()}

    def words(self, field: str) -> Sequence[str]:
        return self._words[field]

    def containing(self, field: str, piece: str) -> Iterable[Term]:
        return [term for term in enumerate(self._words[field]) if piece in term[1]]

    def alike(self, field: str, _word: str, _distance: int) -> Iterable[Term]:
        return enumerate(self._words[field])

    def positions(self, field: str, indexes: Sequence[int]) -> Positions:
        words = [self._words[field][index] for index in indexes]
        return np.array([p for word in words for p in self._terms[field][word]], np.int64)
