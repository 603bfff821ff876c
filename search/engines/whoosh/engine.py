"""The embedded engine: Whoosh's segments, commits and lock, our words and our ranking.

Knows: how a batch becomes a commit, how a state is opened and checked.
Does not know: what a document is, where texts come from, who may see what.
Keeps: what is served was checked to be what was written; a reader keeps one state for one
question.

A state is opened for each generation from the TOC's list of segments alone. Whoosh's own way of
carrying a searcher over to the next generation is not used: in its later versions it brings
deleted documents back.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import itertools
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from search.analysis import Analysis
from search.documents import Documents, Mask, Roll, no_numbers
from search.engines.door import Answer, Change, Stamp
from search.engines.folders import locked, sync_folder
from search.engines.layout import lay_out
from search.engines.whoosh.codec import (
    SCHEMA,
    Codec,
    Pool,
    add_document,
    alive,
    merging,
    open_segment,
)
from search.engines.whoosh.ranking import Ranking
from search.engines.whoosh.segment import STREAM_MAX, Segment
from search.engines.whoosh.storage import NAME, DurableStorage
from search.errors import IndexBroken, IndexBusy
from search.query.nodes import Node
from search.whoosh_import import SegmentWriter, index
from vault.errors import DiskFull

_OPENING_TRIES = 20  # commits of others that may come in between while a state is opened


@dataclass(frozen=True)
class _State:
    """An index as one generation left it."""

    stamp: Stamp
    segments: list[Segment]
    living: list[Mask]

    @functools.cached_property
    def roll(self) -> Roll:
        """The documents of all segments."""
        numbers = [segment.numbers for segment in self.segments]
        return Roll(np.concatenate(numbers) if numbers else no_numbers())


class WhooshFolder:
    """One Whoosh index in one folder; an `Index`."""

    def __init__(
        self, path: Path, analysis: Analysis, *, patience_s: float = 10.0, memory_mib: int = 64
    ) -> None:
        """Use the index in `path`, waiting for other writers and buffering within these limits."""
        self.path = path
        self._analysis = analysis
        self._patience_s = patience_s
        self._memory = memory_mib * 2**20
        self._storage = DurableStorage(path, analysis.version)
        self._state: _State | None = None
        self._opened: dict[str, Segment] = {}
        self._opening = threading.Lock()

    def create(self) -> None:
        """Make an empty index in a new folder."""
        self.path.mkdir(parents=True)
        sync_folder(self.path.parent)
        index.TOC.create(self._storage, SCHEMA, NAME)

    def apply(self, changes: Iterable[Change], *, sequence: int) -> Stamp:
        """See `Index`. Very large batches are committed in parts, before `sequence` is reached."""
        last = {change.document: change for change in changes}
        with self.writing(), self._disk_full():
            waiting = iter(last.values())
            while self._fresh().stamp.sequence <= sequence:
                if self._commit(waiting, sequence):
                    break
            return self._fresh().stamp

    def search(self, tree: Node, allowed: Documents, *, limit: int, offset: int = 0) -> Answer:
        """See `Index`."""
        return self._ranking(allowed).answer(tree, limit=limit, offset=offset)

    def suggest(self, tree: Node, allowed: Documents) -> Node | None:
        """See `Index`."""
        return self._ranking(allowed).better(tree)

    def stamp(self) -> Stamp:
        """See `Index`."""
        return self._fresh().stamp

    def verify(self) -> None:
        """See `Index`."""
        self._open(self._storage.generation(), {})

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer.

        Raises:
            IndexBusy: another one goes on for too long.
        """
        return locked(self.path / f"{NAME}_WRITELOCK", self._patience_s)

    def warm(self, stopped: Callable[[], bool]) -> None:
        """See `Folder`: the files are opened and compared with their seals."""
        if not stopped():
            self._fresh()

    def remove(self) -> None:
        """Delete the folder and all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    # Writing

    def _commit(self, waiting: Iterator[Change], sequence: int) -> bool:
        """Commit as many of the changes as fit in memory; whether those were all."""
        state = self._fresh()
        writer = SegmentWriter(
            index.FileIndex(self._storage), codec=Codec(), compound=False, _lk=False
        )
        writer.pool = Pool()
        try:
            purged: set[str] = set()
            done = True
            for change in waiting:
                self._replace(writer, change, purged)
                positions = writer.perdocwriter.file.next
                if writer.pool.size(positions) > self._memory or positions > STREAM_MAX:
                    done = False
                    break
            self._storage.sequence = sequence if done else state.stamp.sequence
            living = sum(segment.doc_count() for segment in writer.segments)
            self._storage.documents = living + writer.docnum
            writer.commit(mergetype=merging(self._segment, purged))
        except BaseException:
            with contextlib.suppress(OSError):
                writer.cancel()
            raise
        self._sweep()
        return done

    def _replace(self, writer: Any, change: Change, purged: set[str]) -> None:
        for segment in writer.segments:
            number = self._segment(segment).number_of(change.document)
            if number is not None and not segment.is_deleted(number):
                segment.delete_document(number)
                if not change.pages:
                    purged.add(segment.segment_id())
        if change.pages:
            pool = writer.pool
            at = writer.perdocwriter.file.next
            ends = lay_out(change.pages, at, self._analysis, pool.exact, pool.lemma)
            lengths = [end - begin for begin, end in itertools.pairwise(ends)]
            numbers = [page.number for page in change.pages]
            add_document(writer, change.document, numbers, lengths)

    def _sweep(self) -> None:
        generation = self._storage.generation()
        _, toc = self._storage.read(generation)
        self._storage.sweep(generation, {segment.segment_id() for segment in toc.segments})

    @contextlib.contextmanager
    def _disk_full(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            with contextlib.suppress(OSError):
                self._sweep()
            raise DiskFull(path=self.path) from error

    # Reading

    def _ranking(self, allowed: Documents) -> Ranking:
        state = self._fresh()
        return Ranking(state.segments, state.living, state.roll, allowed, self._analysis)

    def _fresh(self) -> _State:
        """The state of the last commit."""
        with self._opening:
            generation = self._storage.generation()
            if self._state is None or self._state.stamp.generation != generation:
                self._state = self._open(generation, self._opened)
            return self._state

    def _open(self, generation: int, opened: dict[str, Segment]) -> _State:
        """The state of a generation or of one that followed meanwhile; `opened` needs no check."""
        for _ in range(_OPENING_TRIES):
            if generation < 0:
                raise self._broken("немає жодного стану")
            try:
                return self._read(generation, opened)
            except FileNotFoundError as gone:
                before, generation = generation, self._storage.generation()
                if generation == before:
                    raise self._broken(f"немає файлу {Path(gone.filename).name}") from gone
            except ValueError as error:
                raise self._broken(str(error)) from error
        raise IndexBusy(path=self.path, seconds=self._patience_s)

    def _read(self, generation: int, opened: dict[str, Segment]) -> _State:
        stamp, toc = self._storage.read(generation)
        names = [whooshs.segment_id() for whooshs in toc.segments]
        for name, whooshs in zip(names, toc.segments, strict=True):
            if name not in opened:
                opened[name] = open_segment(self._storage, whooshs)
        for name in opened.keys() - set(names):
            del opened[name]
        state = _State(stamp, [opened[name] for name in names], [alive(w) for w in toc.segments])
        if sum(int(mask.sum()) for mask in state.living) != stamp.documents:
            msg = "кількість документів не збігається із записаною"
            raise ValueError(msg)
        return state

    def _segment(self, whooshs: Any) -> Segment:
        return self._opened[whooshs.segment_id()]

    def _broken(self, reason: str) -> IndexBroken:
        return IndexBroken(path=self.path, reason=reason)
