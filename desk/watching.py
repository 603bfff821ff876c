"""Whether somebody takes documents in from the inbox now.

Knows: the lock that every watcher holds. Does not know: what a watcher does.
Keeps: a watcher that ended, however it ended, is not taken for one that works.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from vault import Layout

NAME = "watching"


@contextmanager
def watching(layout: Layout) -> Iterator[None]:
    """Hold the lock while documents are taken in; several may."""
    layout.desk.mkdir(mode=0o700, exist_ok=True)
    fd = os.open(layout.desk / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_SH)
        os.utime(fd)  # who shows it looks again
        yield
    finally:
        os.utime(fd)
        os.close(fd)


def is_watched(layout: Layout) -> bool:
    """Whether a watcher holds the lock."""
    try:
        fd = os.open(layout.desk / NAME, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False
