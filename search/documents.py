"""Sets of documents, as large as a vault: which a reader may see, which a filter names.

Knows: numbers drawn from keys, and what two such sets have in common.
Does not know: who may see what, what a filter means, any engine.
Keeps: what is not known to be in a set is not in it; only EVERYTHING has what nobody named.

A document's number is 63 bits of a digest of its key: catalogue and index agree on it without a
table between them. Among a million documents two have the same by one chance in 18 million.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
"""Indexes of columns."""
_NEIGHBOURS = 256


def number_of(key: str) -> int:
    """The number of the document with this key."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) >> 1


def numbers_of(keys: Iterable[str]) -> Numbers:
    """The numbers of documents, in their order."""
    return np.fromiter(map(number_of, keys), np.int64)


def no_numbers() -> Numbers:
    """Of no documents."""
    return np.empty(0, np.int64)


def places_in(some: Numbers, numbers: Numbers) -> Rows:
    """Where each of `numbers` stands in `some`, which are sorted; behind the last if it does not.

    Two states of one set differ little: if a number stands in one so far ahead of where it stands
    in the other, most of its neighbours do. Only the others are searched for.
    """
    most = len(some)
    if not most:
        return np.zeros(len(numbers), np.int64)
    begins = np.arange(0, len(numbers), _NEIGHBOURS)
    ahead = np.searchsorted(some, numbers[begins]) - begins
    places = np.repeat(ahead, _NEIGHBOURS)[: len(numbers)] + np.arange(len(numbers))
    np.clip(places, 0, most - 1, out=places)
    others = np.flatnonzero(some[places] != numbers)
    found, asked = np.searchsorted(some, numbers[others]), numbers[others]
    places[others] = np.where(some.take(found, mode="clip") == asked, found, most)
    return places


class Roll:
    """The documents of an index in its own order, so that sets of them become masks.

    Attributes:
        placed: the many that were asked for last, and where each of ours stands among them.
    """

    def __init__(self, numbers: Numbers, before: Roll | None = None) -> None:
        """Sorted once, for as many sets as are asked; `before` has the first of the documents."""
        self.numbers = numbers
        known = len(before) if before is not None else 0
        new = np.argsort(numbers[known:], kind="stable") + known
        self.order, self.ordered = new, numbers[new]
        if before is not None:
            at = np.searchsorted(before.ordered, self.ordered, side="right")
            self.order = np.insert(before.order, at, new)
            self.ordered = np.insert(before.ordered, at, self.ordered)
        self.placed: tuple[Numbers, Rows] | None = None
        if before is not None and before.placed is not None:  # theirs stay where they are
            many, places = before.placed
            self.placed = many, np.append(places, places_in(many, numbers[known:]))

    def __len__(self) -> int:
        return len(self.numbers)

    def mask(self, documents: Documents) -> Mask:
        """Which of them are in a set; costs as much as the set is large, not as the index is.

        Of a set chosen from many documents each place is looked up once, for all such sets.
        """
        if documents.chosen is not None:
            return np.append(documents.chosen, False)[self._places_in(documents.many)]
        mask = np.full(len(self.numbers), documents.but)
        # A document made anew stands here twice until its old segment is merged away.
        first = np.searchsorted(self.ordered, documents.numbers)
        times = np.searchsorted(self.ordered, documents.numbers, side="right") - first
        begins = np.repeat(first - np.cumsum(times) + times, times)
        mask[self.order[begins + np.arange(len(begins))]] = not documents.but
        return mask

    def rows(self, mask: Mask, many: Numbers) -> Rows:
        """Where those in a mask stand in `many`, which are sorted; others are passed over."""
        rows = self._places_in(many)[np.flatnonzero(mask)]  # places[mask] takes four times as long
        return rows[rows < len(many)]

    def _places_in(self, many: Numbers) -> Rows:
        """Where each of them stands in `many`; behind the last if it does not."""
        known = self.placed
        if known is None or known[0] is not many:
            places = np.empty(len(self.numbers), np.int64)
            places[self.order] = places_in(many, self.ordered)
            known = self.placed = many, places
        return known[1]


@dataclass(frozen=True, slots=True, eq=False)
class Documents:
    """Some documents, or all but some.

    Attributes:
        numbers: sorted.
        but: whether all others are meant.
        many: sorted numbers of all documents they were chosen from, the same array each time.
        chosen: of each of `many`, whether it is one of them; None when they were named.
    """

    numbers: Numbers = field(default_factory=no_numbers)
    but: bool = False
    many: Numbers = field(default_factory=no_numbers)
    chosen: Mask | None = None

    @classmethod
    def among(cls, many: Numbers, chosen: Mask) -> Documents:
        """Those chosen of many."""
        return cls(many[chosen], many=many, chosen=chosen)

    @classmethod
    def of(cls, keys: Iterable[str]) -> Documents:
        """The documents with these keys."""
        return cls(np.sort(numbers_of(keys)))

    def mask(self, numbers: Numbers) -> Mask:
        """Of each of `numbers`, whether its document is one of them."""
        if self.chosen is None:
            return (places_in(self.numbers, numbers) < len(self.numbers)) ^ self.but
        if self.many is numbers:
            return self.chosen
        return np.append(self.chosen, False)[places_in(self.many, numbers)]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Documents)
            and self.but == other.but
            and np.array_equal(self.numbers, other.numbers)
        )

    def __hash__(self) -> int:
        return hash((self.but, self.numbers.tobytes()))


EVERYTHING = Documents(but=True)
