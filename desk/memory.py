"""Memory that is not needed goes back to the system.

Knows: the C library's allocator. Does not know: what needs memory.
Keeps: a program that runs for months needs no more than in its first hours.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # <malloc.h>
_LARGE = 2 * 2**20  # bytes; files are read a MiB at a time, which had better stay quick
_ARENAS = 2


def give_back() -> None:
    """Have large blocks given back as soon as they are free; to be called before there are threads.

    Left to itself, glibc keeps up to 64 MiB for the next large block once it has seen one, in each
    of eight heaps a core.
    """
    with suppress(AttributeError):  # another C library
        choose = ctypes.CDLL(None).mallopt
        choose(_MMAP_THRESHOLD, _LARGE)
        choose(_TRIM_THRESHOLD, _LARGE)
        choose(_ARENA_MAX, _ARENAS)
