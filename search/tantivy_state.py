"""One state of a Tantivy index, open for reading.

Knows: which documents it has, and of any query which of them match, as one mask.
Does not know: trees, commits, who may see what.
Keeps: a mask has one element for each slot a document may have, whatever Tantivy calls it; a
document keeps its slot as long as it is there.

Tantivy tells which documents match one by one, which costs more than finding them. So each document
has its slot's word and bit in two columns, and Tantivy adds the bits up: 200,000 in 5 ms.
"""

from __future__ import annotations

import functools
import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from tantivy import FieldType, Query, SchemaBuilder

from search.analysis import Analysis
from search.documents import Documents, Mask, Numbers, Roll
from search.engine import Stamp
from search.matching import EXACT, LEMMA, matcher
from search.nodes import Leaf
from search.stored import StoredTerms
from search.tantivy_leaves import MARKS, TEXT, LeafAsked, Leaves
from search.terms import Terms

BITS = 50  # of a slot's word: sums are exact below 2^53
_WORDS_MAX = 65_000  # what Tantivy divides results into, at most
SLOTS_MAX = BITS * _WORDS_MAX
_MASKS_MAX = 400
_NEW_MAX = 2_000  # documents whose terms are added to a vocabulary
_ADDED_MAX = 50  # times; then it is read anew


def schema() -> Any:
    """The fields of our documents."""
    return (
        SchemaBuilder()
        .add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
        .add_text_field(TEXT, tokenizer_name="raw", index_option="position")
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


@dataclass(frozen=True)
class Slots:
    """Which document has which slot.

    Attributes:
        numbers: of the documents; -1 where there never was one.
        upto: the generation they are of.
    """

    numbers: Numbers
    upto: int


class TantivyState:
    """One generation; any number of threads may ask."""

    def __init__(
        self,
        searcher: Any,
        stamp: Stamp,
        slots: int,
        before: TantivyState | None,
        analysis: Analysis,
    ) -> None:
        """`before` is an earlier generation: of slots and terms only what came since is read."""
        self.searcher = searcher
        self.stamp = stamp
        self._analysis = analysis
        self.slots: Slots = self._slots(slots, before.slots if before is not None else None)
        self.leaves = Leaves(SCHEMA, analysis, lambda: self.vocabularies)
        self._inherited = before.bequeathed() if before is not None else None
        self._masks: OrderedDict[Leaf, tuple[LeafAsked, bytes]] = OrderedDict()
        self._visible: tuple[Documents, Mask, int] | None = None

    def _slots(self, count: int, before: Slots | None) -> Slots:
        numbers = np.full(count, -1, np.int64)
        if before is not None:
            numbers[: len(before.numbers)] = before.numbers
        found = self._since(before.upto if before is not None else None)
        addresses = [address for _, address in found.hits]
        slots = [slot for slot, _ in found.hits]
        numbers[slots] = self.searcher.fast_field_values("number", addresses)
        return Slots(numbers, self.stamp.generation)

    def _since(self, generation: int | None) -> Any:
        """Slots and addresses of the documents that came after a generation."""
        query = DOCUMENTS
        if generation is not None:
            query = Query.range_query(SCHEMA, "at", FieldType.Unsigned, lower_bound=generation + 1)
        most = max(self.stamp.documents, 1)
        return self.searcher.search(query, most, count=False, order_by_field="slot")

    def visible(self, allowed: Documents) -> tuple[Mask, int]:
        """The documents that are there and allowed, and how many they are."""
        known = self._visible
        if known is None or known[0] is not allowed:
            mask = self.roll.mask(allowed) & self.alive
            known = self._visible = allowed, mask, int(np.count_nonzero(mask))
        return known[1], known[2]

    @functools.cached_property
    def roll(self) -> Roll:
        """The documents by slot."""
        return Roll(self.slots.numbers)

    @functools.cached_property
    def alive(self) -> Mask:
        """The documents that are there."""
        return self.mask(DOCUMENTS)

    def asked(self, leaf: Leaf) -> LeafAsked:
        """How Tantivy is asked a leaf."""
        return self._known(leaf)[0]

    def having(self, leaf: Leaf) -> Mask:
        """The documents in which a leaf matches."""
        packed = np.frombuffer(self._known(leaf)[1], np.uint8)
        return np.unpackbits(packed, count=len(self.slots.numbers)).astype(bool)

    def _known(self, leaf: Leaf) -> tuple[LeafAsked, bytes]:
        known = self._masks.get(leaf)
        if known is None:
            asked = self.leaves.asked(leaf)
            mask = self.mask(asked.query)
            if asked.loose:
                self._sift(mask, leaf)
            known = self._masks[leaf] = asked, np.packbits(mask).tobytes()
            while len(self._masks) > _MASKS_MAX:
                self._masks.popitem(last=False)
        return known

    def mask(self, query: Any) -> Mask:
        """The documents that match; none for None."""
        count = len(self.slots.numbers)
        words = np.zeros(-(-count // BITS) or 1, np.int64)
        if query is not None:
            sums = {"bits": {"sum": {"field": "bit"}}}
            parts = {"words": {"terms": {"field": "word", "size": _WORDS_MAX}, "aggs": sums}}
            buckets = self.searcher.aggregate(query, parts)["words"]["buckets"]
            at = np.fromiter((int(one["key"]) for one in buckets), np.int64, len(buckets))
            words[at] = np.fromiter((int(one["bits"]["value"]) for one in buckets), np.int64)
        octets = words.astype("<i8").view(np.uint8).reshape(-1, 8)
        bits = np.unpackbits(octets, axis=1, bitorder="little")[:, :BITS]
        return bits.reshape(-1)[:count].astype(bool)

    def _sift(self, mask: Mask, leaf: Leaf) -> None:
        """Take out of `mask` the documents in which `leaf` does not match after all."""
        matches = matcher(leaf, self._analysis)
        slots = np.flatnonzero(mask)
        for slot, address in zip(slots, self.addresses(slots), strict=True):
            mask[slot] = len(matches(self.document(address)[1]).starts) > 0

    def addresses(self, slots: Sequence[int] | Numbers) -> list[Any]:
        """Where Tantivy has the documents in these slots."""
        if not len(slots):
            return []
        numbers = self.slots.numbers[slots].tolist()
        query = Query.term_set_query(SCHEMA, "number", numbers)
        found = self.searcher.search(query, len(numbers), count=False, order_by_field="slot")
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
        having = self.searcher.doc_freq(TEXT, term)
        return math.log1p((self.searcher.num_docs - having + 0.5) / (having + 0.5))

    @functools.cached_property
    def vocabularies(self) -> tuple[Terms, ...]:
        """All terms: 2 µs each when first asked; later only those of new documents are read."""
        if self._inherited is not None:
            upto, known = self._inherited
            new = [address for _, address in self._since(upto).hits]
            if len(new) <= _NEW_MAX and len(known) <= _ADDED_MAX:
                return (*known, self._vocabulary_of(new)) if new else known
        exact, lemmas = (
            [word[len(mark) :].encode() for word, _ in self.searcher.terms_with_prefix(TEXT, mark)]
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
        return int(self.searcher.doc_freq(TEXT, term))


def _terms(exact: list[bytes], lemmas: list[bytes]) -> Terms:
    words = exact + lemmas
    lengths = np.fromiter(map(len, words), np.int64, len(words)) + 1
    begins = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    keys = memoryview(b"".join(word + b"\0" for word in words))
    return Terms(keys, begins, {EXACT: (0, len(exact)), LEMMA: (len(exact), len(words))})
