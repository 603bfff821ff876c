"""Sorted terms in one piece of memory, and how those that are wanted are found among them.

Knows: bytes with a zero after each term, and which of them belong to which field.
Does not know: where terms stand, files, engines.
Keeps: no string is made of a term that is not looked at: there may be a million.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from search.engines.matching import Positions, Term, places_of

_CHUNK = 2**16  # terms whose letters are counted at once


class Terms:
    """The terms of every field, one field behind the other; a `Vocabulary`."""

    def __init__(
        self, keys: memoryview, begins: Positions, fields: Mapping[str, Sequence[int]]
    ) -> None:
        """Of each term where it begins among `keys`, and of each field its first and its last."""
        self._keys, self._key_begins, self._fields = keys, begins, fields
        self._letters: dict[str, tuple[NDArray[np.uint64], NDArray[np.int32]]] = {}

    def words(self, field: str) -> Sequence[str]:
        """The terms of a field, sorted."""
        first, last = self._range(field)
        return Keys(self._keys, self._key_begins[first : last + 1])

    def known(self, field: str, words: Sequence[str]) -> Sequence[int]:
        """See `Vocabulary`."""
        return places_of(words, self.words(field))

    def containing(self, field: str, piece: str) -> list[Term]:
        """The terms of a field in which `piece` stands."""
        first, last = self._range(field)
        begin = self._key_begins[first]
        keys, wanted = bytes(self._keys[begin : self._key_begins[last]]), piece.encode()
        places = []
        place = keys.find(wanted)
        while place >= 0:
            places.append(place)
            place = keys.find(wanted, place + 1)
        at = np.searchsorted(self._key_begins, np.array(places, np.int64) + begin, "right") - 1
        return self._terms(first, np.unique(at))

    def alike(self, field: str, word: str, distance: int) -> list[Term]:
        """Terms about as long as `word` that lack, and have beside its own, only so many letters.

        Every letter added, taken or changed is at most one that lacks and one that is new.
        """
        letters, lengths = self._letters_of(field)
        wanted, length = _letters(f"{word}\0".encode())
        may = np.abs(lengths - length) <= distance
        may &= np.bitwise_count(letters & ~wanted) <= distance
        may &= np.bitwise_count(wanted & ~letters) <= distance
        first, _ = self._range(field)
        return self._terms(first, first + np.flatnonzero(may))

    def key(self, index: int) -> bytes:
        """A term."""
        return bytes(self._keys[self._key_begins[index] : self._key_begins[index + 1] - 1])

    def _range(self, field: str) -> tuple[int, int]:
        first, last = self._fields.get(field, (0, 0))
        return first, last

    def _terms(self, first: int, at: Positions) -> list[Term]:
        """The terms at some places, with their indexes in a field that begins at `first`."""
        begins, ends = self._key_begins[at].tolist(), (self._key_begins[at + 1] - 1).tolist()
        bounds = zip((at - first).tolist(), begins, ends, strict=True)
        return [(index, str(self._keys[begin:end], "utf-8")) for index, begin, end in bounds]

    def _letters_of(self, field: str) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        """Of each term of a field, which letters it has and how many; read when first asked."""
        if field not in self._letters:
            first, last = self._range(field)
            letters, lengths = np.empty(last - first, np.uint64), np.empty(last - first, np.int32)
            for begin in range(first, last, _CHUNK):
                end = min(begin + _CHUNK, last)
                keys = self._keys[self._key_begins[begin] : self._key_begins[end]]
                part = slice(begin - first, end - first)
                letters[part], lengths[part] = _letters(keys)
            self._letters[field] = letters, lengths
        return self._letters[field]


def _letters(keys: bytes | memoryview) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Of each key, a bit for every letter it has (rare letters share one), and its length."""
    points = np.frombuffer(str(keys, "utf-8").encode("utf-32-le"), np.uint32)
    ends = np.flatnonzero(points == 0)
    begins = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))[: len(ends)]
    bits = np.left_shift(np.uint64(1), points % 63, dtype=np.uint64)
    return np.bitwise_or.reduceat(bits, begins), (ends - begins).astype(np.int32)


class Keys(Sequence[str]):
    """Keys one after another, read from the file as they are asked for."""

    def __init__(self, keys: memoryview, begins: Positions) -> None:
        """`begins` of each key among the bytes of `keys`, and where the last one ends."""
        self._keys, self._begins = keys, begins

    def __len__(self) -> int:
        return len(self._begins) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            begin, end = self._begins[index.start], self._begins[index.stop]
            return str(self._keys[begin:end], "utf-8").split("\0")[:-1]
        if not 0 <= index < len(self):
            raise IndexError(index)
        return str(self._keys[self._begins[index] : self._begins[index + 1] - 1], "utf-8")

    def __iter__(self) -> Iterator[str]:
        return iter(self[0 : len(self)])
