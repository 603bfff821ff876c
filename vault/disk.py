"""The disk: every durable write of what the journal vouches for goes through here.

Knows: the order in which bytes and names reach the platter, and what a full disk looks like.
Does not know: what is written. Reading needs no help and is done with plain pathlib.
Keeps: a file made by `create` has its bytes on the platter when the call returns; its *name* is
there only after `sync_folder` of its folder.

Tests stand a recording disk in for this one and replay power cuts between any two steps
(tests/crash/), so nothing the vault must not lose may be written past it, nor what the desk writes
for people (desk/files.py). Past it go only the search index, which can be made anew and syncs
itself (search/engines/whoosh/storage.py), and the catalogue (SQLite).
Everything it does is made of the methods under "steps"; those are what a test records.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from vault.causes import os_cause
from vault.errors import DiskFailed, DiskFull, ReadOnly, VaultError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FAILED = {errno.EIO, errno.ENXIO}
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP}  # CIFS and some FUSE filesystems
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL

READ_ONLY = 0o440
"""Mode of content: written once, then guarded against a careless editor."""


class Disk:
    """The operating system's disk."""

    # -- steps: what can happen to a disk; each may be the last before the power goes ----------

    def open(self, path: Path, flags: int, mode: int = 0o640) -> int:
        """Open a file, making its name when `flags` say so."""
        return os.open(path, flags | os.O_CLOEXEC, mode)

    def write(self, fd: int, data: bytes, offset: int) -> None:
        """Write all of `data` at `offset`."""
        view = memoryview(data)
        while view:
            written = os.pwrite(fd, view, offset)
            view, offset = view[written:], offset + written

    def cut(self, fd: int, size: int) -> None:
        """Make the file `size` bytes long."""
        os.ftruncate(fd, size)

    def sync(self, fd: int) -> None:
        """Bring a file's bytes, or a folder's names, to the platter."""
        os.fsync(fd)

    def sync_all(self) -> None:
        """Bring everything that was written until now to the platter."""
        os.sync()

    def rename(self, source: Path, target: Path) -> None:
        """Give a file or folder another name on the same filesystem, replacing a file there."""
        with naming_failures(target):
            source.rename(target)

    def link(self, source: Path, target: Path) -> None:
        """A second name for a file.

        Raises:
            FileExistsError: something is at `target`.
        """
        with naming_failures(target):
            os.link(source, target)

    def unlink(self, path: Path) -> None:
        """Remove a name; gone already is fine."""
        with naming_failures(path):
            path.unlink(missing_ok=True)

    def mkdir(self, path: Path) -> None:
        """Make a folder; there already is fine."""
        with naming_failures(path):
            path.mkdir(mode=0o750, exist_ok=True)

    def rmdir(self, path: Path) -> None:
        """Remove an empty folder."""
        with naming_failures(path):
            path.rmdir()

    # -- what the vault does with them -----------------------------------------------------------

    def create(
        self, path: Path, chunks: Iterable[bytes], *, mode: int = 0o640, durable: bool = True
    ) -> None:
        """Write a new file and fsync it (unless a `sync_all` follows: not `durable`).

        Raises:
            FileExistsError: something is at `path`.
            DiskFull: no space; what was written is removed again.
        """
        with self._opened(path, _NEW, mode) as fd:
            try:
                offset = 0
                for chunk in chunks:
                    with naming_failures(path):
                        self.write(fd, chunk, offset)
                    offset += len(chunk)
                if durable:
                    self._sync(fd, path)
            except BaseException:
                with contextlib.suppress(OSError, VaultError):
                    self.unlink(path)
                raise

    def append(self, path: Path, data: bytes) -> None:
        """Add `data` to the end of `path` (made when missing) and fsync it.

        Raises:
            DiskFull: no space; the file has its old length again.
        """
        with self._opened(path, os.O_WRONLY | os.O_CREAT) as fd:
            size = os.fstat(fd).st_size
            try:
                with naming_failures(path):
                    self.write(fd, data, size)
                self._sync(fd, path)
            except BaseException:
                with contextlib.suppress(OSError):
                    self.cut(fd, size)
                raise

    def overwrite(self, path: Path, offset: int, data: bytes) -> None:
        """Write `data` at `offset` of an existing file and fsync it."""
        with self._opened(path, os.O_WRONLY) as fd:
            with naming_failures(path):
                self.write(fd, data, offset)
            self._sync(fd, path)

    def truncate(self, path: Path, size: int) -> None:
        """Cut `path` to `size` bytes and fsync it."""
        with self._opened(path, os.O_WRONLY) as fd:
            with naming_failures(path):
                self.cut(fd, size)
            self._sync(fd, path)

    def make_folders(self, path: Path, *, durable: bool = True) -> None:
        """Make a folder and those above it that are missing."""
        if not path.is_dir():
            self.make_folders(path.parent, durable=durable)
            self.mkdir(path)
            if durable:
                self.sync_folder(path.parent)

    def remove_tree(self, path: Path) -> None:
        """Remove a folder and all in it; gone already is fine. Symbolic links are not followed."""
        if not path.is_dir() or path.is_symlink():
            self.unlink(path)
            return
        for entry in sorted(path.iterdir()):
            self.remove_tree(entry)
        self.rmdir(path)

    def sync_folder(self, path: Path) -> None:
        """Bring the names in a folder to the platter."""
        with self._opened(path, os.O_RDONLY | os.O_DIRECTORY) as fd:
            try:
                self._sync(fd, path)
            except OSError as error:
                if error.errno not in _NO_FOLDER_SYNC:
                    raise

    def _sync(self, fd: int, path: Path) -> None:
        with naming_failures(path):
            self.sync(fd)

    @contextlib.contextmanager
    def _opened(self, path: Path, flags: int, mode: int = 0o640) -> Iterator[int]:
        with naming_failures(path):
            fd = self.open(path, flags, mode)
        try:
            yield fd
        finally:
            os.close(fd)


@contextlib.contextmanager
def naming_failures(path: Path) -> Iterator[None]:
    """Say in our words why the disk does not take a write."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(path=path) from error
        if error.errno == errno.EROFS:
            raise ReadOnly(path=path, reason=os_cause(error)) from error
        if error.errno in _FAILED:
            raise DiskFailed(path=path, reason=os_cause(error)) from error
        raise
