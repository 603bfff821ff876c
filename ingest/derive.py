"""Deriving: texts, reading copies and late signature reports of registered documents.

Knows: what each document still lacks (the projection's queues), and in which order it is made.
Does not know: how a document is read or a signature judged.
Keeps: everything here can be made again: whatever stops or fails leaves the document in its queue,
or a recorded reason, so it resumes by itself after any stop and always comes to an end.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import Connection

from ingest.errors import unprocessed
from ingest.judging import LATER_WAITS_S, Judge, Question, questions_about, says_something
from ingest.look import look
from ingest.projection import (
    Unread,
    count_pending_signatures,
    count_unread,
    pending_signatures,
    still_pending,
    still_unread,
    unread,
)
from ingest.reading import FileKind, Reader, ReadingCopy, ReadingResult, Reason, TextSource, Tools
from ingest.underway import telling
from ingest.watch.line import Line
from inventory import (
    count_laid_out,
    record_reading_copy,
    record_text,
    record_validation,
)
from inventory.queries import contents_of, get_document, with_content
from vault import Content, Json, Transaction, Vault
from vault.airlock import Airlock, Interrupted
from vault.canonical import canonical
from vault.errors import AirlockError

Progress = Callable[[int, int | None], None]
Record = Callable[[Transaction], object]
Item = TypeVar("Item", str, Unread)

_PAGE = 200
_HAS_WORDS = {FileKind.PDF, FileKind.DOCX, FileKind.ODT, FileKind.RTF, FileKind.TXT, FileKind.EML}
_LAID_OUT = _HAS_WORDS - {FileKind.PDF}
_INSIDE_READ = "документи з нього зареєстровано окремо, самого його не читають"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deriving:
    """What the work needs.

    Attributes:
        office: for LibreOffice, one child of its own; it shares its scratch with `airlock`.
        print_duplex: whether the court prints electronic documents on both sides.
        stop: when set, the work ends soon; what is in work stays in its queue.
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


@dataclass(frozen=True, slots=True)
class Derived:
    """What was made for one document, to be recorded together.

    Attributes:
        lacks: `report`, `text` or `copy`: what the document lacked when the work began.
    """

    document: str
    lacks: str
    records: tuple[Record, ...] = ()


def lacking(vault: Vault) -> int:
    """How many steps are to be done, about: cheaper than to have all that the work needs."""
    with vault.read() as connection:
        return count_pending_signatures(connection) + 2 * count_unread(connection)


def derive_pending(
    deriving: Deriving,
    *,
    documents: Sequence[str] | None = None,
    progress: Progress = lambda _done, _total: None,
) -> int:
    """Make what documents lack: late reports, then texts, then reading copies.

    Args:
        deriving: what the work needs.
        documents: only these; all of them when None.
        progress: hears how many steps are done, and of how many.

    Returns:
        How many steps were done.

    Raises:
        VaultLocked, DiskFull: what was not recorded is still to be done.
    """
    run = _Run(deriving, None if documents is None else frozenset(documents), progress)
    run.reports()
    run.texts()
    run.copies()
    return run.done


def read_texts(deriving: Deriving, *, progress: Progress = lambda _done, _total: None) -> int:
    """Read the words that documents bring with them: quick, and enough to be found by.

    Raises:
        VaultLocked, DiskFull: what was not recorded is still to be done.
    """
    run = _Run(deriving, None, progress)
    run.texts()
    return run.done


class _Run:
    """One pass over the queues."""

    def __init__(self, deriving: Deriving, only: frozenset[str] | None, progress: Progress) -> None:
        deriving = self._with = _stoppable(deriving)
        self._vault = deriving.vault
        self._only = only
        self._progress = progress
        self._reader = Reader(deriving.airlock, deriving.office, deriving.tools, deriving.workers)
        self.done = 0
        self._total = lacking(self._vault)

    def reports(self) -> None:
        """Signatures that were not judged in time."""
        work = _or_later(self._judged, "report")
        self._line(10).run(self._pending(), work, self._not_judged, self._commit)

    def texts(self) -> None:
        """The words that documents bring with them: cheap, and enough to be found by."""
        waiting = (one for one in self._unread() if not one.text)
        work = _or_later(self._text, "text")
        self._line(250).run(waiting, work, _no_text, self._commit)

    def copies(self) -> None:
        """Reading copies, and the words of scans."""
        work = _or_later(self._copy, "copy")
        self._line(10).run(self._unread(), work, self._no_copy, self._commit)

    def _line(self, batch: int) -> Line:
        return Line(self._with.workers, batch, batch_s=1.0)

    # -- what there is to do -----------------------------------------------------------------

    def _unread(self) -> Iterator[Unread]:
        return self._waiting(unread, 0, lambda one: one.sequence)

    def _pending(self) -> Iterator[str]:
        return self._waiting(pending_signatures, "", lambda one: one)

    def _waiting(
        self, ask: Callable[..., Sequence[Item]], after: object, place: Callable[[Item], object]
    ) -> Iterator[Item]:
        """All that stand in a queue behind `after`, page by page, until told to stop."""
        while not self._with.stop.is_set():
            with self._vault.read() as connection:
                some = ask(connection, after=after, limit=_PAGE)
            if not some:
                return
            for one in some:
                if self._with.stop.is_set():
                    return
                if self._only is None or _document(one) in self._only:
                    yield one
            after = place(some[-1])

    def _commit(self, batch: Sequence[Derived]) -> None:
        with self._vault.transaction(self._with.actor) as tx:
            for one in _still_lacking(tx.connection, batch):
                for record in one.records:
                    record(tx)
            tx.commit()
        self.done += len(batch)
        self._progress(self.done, max(self._total, self.done))

    # -- signatures --------------------------------------------------------------------------

    def _judged(self, document: str) -> Derived:
        with self._vault.read() as connection:
            found = get_document(connection, document)
            kept = contents_of(connection, document)
        original = self._vault.locate(str(found.original))
        beside = [
            (name, self._vault.locate(content.sha512))
            for role, name, content in kept
            if role == "signature"
        ]
        return self._reported(document, found.case, questions_about(found.name, original, beside))

    def _reported(self, document: str, case: str, questions: Sequence[Question]) -> Derived:
        reports = []
        for question in questions:
            try:
                answer = self._with.judge.ask(question, seconds=LATER_WAITS_S)
            except AirlockError as error:
                reports.append(self._with.judge.failed(question, error))
                continue
            if says_something(answer, len(questions)):
                reports.append(self._with.judge.keep(question, answer))
        return Derived(
            document,
            "report",
            tuple(
                partial(
                    record_validation,
                    case_key=case,
                    document=document,
                    report=report,
                    ordinal=ordinal,
                )
                for ordinal, report in enumerate(reports)
            ),
        )

    def _not_judged(self, document: str, error: Exception) -> Derived:
        with self._vault.read() as connection:
            found = get_document(connection, document)
        report = self._with.judge.failed(Question(Path(found.name), found.name), unprocessed(error))
        return Derived(
            document,
            "report",
            (
                partial(
                    record_validation,
                    case_key=found.case,
                    document=document,
                    report=report,
                    ordinal=0,
                ),
            ),
        )

    # -- texts -------------------------------------------------------------------------------

    def _text(self, item: Unread) -> Derived:
        source, kind = self._source(item)
        if kind not in _HAS_WORDS:
            return Derived(item.document, "text")
        try:
            answer = self._with.airlock.call("vault.airlock.text:text", path=str(source), kind=kind)
        except AirlockError:
            return Derived(item.document, "text")  # reading it will say why
        pages = [str(page) for page in answer["pages"]]
        if not any(page.strip() for page in pages):
            return Derived(item.document, "text")  # to be read by eye
        text = {"pages": [{"text": page} for page in pages], "version": 1}
        made = {"text": _pdfium() if kind == FileKind.PDF else "sprava"}
        return Derived(item.document, "text", (self._record_text(item.document, text, made),))

    def _record_text(self, document: str, text: Json, made: dict[str, str]) -> Record:
        content = self._vault.store(canonical(text))
        return partial(record_text, document=document, content=content, made_with=made)

    def _source(self, item: Unread) -> tuple[Path, str]:
        """The document's file and its kind."""
        source = self._vault.locate(item.original)
        if item.kind is not None:
            return source, item.kind
        with self._vault.read() as connection:
            name = get_document(connection, item.document).name
        try:
            return source, look(self._with.airlock, source, name).kind
        except AirlockError:
            return source, ""

    # -- reading copies ------------------------------------------------------------------------

    def _copy(self, item: Unread) -> Derived:
        source, kind = self._source(item)
        if kind not in set(FileKind):
            return Derived(
                item.document, "copy", (_copy_record(item.document, None, _INSIDE_READ, {}),)
            )
        at = self._vault.clock()
        with (
            telling(self._vault.layout, item.document) as tell,
            self._with.airlock.folder() as folder,
        ):
            result = self._reader.read(source, FileKind(kind), folder, at=at, tell=tell)
            content = self._vault.store(result.copy.path) if result.copy.path else None
        made: dict[str, Json] = {"tools": dict(result.tools), "copy": result.copy.as_json()}
        records: list[Record] = []
        if result.pages and (not item.text or kind != FileKind.PDF or _read_by_eye(result)):
            records.append(self._record_text(item.document, result.text_json(), dict(result.tools)))
        records.append(_copy_record(item.document, content, result.copy.said, made))
        if kind in _LAID_OUT and content is not None:
            records.append(
                partial(
                    count_laid_out,
                    document=item.document,
                    pages=len(result.pages),
                    duplex=item.duplex,
                    print_duplex=self._with.print_duplex,
                )
            )
        return Derived(item.document, "copy", tuple(records))

    def _no_copy(self, item: Unread, error: Exception) -> Derived:
        copy = ReadingCopy(reason=Reason.of(unprocessed(error)))
        made: dict[str, Json] = {"copy": copy.as_json()}
        record = _copy_record(item.document, None, copy.said, made)
        return Derived(item.document, "copy", (record,))


def _stoppable(deriving: Deriving) -> Deriving:
    """The same, with children that are left alone once it is to stop."""
    stop = deriving.stop
    judge = dataclasses.replace(deriving.judge, airlock=deriving.judge.airlock.until(stop))
    return dataclasses.replace(
        deriving,
        airlock=deriving.airlock.until(stop),
        office=deriving.office.until(stop),
        judge=judge,
    )


def _document(item: str | Unread) -> str:
    return item if isinstance(item, str) else item.document


def _or_later(work: Callable[[Item], Derived], lacks: str) -> Callable[[Item], Derived]:
    """`work`, or nothing to record where it was told to stop: it stays in its queue."""

    def done(item: Item) -> Derived:
        try:
            return work(item)
        except Interrupted:
            return Derived(_document(item), lacks)

    return done


@cache
def _pdfium() -> str:
    return f"pypdfium2 {version('pypdfium2')}"


def _still_lacking(connection: Connection, batch: Sequence[Derived]) -> Iterator[Derived]:
    """Another process may have made it meanwhile, or the document was destroyed."""
    documents = [one.document for one in batch]
    kept = with_content(connection, documents)
    lack = still_unread(connection, documents)
    pending = still_pending(connection, documents)
    for one in batch:
        now = lack.get(one.document)
        missing = {
            "report": one.document in pending,
            "text": now is not None and not now.text,
            "copy": now is not None,
        }
        if one.document in kept and missing[one.lacks]:
            yield one


def _no_text(item: Unread, _error: Exception) -> Derived:
    return Derived(item.document, "text")


def _copy_record(
    document: str, content: Content | None, note: str, made: dict[str, Json]
) -> Record:
    return partial(
        record_reading_copy, document=document, content=content, note=note, made_with=made
    )


def _read_by_eye(result: ReadingResult) -> bool:
    return any(page.source not in {TextSource.TEXT_LAYER, TextSource.NONE} for page in result.pages)
