"""Where the leaves of a query stand in indexed text.

Knows: how each kind of leaf matches positions of terms, by set arithmetic on sorted arrays.
Does not know: documents, pages, permissions, files, or which engine holds the terms.
Keeps: an index and the highlighting of a snippet use this same code, so what is found is what is
shown.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from search.analysis import Analysis, Token, beginnings, fold
from search.query import Fuzzy, Leaf, Near, Phrase, Prefix, Wildcard, Word

EXACT, LEMMA = "exact", "lemma"
"""The two fields of a text."""

Positions = NDArray[np.int64]
NOWHERE: Positions = np.empty(0, np.int64)

Term = tuple[int, str]
"""Its index among the sorted terms of a field, and itself."""


class Lexicon(Protocol):
    """Terms of a body of text and the positions at which they stand."""

    def words(self, field: str) -> Sequence[str]:
        """The terms of a field, sorted."""

    def containing(self, field: str, piece: str) -> Iterable[Term]:
        """The terms of a field in which `piece` stands."""

    def alike(self, field: str, word: str, distance: int) -> Iterable[Term]:
        """The terms in which `distance` letters of `word` may differ, and not too many others."""

    def positions(self, field: str, indexes: Sequence[int]) -> Positions:
        """Positions of some terms; sorted within each."""


class Places(NamedTuple):
    """Where a leaf matches: `starts` counts matches; `marks` are all the words that take part."""

    starts: Positions
    marks: Positions


_WILD = re.compile(r"[*?]")

Slot = Callable[[Lexicon], Positions]
Matcher = Callable[[Lexicon], Places]


def matcher(leaf: Leaf, analysis: Analysis) -> Matcher:
    """How `leaf` matches, read once and applied to as many lexicons as an index has."""
    text = leaf.pattern if isinstance(leaf, Wildcard) else leaf.text
    tokens = list(analysis.tokens(text))
    parts = [token for token in tokens if not token.whole]
    whole = tokens[0] if tokens and tokens[0].whole and tokens[0].end == tokens[-1].end else None
    match leaf:
        case _ if not parts:
            return lambda _: Places(NOWHERE, NOWHERE)
        case Near(distance=distance):
            return _close([_any_form(part) for part in parts], distance)
        case Word():
            row = _in_a_row([_any_form(part) for part in parts])
            return _either([row, _in_a_row([_any_form(whole)])]) if whole else row
        case Phrase():
            slots = [_exactly(part.exact) for part in parts]
        case Prefix() if whole:
            slots = [_beginning(whole.exact)]
        case Prefix():
            slash = "/" if text[-1] in "/\\" else ""
            slots = [_exactly(part.exact) for part in parts[:-1]]
            slots.append(_beginning(parts[-1].exact + slash))
        case Wildcard(pattern):
            slots = [_like(pattern)]
        case Fuzzy(distance=distance):
            slots = [_similar(part, distance) for part in parts]
    return _in_a_row(slots)


# Slots: the positions of one word


def _positions(lexicon: Lexicon, field: str, words: Sequence[str]) -> Positions:
    known = lexicon.words(field)
    found = []
    for word in words:
        index = bisect.bisect_left(known, word)
        if index < len(known) and known[index] == word:
            found.append(lexicon.positions(field, (index,)))
    return found[0] if len(found) == 1 else _union(found)


def _exactly(exact: str) -> Slot:
    return lambda lexicon: _positions(lexicon, EXACT, (exact,))


def _any_form(token: Token) -> Slot:
    if not token.lemmas:
        return _exactly(token.exact)
    return lambda lexicon: _positions(lexicon, LEMMA, token.lemmas)


def _beginning(exact: str) -> Slot:
    def slot(lexicon: Lexicon) -> Positions:
        words = lexicon.words(EXACT)
        ranges = [_range(words, prefix) for prefix in beginnings(exact)]
        return _union([lexicon.positions(EXACT, indexes) for indexes in ranges])

    return slot


def _like(pattern: str) -> Slot:
    def terms(lexicon: Lexicon, literals: Sequence[str]) -> Iterable[Term]:
        if not literals[0]:
            return lexicon.containing(EXACT, max(literals, key=len))
        words = lexicon.words(EXACT)
        indexes = _range(words, literals[0])
        return zip(indexes, words[indexes.start : indexes.stop], strict=True)

    def slot(lexicon: Lexicon) -> Positions:
        found = [
            [index for index, word in terms(lexicon, literals) if regex.fullmatch(word)]
            for literals, regex in patterns
        ]
        return _union([lexicon.positions(EXACT, indexes) for indexes in found])

    patterns = [(_WILD.split(like), _regex(like)) for like in beginnings(fold(pattern))]
    return slot


def _regex(pattern: str) -> re.Pattern[str]:
    marks = {"*": ".*", "?": "."}
    return re.compile("".join(marks.get(c) or re.escape(c) for c in pattern))


def _similar(token: Token, distance: int) -> Slot:
    def slot(lexicon: Lexicon) -> Positions:
        wanted = [(EXACT, token.exact), *((LEMMA, lemma) for lemma in token.lemmas)]
        found = [(field, similar(lexicon, field, word, distance)) for field, word in wanted]
        return _union([lexicon.positions(field, [i for i, _ in terms]) for field, terms in found])

    return slot


def similar(lexicon: Lexicon, field: str, word: str, distance: int) -> list[Term]:
    """Terms that `word` becomes by adding, taking or changing at most `distance` letters."""
    return [
        (index, term)
        for index, term in lexicon.alike(field, word, distance)
        if Levenshtein.distance(word, term, score_cutoff=distance) <= distance
    ]


def _range(words: Sequence[str], prefix: str) -> range:
    first = bisect.bisect_left(words, prefix)
    return range(first, bisect.bisect_left(words, prefix + "\U0010ffff", first))


# Matchers: slots brought together


def _in_a_row(slots: Sequence[Slot]) -> Matcher:
    def places(lexicon: Lexicon) -> Places:
        starts: Positions | None = None
        for offset, slot in enumerate(slots):
            begins = slot(lexicon) - offset
            starts = begins if starts is None else starts[_contains(begins, starts)]
            if not len(starts):
                return Places(NOWHERE, NOWHERE)
        assert starts is not None
        marks = [starts + offset for offset in range(len(slots))]
        return Places(starts, starts if len(slots) == 1 else _union(marks))

    return places


def _either(ways: Sequence[Matcher]) -> Matcher:
    def places(lexicon: Lexicon) -> Places:
        found = [way(lexicon) for way in ways]
        return Places(_union([f.starts for f in found]), _union([f.marks for f in found]))

    return places


def _close(slots: Sequence[Slot], distance: int) -> Matcher:
    def places(lexicon: Lexicon) -> Places:
        each = [slot(lexicon) for slot in slots]
        starts: list[Positions] = []
        marks: list[Positions] = []
        for first in each:  # whichever word comes first
            nexts = [first if other is first else _next(other, first) for other in each]
            near = np.logical_and.reduce([other - first <= distance for other in nexts])
            starts.append(first[near])
            marks.extend(other[near] for other in nexts)
        return Places(_union(starts), _union(marks))

    return places


def _next(positions: Positions, after: Positions) -> Positions:
    """For each of `after` the first of `positions` that is not before it; far away if none is."""
    padded = np.append(positions, np.iinfo(np.int64).max)
    return padded[np.searchsorted(positions, after)]


def _contains(positions: Positions, wanted: Positions) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = _next(positions, wanted) == wanted
    return found


def _union(arrays: Sequence[Positions]) -> Positions:
    """All positions, sorted, each once; numpy's `unique` hashes first, 20 times slower here."""
    if not arrays:
        return NOWHERE
    together = np.sort(np.concatenate(arrays))
    return together[np.append(True, together[1:] != together[:-1])] if len(together) else together
