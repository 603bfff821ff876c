"""How a Whoosh index keeps our words: a codec, Whoosh's own place for such decisions.

Knows: what Whoosh asks of a codec, a field and a pool of postings, and how segments are merged.
Does not know: how a segment's files look inside (segment.py), commits, queries.
Keeps: terms come from search.analysis and from nowhere else; Whoosh analyses nothing.

Whoosh's default codec pickles and compresses every term of every batch by itself: the two fields
of a 450-word document cost it 8 to 10 ms of CPU, 18 with its merging. Here the analysis adds to a
term's positions in the whole segment, past Whoosh, and merging adds a constant.
"""

from __future__ import annotations

import contextlib
import heapq
import math
import operator
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.analysis import Occurrences, no_occurrences
from search.documents import Mask
from search.engines.matching import EXACT, LEMMA
from search.engines.whoosh.segment import (
    STREAM_MAX,
    DocumentsFile,
    Posting,
    Segment,
    TermsFile,
    read,
)
from search.whoosh_import import W3Segment, codec_base, fields

TERMS, DOCUMENTS = ".terms", ".docs"
_TERM_BYTES = 200  # what a key and an array need
_POSITION_BYTES = 10  # in both fields, with the room arrays keep to grow
_FAN_IN = 8  # segments of about one size that become one


SCHEMA = fields.Schema()
"""No fields: Whoosh analyses and stores nothing; `add_document` and a `Pool` do."""


class Pool:
    """Postings of a segment being written, term by term, and those of segments it takes in.

    Attributes:
        exact: the positions of each exact form in the segment; `Analysis.collect` adds to them.
        lemma: those of each lemma.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.exact: Occurrences = no_occurrences()
        self.lemma: Occurrences = no_occurrences()
        self._taken: list[Iterator[Posting]] = []

    def size(self, positions: int) -> int:
        """Bytes of memory, about, when the documents have so many positions."""
        return _TERM_BYTES * (len(self.exact) + len(self.lemma)) + _POSITION_BYTES * positions

    def take(self, postings: Iterator[Posting]) -> None:
        """Take in another segment's sorted postings; its documents follow all added so far."""
        self._taken.append(postings)

    def iter_postings(self) -> Iterator[Posting]:
        """All postings in order of field, term and position; segments are read as they come up."""
        own = (
            (field, term, terms[term].tobytes())
            for field, terms in sorted(((EXACT, self.exact), (LEMMA, self.lemma)))
            for term in sorted(terms)
        )
        # of one term, the documents added first come first
        return heapq.merge(own, *self._taken, key=operator.itemgetter(0, 1))

    def cleanup(self) -> None:
        """Nothing of it lies on disk."""


class DocumentWriter(codec_base.PerDocumentWriter):  # type: ignore[misc]
    """Writes keys and pages, and knows where the next document's positions begin."""

    def __init__(self, storage: Any, segment: Any) -> None:
        """Begin a segment."""
        self._storage, self._segment = storage, segment
        self.file = DocumentsFile()
        self.is_closed = False

    def close(self) -> None:
        """Write the file."""
        with contextlib.closing(self._segment.create_file(self._storage, DOCUMENTS)) as file:
            self.file.write(file)
        self.is_closed = True


class TermsWriter(codec_base.FieldWriter):  # type: ignore[misc]
    """Writes what a pool gives."""

    def __init__(self, storage: Any, segment: Any) -> None:
        """Begin a segment."""
        self._file = segment.create_file(storage, TERMS)
        self._folder = Path(storage.folder)
        self.is_closed = False

    def add_postings(self, _schema: Any, _lengths: Any, items: Iterable[Posting]) -> None:
        """A pool has them sorted already."""
        TermsFile(self._file, self._folder).write(items)

    def close(self) -> None:
        """All is written, or never will be."""
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


def add_document(writer: Any, document: str, numbers: list[int], lengths: list[int]) -> None:
    """Add a document of pages with these numbers and so many positions each; its terms are apart.

    Whoosh's own way in would ask fields to index it.
    """
    writer.perdocwriter.file.add(document, numbers, lengths)
    writer.docnum += 1
    writer._added = True  # noqa: SLF001  how Whoosh knows there is a segment


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
        add_document(writer, segment.documents[number], *segment.pages(number))
    writer.pool.take(segment.postings(living, file.begins[before:]))
    return True
