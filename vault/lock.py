"""The commit lock: one commit at a time, whoever asks.

Knows: `flock` on one file of the vault. Does not know: what is done under it.
Keeps: the lock is held per commit, never per process, so that watcher, web server and command
line work at once; it ends with its holder, also when that is killed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from vault.errors import VaultLocked


@contextlib.contextmanager
def commit_lock(path: Path, *, wait_s: float = 60.0) -> Iterator[None]:
    """Hold the lock file `path` exclusively.

    Raises:
        VaultLocked: it was not free within `wait_s` seconds.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        deadline = time.monotonic() + wait_s
        pause_s = 0.0005
        while not _try(fd):
            if time.monotonic() > deadline:
                raise VaultLocked(path=path.parent, seconds=round(wait_s))
            time.sleep(pause_s)
            pause_s = min(pause_s * 2, 0.02)
        yield
    finally:
        os.close(fd)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock file `path` now."""
    with contextlib.suppress(FileNotFoundError):
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            return _try(fd)
        finally:
            os.close(fd)
    return True


def _try(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
