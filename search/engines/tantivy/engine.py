"""The engine for large vaults: Tantivy's index, our words and our filters.

Knows: how a tree becomes a question to Tantivy, and how its answer is narrowed.
Does not know: what is on disk (folder.py), what a document is, who may see what.
Keeps: which documents match is decided by masks of all of them, as for every engine; Tantivy only
says in which order.

A reader who may see everything gets Tantivy's own BM25. For others each leaf weighs by how many
documents have it among those that may be seen, so the order does not tell which of two words is
the rarer in hidden ones (docs/decisions/0005). Documents that score alike stand as they lie in the
index.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from tantivy import Occur, Query

from search.analysis import Analysis
from search.documents import Documents, Mask
from search.engines.door import Answer, Found
from search.engines.evaluating import Evaluation, pages_of
from search.engines.matching import EXACT, matcher, similar, words_of
from search.engines.tantivy.leaves import TEXT, stored
from search.engines.tantivy.state import SCHEMA, TantivyState, named
from search.errors import WordsTooCommon
from search.query.nodes import Among, And, Field, Leaf, Near, Node, Not, Or, Phrase, Word
from search.query.parsing import wanted

_MORE = 50  # beside what is wanted, when some of it may be hidden
_FEW = 200  # documents that may be seen and match: these are named to Tantivy at once
_FIRST_MAX = 1_000
READ_MAX = 20_000
"""Documents read for one question, 0.1 ms each; a question for more is refused."""
_ASKED_MAX = 5_000  # hits looked through before the few that may be seen are named instead

Hit = tuple[float, Any]


class IndexQuestion(Evaluation):
    """One question to one state of an index."""

    def __init__(self, state: TantivyState, allowed: Documents, analysis: Analysis) -> None:
        """Look only at what is there and allowed."""
        visible, self._count = state.visible(allowed)
        super().__init__(state.roll, visible, analysis)
        self._state = state
        self._all = self._count == state.stamp.documents
        self._having: dict[Leaf, Mask] = {}
        self._read = 0

    def having(self, leaf: Leaf, among: Mask) -> Mask:
        """See `Evaluation`.

        Raises:
            WordsTooCommon: too many documents would have to be read.
        """
        mask = self._having.get(leaf)
        if mask is None:
            mask = self._having[leaf] = self._state.having(leaf) & self._visible
        mask = mask & among
        return self._sifted(leaf, mask) if self._state.asked(leaf).loose else mask

    def _sifted(self, leaf: Leaf, some: Mask) -> Mask:
        """Those in which it matches after all.

        Counted is also what was read before, or the answer would tell what others had asked.
        """
        self._read += int(np.count_nonzero(some))
        if self._read > READ_MAX:
            raise WordsTooCommon(query=leaf, most=READ_MAX)
        return self._state.sifted(leaf, some)

    def most_common_like(self, word: str, distance: int) -> str | None:
        """See `Evaluation`."""
        state = self._state
        some = {
            like
            for vocabulary in state.vocabularies
            for _, like in similar(vocabulary, EXACT, word, distance)
        }
        likes = sorted(some, key=lambda like: (-state.frequency(stored(EXACT, like)), like))
        best, most = None, 0
        for like in likes:
            term = stored(EXACT, like)
            if state.frequency(term) < most:
                break
            mask = state.mask(Query.term_query(SCHEMA, TEXT, term)) & self._visible
            count = int(np.count_nonzero(mask))
            if count > most or (count == most and best is not None and like < best):
                best, most = like, count
        return best

    def answer(self, tree: Node, *, limit: int, offset: int) -> Answer:
        """The documents from `offset` up to `limit` of them."""
        if self._all and self._as_it_is(tree):
            return self._straight(tree, limit=limit, offset=offset)
        listed = self._listed(tree)
        mask = self.matching(tree)
        total = int(np.count_nonzero(mask))
        hits = self._best(tree, mask, total, offset + limit, listed)[offset : offset + limit]
        return Answer(total, self._found(tree, hits), lambda many: self._roll.rows(mask, many))

    # -- everything may be seen ---------------------------------------------------------------

    def _as_it_is(self, tree: Node) -> bool:
        """Whether Tantivy matches the tree exactly by itself."""
        match tree:
            case And(parts) | Or(parts):
                return all(map(self._as_it_is, parts))
            case Not() | Among() | Field() | Near():
                return False
            case leaf:
                return not self._state.leaves.asked(leaf).loose

    def _straight(self, tree: Node, *, limit: int, offset: int) -> Answer:
        query = self._query(tree)
        found = self._state.searcher.search(query, max(limit, 1), offset=offset)
        hits = found.hits[:limit]
        return Answer(
            found.count,
            self._found(tree, hits),
            lambda many: self._roll.rows(self.matching(tree), many),
        )

    # -- some of it may ----------------------------------------------------------------------

    def _listed(self, tree: Node) -> list[Hit]:
        """The best hits of a phrase, which is dear to ask for twice; none of all else."""
        if not isinstance(tree, Phrase | Word) or self._state.knows(tree):
            return []
        return self._state.hits(tree) if self._state.asked(tree).row else []

    def _best(
        self, tree: Node, mask: Mask, total: int, count: int, listed: Sequence[Hit]
    ) -> list[Hit]:
        """The best of the documents in `mask`, those without a score last."""
        count = min(count, total)
        if not count:
            return []
        hits = [hit for hit, seen in self._seen(listed, mask) if seen][:count]
        query = self._query(tree) if len(hits) < count and not self._alike(tree) else None
        if query is not None:
            hits = self._scored(query, mask, total, count)
        if len(hits) < count:
            rest = mask.copy()
            rest[self._state.of_hits([address for _, address in hits])] = False
            slots = np.flatnonzero(rest)[: count - len(hits)]
            hits += [(0.0, address) for address in self._state.addresses(slots)]
        return hits

    def _alike(self, tree: Node) -> bool:
        """Whether all that matches weighs the same."""
        if not isinstance(tree, Leaf) or isinstance(tree, Near):
            return False
        return not self._state.asked(tree).terms

    def _seen(self, hits: Sequence[Hit], mask: Mask) -> Iterator[tuple[Hit, bool]]:
        """Each of some hits, and whether it is in `mask`."""
        slots = self._state.of_hits([address for _, address in hits])
        return zip(hits, mask[slots].tolist(), strict=True)

    def _scored(self, query: Any, mask: Mask, total: int, count: int) -> list[Hit]:
        """Hits of a query that may match more than `mask`: enough of them, or all."""
        searcher = self._state.searcher
        # About as many as hold enough of `mask`, were hits as rare there as among all documents.
        asked = min(count * self._state.stamp.documents // total, _FIRST_MAX) + 2 * count + _MORE
        while True:
            if total <= _FEW or asked > _ASKED_MAX >= total:
                only = Query.const_score_query(named(self._roll.numbers[mask]), 0.0)
                query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])
                asked = total
            hits: list[Hit] = searcher.search(query, asked, count=False).hits
            seen = [hit for hit, among in self._seen(hits, mask) if among]
            if len(seen) >= count or len(hits) < asked or len(seen) == total:
                return seen[:count]
            asked *= 4

    def _query(self, tree: Node) -> Any:
        """What scores documents: at least those that match and have something wanted; or None."""
        match tree:
            case And(parts):
                return self._joined(parts, Occur.Must)
            case Or(parts):
                return self._joined(parts, Occur.Should)
            case Not() | Among() | Field():
                return None
            case Near():  # to look where they stand is dear, and decides what matches, not how well
                return self._joined(words_of(tree, self._analysis), Occur.Must)
            case leaf:
                return self._weighed(leaf)

    def _joined(self, parts: Sequence[Node], occur: Any) -> Any:
        queries = [query for query in map(self._query, parts) if query is not None]
        if len(queries) < 2:
            return queries[0] if queries else None
        return Query.boolean_query([(occur, query) for query in queries])

    def _weighed(self, leaf: Leaf) -> Any:
        state = self._state
        if self._all:
            return state.leaves.asked(leaf).query or Query.empty_query()
        asked, having = state.asked(leaf), int(np.count_nonzero(self.having(leaf, self._visible)))
        if asked.query is None or not having:
            return None
        weight = math.log1p((self._count - having + 0.5) / (having + 0.5))
        return state.leaves.weighed(asked, weight, state.own_weight)

    def _found(self, tree: Node, hits: Sequence[Hit]) -> tuple[Found, ...]:
        matchers = [matcher(leaf, self._analysis) for leaf in dict.fromkeys(wanted(tree))]
        found = []
        for score, address in hits:
            key, terms = self._state.document(address)
            marks = [matches(terms).marks for matches in matchers]
            found.append(Found(key, *pages_of(marks, terms.page_begins, terms.page_numbers), score))
        return tuple(found)
