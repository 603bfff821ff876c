"""What a leaf asks of Tantivy.

Knows: Tantivy's queries, and how our terms are spelled in its one field of text.
Does not know: documents, who may see what, ranking as a whole.
Keeps: a query matches the documents in which `matching.matcher` finds something; where Tantivy has
no such query it matches more, and says so (`LeafAsked.loose`).

Exact forms and lemmas stand in one field, or a phrase could not have both («25-ц» has a number,
which has no lemma). A mark of three letters tells them apart: with up to two letters wrong no exact
form becomes a lemma.
"""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import Occur, Query

from search.analysis import Analysis
from search.engines.matching import (
    EXACT,
    LEMMA,
    Adjacent,
    Beginning,
    Close,
    Like,
    OneOf,
    Similar,
    Slot,
    Vocabulary,
    terms_of,
    ways,
)
from search.engines.tantivy.common import CommonWords, is_pair
from search.query.nodes import Leaf

TEXT, PAIRS = "text", "pairs"
MARKS = {EXACT: "===", LEMMA: "@@@"}
_PRODUCT_MAX = 16  # phrases one by one; more are asked as one with alternatives
_META = frozenset(r"\.+*?()|[]{}^$#&-~")


Phrase = list[tuple[int, str]]
"""Terms on their places."""


@dataclass(frozen=True)
class LeafAsked:
    """A leaf as Tantivy is asked it.

    Attributes:
        query: None when nothing can match.
        loose: whether it matches more than the leaf does.
        terms: whose frequencies Tantivy weighs it by; none when every match weighs the same.
        row: whether all of them are in every match, or only one.
        most: how many documents it matches, at most; None where that is not known.
    """

    query: Any
    loose: bool = False
    terms: tuple[str, ...] = ()
    row: bool = False
    most: int | None = None


def stored(field: str, word: str) -> str:
    """A term as it is spelled in the index."""
    return MARKS[field] + word


def field_of(term: str) -> str:
    """Tantivy's field that has a term."""
    return PAIRS if is_pair(term) else TEXT


class Leaves:
    """Makes queries for the words of one state of an index."""

    def __init__(
        self,
        schema: Any,
        analysis: Analysis,
        vocabularies: Callable[[], Sequence[Vocabulary]],
        frequency: Callable[[str], int],
        common: CommonWords,
    ) -> None:
        """`vocabularies` gives those that have all terms; dear, and only asked when needed.

        `frequency` tells how many documents have a term, at most; of `common` words it is written
        down which are near one another.
        """
        self._schema = schema
        self._analysis = analysis
        self._vocabularies = vocabularies
        self._frequency = frequency
        self._common = common

    def asked(self, leaf: Leaf) -> LeafAsked:
        """A leaf as Tantivy is asked it."""
        either = [self._way(way) for way in ways(leaf, self._analysis)]
        some = [asked for asked in either if asked.query is not None]
        if len(some) < 2:
            return some[0] if some else LeafAsked(None)
        each = [asked.most for asked in some if asked.most is not None]
        most = sum(each) if len(each) == len(some) else None
        return LeafAsked(_flat(_either([asked.query for asked in some])), most=most)

    def weighed(self, asked: LeafAsked, weight: float, own: Callable[[str], float]) -> Any:
        """Its query with a weight (idf) of ours instead of what is Tantivy's `own` for a term."""
        if asked.row:
            return Query.boost_query(asked.query, weight / sum(map(own, asked.terms)))
        if asked.terms:
            return _either(
                [Query.boost_query(self._term(term), weight / own(term)) for term in asked.terms]
            )
        return Query.boost_query(asked.query, weight)

    def _way(self, way: Adjacent | Close) -> LeafAsked:
        slots = way.slots
        if len(slots) == 1:
            return self._alone(slots[0])
        if isinstance(way, Adjacent):
            return self._phrase(list(enumerate(slots)), 0)
        if len(slots) == 2:
            return self._phrase([(0, slot) for slot in slots], way.distance)
        pairs = [
            self._phrase([(0, slot) for slot in pair], way.distance)
            for pair in itertools.combinations(slots, 2)
        ]
        if any(pair.query is None for pair in pairs):
            return LeafAsked(None)
        every = Query.boolean_query([(Occur.Must, pair.query) for pair in pairs])
        most = min(pair.most for pair in pairs if pair.most is not None)
        return LeafAsked(_flat(every), loose=True, most=most)

    def _alone(self, slot: Slot) -> LeafAsked:
        match slot:
            case OneOf(field, words):
                terms = tuple(stored(field, word) for word in words)
                query = _either([self._term(term) for term in terms])
                return LeafAsked(query, terms=terms, most=self._having_any(terms))
            case Beginning(prefixes):
                return self._like([f"{_literal(prefix)}.*" for prefix in prefixes])
            case Like(patterns) if all(p[0] not in "*?" for p in patterns):
                with contextlib.suppress(ValueError):  # too many stars and question marks for it
                    return self._like([_regex(pattern) for pattern in patterns])
                return self._among(slot)
            case Like():
                return self._among(slot)
            case Similar(exact, lemmas, distance):
                wanted = [stored(EXACT, exact), *(stored(LEMMA, lemma) for lemma in lemmas)]
                queries = [
                    Query.fuzzy_term_query(self._schema, TEXT, word, distance, False)
                    for word in wanted
                ]
                return LeafAsked(_flat(_either(queries)))

    def _like(self, patterns: Iterable[str]) -> LeafAsked:
        mark = _literal(MARKS[EXACT])
        queries = [Query.regex_query(self._schema, TEXT, mark + like) for like in patterns]
        return LeafAsked(_flat(_either(queries)))

    def _among(self, slot: Slot) -> LeafAsked:
        words = self._spelled(slot)
        if not words:
            return LeafAsked(None)
        return LeafAsked(_flat(Query.term_set_query(self._schema, TEXT, words)))

    def _spelled(self, slot: Slot) -> list[str]:
        """The terms that may stand in a slot, as they are spelled in the index, each once."""
        return list(
            dict.fromkeys(
                stored(field, vocabulary.words(field)[index])
                for vocabulary in self._vocabularies()
                for field, indexes in terms_of(slot, vocabulary)
                for index in indexes
            )
        )

    def _phrase(self, slots: Sequence[tuple[int, Slot]], slop: int) -> LeafAsked:
        """Words at these places, or, with `slop`, so near one another."""
        each = [(at, self._words(slot)) for at, slot in slots]
        if any(not words for _, words in each):
            return LeafAsked(None)
        most = min(self._having_any(words) for _, words in each)
        if math.prod(len(words) for _, words in each) <= _PRODUCT_MAX:
            phrases: list[Phrase] = [
                [(at, word) for (at, _), word in zip(each, words, strict=True)]
                for words in itertools.product(*(words for _, words in each))
            ]
            row = self._row(phrases[0]) if not slop and len(phrases) == 1 else None
            if row is not None:
                return LeafAsked(self._term(row), terms=(row,), most=self._frequency(row))
            queries = [self._exact_phrase(phrase, slop) for phrase in phrases]
            known = tuple(word for _, word in phrases[0]) if len(phrases) == 1 else ()
            found = _either(queries)
            if known:
                return LeafAsked(found, terms=known, row=True, most=most)
            return LeafAsked(_flat(found), most=most)
        alternatives: Phrase = [(at, "|".join(map(_literal, words))) for at, words in each]
        query = Query.regex_phrase_query(self._schema, TEXT, [*alternatives], slop)
        return LeafAsked(_flat(query), most=most)

    def _having_any(self, terms: Iterable[str]) -> int:
        """How many documents have any of some terms, at most."""
        return sum(map(self._frequency, terms))

    def _exact_phrase(self, phrase: Phrase, slop: int) -> Any:
        if len({word for _, word in phrase}) == 1 and len({at for at, _ in phrase}) == 1:
            return self._term(phrase[0][1])  # one word that both slots may be
        near = self._near(phrase, slop) if slop else None
        if near is not None:
            return _either([self._term(term) for term in near])
        return Query.phrase_query(self._schema, TEXT, [*phrase], slop)

    def _row(self, phrase: Phrase) -> str | None:
        """The term of two forms in a row, if it is written down."""
        if len(phrase) != 2:
            return None
        first, second = (word.removeprefix(MARKS[EXACT]) for _, word in phrase)
        return self._common.row(first, second)

    def _near(self, phrase: Phrase, distance: int) -> list[str] | None:
        """The terms of two lemmas so near one another, if it is written down."""
        one, other = (word.removeprefix(MARKS[LEMMA]) for _, word in phrase)
        return self._common.near(one, other, distance)

    def _words(self, slot: Slot) -> list[str]:
        """The terms that may stand in a slot of a phrase."""
        if isinstance(slot, OneOf):
            return [stored(slot.field, word) for word in slot.words]
        return self._spelled(slot)

    def _term(self, term: str) -> Any:
        return Query.term_query(self._schema, field_of(term), term)


def _either(queries: Sequence[Any]) -> Any:
    return queries[0] if len(queries) == 1 else Query.disjunction_max_query(list(queries))


def _flat(query: Any) -> Any:
    """Whose every match weighs 1."""
    return Query.const_score_query(query, 1.0)


def _literal(text: str) -> str:
    return "".join("\\" + c if c in _META else c for c in text)


def _regex(pattern: str) -> str:
    marks = {"*": ".*", "?": "."}
    return "".join(marks.get(c) or _literal(c) for c in pattern)
