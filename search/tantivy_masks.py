"""Masks kept from question to question, within a bound of memory.

Knows: which were asked last, and up to which generation of the index each is true.
Does not know: queries, documents. Keeps: the masks asked for longest ago go first; any number of
threads may ask.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

import numpy as np

from search.documents import Mask

_BYTES_MAX = 64 * 2**20


class Masks:
    """Masks by what they are of, a bit for each document."""

    def __init__(self, most: int = _BYTES_MAX) -> None:
        """Keep so many bytes."""
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, tuple[int, bytes]] = OrderedDict()
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
        upto, packed = known[0], np.frombuffer(known[1], np.uint8)
        mask = np.zeros(count, bool)
        kept = np.unpackbits(packed, count=min(count, 8 * len(packed)))
        mask[: len(kept)] = kept
        return upto, mask

    def put(self, key: Hashable, mask: Mask, upto: int) -> None:
        """Keep a mask that is true of a generation."""
        packed = np.packbits(mask).tobytes()
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += len(packed) - (len(before[1]) if before is not None else 0)
            self._kept[key] = upto, packed
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1][1])

    def room(self, size: int) -> int:
        """How many masks of so many bytes may be kept."""
        return self._most // size

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
            self._size = 0
