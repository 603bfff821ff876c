"""The shelf: content of open volumes, each file named by its SHA-512.

Knows: how bytes become a durable, write-once file and how they are found again.
Does not know: whose bytes they are; who needs them is in the catalogue (holds).
Keeps: a name on the shelf means the whole content is there (temp, fsync, rename, fsync folder).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from vault.disk import Disk
from vault.errors import FixityError
from vault.model import Content

CHUNK = 1 << 20
FOLDERS = tuple(f"{number:02x}" for number in range(256))


class Shelf:
    """The folder `shelf/` of a vault."""

    def __init__(self, root: Path, disk: Disk, random: Callable[[int], bytes]) -> None:
        """`random` names temp files; it returns that many bytes."""
        self.root = root
        self.temp = root / "tmp"
        self._disk = disk
        self._random = random

    def make(self) -> None:
        """Make the folders; two levels made on demand would double the fsyncs."""
        self._disk.mkdir(self.root)
        for name in (*FOLDERS, "tmp"):
            self._disk.mkdir(self.root / name)
        self._disk.sync_folder(self.root)

    def path(self, sha512: str) -> Path:
        """Where that content is, or would be."""
        return self.root / sha512[:2] / sha512

    def has(self, sha512: str) -> bool:
        """Whether the content is on the shelf."""
        return self.path(sha512).is_file()

    def put(self, source: bytes | Path | BinaryIO) -> Content:
        """Store bytes durably and name them; the same bytes again cost no space.

        Raises:
            DiskFull: nothing was added.
        """
        hashing = Hashing(chunks(source))
        temp = self.temp / self._random(12).hex()
        self._disk.create(temp, hashing)
        content = hashing.content()
        final = self.path(content.sha512)
        if final.exists():
            self._disk.unlink(temp)
        else:
            self._disk.rename(temp, final)
        # Also when it was there already: its maker may not have come to this line yet.
        self._disk.sync_folder(final.parent)
        return content

    def remove(self, sha512: str) -> None:
        """Take a content off; only under the commit lock and when no hold stands."""
        self._disk.unlink(self.path(sha512))

    def names(self) -> Iterator[str]:
        """All contents on the shelf, sorted."""
        for folder in FOLDERS:
            yield from sorted(entry.name for entry in (self.root / folder).iterdir())


class Hashing:
    """Passes chunks through and takes both digests on the way."""

    def __init__(self, source: Iterable[bytes]) -> None:
        """Nothing is read until the object is iterated."""
        self._source = source
        self._sha512 = hashlib.sha512()
        self._sha256 = hashlib.sha256()
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._source:
            self._sha512.update(chunk)
            self._sha256.update(chunk)
            self._size += len(chunk)
            yield chunk

    def content(self) -> Content:
        """What went through."""
        return Content(self._sha512.hexdigest(), self._sha256.hexdigest(), self._size)


def chunks(source: bytes | Path | BinaryIO) -> Iterator[bytes]:
    """The bytes of `source` in pieces of at most 1 MiB."""
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        with source.open("rb") as file:
            yield from chunks(file)
    else:
        while piece := source.read(CHUNK):
            yield piece


def content_of(source: bytes | Path | BinaryIO) -> Content:
    """Both digests and the size of `source`."""
    hashing = Hashing(chunks(source))
    for _ in hashing:
        pass
    return hashing.content()


def verify(path: Path, sha512: str) -> None:
    """Re-digest a stored file.

    Raises:
        FixityError: its bytes are not those of `sha512`.
    """
    actual = content_of(path).sha512
    if actual != sha512:
        raise FixityError(path=path, expected=sha512, actual=actual)
