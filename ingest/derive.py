"""Slow work derived from the catalogue: reports that were late, texts, reading copies.

Knows: which documents lack what, and in which order it is made. Does not know: how.
Keeps: nothing is queued: what is missing is found again after any stop; every document ends with
its result or a recorded reason, so none is tried for ever.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ingest.judging import LATER_WAITS_S, Judge, Question
from ingest.projection import pending_signatures
from ingest.reading import Kind, Reader, ReadingResult, Reason, Tools
from inventory import (
    Document,
    Report,
    count_laid_out,
    record_reading_copy,
    record_text,
    record_validation,
)
from inventory.queries import contents_of, get_document
from inventory.tables import document_table
from vault import Content, Json, Vault
from vault.airlock import Airlock
from vault.canonical import canonical
from vault.errors import AirlockError

BATCH = 50
INSPECT = "vault.airlock.inspect:inspect"
TEXT = "vault.airlock.text:text"
OUTSIDE_LIST = "поза переліком форматів"

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Deriving:
    """What deriving needs.

    Attributes:
        office: a pool of its own for LibreOffice, which is large and stays loaded.
        stop: set to end soon; what is left is found again.
    """

    vault: Vault
    airlock: Airlock
    office: Airlock
    tools: Tools
    judge: Judge
    workers: int
    actor: str
    print_duplex: bool
    stop: threading.Event

    @cached_property
    def reader(self) -> Reader:
        """Makes texts and copies with what the machine has."""
        return Reader(self.airlock, self.office, self.tools, self.workers)


@dataclass(frozen=True, slots=True)
class _Read:
    """A document with what was made for it, stored but not recorded."""

    document: Document
    text: Content | None
    copy: Content | None
    note: str | None
    pages: int
    tools: dict[str, Json]


def derive_pending(
    work: Deriving, *, progress: Progress, documents: Sequence[str] | None = None
) -> int:
    """Make everything that is missing, of all documents or of these; how many were worked on.

    Raises:
        VaultLocked, DiskFull: what was made before is recorded.
    """
    if documents is None:
        _late_reports(work)
        done = read_texts(work, progress=progress)
    else:
        done = 0
    return done + _reading_copies(work, documents, progress)


def read_texts(work: Deriving, *, progress: Progress) -> int:
    """Texts of documents that carry them; quick, and all that search needs of these."""
    missing = document_table.c.text.is_(None) & document_table.c.reading_note.is_(None)
    return _batches(work, _waiting(work, missing), _quick_text, progress)


def _reading_copies(work: Deriving, documents: Sequence[str] | None, progress: Progress) -> int:
    missing = document_table.c.reading_copy.is_(None) & document_table.c.reading_note.is_(None)
    chosen = documents if documents is not None else _waiting(work, missing)
    return _batches(work, chosen, _read, progress)


def _waiting(work: Deriving, missing: sa.ColumnElement[bool]) -> list[str]:
    query = (
        sa.select(document_table.c.id)
        .where(missing, document_table.c.original.is_not(None))
        .order_by(document_table.c.sequence)
    )
    with work.vault.read() as connection:
        return list(connection.execute(query).scalars())


def _batches(
    work: Deriving,
    documents: Iterable[str],
    make: Callable[[Deriving, Document], _Read | None],
    progress: Progress,
) -> int:
    """Make side by side, record by the batch."""
    waiting = list(documents)
    done = 0
    with ThreadPoolExecutor(work.workers) as threads:
        batches = iter(waiting)
        while (batch := list(islice(batches, BATCH))) and not work.stop.is_set():
            made = threads.map(lambda document: _made(work, document, make), batch)
            _record(work, [one for one in made if one is not None])
            done += len(batch)
            progress(done, len(waiting))
    return done


def _made(
    work: Deriving, document: str, make: Callable[[Deriving, Document], _Read | None]
) -> _Read | None:
    if work.stop.is_set():
        return None
    with work.vault.read() as connection:
        found = get_document(connection, document)
    return make(work, found)


def _quick_text(work: Deriving, document: Document) -> _Read | None:
    """The text a document carries on every page, or None: then it is read with the copy."""
    assert document.original is not None
    path = str(work.vault.locate(document.original))
    try:
        kind = work.airlock.call(INSPECT, path=path, name=document.name)["kind"]
        if kind != Kind.PDF:
            return None
        pages = work.airlock.call(TEXT, path=path, kind=kind)["pages"]
    except AirlockError:
        return None
    if not pages or not all(page.strip() for page in pages):
        return None
    value = {"pages": [{"text": page} for page in pages], "version": 1}
    text = work.vault.store(canonical(value))
    return _Read(document, text, None, None, len(pages), {"text": "text layer"})


def _read(work: Deriving, document: Document) -> _Read | None:
    """Text and copy for reading; whatever fails becomes the reason that is recorded."""
    assert document.original is not None
    source = work.vault.locate(document.original)
    try:
        found = work.airlock.call(INSPECT, path=str(source), name=document.name)
        kind = Kind(found["kind"])
    except AirlockError as error:
        return _Read(document, None, None, Reason.of(error).text, 0, {})
    except ValueError:
        return _Read(document, None, None, "контейнер: копії мають документи в ньому", 0, {})
    with work.airlock.folder() as folder:
        result = work.reader.read(source, kind, folder, at=work.vault.clock())
        if work.stop.is_set():
            return None
        copy = result.copy.path
        stored = work.vault.store(copy) if copy is not None else None
    text = work.vault.store(canonical(result.text_json()))
    return _Read(document, text, stored, _note(result), len(result.pages), _with(result))


def _note(result: ReadingResult) -> str:
    """Why there is no copy, or what is to be known about it."""
    copy = result.copy
    parts = [copy.reason.text] if copy.reason else []
    if copy.path is None and not parts:
        parts.append("оригінал придатний для читання")
    elif copy.path is not None and copy.outside_list:
        parts.append(f"{copy.conformance or 'PDF'}, {OUTSIDE_LIST}")
    return "; ".join([*parts, *copy.notes])


def _with(result: ReadingResult) -> dict[str, Json]:
    return {**result.tools, "copy": result.copy.as_json()}


def _record(work: Deriving, made: Sequence[_Read]) -> None:
    if not made:
        return
    with work.vault.transaction(work.actor) as tx:
        for one in made:
            document = get_document(tx.connection, one.document.id)
            if one.text is not None:
                record_text(tx, document.id, one.text, one.tools)
            if one.note is not None:
                record_reading_copy(tx, document.id, one.copy, one.note, one.tools)
            if one.pages and not document.pages:
                count_laid_out(
                    tx, document.id, one.pages, duplex=None, print_duplex=work.print_duplex
                )
        tx.commit()


def _late_reports(work: Deriving) -> None:
    """Reports on signatures that took longer than registration waits."""
    after = ""
    while not work.stop.is_set():
        with work.vault.read() as connection:
            batch = pending_signatures(connection, after=after, limit=BATCH)
        if not batch:
            return
        for document in batch:
            _report_late(work, document)
        after = batch[-1]


def _report_late(work: Deriving, document: str) -> None:
    with work.vault.read() as connection:
        found = get_document(connection, document)
        questions = list(_questions(work.vault, connection, found))
    reports = [_judged(work, question) for question in questions]
    with work.vault.transaction(work.actor) as tx:
        for ordinal, report in enumerate(reports):
            record_validation(tx, found.case, found.id, report, ordinal)
        tx.commit()


def _questions(vault: Vault, connection: Connection, document: Document) -> Iterator[Question]:
    assert document.original is not None
    original = vault.locate(document.original, connection)
    signatures = [
        (name, vault.locate(content.sha512, connection))
        for role, name, content in contents_of(connection, document.id)
        if role == "signature"
    ]
    if not signatures:
        yield Question(original, document.name)
    for name, path in signatures:
        yield Question(path, name, [original])


def _judged(work: Deriving, question: Question) -> Report:
    try:
        return work.judge.report(question, seconds=LATER_WAITS_S)
    except AirlockError as error:
        return work.judge.failed(question, error)
