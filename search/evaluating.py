"""Which documents match a tree, what page of one is best, and what was meant when none matches.

Knows: and, or, not and filters over whole documents; what makes a page the best one.
Does not know: files, engines, ranking, how one leaf matches.
Keeps: documents that are not visible are as if they were not there: they change no set and no
suggestion. Everything is an array with one element per document.
"""

from __future__ import annotations

import bisect
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence

import numpy as np

from search.analysis import Analysis
from search.documents import Mask, Roll
from search.engine import CARD
from search.matching import Positions
from search.nodes import Among, And, Field, Leaf, Node, Not, Or, Word
from search.query import substitute, wanted

_MISSPELT_MAX = 4  # words of one query; to look for what is like a word costs more than to find it


class Evaluation(ABC):
    """One question to one state of an index; an engine says how a leaf matches."""

    def __init__(self, roll: Roll, visible: Mask, analysis: Analysis) -> None:
        """Look only at what is visible: it lives and may be seen."""
        self._roll = roll
        self._visible = visible
        self._analysis = analysis

    @abstractmethod
    def having(self, leaf: Leaf) -> Mask:
        """The visible documents in which `leaf` matches."""

    @abstractmethod
    def most_common_like(self, word: str, distance: int) -> str | None:
        """Of the forms in which so many letters differ, the one in most visible documents."""

    def matching(self, tree: Node) -> Mask:
        """The visible documents that match."""
        match tree:
            case And(parts):
                every: Mask = np.logical_and.reduce([self.matching(part) for part in parts])
                return every
            case Or(parts):
                some: Mask = np.logical_or.reduce([self.matching(part) for part in parts])
                return some
            case Not(part):
                return self._visible & ~self.matching(part)
            case Among(documents=documents):
                return self._visible & self._roll.mask(documents)
            case Field():
                raise TypeError(tree)  # our mistake: filters are resolved before
            case leaf:
                return self.having(leaf)

    def better(self, tree: Node) -> Node | None:
        """The tree with words nobody has replaced by similar ones somebody has; None if none."""
        words = [leaf for leaf in dict.fromkeys(wanted(tree)) if isinstance(leaf, Word)]
        missing = [word for word in words if not self.having(word).any()]
        if not 0 < len(missing) <= _MISSPELT_MAX:
            return None
        for word in missing:
            tokens = list(self._analysis.tokens(word.text))
            like = self._like(tokens[0].exact) if len(tokens) == 1 else None
            if like is None:
                return None
            tree = substitute(tree, word, Word(self._analysis.readable(like)))
        return tree if self.matching(tree).any() else None

    def _like(self, word: str) -> str | None:
        for distance in (1, 2) if len(word) > 3 else (1,):
            if like := self.most_common_like(word, distance):
                return like
        return None


def pages_of(
    marks: Sequence[Positions], page_begins: Positions, page_numbers: Positions
) -> tuple[int, tuple[int, ...]]:
    """The best page of a document and all, from the marks of each leaf in it.

    Best is where most leaves match, then rather a page than the card, then where most words
    match, then the first.
    """
    begins = page_begins.tolist()
    hits: dict[int, list[int]] = {}  # page: how many leaves, how many marks
    for marked in marks:
        pages = Counter(bisect.bisect_right(begins, mark) - 1 for mark in marked.tolist())
        for page, count in pages.items():
            of_page = hits.setdefault(int(page_numbers[page]), [0, 0])
            of_page[0] += 1
            of_page[1] += count
    if not hits:
        return int(page_numbers[0]), ()
    best = max(hits, key=lambda page: (hits[page][0], page != CARD, hits[page][1], -page))
    return best, tuple(sorted(hits))
