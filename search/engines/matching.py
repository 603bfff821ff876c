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
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from search.analysis import Analysis, Token, beginnings, fold
from search.query.nodes import Fuzzy, Leaf, Near, Phrase, Prefix, Wildcard, Word

EXACT, LEMMA = "exact", "lemma"
"""The two fields of a text."""

Positions = NDArray[np.int64]
NOWHERE: Positions = np.empty(0, np.int64)
_NEVER: Positions = np.array([np.iinfo(np.int64).max])

Term = tuple[int, str]
"""Its index among the sorted terms of a field, and itself."""


class Vocabulary(Protocol):
    """Terms of a body of text."""

    def words(self, field: str) -> Sequence[str]:
        """The terms of a field, sorted."""

    def known(self, field: str, words: Sequence[str]) -> Sequence[int]:
        """The indexes of those of these terms that a field has."""

    def containing(self, field: str, piece: str) -> Iterable[Term]:
        """The terms of a field in which `piece` stands."""

    def alike(self, field: str, word: str, distance: int) -> Iterable[Term]:
        """The terms in which `distance` letters of `word` may differ, and not too many others."""


class Lexicon(Vocabulary, Protocol):
    """Terms of a body of text and the positions at which they stand."""

    def positions(self, field: str, indexes: Sequence[int]) -> Positions:
        """Positions of some terms; sorted within each."""


class Spots(NamedTuple):
    """Where a leaf matches: `starts` counts matches; `marks` are all the words that take part."""

    starts: Positions
    marks: Positions


_WILD = re.compile(r"[*?]")


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word that stands as any of these terms of a field."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """An exact form with any of these beginnings."""

    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """An exact form like any of these patterns."""

    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """A word with so many letters wrong, in its exact form or in any of its lemmas."""

    exact: str
    lemmas: tuple[str, ...]
    distance: int


Slot = OneOf | Beginning | Like | Similar


@dataclass(frozen=True, slots=True)
class Adjacent:
    """Words one after another."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Close:
    """Words in any order, the last at most `distance` after the first."""

    slots: tuple[Slot, ...]
    distance: int


Matcher = Callable[[Lexicon], Spots]


def ways(leaf: Leaf, analysis: Analysis) -> tuple[Adjacent | Close, ...]:
    """What must stand in a text so that `leaf` matches there: either of these; none never does."""
    text = leaf.pattern if isinstance(leaf, Wildcard) else leaf.text
    tokens = list(analysis.tokens(text))
    parts = [token for token in tokens if not token.whole]
    whole = tokens[0] if tokens and tokens[0].whole and tokens[0].end == tokens[-1].end else None
    slots: list[Slot]
    match leaf:
        case _ if not parts:
            return ()
        case Near(distance=distance):
            # Each once: twice says nothing more, and a hundred times took seconds.
            return (Close(tuple(dict.fromkeys(map(_any_form, parts))), distance),)
        case Word():
            row = Adjacent(tuple(map(_any_form, parts)))
            return (row, Adjacent((_any_form(whole),))) if whole else (row,)
        case Phrase():
            slots = [_exactly(part.exact) for part in parts]
        case Prefix() if whole:
            slots = [Beginning(beginnings(whole.exact))]
        case Prefix():
            slash = "/" if text[-1] in "/\\" else ""
            slots = [_exactly(part.exact) for part in parts[:-1]]
            slots.append(Beginning(beginnings(parts[-1].exact + slash)))
        case Wildcard(pattern):
            slots = [Like(beginnings(fold(pattern)))]
        case Fuzzy(distance=distance):
            slots = [Similar(part.exact, part.lemmas, distance) for part in parts]
    return (Adjacent(tuple(slots)),)


def words_of(near: Near, analysis: Analysis) -> tuple[Word, ...]:
    """The words that must stand near one another."""
    parts = (token for token in analysis.tokens(near.text) if not token.whole)
    return tuple(Word(near.text[part.start : part.end]) for part in parts)


def matcher(leaf: Leaf, analysis: Analysis) -> Matcher:
    """How `leaf` matches, read once and applied to as many lexicons as an index has."""
    either = ways(leaf, analysis)

    def places(lexicon: Lexicon) -> Spots:
        found = [
            _in_a_row(lexicon, way) if isinstance(way, Adjacent) else _close(lexicon, way)
            for way in either
        ]
        if len(found) == 1:
            return found[0]
        return Spots(_union([f.starts for f in found]), _union([f.marks for f in found]))

    return places


# Slots: the terms and positions of one word


def _exactly(exact: str) -> OneOf:
    return OneOf(EXACT, (exact,))


def _any_form(token: Token) -> OneOf:
    return OneOf(LEMMA, token.lemmas) if token.lemmas else _exactly(token.exact)


def terms_of(slot: Slot, lexicon: Vocabulary) -> list[tuple[str, Sequence[int]]]:
    """The terms that may stand in a slot: fields, and indexes among their sorted terms."""
    match slot:
        case OneOf(field, words):
            return [(field, lexicon.known(field, words))]
        case Beginning(prefixes):
            forms = lexicon.words(EXACT)
            return [(EXACT, _range(forms, prefix)) for prefix in prefixes]
        case Like(patterns):
            return [(EXACT, _alike(lexicon, pattern)) for pattern in patterns]
        case Similar(exact, lemmas, distance):
            wanted = [(EXACT, exact), *((LEMMA, lemma) for lemma in lemmas)]
            return [
                (field, [index for index, _ in similar(lexicon, field, word, distance)])
                for field, word in wanted
            ]


def _positions(slot: Slot, lexicon: Lexicon) -> Positions:
    terms = [(field, indexes) for field, indexes in terms_of(slot, lexicon) if len(indexes)]
    if len(terms) == 1 and len(terms[0][1]) == 1:
        return lexicon.positions(*terms[0])
    return _union([lexicon.positions(field, indexes) for field, indexes in terms])


def places_of(words: Sequence[str], terms: Sequence[str]) -> list[int]:
    """The indexes among sorted terms of those words that are there."""
    found = []
    for word in words:
        index = bisect.bisect_left(terms, word)
        if index < len(terms) and terms[index] == word:
            found.append(index)
    return found


def _alike(lexicon: Vocabulary, pattern: str) -> list[int]:
    literals, regex = _WILD.split(pattern), re.compile(regex_of(pattern))
    if not literals[0]:
        terms = lexicon.containing(EXACT, max(literals, key=len))
    else:
        words = lexicon.words(EXACT)
        indexes = _range(words, literals[0])
        terms = zip(indexes, words[indexes.start : indexes.stop], strict=True)
    return [index for index, word in terms if regex.fullmatch(word)]


def regex_of(pattern: str) -> str:
    """A pattern as a regular expression."""
    marks = {"*": ".*", "?": "."}
    return "".join(marks.get(c) or re.escape(c) for c in pattern)


def similar(lexicon: Vocabulary, field: str, word: str, distance: int) -> list[Term]:
    """Terms that `word` becomes by adding, taking or changing at most `distance` letters."""
    some = list(lexicon.alike(field, word, distance))
    near = process.extract_iter(
        word,
        [term for _, term in some],
        scorer=Levenshtein.distance,
        processor=None,
        score_cutoff=distance,
    )
    return [some[at] for _, _, at in near]


def _range(words: Sequence[str], prefix: str) -> range:
    first = bisect.bisect_left(words, prefix)
    return range(first, bisect.bisect_left(words, prefix + "\U0010ffff", first))


# Slots brought together


def _in_a_row(lexicon: Lexicon, row: Adjacent) -> Spots:
    starts: Positions | None = None
    for offset, slot in enumerate(row.slots):
        begins = _positions(slot, lexicon) - offset
        starts = begins if starts is None else starts[_contains(begins, starts)]
        if not len(starts):
            return Spots(NOWHERE, NOWHERE)
    assert starts is not None
    marks = [starts + offset for offset in range(len(row.slots))]
    return Spots(starts, starts if len(row.slots) == 1 else _union(marks))


def _close(lexicon: Lexicon, close: Close) -> Spots:
    each = [_positions(slot, lexicon) for slot in close.slots]
    starts: list[Positions] = []
    marks: list[Positions] = []
    for first in each:  # whichever word comes first
        nexts = [first if other is first else _next(other, first) for other in each]
        near = np.maximum.reduce(nexts) - first <= close.distance
        starts.append(first[near])
        marks.extend(other[near] for other in nexts)
    return Spots(_union(starts), _union(marks))


def _next(positions: Positions, after: Positions) -> Positions:
    """For each of `after` the first of `positions` that is not before it; far away if none is."""
    return np.concatenate((positions, _NEVER))[positions.searchsorted(after)]


def _contains(positions: Positions, wanted: Positions) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = _next(positions, wanted) == wanted
    return found


def _union(arrays: Sequence[Positions]) -> Positions:
    """All positions, sorted, each once; numpy's `unique` hashes first, 20 times slower here."""
    if not arrays:
        return NOWHERE
    together = np.sort(np.concatenate(arrays))
    return together[np.append(True, together[1:] != together[:-1])] if len(together) else together
