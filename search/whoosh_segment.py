"""One segment of a Whoosh index: how its two files are laid out, written and read.

Knows: positions, terms, keys and pages on disk.
Does not know: Whoosh's commits, other segments, queries.
Keeps: a file ends with the SHA-256 of what stands before it; what does not match is never read.

All documents of a segment are one stream of positions, one after another with a gap between. A
term is the sorted 32-bit positions at which it stands: a document and a page are found by
bisection, a phrase by differences, and segments are merged by adding a constant.

    .terms  positions of all terms · where each term's end (64 bit) · where each key ends (32 bit) ·
            keys, each with a zero byte after it ·
            {"fields": {name: [first, last]}, "terms", "keys", "positions"} · its length · seal
    .docs   {"documents": [key], "pages": [how many each has], "numbers": [page of every document],
            "lengths": [positions of each such page]} · seal
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from search.matching import NOWHERE, Positions, Term
from search.ranking import Mask

GAP = 64  # positions between documents: no phrase or nearness reaches over (query.NEAR_MAX)
STREAM_MAX = 2**31  # positions of a segment after which no more documents are added
_CHUNK = 2**15  # positions of each segment moved at once while merging: 1 MiB
_CHUNK_TERMS = 2**16  # whose letters are counted at once
_BUFFER = 2**20  # bytes
_SEAL = hashlib.sha256().digest_size
_LENGTH = struct.Struct("<I")

Posting = tuple[str, bytes, bytes]
"""Field, term, positions (native 32-bit integers)."""


class SealedFile:
    """A file being written that will end with its own digest."""

    def __init__(self, file: Any) -> None:
        """Write to Whoosh's open `file`."""
        self._file = file
        self._digest = hashlib.sha256()
        self._buffer = bytearray()

    def write(self, data: bytes | bytearray) -> None:
        """Append."""
        self._buffer += data
        if len(self._buffer) > _BUFFER:
            self._flush()

    def close(self) -> None:
        """Seal and close."""
        self._flush()
        self._file.write(self._digest.digest())
        self._file.close()

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


class TermsFile:
    """Writes a `.terms` file."""

    def __init__(self, file: Any) -> None:
        """Begin."""
        self._file = SealedFile(file)
        self._fields: dict[str, list[int]] = {}
        self._keys = bytearray()
        self._key_ends = array("I")
        self._ends = array("Q")
        self._positions = 0

    def add(self, postings: Iterable[Posting]) -> None:
        """Write postings, which come sorted by field and term."""
        for field, term, positions in postings:
            count = len(self._ends)
            self._fields.setdefault(field, [count, 0])[1] = count + 1
            self._file.write(positions)
            self._positions += len(positions) // 4
            self._ends.append(self._positions)
            self._keys += term + b"\0"
            self._key_ends.append(len(self._keys))

    def close(self) -> None:
        """Write what finds them again."""
        numbers = {"terms": len(self._ends), "keys": len(self._keys), "positions": self._positions}
        footer = json.dumps({"fields": self._fields, **numbers}).encode()
        for part in (self._ends.tobytes(), self._key_ends.tobytes(), self._keys, footer):
            self._file.write(part)
        self._file.write(_LENGTH.pack(len(footer)))
        self._file.close()


class DocumentsFile:
    """Collects keys and pages of documents and writes a `.docs` file."""

    def __init__(self) -> None:
        """No documents."""
        self.next = 0  # where the next document's positions begin
        self.begins: list[int] = []
        self._documents: list[str] = []
        self._pages, self._numbers, self._lengths = array("I"), array("I"), array("I")

    def add(self, document: str, numbers: list[int], lengths: list[int]) -> None:
        """Add a document of pages with these numbers and so many positions each."""
        self.begins.append(self.next)
        self.next += sum(lengths) + GAP
        self._documents.append(document)
        self._pages.append(len(numbers))
        self._numbers.extend(numbers)
        self._lengths.extend(lengths)

    def write(self, file: Any) -> None:
        """Write all."""
        whole = {
            "documents": self._documents,
            "pages": self._pages.tolist(),
            "numbers": self._numbers.tolist(),
            "lengths": self._lengths.tolist(),
        }
        sealed = SealedFile(file)
        sealed.write(json.dumps(whole, separators=(",", ":")).encode())
        sealed.close()


class Segment:
    """A segment, open for reading. Never changes; what died in it is said from outside."""

    def __init__(self, terms: memoryview, documents: memoryview) -> None:
        """Read two files whose seals were found whole."""
        footer_end = len(terms) - _SEAL - _LENGTH.size
        (footer_size,) = _LENGTH.unpack_from(terms, footer_end)
        footer = json.loads(bytes(terms[footer_end - footer_size : footer_end]))
        count, size = footer["terms"], footer["positions"]
        self._fields: dict[str, list[int]] = footer["fields"]
        self._stream = np.frombuffer(terms, np.uint32, size)
        # of each term where it begins, and behind the last one where that ends
        self._begins = _after_zero(np.frombuffer(terms, np.uint64, count, 4 * size))
        self._key_begins = _after_zero(np.frombuffer(terms, np.uint32, count, 4 * size + 8 * count))
        keys = 4 * size + 12 * count
        self._keys = terms[keys : keys + footer["keys"]]
        self._letters: dict[str, tuple[NDArray[np.uint64], NDArray[np.int32]]] = {}

        known = json.loads(bytes(documents[:-_SEAL]))
        self.documents: list[str] = known["documents"]
        self.number_of = {document: number for number, document in enumerate(self.documents)}
        # Arrays, not the lists they come as: these take ten times the memory.
        self._pages = _after_zero(np.cumsum(np.array(known["pages"], np.int64)))
        self.page_numbers = np.array(known["numbers"], np.int64)
        self._page_lengths = np.array(known["lengths"], np.int64)
        self.lengths = np.diff(_after_zero(np.cumsum(self._page_lengths))[self._pages])
        self.begins = np.cumsum(self.lengths + GAP) - self.lengths - GAP
        gaps = np.repeat(np.arange(len(self.documents)), np.diff(self._pages)) * GAP
        self.page_begins = np.cumsum(self._page_lengths) - self._page_lengths + gaps
        self.size = int(self.lengths.sum()) + GAP * len(self.documents)

    def pages(self, document: int) -> tuple[list[int], list[int]]:
        """The numbers of a document's pages, and how many positions each has."""
        own = slice(*self._pages[document : document + 2])
        return self.page_numbers[own].tolist(), self._page_lengths[own].tolist()

    def words(self, field: str) -> Sequence[str]:
        """The terms of a field, sorted."""
        return _Words(self, *self._range(field))

    def containing(self, field: str, piece: str) -> list[Term]:
        """The terms of a field in which `piece` stands."""
        first, last = self._range(field)
        begin = self._key_begins[first]
        keys, wanted = bytes(self._keys[begin : self._key_begins[last]]), piece.encode()
        places = []
        place = keys.find(wanted)
        while place >= 0:
            places.append(place)
            place = keys.find(wanted, place + 1)
        at = np.searchsorted(self._key_begins, np.array(places, np.int64) + begin, "right") - 1
        return self._terms(first, np.unique(at))

    def alike(self, field: str, word: str, distance: int) -> list[Term]:
        """Terms about as long as `word` that lack, and have beside its own, only so many letters.

        Every letter added, taken or changed is at most one that lacks and one that is new.
        """
        letters, lengths = self._letters_of(field)
        wanted, length = _letters(f"{word}\0".encode())
        may = np.abs(lengths - length) <= distance
        may &= np.bitwise_count(letters & ~wanted) <= distance
        may &= np.bitwise_count(wanted & ~letters) <= distance
        first, _ = self._range(field)
        return self._terms(first, first + np.flatnonzero(may))

    def positions(self, field: str, indexes: Sequence[int]) -> Positions:
        """Positions of some terms of a field."""
        at = self._range(field)[0] + np.array(indexes, np.int64)
        bounds = zip(self._begins[at].tolist(), self._begins[at + 1].tolist(), strict=True)
        found = [self._stream[begin:end] for begin, end in bounds]
        return np.concatenate(found).astype(np.int64) if found else NOWHERE

    def key(self, index: int) -> bytes:
        """A term."""
        return bytes(self._keys[self._key_begins[index] : self._key_begins[index + 1] - 1])

    def keys(self, first: int, last: int) -> list[str]:
        """The terms `first` up to, not including, `last`."""
        joined = bytes(self._keys[self._key_begins[first] : self._key_begins[last]])
        return joined.decode().split("\0")[:-1]

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
        old = self._stream[begin:end].astype(np.int64)
        document = np.searchsorted(self.begins, old, "right") - 1
        kept = alive[document]
        moved = (old + shifts[document])[kept].astype(np.uint32).tobytes()
        first = int(np.searchsorted(self._begins, begin, "right")) - 1
        last = int(np.searchsorted(self._begins, end, "left"))
        bounds = np.minimum(self._begins[first + 1 : last + 1], end) - begin
        start = 0
        for index, stop in enumerate((_after_zero(np.cumsum(kept))[bounds] * 4).tolist(), first):
            if stop > start:
                yield field, self.key(index), moved[start:stop]
            start = stop

    def _range(self, field: str) -> tuple[int, int]:
        first, last = self._fields.get(field, (0, 0))
        return first, last

    def _terms(self, first: int, at: Positions) -> list[Term]:
        """The terms at some places, with their indexes in a field that begins at `first`."""
        begins, ends = self._key_begins[at].tolist(), (self._key_begins[at + 1] - 1).tolist()
        bounds = zip((at - first).tolist(), begins, ends, strict=True)
        return [(index, str(self._keys[begin:end], "utf-8")) for index, begin, end in bounds]

    def _letters_of(self, field: str) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        """Of each term of a field, which letters it has and how many; read when first asked."""
        if field not in self._letters:
            first, last = self._range(field)
            letters, lengths = np.empty(last - first, np.uint64), np.empty(last - first, np.int32)
            for begin in range(first, last, _CHUNK_TERMS):
                end = min(begin + _CHUNK_TERMS, last)
                keys = self._keys[self._key_begins[begin] : self._key_begins[end]]
                part = slice(begin - first, end - first)
                letters[part], lengths[part] = _letters(keys)
            self._letters[field] = letters, lengths
        return self._letters[field]


def _after_zero(numbers: NDArray[Any]) -> Positions:
    return np.concatenate((np.zeros(1, np.int64), numbers.astype(np.int64)))


def _letters(keys: bytes | memoryview) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Of each key, a bit for every letter it has (rare letters share one), and its length."""
    points = np.frombuffer(str(keys, "utf-8").encode("utf-32-le"), np.uint32)
    ends = np.flatnonzero(points == 0)
    begins = _after_zero(ends + 1)[:-1]
    bits = np.left_shift(np.uint64(1), points % 63, dtype=np.uint64)
    return np.bitwise_or.reduceat(bits, begins), (ends - begins).astype(np.int32)


class _Words(Sequence[str]):
    """The sorted terms of a field, read from the file as they are asked for."""

    def __init__(self, segment: Segment, first: int, last: int) -> None:
        self._segment, self._first, self._last = segment, first, last

    def __len__(self) -> int:
        return self._last - self._first

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return self._segment.keys(self._first + index.start, self._first + index.stop)
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self._segment.key(self._first + index).decode()
