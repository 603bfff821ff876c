"""How a Whoosh index keeps our words: a codec, Whoosh's own place for such decisions.

Knows: what Whoosh asks of a codec, a field and a pool of postings, and how segments are merged.
Does not know: how a segment's files look inside (search.whoosh_segment), commits, queries.
Keeps: terms come from search.analysis and from nowhere else; Whoosh analyses nothing.

Whoosh's default codec pickles and compresses every term of every batch by itself: the two fields
of a 450-word document cost it 8 to 10 ms of CPU, 18 with its merging. Here a term's postings are
joined bytes, and merging adds a constant.
"""

from __future__ import annotations

import heapq
import itertools
import math
import operator
from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.matching import EXACT, LEMMA
from search.ranking import Mask
from search.whoosh_import import W3Segment, codec_base, fields
from search.whoosh_segment import (
    STREAM_MAX,
    DocumentsFile,
    Posting,
    Segment,
    TermsFile,
    read,
)

TERMS, DOCUMENTS = ".terms", ".docs"
_FAN_IN = 8  # segments of about one size that become one


class ReadyTerms(fields.FieldType):  # type: ignore[misc]
    """A field that was analysed before Whoosh sees it; nothing of it is stored."""

    def __init__(self) -> None:
        """Whoosh has nothing to format or to analyse."""
        super().__init__(format=None, analyzer=None)

    def index(self, value: Mapping[bytes, array[int]], **_: Any) -> Iterator[tuple[Any, ...]]:
        """Whoosh's (term, frequency, weight, posting) of each term.

        A posting is the positions of the term in the document, counted within its segment.
        """
        for term, positions in value.items():
            yield term, len(positions), 1.0, positions.tobytes()


SCHEMA = fields.Schema(
    **{EXACT: ReadyTerms(), LEMMA: ReadyTerms()}, document=fields.STORED(), pages=fields.STORED()
)


class Pool:
    """Postings of a segment being written, term by term, and those of segments it takes in."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._terms: dict[str, dict[bytes, bytearray]] = {}
        self._taken: list[Iterator[Posting]] = []
        self.size = 0  # bytes of memory, about

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Take Whoosh's (field, term, document number, weight, posting)."""
        field, term, _, _, positions = item
        terms = self._terms.setdefault(field, {})
        if term in terms:
            terms[term] += positions
        else:
            terms[term] = bytearray(positions)
            self.size += 200  # what a key and a bytearray need
        self.size += len(positions)

    def take(self, postings: Iterator[Posting]) -> None:
        """Take in another segment's sorted postings; its documents follow all added so far."""
        self._taken.append(postings)

    def iter_postings(self) -> Iterator[Posting]:
        """All postings in order of field, term and position; segments are read as they come up."""
        own = (
            (field, term, bytes(self._terms[field][term]))
            for field in sorted(self._terms)
            for term in sorted(self._terms[field])
        )
        sources = map(_numbered, itertools.count(), [own, *self._taken])
        together = itertools.groupby(heapq.merge(*sources), operator.itemgetter(0, 1))
        for (field, term), postings in together:
            yield field, term, b"".join(positions for *_, positions in postings)

    def cleanup(self) -> None:
        """Nothing of it lies on disk."""


def _numbered(number: int, postings: Iterable[Posting]) -> Iterator[tuple[str, bytes, int, bytes]]:
    for field, term, positions in postings:
        yield field, term, number, positions  # of one term, the documents added first come first


class DocumentWriter(codec_base.PerDocumentWriter):  # type: ignore[misc]
    """Writes keys and pages, and knows where the next document's positions begin."""

    def __init__(self, storage: Any, segment: Any) -> None:
        """Begin a segment."""
        self._storage, self._segment = storage, segment
        self.file = DocumentsFile()
        self._stored: dict[str, Any] = {}
        self.is_closed = False

    def start_doc(self, _docnum: int) -> None:
        """Documents come one after another."""
        self._stored.clear()

    def add_field(self, fieldname: str, _field: Any, value: Any, _length: int) -> None:
        """Of terms there is nothing to store."""
        self._stored[fieldname] = value

    def finish_doc(self) -> None:
        """Keep what is stored."""
        self.file.add(self._stored["document"], *self._stored["pages"])

    def close(self) -> None:
        """Write the file."""
        self.file.write(self._segment.create_file(self._storage, DOCUMENTS))
        self.is_closed = True


class TermsWriter(codec_base.FieldWriter):  # type: ignore[misc]
    """Writes what a pool gives."""

    def __init__(self, storage: Any, segment: Any) -> None:
        """Begin a segment."""
        self._file = TermsFile(segment.create_file(storage, TERMS))
        self.is_closed = False

    def add_postings(self, _schema: Any, _lengths: Any, items: Iterable[Posting]) -> None:
        """A pool has them sorted and joined already."""
        self._file.add(items)

    def close(self) -> None:
        """Write the file."""
        self._file.close()
        self.is_closed = True


class Codec(codec_base.Codec):  # type: ignore[misc]
    """Brings the above together for Whoosh; pickled by name into its table of contents."""

    length_stats = False

    def new_segment(self, _storage: Any, indexname: str) -> Any:
        """Whoosh's own bookkeeping of a segment."""
        return W3Segment(self, indexname)

    def per_document_writer(self, storage: Any, segment: Any) -> DocumentWriter:
        """Keys and pages."""
        return DocumentWriter(storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> TermsWriter:
        """Postings."""
        return TermsWriter(storage, segment)


def open_segment(storage: Any, segment: Any) -> Segment:
    """The files of one of Whoosh's segments.

    Raises:
        Torn: a file is not what was written.
        FileNotFoundError: a file is gone; a commit may have come in between.
    """
    folder = Path(storage.folder)
    return Segment(*(read(folder / segment.make_filename(ext)) for ext in (TERMS, DOCUMENTS)))


def alive(segment: Any) -> Mask:
    """Which documents of one of Whoosh's segments were not deleted since."""
    mask = np.ones(segment.doc_count_all(), bool)
    mask[list(segment.deleted_docs())] = False
    return mask


def merging(
    opened: Callable[[Any], Segment], purged: Container[str]
) -> Callable[[Any, Sequence[Any]], list[Any]]:
    """A merge policy for Whoosh: many small segments become one, and `purged` ones are rewritten.

    Every document is rewritten once for each factor of 8 by which the index grows, so the cost of
    a commit stays proportional to what it brings, and there are never many segments to search.
    """

    def policy(writer: Any, segments: Sequence[Any]) -> list[Any]:
        kept = []
        chosen = _grown_together(segments)
        for segment in segments:
            stale = segment.deleted_count() * 4 > segment.doc_count_all()
            if stale or segment.segment_id() in chosen or segment.segment_id() in purged:
                if not _take_in(writer, opened(segment), alive(segment)):
                    kept.append(segment)
            else:
                kept.append(segment)
        return kept

    return policy


def _grown_together(segments: Sequence[Any]) -> set[str]:
    tiers: dict[int, set[str]] = {}
    for segment in segments:
        tier = int(math.log(max(segment.doc_count(), 1), _FAN_IN))
        tiers.setdefault(tier, set()).add(segment.segment_id())
    return {name for names in tiers.values() if len(names) >= _FAN_IN for name in names}


def _take_in(writer: Any, segment: Segment, living: Mask) -> bool:
    """Copy the living documents of a segment into the one being written, if there is room."""
    file = writer.perdocwriter.file
    if file.next + segment.size > STREAM_MAX:
        return False
    before = len(file.begins)
    for number in np.flatnonzero(living).tolist():
        file.add(segment.documents[number], *segment.pages(number))
    writer.docnum += len(file.begins) - before
    writer._added |= bool(living.any())  # noqa: SLF001  how Whoosh knows there is a segment
    writer.pool.take(segment.postings(living, file.begins[before:]))
    return True
