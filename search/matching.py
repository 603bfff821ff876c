"""Where the leaves of a query stand in indexed text.

Knows: how each kind of leaf matches positions of terms, by set arithmetic on sorted arrays.
Does not know: documents, pages, permissions, files, or which engine holds the terms.
Keeps: an index and the highlighting of a snippet use this same code, so what is found is what is
shown.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from search.analysis import Analysis, Token, beginnings, fold
from search.query import Fuzzy, Leaf, Near, Phrase, Prefix, Wildcard, Word
from search.whoosh_import import levenshtein_automaton

EXACT, LEMMA = "exact", "lemma"
"""The two fields of a text."""

Positions = NDArray[np.int64]
NOWHERE: Positions = np.empty(0, np.int64)


class Lexicon(Protocol):
    """Terms of a body of text and the positions at which they stand."""

    def words(self, field: str) -> Sequence[str]:
        """The terms of a field, sorted."""

    def containing(self, field: str, piece: str) -> Sequence[int]:
        """Indexes of the terms of a field in which `piece` (maybe empty) stands, in order."""

    def positions(self, field: str, first: int, last: int) -> Positions:
        """Positions of terms `first` up to, not including, `last`; sorted within each term."""


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
            found.append(lexicon.positions(field, index, index + 1))
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
        return _union([lexicon.positions(EXACT, first, last) for first, last in ranges])

    return slot


def _like(pattern: str) -> Slot:
    def slot(lexicon: Lexicon) -> Positions:
        words = lexicon.words(EXACT)
        return _union(
            [
                lexicon.positions(EXACT, index, index + 1)
                for literals, regex in patterns
                for index in lexicon.containing(EXACT, max(literals, key=len))
                if regex.fullmatch(words[index])
            ]
        )

    patterns = [(_WILD.split(like), _regex(like)) for like in beginnings(fold(pattern))]
    return slot


def _regex(pattern: str) -> re.Pattern[str]:
    marks = {"*": ".*", "?": "."}
    return re.compile("".join(marks.get(c) or re.escape(c) for c in pattern))


def _similar(token: Token, distance: int) -> Slot:
    def slot(lexicon: Lexicon) -> Positions:
        wanted = [(EXACT, token.exact), *((LEMMA, lemma) for lemma in token.lemmas)]
        return _union(
            [
                lexicon.positions(field, index, index + 1)
                for field, word in wanted
                for index in similar(lexicon, field, word, distance)
            ]
        )

    return slot


def similar(lexicon: Lexicon, field: str, word: str, distance: int) -> list[int]:
    """Indexes of terms that `word` becomes by adding, taking or changing `distance` letters.

    When so many letters differ, one of `distance + 1` pieces of the word is still whole (Wu and
    Manber, «Fast text searching allowing errors», 1992); only such terms are looked at.
    """
    accepts = levenshtein_automaton(word, distance).to_dfa().accept
    words = lexicon.words(field)
    cuts = [len(word) * cut // (distance + 1) for cut in range(distance + 2)]
    pieces = {word[begin:end] for begin, end in itertools.pairwise(cuts)}
    candidates = {index for piece in pieces for index in lexicon.containing(field, piece)}
    known = ((index, words[index]) for index in sorted(candidates))
    return [i for i, other in known if abs(len(other) - len(word)) <= distance and accepts(other)]


def _range(words: Sequence[str], prefix: str) -> tuple[int, int]:
    first = bisect.bisect_left(words, prefix)
    return first, bisect.bisect_left(words, prefix + "\U0010ffff", first)


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
            near = np.ones(len(first), bool)
            for others in each:
                near &= _next(others, first) - first <= distance
            starts.append(first[near])
            marks.extend(_next(others, first[near]) for others in each)
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
    together = np.sort(np.concatenate(arrays), kind="stable")
    return together[np.append(True, together[1:] != together[:-1])] if len(together) else together
