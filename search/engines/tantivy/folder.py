"""The folder of one Tantivy index: commits, their stamp, what is checked, what must leave the disk.

Knows: Tantivy's files and writer. Does not know: queries, what a document is.
Keeps: the stamp (how many documents, up to which journal entry, by which analysis) is a document of
the index, so it is true of the very commit it came with. Every file ends with a checksum of
Tantivy's own, which is compared before the file is first read from.

    meta.json     Tantivy's list of segments; its rename is the commit
    UUID.*        the files of a segment; they never change
    LEAVING       segments that hold text of documents that left; gone when there are none

Tantivy hides what was deleted until its segment is merged some day. A replaced text may wait for
that. Where a document leaves, all others of its segment are written anew into others, and the
segment is dropped: before `apply` returns, and after a crash before the next one does.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import re
import shutil
import struct
import threading
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

import tantivy
from tantivy import Document, PreTokenizedString, Query, Token

from search.analysis import Analysis
from search.documents import Documents, number_of
from search.engines.door import Answer, Change, Stamp
from search.engines.folders import locked, sync_folder, write_durably
from search.engines.stored import StoredTerms, pack
from search.engines.tantivy.common import SAMPLE, CommonWords
from search.engines.tantivy.engine import IndexQuestion
from search.engines.tantivy.leaves import MARKS, PAIRS, TEXT
from search.engines.tantivy.state import BITS, DOCUMENTS, SCHEMA, SLOTS_MAX, TantivyState
from search.errors import IndexBroken, WordsTooCommon
from search.query.nodes import Node
from vault.errors import DiskFull

FORMAT = 2
_META, _LEAVING = "meta.json", "LEAVING"
_STAMP = "\0"  # no document's key
_FULL = re.compile(rf"os error (?:{errno.ENOSPC}|{errno.EDQUOT})\b")
_TAIL = struct.Struct("<II")  # length of the footer, Tantivy's mark
_MARK = 1337
_CHUNK = 2**20
_REWRITTEN = 2_000  # documents of a segment that is to be dropped, at a time


class TantivyFolder:
    """One Tantivy index in one folder; an `Index`."""

    def __init__(
        self, path: Path, analysis: Analysis, *, patience_s: float = 10.0, memory_mib: int = 64
    ) -> None:
        """Use the index in `path`, waiting for other writers and buffering within these limits."""
        self.path = path
        self._analysis = analysis
        self._patience_s = patience_s
        self._memory = memory_mib * 2**20
        self._version = f"{FORMAT} {version('tantivy')} {analysis.version}"
        self._opening = threading.Lock()
        self._index: Any = None
        self._state: TantivyState | None = None
        self._seen: tuple[int, int] | None = None  # the meta.json the state was read by
        self._checked: set[str] = set()

    def create(self) -> None:
        """Make an empty index in a new folder."""
        self.path.mkdir(parents=True)
        sync_folder(self.path.parent)
        index = tantivy.Index(SCHEMA, str(self.path), reuse=False)
        writer = index.writer(self._memory, 1)
        self._put_stamp(writer, Stamp(0, 0, 0), 0, CommonWords({}))
        writer.commit()
        writer.wait_merging_threads()
        sync_folder(self.path)

    def apply(self, changes: Iterable[Change], *, sequence: int) -> Stamp:
        """See `Index`."""
        last = {change.document: change for change in changes}
        with self.writing(), self._failing():
            self._purge()
            if self._fresh().stamp.sequence <= sequence:
                self._commit(last.values(), sequence)
                self._purge()
            return self._fresh().stamp

    def search(self, tree: Node, allowed: Documents, *, limit: int, offset: int = 0) -> Answer:
        """See `Index`."""
        return self._question(allowed).answer(tree, limit=limit, offset=offset)

    def suggest(self, tree: Node, allowed: Documents) -> Node | None:
        """See `Index`."""
        try:
            return self._question(allowed).better(tree)
        except WordsTooCommon:  # what is better could not be asked
            return None

    def stamp(self) -> Stamp:
        """See `Index`."""
        return self._fresh().stamp

    def verify(self) -> None:
        """See `Index`."""
        with self._opening:
            self._checked.clear()
            self._state = None
        self._fresh()

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer.

        Raises:
            IndexBusy: another one goes on for too long.
        """
        return locked(self.path / "WRITELOCK", self._patience_s)

    def warm(self, stopped: Callable[[], bool]) -> None:
        """See `Folder`: the masks of the commonest words; what is kept follows later commits."""
        self._fresh().warm(stopped)

    def remove(self) -> None:
        """Delete the folder and all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    # Writing

    def _commit(self, changes: Collection[Change], sequence: int) -> None:
        state = self._fresh()
        count, slots = state.stamp.documents, len(state.roll)
        common = state.common if slots else self._common(changes)
        segments = self._segments()
        generation = state.stamp.generation + 1
        leaving: set[str] = set()
        with self._writer() as writer:
            for change in changes:
                before = state.address(change.document)
                if before is not None:
                    writer.delete_documents_by_term("key", change.document)
                if change.pages:
                    slot = slots if before is None else state.of_hits([before])[0]
                    slots += before is None
                    count += before is None
                    terms = self._terms(change)
                    document = _document(change.document, terms, slot, generation, common)
                    writer.add_document(document)
                elif before is not None:
                    count -= 1
                    leaving.add(segments[before.segment_ord])
            if slots > SLOTS_MAX:
                raise IndexBroken(path=self.path, reason="забагато документів для одного покажчика")
            if leaving:
                self._note_leaving(leaving)
            self._put_stamp(writer, Stamp(generation, count, sequence), slots, common)

    def _common(self, changes: Iterable[Change]) -> CommonWords:
        """The common words of an index that begins with these documents."""
        some = itertools.islice((change for change in changes if change.pages), SAMPLE)
        return CommonWords.of([self._terms(change) for change in some])

    def _terms(self, change: Change) -> StoredTerms:
        return StoredTerms(pack(change.pages, self._analysis))

    def _purge(self) -> None:
        """Drop the segments noted in LEAVING, whose other documents move into new ones."""
        noted = self.path / _LEAVING
        if not noted.exists():
            return
        leaving = set(json.loads(noted.read_bytes()))
        while here := leaving & set(self._segments()):
            state, segments = self._fresh(), self._segments()
            stamp = state.stamp
            ordinals = {segments.index(name) for name in here}
            found = state.searcher.search(DOCUMENTS, max(stamp.documents, 1), count=False)
            moving = [a for _, a in found.hits if a.segment_ord in ordinals][:_REWRITTEN]
            slots = state.of_hits(moving)
            generation = stamp.generation + 1
            with self._writer() as writer:
                for address, slot in zip(moving, slots, strict=True):
                    key, terms = state.document(address)
                    writer.delete_documents_by_term("key", key)
                    writer.add_document(_document(key, terms, slot, generation, state.common))
                new = Stamp(generation, stamp.documents, stamp.sequence)
                self._put_stamp(writer, new, len(state.roll), state.common)
        noted.unlink()
        sync_folder(self.path)

    def _note_leaving(self, segments: set[str]) -> None:
        write_durably(self.path / f"{_LEAVING}.new", json.dumps(sorted(segments)).encode())
        (self.path / f"{_LEAVING}.new").replace(self.path / _LEAVING)
        sync_folder(self.path)

    @contextlib.contextmanager
    def _writer(self) -> Iterator[Any]:
        """Commits what is done within, and waits until merging is over and no file is left over."""
        writer = self._index.writer(self._memory, 1)
        yield writer
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()

    def _put_stamp(self, writer: Any, stamp: Stamp, slots: int, common: CommonWords) -> None:
        said = {
            "common": common.words,
            "documents": stamp.documents,
            "generation": stamp.generation,
            "sequence": stamp.sequence,
            "slots": slots,
            "version": self._version,
        }
        writer.delete_documents_by_term("key", _STAMP)
        document = Document()
        document.add_text("key", _STAMP)
        document.add_text("stamp", json.dumps(said))
        writer.add_document(document)

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        """Tantivy knows one exception, ours are told apart by what it says."""
        try:
            yield
        except ValueError as error:
            if _FULL.search(str(error)):
                raise DiskFull(path=self.path) from error
            raise IndexBroken(path=self.path, reason=str(error)) from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(path=self.path) from error
            raise

    # Reading

    def _question(self, allowed: Documents) -> IndexQuestion:
        return IndexQuestion(self._fresh(), allowed, self._analysis)

    def _fresh(self) -> TantivyState:
        """The state of the last commit."""
        with self._opening:
            while True:
                there = self._there()
                if self._state is not None and there == self._seen:
                    return self._state
                try:
                    self._state, self._seen = self._open(), there
                except (FileNotFoundError, ValueError) as error:
                    if there == self._there():
                        raise IndexBroken(path=self.path, reason=str(error)) from error
                    # Merged meanwhile: what that commit named is gone.

    def _there(self) -> tuple[int, int]:
        """Which meta.json there is."""
        try:
            meta = (self.path / _META).stat()
        except FileNotFoundError as gone:
            raise IndexBroken(path=self.path, reason="немає жодного стану") from gone
        return meta.st_ino, meta.st_mtime_ns

    def _open(self) -> TantivyState:
        self._check()
        if self._index is None:
            self._index = tantivy.Index.open(str(self.path))
            self._index.config_reader("manual")
        self._index.reload()
        searcher = self._index.searcher()
        query = Query.term_query(SCHEMA, "key", _STAMP, "basic")
        stamps = [searcher.doc(address) for _, address in searcher.search(query, 2).hits]
        if len(stamps) != 1:
            msg = "немає відбитка стану"
            raise ValueError(msg)
        said = json.loads(stamps[0].get_first("stamp"))
        if said["version"] != self._version:
            msg = f"створено іншою версією ({said['version']})"
            raise ValueError(msg)
        if searcher.num_docs != said["documents"] + 1:
            msg = "кількість документів не збігається із записаною"
            raise ValueError(msg)
        stamp = Stamp(said["generation"], said["documents"], said["sequence"])
        slots, common = said["slots"], CommonWords(said["common"])
        return TantivyState(searcher, stamp, slots, common, self._state, self._analysis)

    def _check(self) -> None:
        """Compare every file of the present segments with its checksum, once."""
        segments = self._segments()
        names = {path.name for path in self.path.iterdir()}
        for segment in segments:
            if f"{segment}.idx" not in names:
                msg = f"немає файлів частини {segment}"
                raise ValueError(msg)
        present = {name for name in names if name.partition(".")[0] in segments}
        for name in sorted(present - self._checked):
            _check_sum(self.path / name)
        self._checked = present

    def _segments(self) -> list[str]:
        """Names of the segments, in Tantivy's order."""
        meta = json.loads((self.path / _META).read_bytes())
        return [segment["segment_id"].replace("-", "") for segment in meta["segments"]]


def _check_sum(path: Path) -> None:
    with path.open("rb") as file, contextlib.suppress(struct.error, ValueError, KeyError, OSError):
        size = file.seek(-_TAIL.size, os.SEEK_END)
        length, mark = _TAIL.unpack(file.read())
        file.seek(size - length)
        footer = json.loads(file.read(length))
        file.seek(0)
        if mark == _MARK and _crc(file, size - length) == footer["crc"]:
            return
    msg = f"пошкоджено файл {path.name}"
    raise ValueError(msg)


def _crc(file: BinaryIO, left: int) -> int:
    """The checksum of the first bytes of a file, which may be larger than memory."""
    crc = 0
    while chunk := file.read(min(left, _CHUNK)):
        crc, left = zlib.crc32(chunk, crc), left - len(chunk)
    return crc


def _document(key: str, terms: StoredTerms, slot: int, generation: int, common: CommonWords) -> Any:
    tokens = [
        Token(MARKS[field] + word, position, 0, 0)
        for field, word, positions in terms.all()
        for position in positions
    ]
    pairs = [Token(pair, 0, 0, 0) for pair in common.terms(terms)]
    document = Document()
    document.add_text("key", key)
    document.add_pre_tokenized_text(TEXT, PreTokenizedString("", tokens))
    document.add_pre_tokenized_text(PAIRS, PreTokenizedString("", pairs))
    document.add_bytes("terms", terms.packed)
    document.add_integer("number", number_of(key))
    document.add_unsigned("slot", slot)
    document.add_unsigned("word", slot // BITS)
    document.add_float("bit", float(1 << slot % BITS))
    document.add_unsigned("at", generation)
    return document
