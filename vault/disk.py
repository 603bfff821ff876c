"""The disk: every durable write of the vault goes through here.

Knows: the order in which bytes and names reach the platter, and what a full disk looks like.
Does not know: what is written. Reading needs no help and is done with plain pathlib.
Keeps: a file made by `create` has its bytes on the platter when the call returns; its *name* is
there only after `sync_folder` of its folder.

Tests stand a recording disk in for this one and replay power cuts between any two steps
(tests/crash/), so nothing durable may be written past it.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from vault.errors import DiskFull

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP}  # CIFS and some FUSE filesystems


class Disk:
    """The operating system's disk."""

    def create(self, path: Path, chunks: Iterable[bytes]) -> None:
        """Write a new file and fsync it.

        Raises:
            FileExistsError: something is at `path`.
            DiskFull: no space; what was written is removed again.
        """
        fd = -1
        try:
            with _noticing_full(path):
                fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
                for chunk in chunks:
                    _write_all(fd, chunk)
                os.fsync(fd)
        except BaseException:
            if fd >= 0:
                with contextlib.suppress(OSError):
                    path.unlink()
            raise
        finally:
            if fd >= 0:
                os.close(fd)

    def append(self, path: Path, data: bytes) -> None:
        """Add `data` to the end of `path` (made when missing) and fsync it.

        Raises:
            DiskFull: no space; the file has its old length again.
        """
        fd = -1
        with _noticing_full(path):
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
        size = os.fstat(fd).st_size
        try:
            with _noticing_full(path):
                _write_all(fd, data)
                os.fsync(fd)
        except BaseException:
            os.ftruncate(fd, size)
            os.fsync(fd)
            raise
        finally:
            os.close(fd)

    def overwrite(self, path: Path, offset: int, data: bytes) -> None:
        """Write `data` at `offset` of an existing file and fsync it."""
        with _noticing_full(path):
            fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
            try:
                os.pwrite(fd, data, offset)
                os.fsync(fd)
            finally:
                os.close(fd)

    def truncate(self, path: Path, size: int) -> None:
        """Cut `path` to `size` bytes and fsync it."""
        with path.open("r+b") as file:
            file.truncate(size)
            os.fsync(file.fileno())

    def rename(self, source: Path, target: Path) -> None:
        """Give a file or folder another name on the same filesystem, replacing a file there."""
        with _noticing_full(target):
            source.rename(target)

    def link(self, source: Path, target: Path) -> None:
        """A second name for a file.

        Raises:
            FileExistsError: something is at `target`.
        """
        with _noticing_full(target):
            os.link(source, target)

    def unlink(self, path: Path) -> None:
        """Remove a name; gone already is fine."""
        path.unlink(missing_ok=True)

    def mkdir(self, path: Path) -> None:
        """Make a folder; there already is fine."""
        with _noticing_full(path):
            path.mkdir(mode=0o750, exist_ok=True)

    def rmdir(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()

    def sync_folder(self, path: Path) -> None:
        """Bring the names in a folder to the platter."""
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        except OSError as error:
            if error.errno not in _NO_FOLDER_SYNC:
                raise
        finally:
            os.close(fd)


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


@contextlib.contextmanager
def _noticing_full(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(path=path) from error
        raise
