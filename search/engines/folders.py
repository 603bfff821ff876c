"""Folders on disk: who may write in them, and when what was written is there for good.

Knows: locks, fsync. Does not know: what is in the files.
Keeps: one writer at a time; a name is only seen when what it names is on the disk.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from search.errors import IndexBroken, IndexBusy
from search.whoosh_import import FileLock, try_for


def sync_folder(folder: Path) -> None:
    """Make renames within `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, data: bytes) -> None:
    """Write a whole file and wait until it is on the disk; its name is not yet."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def locked(path: Path, patience_s: float) -> Iterator[None]:
    """Be the only one who has the lock file `path`.

    Raises:
        IndexBroken: its folder is gone. IndexBusy: somebody else has it for too long.
    """
    lock = FileLock(str(path))
    try:
        acquired = try_for(lock.acquire, patience_s, 0.05)
    except FileNotFoundError as gone:
        raise IndexBroken(path=path.parent, reason="каталогу немає") from gone
    if not acquired:
        raise IndexBusy(path=path.parent, seconds=patience_s)
    try:
        yield
    finally:
        lock.release()
