"""The commit lock: one commit at a time, whoever asks.

Knows: `flock` on one file of the vault. Does not know: what is done under it.
Keeps: the lock is held per commit, never per process, so that watcher, web server and command
line work at once; it ends with its holder, also when that is killed. Nobody gives up while the
catalogue is written: following a long journal may take minutes, and ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from vault.disk import naming_failures
from vault.errors import VaultLocked
from vault.layout import Layout


@contextlib.contextmanager
def commit_lock(path: Path, *, wait_s: float = 60.0) -> Iterator[None]:
    """Hold the lock file `path` exclusively.

    Raises:
        VaultLocked: it was not free, and nothing was written for `wait_s` seconds.
    """
    with _holding(writable(path), fcntl.LOCK_EX, path, wait_s):
        yield


@contextlib.contextmanager
def lock_unless(enough: Callable[[], bool], path: Path, *, wait_s: float = 60.0) -> Iterator[bool]:
    """Hold the lock file, or go without it once others hold it and `enough()`; whether it is held.

    Raises:
        VaultLocked: neither came true, and nothing was written for `wait_s` seconds.
    """
    with _holding(writable(path), fcntl.LOCK_EX, path, wait_s, enough) as held:
        yield held


@contextlib.contextmanager
def no_commit(path: Path, *, wait_s: float = 60.0) -> Iterator[None]:
    """Keep others from committing while something is read; makes and alters no file.

    Raises:
        VaultLocked: a commit did not end, and nothing was written for `wait_s` seconds.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:  # nobody has committed since the vault was copied here
        yield
        return
    with _holding(fd, fcntl.LOCK_SH, path, wait_s):
        yield


@contextlib.contextmanager
def _holding(
    fd: int, mode: int, path: Path, wait_s: float, enough: Callable[[], bool] = lambda: False
) -> Iterator[bool]:
    try:
        written, deadline = _written(path.parent), time.monotonic() + wait_s
        pause_s = 0.0005
        while not (held := try_lock(fd, mode)) and not enough():
            if time.monotonic() > deadline:
                before, written = written, _written(path.parent)
                if written == before:
                    raise VaultLocked(path=path.parent, seconds=round(wait_s))
                deadline = time.monotonic() + wait_s
            time.sleep(pause_s)
            pause_s = min(pause_s * 2, 0.02)
        yield held
    finally:
        os.close(fd)


def _written(root: Path) -> int:
    """When the catalogue was last written to, be it before its commit."""
    with contextlib.suppress(OSError):
        return Layout(root).catalogue_log.stat().st_mtime_ns
    return 0


def writable(path: Path) -> int:
    """A file to lock, made when it is missing: its descriptor.

    Raises:
        ReadOnly, DiskFull, PermissionError: it cannot be made.
    """
    with naming_failures(path):
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)


def try_lock(fd: int, mode: int) -> bool:
    """Lock an open file if it is free; the lock ends when `fd` is closed."""
    try:
        fcntl.flock(fd, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
