"""Masks kept from question to question, within a bound of memory.

Knows: which were asked last, and up to which generation of the index each is true.
Does not know: queries, documents. Keeps: the masks asked for longest ago go first; any number of
threads may ask.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple

import numpy as np

from search.documents import Mask

_BYTES_MAX = 96 * 2**20
_SPARSE = 32  # bits for the number of a document


class _Kept(NamedTuple):
    upto: int
    sparse: bool
    packed: bytes


class Masks:
    """Masks by what they are of: a bit for each document, or the numbers of a few."""

    def __init__(self, most: int = _BYTES_MAX) -> None:
        """Keep so many bytes."""
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: Hashable) -> bool:
        """Whether there is one, of whatever generation."""
        return key in self._kept

    def get(self, key: Hashable, count: int) -> tuple[int, Mask] | None:
        """A mask as long as wanted, and the generation it is of."""
        with self._lock:
            known = self._kept.get(key)
            if known is None:
                return None
            self._kept.move_to_end(key)
        mask = np.zeros(count, bool)
        if known.sparse:
            numbers = np.frombuffer(known.packed, np.uint32)
            mask[numbers[numbers < count]] = True  # a later generation may have more
        else:
            octets = np.frombuffer(known.packed, np.uint8)
            bits = np.unpackbits(octets, count=min(count, 8 * len(octets)))
            mask[: len(bits)] = bits
        return known.upto, mask

    def put(self, key: Hashable, mask: Mask, upto: int) -> None:
        """Keep a mask that is true of a generation."""
        sparse = int(np.count_nonzero(mask)) * _SPARSE < len(mask)
        packed = np.flatnonzero(mask).astype(np.uint32) if sparse else np.packbits(mask)
        known = _Kept(upto, sparse, packed.tobytes())
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += len(known.packed) - (len(before.packed) if before is not None else 0)
            self._kept[key] = known
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1].packed)

    def filled(self) -> float:
        """How much of the memory is taken, from 0 to 1."""
        return self._size / self._most

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
            self._size = 0
