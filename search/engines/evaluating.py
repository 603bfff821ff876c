"""Which documents match a tree, what page of one is best, and what was meant when none matches.

Knows: and, or, not and filters over whole documents; what makes a page the best one.
Does not know: files, engines, ranking, how one leaf matches.
Keeps: documents that are not visible are as if they were not there: they change no set and no
suggestion. Everything is an array with one element per document.
"""

from __future__ import annotations

import bisect
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from search.analysis import Analysis
from search.documents import Mask, Roll
from search.engines.door import CARD, MarkedWords
from search.engines.layout import GAP
from search.engines.matching import Positions
from search.query.nodes import Among, And, Field, Leaf, Near, Node, Not, Or, Word
from search.query.parsing import substitute, wanted

_MISSPELT_MAX = 4  # words of one query; to look for what is like a word costs more than to find it


class Evaluation(ABC):
    """One question to one state of an index; an engine says how a leaf matches."""

    def __init__(self, roll: Roll, visible: Mask, analysis: Analysis) -> None:
        """Look only at what is visible: it lives and may be seen."""
        self._roll = roll
        self._visible = visible
        self._analysis = analysis

    @abstractmethod
    def having(self, leaf: Leaf, among: Mask) -> Mask:
        """Those of some visible documents in which `leaf` matches."""

    @abstractmethod
    def most_common_like(self, word: str, distance: int) -> str | None:
        """Of the forms in which so many letters differ, the one in most visible documents."""

    def matching(self, tree: Node) -> Mask:
        """The visible documents that match."""
        return self._matching(tree, self._visible)

    def _matching(self, tree: Node, among: Mask) -> Mask:
        """Those of some visible documents that match; nearness is asked of as few as can be."""
        match tree:
            case And(parts):
                for part in sorted(parts, key=_asks_nearness):
                    among = self._matching(part, among)
                return among
            case Or(parts):
                some = np.zeros_like(among)
                for part in sorted(parts, key=_asks_nearness):
                    some |= self._matching(part, among & ~some)
                return some
            case Not(part):
                return among & ~self._matching(part, among)
            case Among(documents=documents):
                return among & self._roll.mask(documents)
            case Field():
                raise TypeError(tree)  # our mistake: filters are resolved before
            case leaf:
                return self.having(leaf, among)

    def better(self, tree: Node) -> Node | None:
        """The tree with words nobody has replaced by similar ones somebody has; None if none.

        What the dictionary knows is no mistake, only absent; so is a number.
        """
        words = [leaf for leaf in dict.fromkeys(wanted(tree)) if isinstance(leaf, Word)]
        missing = [word for word in words if not self.having(word, self._visible).any()]
        if not 0 < len(missing) <= _MISSPELT_MAX:
            return None
        better = tree
        for word in missing:
            tokens = list(self._analysis.tokens(word.text))
            if len(tokens) != 1 or self._analysis.correct(word.text):
                continue
            like = self._like(tokens[0].exact)
            if like is None:
                return None
            better = substitute(better, word, Word(self._analysis.readable(like)))
        return better if better != tree and self.matching(better).any() else None

    def _like(self, word: str) -> str | None:
        for distance in (1, 2) if len(word) > 3 else (1,):
            if like := self.most_common_like(word, distance):
                return like
        return None


def _asks_nearness(tree: Node) -> bool:
    match tree:
        case And(parts) | Or(parts):
            return any(map(_asks_nearness, parts))
        case Not(part):
            return _asks_nearness(part)
    return isinstance(tree, Near)


def pages_of(
    marks: Sequence[Positions], page_begins: Positions, page_numbers: Positions
) -> tuple[int, tuple[int, ...], MarkedWords]:
    """The best page of a document, all, and what stands on the best, from each leaf's marks.

    Best is where most leaves match, then rather a page than the card, then where most words
    match, then the first. `page_begins` has one more, where the last page ends.
    """
    begins, numbers = page_begins.tolist(), page_numbers.tolist()
    on: dict[int, list[tuple[int, int]]] = {}  # of each page its words: position, leaf
    for leaf, marked in enumerate(marks):
        for mark in marked.tolist():
            page = bisect.bisect_right(begins, mark) - 1
            on.setdefault(page, []).append((mark - begins[page], leaf))

    def worth(page: int) -> tuple[int, bool, int, int]:
        leaves = len({leaf for _, leaf in on[page]})
        return leaves, numbers[page] != CARD, len(on[page]), -numbers[page]

    best = max(on, key=worth, default=0)
    length = begins[best + 1] - begins[best] - (GAP if numbers[best] == CARD else 0)
    pages = tuple(sorted(numbers[page] for page in on))
    return numbers[best], pages, MarkedWords(tuple(on.get(best, ())), length)
