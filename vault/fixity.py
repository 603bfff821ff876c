"""Fixity: both digests of bytes in one pass, and whether bytes are still those recorded.

Knows: SHA-512 (the name) and SHA-256 (recorded beside it). Does not know: where bytes belong.
Keeps: bytes are digested while they are copied, so a copy is never of unread bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from vault.errors import FixityError
from vault.model import Content

CHUNK = 1 << 20
"""Bytes read at a time."""


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

    def through(self) -> Content:
        """Let everything go through, to nowhere."""
        for _ in self:
            pass
        return self.content()

    def content(self) -> Content:
        """What went through."""
        return Content(self._sha512.hexdigest(), self._sha256.hexdigest(), self._size)


def chunks(source: bytes | Path | BinaryIO) -> Iterator[bytes]:
    """The bytes of `source` in pieces of at most 1 MiB."""
    if isinstance(source, bytes):
        yield source
    elif isinstance(source, Path):
        with source.open("rb", buffering=0) as file:
            yield from chunks(file)
    else:
        while piece := source.read(CHUNK):
            yield piece


def expecting(path: Path, expected: Content) -> Iterator[bytes]:
    """The bytes of the file `path`, which must turn out to be `expected`.

    Raises:
        FixityError: at the end, when they are not.
    """
    hashing = Hashing(chunks(path))
    yield from hashing
    _demand(path, expected, hashing.content())


def content_of(source: bytes | Path | BinaryIO) -> Content:
    """Both digests and the size of `source`."""
    return Hashing(chunks(source)).through()


def verify(path: Path, expected: Content) -> None:
    """Re-digest a stored file.

    Raises:
        FixityError: its bytes are not `expected`.
    """
    _demand(path, expected, content_of(path))


def _demand(path: Path, expected: Content, actual: Content) -> None:
    if actual != expected:
        raise FixityError(path=path, expected=expected.sha512, actual=actual.sha512)
