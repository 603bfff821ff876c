"""A second opinion: what a tree should find, decided word by word, slowly and plainly."""

from __future__ import annotations

import fnmatch
import itertools
from collections.abc import Mapping, Sequence

from search.analysis import Analysis, Token, beginnings, fold
from search.documents import numbers_of
from search.engines.door import CARD, MarkedWords, Page
from search.query.nodes import (
    Among,
    And,
    Field,
    Fuzzy,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
)
from search.query.parsing import wanted

Documents = Mapping[str, Sequence[Page]]


class Oracle:
    """Documents, read again for every question."""

    def __init__(self, documents: Documents, analysis: Analysis) -> None:
        self._documents = documents
        self._analysis = analysis

    def documents(self, tree: Node) -> set[str]:
        """Keys of the documents that match."""
        return {key for key in self._documents if self._matches(tree, key)}

    def pages(self, tree: Node, key: str) -> set[int]:
        """Numbers of the pages on which something wanted stands."""
        words = self._words(key)
        return {words[p][0] for leaf in wanted(tree) for p in self._places(leaf, key)}

    def marked(self, tree: Node, key: str, page: int) -> MarkedWords:
        """What of a page is wanted, by which leaf; and how many positions it has."""
        here = sorted(p for p, (number, _) in self._words(key).items() if number == page)
        words = [
            (position - here[0], number)
            for number, leaf in enumerate(dict.fromkeys(wanted(tree)))
            for position in sorted(self._places(leaf, key).intersection(here))
        ]
        return MarkedWords(tuple(words), len(here))

    def _matches(self, tree: Node, key: str) -> bool:
        match tree:
            case And(parts):
                return all(self._matches(part, key) for part in parts)
            case Or(parts):
                return any(self._matches(part, key) for part in parts)
            case Not(part):
                return not self._matches(part, key)
            case Among(documents=documents):
                return bool(documents.mask(numbers_of([key]))[0])
            case Field():
                raise TypeError(tree)
            case leaf:
                return bool(self._places(leaf, key))

    def _words(self, key: str) -> dict[int, tuple[int, list[Token]]]:
        """Position: page number and tokens there."""
        words: dict[int, tuple[int, list[Token]]] = {}
        base = 0
        for page in self._documents[key]:
            tokens = list(self._analysis.tokens(page.text))
            for token in tokens:
                words.setdefault(base + token.position, (page.number, []))[1].append(token)
            base += 1 + max((t.position for t in tokens), default=-1)
            base += 1000 if page.number == CARD else 0
        return words

    def _places(self, leaf: Leaf, key: str) -> set[int]:
        """Positions of all words that take part in a match."""
        words = {position: tokens for position, (_, tokens) in self._words(key).items()}
        text = leaf.pattern if isinstance(leaf, Wildcard) else leaf.text
        asked = list(self._analysis.tokens(text))
        parts = [token for token in asked if not token.whole]
        whole = [token for token in asked if token.whole and token.end - token.start == len(text)]
        if isinstance(leaf, Near):
            return self._near(words, parts, leaf.distance)
        if isinstance(leaf, Wildcard | Prefix):
            pattern = (
                leaf.pattern if isinstance(leaf, Wildcard) else (whole or parts)[0].exact + "*"
            )
            likes = beginnings(fold(pattern))
            return {
                position
                for position, tokens in words.items()
                if any(fnmatch.fnmatchcase(t.exact, like) for t in tokens for like in likes)
            }
        found: set[int] = set()
        for start, here in words.items():
            run = range(start, start + len(parts))
            if all(
                self._is(leaf, part, words.get(p, [])) for p, part in zip(run, parts, strict=True)
            ):
                found.update(run)
            if whole and isinstance(leaf, Word) and self._is(leaf, whole[0], here):
                found.add(start)
        return found

    @staticmethod
    def _is(leaf: Leaf, asked: Token, here: Sequence[Token]) -> bool:
        for token in here:
            if isinstance(leaf, Phrase):
                same = token.exact == asked.exact
            elif isinstance(leaf, Fuzzy):
                forms = [(token.exact, asked.exact), *itertools.product(token.lemmas, asked.lemmas)]
                same = any(distance(a, b) <= leaf.distance for a, b in forms)
            else:
                same = _same_word(token, asked)
            if same:
                return True
        return False

    @staticmethod
    def _near(words: Mapping[int, list[Token]], asked: Sequence[Token], distance: int) -> set[int]:
        each = [{p for p in words if any(_same_word(t, a) for t in words[p])} for a in asked]
        found = set()
        for first in set().union(*each):
            nexts = [min((p for p in places if p >= first), default=None) for places in each]
            if all(p is not None and p - first <= distance for p in nexts):
                found |= {p for p in nexts if p is not None}
        return found


def _same_word(one: Token, other: Token) -> bool:
    if other.lemmas:
        return bool(set(one.lemmas) & set(other.lemmas))
    return one.exact == other.exact


def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        previous, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
