"""One state of a Tantivy index, open for reading.

Knows: which documents it has, and of any query which of them match, as one mask.
Does not know: trees, commits, who may see what.
Keeps: a mask has one element for each slot a document may have, whatever Tantivy calls it; a
document keeps its slot as long as it is there.

Tantivy tells which documents match one by one, which costs more than finding them. So each document
has its slot's word and bit in two columns, and Tantivy adds the bits up: 200,000 in 7 ms, half of
which is reading its answer. What is dear is therefore kept from question to question and from
generation to generation: only documents that came since are asked for (masks.py).
"""

from __future__ import annotations

import functools
import math
import string
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tantivy import FieldType, Occur, Query, SchemaBuilder

from search.analysis import Analysis
from search.documents import Documents, Mask, Numbers, Roll
from search.engines.door import Stamp
from search.engines.matching import EXACT, LEMMA, matcher
from search.engines.stored import StoredTerms
from search.engines.tantivy.common import CommonWords
from search.engines.tantivy.leaves import MARKS, PAIRS, TEXT, LeafAsked, Leaves, field_of
from search.engines.tantivy.masks import Masks
from search.engines.terms import Terms
from search.query.nodes import Leaf

BITS = 50  # of a slot's word: sums are exact below 2^53
_WORDS_MAX = 65_000  # what Tantivy divides results into, at most
SLOTS_MAX = BITS * _WORDS_MAX
_LEAVES_MAX = 400
_FEW = 500  # documents that are listed in 0.3 ms: nothing to keep
_SPARSE = 10  # a document in so many
_LISTED_MAX = 10_000
_ALONE_MAX = 2_000  # documents that are sooner looked up one by one than as a set
_WARMED = 0.75  # of the memory for masks
_NEW_MAX = 2_000  # documents whose terms are added to a vocabulary
_ADDED_MAX = 50  # times; then it is read anew
_LETTERS = "абвгдеєжзиіїйклмнопрстуфхцчшщьюя"


def schema() -> Any:
    """The fields of our documents."""
    return (
        SchemaBuilder()
        .add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
        .add_text_field(TEXT, tokenizer_name="raw", index_option="position")
        .add_text_field(PAIRS, tokenizer_name="raw", index_option="freq")
        .add_bytes_field("terms", stored=True)
        .add_integer_field("number", indexed=True, fast=True)
        .add_unsigned_field("slot", fast=True)
        .add_unsigned_field("word", fast=True)
        .add_float_field("bit", fast=True)
        .add_unsigned_field("at", indexed=True, fast=True)
        .add_text_field("stamp", stored=True, tokenizer_name="raw", index_option="basic")
        .build()
    )


SCHEMA = schema()
DOCUMENTS = Query.exists_query("slot")


class TantivyState:
    """One generation; any number of threads may ask."""

    def __init__(
        self,
        searcher: Any,
        stamp: Stamp,
        slots: int,
        common: CommonWords,
        before: TantivyState | None,
        analysis: Analysis,
    ) -> None:
        """`before` is an earlier generation: of slots and terms only what came since is read."""
        self.searcher = searcher
        self.stamp = stamp
        self.common = common
        self._analysis = analysis
        self._count = slots
        self.roll, self.alive = self._documents(before)
        self.leaves = Leaves(SCHEMA, analysis, lambda: self.vocabularies, self.frequency, common)
        self._inherited = before.bequeathed() if before is not None else None
        self.masks: Masks = before.masks if before is not None else Masks()
        self._asked: OrderedDict[Leaf, LeafAsked] = OrderedDict()
        self._recent: dict[int, NDArray[np.int64] | None] = {}
        self._visible: tuple[Documents, Mask, int] | None = None

    def _documents(self, before: TantivyState | None) -> tuple[Roll, Mask]:
        """The documents by slot, a number of -1 where there never was one; which are there."""
        numbers, alive = np.full(self._count, -1, np.int64), np.zeros(self._count, bool)
        roll, since = None, None
        if before is not None:
            roll, since = before.roll, before.stamp.generation
            numbers[: len(roll)], alive[: len(roll)] = roll.numbers, before.alive
        found = self._since(since)
        slots = [slot for slot, _ in found]
        new = [address for _, address in found]
        numbers[slots] = self.searcher.fast_field_values("number", new)
        alive[slots] = True
        if np.count_nonzero(alive) != self.stamp.documents:  # some have left
            alive = self.mask(DOCUMENTS)
        return Roll(numbers, roll), alive

    def _since(self, generation: int | None) -> list[tuple[int, Any]]:
        """Slots and addresses of the documents that came after a generation."""
        query = DOCUMENTS if generation is None else _later(generation)
        most = max(self.stamp.documents, 1)
        found = self.searcher.search(query, most, count=False, order_by_field="slot")
        hits: list[tuple[int, Any]] = found.hits
        return hits

    def visible(self, allowed: Documents) -> tuple[Mask, int]:
        """The documents that are there and allowed, and how many they are."""
        known = self._visible
        if known is None or known[0] is not allowed:
            mask = self.roll.mask(allowed) & self.alive
            known = self._visible = allowed, mask, int(np.count_nonzero(mask))
        return known[1], known[2]

    def asked(self, leaf: Leaf) -> LeafAsked:
        """How Tantivy is asked a leaf."""
        known = self._asked.get(leaf)
        if known is None:
            known = self._asked[leaf] = self.leaves.asked(leaf)
            while len(self._asked) > _LEAVES_MAX:
                self._asked.popitem(last=False)
        return known

    def having(self, leaf: Leaf) -> Mask:
        """The documents in which a leaf matches, and others if it is asked loosely."""
        asked = self.asked(leaf)
        if asked.terms and not asked.row:
            every: Mask = np.logical_or.reduce([self.having_term(term) for term in asked.terms])
            return every
        if asked.most is not None and asked.most <= _FEW:
            return self.mask(asked.query, asked.most)
        return self._kept(leaf, asked.query, asked.most)

    def sifted(self, leaf: Leaf, some: Mask) -> Mask:
        """Those of some documents in which a leaf matches; each is read once, and that is kept."""
        read = {found: self._kept((leaf, found), None) for found in (True, False)}
        matches = matcher(leaf, self._analysis)
        unread = np.flatnonzero(some & ~read[True] & ~read[False])
        for slot, address in zip(unread, self.addresses(unread), strict=True):
            found = len(matches(self.document(address)[1]).starts) > 0
            read[found][slot] = True
        if len(unread):
            for found, mask in read.items():
                self.masks.put((leaf, found), mask, self.stamp.generation)
        return some & read[True]

    def having_term(self, term: str) -> Mask:
        """The documents that have a term."""
        query, count = Query.term_query(SCHEMA, field_of(term), term), self.frequency(term)
        return self._kept(term, query, count) if count > _FEW else self.mask(query, count)

    def hits(self, leaf: Leaf) -> list[tuple[float, Any]]:
        """The best documents in which a leaf matches, its weight being 1; all, if they are few."""
        query = self.leaves.weighed(self.asked(leaf), 1.0, self.own_weight)
        found = self.searcher.search(query, _LISTED_MAX)
        hits: list[tuple[float, Any]] = found.hits  # made anew each time it is asked for
        if found.count <= len(hits):
            mask = np.zeros(self._count, bool)
            mask[self.of_hits([address for _, address in hits])] = True
            self.masks.put(leaf, mask, self.stamp.generation)
        return hits

    def knows(self, leaf: Leaf) -> bool:
        """Whether `having` need not ask for all documents."""
        return leaf in self.masks

    def warm(self, stopped: Callable[[], bool]) -> None:
        """Have the masks of the commonest terms ready."""
        for term in self._commonest():
            if stopped() or self.masks.filled() > _WARMED:
                break
            self.having_term(term)

    def _commonest(self) -> list[str]:
        """Terms that many documents have; words are looked up by lemma, numbers as they are."""
        begins = [MARKS[LEMMA] + letter for letter in _LETTERS]
        begins += [MARKS[EXACT] + digit for digit in string.digits]
        some = [  # a little at a time, for meanwhile nobody else is served
            (having, term)
            for begin in begins
            for term, having in self.searcher.terms_with_prefix(TEXT, begin)
            if having > _FEW
        ]
        return [term for _, term in sorted(some, reverse=True)]

    def _kept(self, key: Hashable, query: Any, most: int | None = None) -> Mask:
        """The mask of a query: as it was kept, with what came since, or anew."""
        here = self.stamp.generation
        upto, mask = self.masks.get(key, self._count) or (-1, None)
        recent = self._since_slots(upto) if mask is not None and upto < here else None
        if mask is None or upto > here or (upto < here and recent is None):
            mask = self.mask(query, most)
        elif recent is not None:
            mask[recent] = False
            if len(recent) and query is not None:
                both = Query.boolean_query([(Occur.Must, query), (Occur.Must, _later(upto))])
                mask[self._listed(both, _NEW_MAX)] = True
        if upto < here:
            self.masks.put(key, mask, here)
        return mask

    def _since_slots(self, generation: int) -> NDArray[np.int64] | None:
        """Slots of documents that came after a generation; None when they are too many."""
        if generation not in self._recent:
            slots = self._listed(_later(generation), _NEW_MAX + 1)
            self._recent[generation] = slots if len(slots) <= _NEW_MAX else None
        return self._recent[generation]

    def _listed(self, query: Any, most: int) -> NDArray[np.int64]:
        """Slots of the documents that match, one by one."""
        found = self.searcher.search(query, max(most, 1), count=False, order_by_field="slot")
        return np.array([slot for slot, _ in found.hits], np.int64)

    def mask(self, query: Any, most: int | None = None) -> Mask:
        """The documents that match, `most` of them at most if that is known; none for None."""
        count = self._count
        if most is not None and most * _SPARSE < count:  # sooner listed than added up
            listed = np.zeros(count, bool)
            listed[self._listed(query, most)] = True
            return listed
        words = np.zeros(-(-count // BITS) or 1, np.int64)
        if query is not None:
            sums = {"bits": {"sum": {"field": "bit"}}}
            parts = {"words": {"terms": {"field": "word", "size": _WORDS_MAX}, "aggs": sums}}
            buckets = self.searcher.aggregate(query, parts)["words"]["buckets"]
            at = np.array([one["key"] for one in buckets], np.int64)
            words[at] = np.array([one["bits"]["value"] for one in buckets], np.float64)
        octets = words.astype("<i8").view(np.uint8).reshape(-1, 8)
        bits = np.unpackbits(octets, axis=1, bitorder="little")[:, :BITS]
        return bits.reshape(-1)[:count].astype(bool)

    def addresses(self, slots: Sequence[int] | Numbers) -> list[Any]:
        """Where Tantivy has the documents in these slots."""
        if not len(slots):
            return []
        query = named(self.roll.numbers[slots])
        found = self.searcher.search(query, len(slots), count=False, order_by_field="slot")
        by_slot = dict(found.hits)
        return [by_slot[int(slot)] for slot in slots]

    def address(self, key: str) -> Any:
        """Where Tantivy has a document; None if it has none."""
        query = Query.term_query(SCHEMA, "key", key, "basic")
        hits = self.searcher.search(query, 1, count=False).hits
        return hits[0][1] if hits else None

    def of_hits(self, addresses: Sequence[Any]) -> list[int]:
        """The slots of documents Tantivy has found."""
        return list(self.searcher.fast_field_values("slot", addresses))

    def document(self, address: Any) -> tuple[str, StoredTerms]:
        """Key and terms of a document."""
        found = self.searcher.doc(address)
        return str(found.get_first("key")), StoredTerms(bytes(found.get_first("terms")))

    def own_weight(self, term: str) -> float:
        """What Tantivy itself weighs a term by: its idf, over all documents."""
        having = self.searcher.doc_freq(field_of(term), term)
        return math.log1p((self.searcher.num_docs - having + 0.5) / (having + 0.5))

    @functools.cached_property
    def vocabularies(self) -> tuple[Terms, ...]:
        """All terms: 2 µs each when first asked; later only those of new documents are read."""
        if self._inherited is not None:
            upto, known = self._inherited
            new = [address for _, address in self._since(upto)]
            if len(new) <= _NEW_MAX and len(known) <= _ADDED_MAX:
                return (*known, self._vocabulary_of(new)) if new else known
        exact, lemmas = (
            sorted(
                word[len(mark) :].encode()
                for word, _ in self.searcher.terms_with_prefix(TEXT, mark)  # the commonest first
            )
            for mark in (MARKS[EXACT], MARKS[LEMMA])
        )
        return (_terms(exact, lemmas),)

    def bequeathed(self) -> tuple[int, tuple[Terms, ...]] | None:
        """What the next generation need not read: the terms known here, if they were asked."""
        known = self.__dict__.get("vocabularies")
        return (self.stamp.generation, known) if known is not None else self._inherited

    def _vocabulary_of(self, addresses: Sequence[Any]) -> Terms:
        exact: set[str] = set()
        lemmas: set[str] = set()
        for address in addresses:
            terms = self.document(address)[1]
            exact.update(terms.words(EXACT))
            lemmas.update(terms.words(LEMMA))
        return _terms(*([word.encode() for word in sorted(words)] for words in (exact, lemmas)))

    def frequency(self, term: str) -> int:
        """How many documents have a term, at most."""
        return int(self.searcher.doc_freq(field_of(term), term))


def named(numbers: Numbers) -> Any:
    """The documents with these numbers."""
    if len(numbers) > _ALONE_MAX:
        return Query.term_set_query(SCHEMA, "number", numbers.tolist())
    each = [Query.term_query(SCHEMA, "number", number) for number in numbers.tolist()]
    return Query.boolean_query([(Occur.Should, one) for one in each])


def _later(generation: int) -> Any:
    """Documents that came after a generation."""
    return Query.range_query(SCHEMA, "at", FieldType.Unsigned, lower_bound=generation + 1)


def _terms(exact: list[bytes], lemmas: list[bytes]) -> Terms:
    words = exact + lemmas
    lengths = np.fromiter(map(len, words), np.int64, len(words)) + 1
    begins = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    keys = memoryview(b"".join(word + b"\0" for word in words))
    return Terms(keys, begins, {EXACT: (0, len(exact)), LEMMA: (len(exact), len(words))})
