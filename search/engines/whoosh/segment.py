"""One segment of a Whoosh index: how its two files are laid out, written and read.

Knows: positions, terms, keys and pages on disk.
Does not know: Whoosh's commits, other segments, queries.
Keeps: a file ends with the SHA-256 of what stands before it; what does not match is never read.

All documents of a segment are one stream of positions, one after another with a gap between. A
term is the sorted 32-bit positions at which it stands: a document and a page are found by
bisection, a phrase by differences, and segments are merged by adding a constant.

    .terms  positions (32 bit), begins (of each term among them), key begins, keys; and, for each
            field, which terms are its own
    .docs   of each document: begins, lengths, pages (its first), key begins, keys, found (a
            checksum of its key, and its number; sorted); of each page: page begins, page numbers

Each of these is a column, from a multiple of 8 bytes on, of 64-bit numbers unless said otherwise;
begins and pages have one number more, where the last one ends; each key has a zero byte after it.
A footer, its length and the seal follow. Columns are used where they lie in the file: the memory
of the process does not grow with the index, and merging takes a little of each segment at a time.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import json
import mmap
import operator
import os
import struct
import tempfile
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from search.documents import Mask, Numbers, numbers_of
from search.engines.layout import GAP
from search.engines.matching import NOWHERE, Positions
from search.engines.terms import Keys, Terms
from vault import Json

STREAM_MAX = 2**31  # positions of a segment after which no more documents are added
_CHUNK = 2**13  # positions of each segment moved at once while merging: 256 KiB
_BUFFER = 2**17  # bytes
_SEAL = hashlib.sha256().digest_size
_LENGTH = struct.Struct("<I")
_NUMBER = struct.Struct("=q")

Posting = tuple[str, bytes, bytes]
"""Field, term, positions (native 32-bit integers)."""


class SealedFile:
    """A file of columns being written that will end with its own digest."""

    def __init__(self, file: Any) -> None:
        """Write to Whoosh's open `file`."""
        self._file = file
        self._digest = hashlib.sha256()
        self._buffer = bytearray()
        self._size = 0
        self._columns: dict[str, tuple[int, int]] = {}

    def column(self, name: str, parts: Iterable[bytes]) -> None:
        """Append a column."""
        self._write(bytes(-self._size % _NUMBER.size))
        begin = self._size
        for part in parts:
            self._write(part)
        self._columns[name] = begin, self._size

    def seal(self, **said: Json) -> None:
        """Say where the columns are, and what else is to be said, and write the digest."""
        footer = json.dumps({"columns": self._columns, **said}).encode()
        self._write(footer + _LENGTH.pack(len(footer)))
        self._flush()
        self._file.write(self._digest.digest())

    def _write(self, data: bytes) -> None:
        self._buffer += data
        self._size += len(data)
        if len(self._buffer) > _BUFFER:
            self._flush()

    def _flush(self) -> None:
        self._digest.update(self._buffer)
        self._file.write(self._buffer)
        self._buffer.clear()


class Torn(ValueError):
    """A file of the index is not what was written."""


def read(path: Path) -> memoryview:
    """A sealed file's bytes, seal included; they stay readable after the file is deleted.

    Raises:
        Torn: the seal does not hold.
        FileNotFoundError: there is no such file.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b"")
    if size <= _SEAL or hashlib.sha256(data[:-_SEAL]).digest() != data[-_SEAL:]:
        msg = f"пошкоджено файл {path.name}"
        raise Torn(msg)
    return data


def _columns(data: memoryview) -> tuple[dict[str, memoryview], dict[str, Json]]:
    """The columns of a sealed file, and what else it says."""
    end = len(data) - _SEAL - _LENGTH.size
    (size,) = _LENGTH.unpack_from(data, end)
    said = json.loads(bytes(data[end - size : end]))
    return {name: data[slice(*place)] for name, place in said.pop("columns").items()}, said


class TermsFile:
    """Writes a `.terms` file."""

    def __init__(self, file: Any, folder: Path) -> None:
        """Begin; the columns behind the first one wait in files without a name in `folder`."""
        self._file = SealedFile(file)
        self._folder = folder

    def write(self, postings: Iterable[Posting]) -> None:
        """Write postings, which come sorted by field and term."""
        fields: dict[str, list[int]] = {}
        names = ("begins", "key_begins", "keys")
        with contextlib.ExitStack() as held:
            later = [held.enter_context(tempfile.TemporaryFile(dir=self._folder)) for _ in names]
            self._file.column("positions", _positions(postings, fields, *later))
            for name, file in zip(names, later, strict=True):
                file.seek(0)
                self._file.column(name, iter(functools.partial(file.read, _BUFFER), b""))
        self._file.seal(fields=fields)


def _positions(
    postings: Iterable[Posting],
    fields: dict[str, list[int]],
    begins: IO[bytes],
    key_begins: IO[bytes],
    keys: IO[bytes],
) -> Iterator[bytes]:
    """The positions of all postings; where they and their keys begin, and the keys, go to files."""
    count = begin = key_begin = 0
    begins.write(_NUMBER.pack(0))
    key_begins.write(_NUMBER.pack(0))
    for (field, term), same in itertools.groupby(postings, operator.itemgetter(0, 1)):
        for _, _, positions in same:
            yield positions
            begin += len(positions) // 4
        key_begin += keys.write(term + b"\0")
        begins.write(_NUMBER.pack(begin))
        key_begins.write(_NUMBER.pack(key_begin))
        fields.setdefault(field, [count, 0])[1] = count = count + 1


class DocumentsFile:
    """Collects keys and pages of documents and writes a `.docs` file."""

    def __init__(self) -> None:
        """No documents."""
        self.next = 0  # where the next document's positions begin
        self.begins, self._lengths, self._pages = array("q"), array("q"), array("q", [0])
        self._page_begins, self._page_numbers = array("q"), array("q")
        self._keys, self._key_begins, self._found = bytearray(), array("q", [0]), array("Q")

    def add(self, document: str, numbers: list[int], lengths: list[int]) -> None:
        """Add a document of pages with these numbers and so many positions each."""
        key = document.encode()
        self._found.append(_checksum(key) | len(self.begins))
        self._keys += key + b"\0"
        self._key_begins.append(len(self._keys))
        self.begins.append(self.next)
        self._page_numbers.extend(numbers)
        self._page_begins.extend(itertools.accumulate(lengths[:-1], initial=self.next))
        self._pages.append(len(self._page_numbers))
        self._lengths.append(sum(lengths))
        self.next += sum(lengths) + GAP

    def write(self, file: Any) -> None:
        """Write all."""
        sealed = SealedFile(file)
        for name, column in (
            ("begins", self.begins),
            ("lengths", self._lengths),
            ("pages", self._pages),
            ("page_begins", self._page_begins),
            ("page_numbers", self._page_numbers),
            ("key_begins", self._key_begins),
            ("keys", self._keys),
            ("found", np.sort(self._found)),
        ):
            sealed.column(name, [bytes(column)])
        sealed.seal(size=self.next)


def _checksum(key: bytes) -> int:
    """Beside it there is room for a document's number."""
    return zlib.crc32(key) << 32


class Segment(Terms):
    """A segment, open for reading. Never changes; what died in it is said from outside."""

    def __init__(self, terms: memoryview, documents: memoryview) -> None:
        """Read two files whose seals were found whole."""
        columns, said = _columns(terms)
        self._stream = np.frombuffer(columns["positions"], np.uint32)
        # of each term where it begins, and behind the last one where that ends
        self._begins = np.frombuffer(columns["begins"], np.int64)
        key_begins = np.frombuffer(columns["key_begins"], np.int64)
        super().__init__(columns["keys"], key_begins, said["fields"])

        columns, said = _columns(documents)
        self.size: int = said["size"]
        self.documents = Keys(columns["keys"], np.frombuffer(columns["key_begins"], np.int64))
        self.begins = np.frombuffer(columns["begins"], np.int64)
        self.lengths = np.frombuffer(columns["lengths"], np.int64)
        self.page_begins = np.frombuffer(columns["page_begins"], np.int64)
        self.page_numbers = np.frombuffer(columns["page_numbers"], np.int64)
        self._pages = np.frombuffer(columns["pages"], np.int64)
        self._found = columns["found"].cast("Q")

    def number_of(self, document: str) -> int | None:
        """Which of the documents it is, if it is one."""
        checksum = _checksum(document.encode())
        for found in self._found[bisect_left(self._found, checksum) :]:
            if found >> 32 != checksum >> 32:
                break
            number = int(found) & 0xFFFFFFFF
            if self.documents[number] == document:
                return number
        return None

    def pages(self, document: int) -> tuple[list[int], list[int]]:
        """The numbers of a document's pages, and how many positions each has."""
        own = slice(*self._pages[document : document + 2])
        end = self.begins[document] + self.lengths[document]
        return self.page_numbers[own].tolist(), np.diff(self.page_begins[own], append=end).tolist()

    @functools.cached_property
    def numbers(self) -> Numbers:
        """The numbers of its documents; 1 µs each when first asked."""
        return numbers_of(self.documents)

    def positions(self, field: str, indexes: Sequence[int]) -> Positions:
        """Positions of some terms of a field."""
        at = self._range(field)[0] + np.array(indexes, np.int64)
        bounds = zip(self._begins[at].tolist(), self._begins[at + 1].tolist(), strict=True)
        found = [self._stream[begin:end] for begin, end in bounds]
        return np.concatenate(found).astype(np.int64) if found else NOWHERE

    def postings(self, alive: Mask, begins: Sequence[int]) -> Iterator[Posting]:
        """All postings of documents still alive, whose positions now begin at `begins`."""
        shifts = np.zeros(len(alive), np.int64)
        shifts[alive] = np.array(begins, np.int64) - self.begins[alive]
        for field, (first, last) in sorted(self._fields.items()):
            begin, end = int(self._begins[first]), int(self._begins[last])
            for piece in range(begin, end, _CHUNK):
                yield from self._moved(field, piece, min(piece + _CHUNK, end), alive, shifts)

    def _moved(
        self, field: str, begin: int, end: int, alive: Mask, shifts: Positions
    ) -> Iterator[Posting]:
        """Postings of a piece of the stream; a term may go on in the next piece."""
        first = int(np.searchsorted(self._begins, begin, "right")) - 1
        last = int(np.searchsorted(self._begins, end, "left"))
        moved, stops = self._shifted(begin, end, first, last, alive, shifts)
        start = 0
        for index, stop in enumerate(stops, first):
            if stop > start:
                yield field, self.key(index), moved[start:stop]
            start = stop

    def _shifted(
        self, begin: int, end: int, first: int, last: int, alive: Mask, shifts: Positions
    ) -> tuple[bytes, list[int]]:
        """The positions of a piece, and where in these bytes each of its terms ends."""
        old = self._stream[begin:end].astype(np.int64)
        document = np.searchsorted(self.begins, old, "right") - 1
        kept = alive[document]
        moved = (old + shifts[document])[kept].astype(np.uint32).tobytes()
        bounds = np.minimum(self._begins[first + 1 : last + 1], end) - begin
        return moved, (_after_zero(np.cumsum(kept))[bounds] * 4).tolist()


def _after_zero(numbers: NDArray[Any]) -> Positions:
    return np.concatenate((np.zeros(1, np.int64), numbers.astype(np.int64)))
