"""Judging the signatures of stored documents again, at a later date.

Knows: which documents have signatures, when they were judged last, and what the newest report says
otherwise than the one before.
Does not know: what a signature is worth, or how the findings are told.
Keeps: every earlier report stays; a document that could not be judged this time keeps the report
it has; whatever stops the work leaves the rest to be judged the next time.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ingest.errors import unprocessed
from ingest.judging import LATER_WAITS_S, Judge, questions_about, says_something
from ingest.watch.line import Line
from inventory import Document, Report, record_validation
from inventory.queries import contents_of, get_document, reported, with_content
from signing import Difference, SignatureReport, differences
from vault import Transaction, Vault, carries_out
from vault.airlock import Interrupted
from vault.errors import AirlockError, ArchiveError, UsageError


@dataclass(frozen=True, slots=True)
class Again:
    """A document whose signatures were judged again.

    Attributes:
        reports: what was found now, in the order in which they are stored; none when it failed.
        changes: what differs from the newest earlier report on the same file, by file.
        stored: the reports as they are to be recorded.
        ordinal: of the first of them among all the document's reports.
        failed: why nothing could be found out.
    """

    document: Document
    reports: tuple[SignatureReport, ...] = ()
    changes: tuple[tuple[str, Difference], ...] = ()
    stored: tuple[Report, ...] = ()
    ordinal: int = 0
    failed: ArchiveError | None = None

    @property
    def judged(self) -> bool:
        """Whether everything could be judged, whatever the verdict."""
        return bool(self.reports) and all(one.judged for one in self.reports)


def due(vault: Vault, *, at: str | None, since: dt.datetime) -> list[str]:
    """Documents with signatures that were not judged since, or for the time `at`, oldest first.

    So a run that was stopped goes on where it stopped.
    """
    with vault.read() as connection:
        return [
            document
            for document, verdict in reported(connection)
            if verdict["format"] != "none" and not _judged_lately(verdict, at, since)
        ]


def signed(vault: Vault) -> int:
    """How many documents have signatures, due or not."""
    with vault.read() as connection:
        return sum(verdict["format"] != "none" for _, verdict in reported(connection))


def _judged_lately(verdict: dict[str, Any], at: str | None, since: dt.datetime) -> bool:
    said = verdict.get("at")  # the reports of the first version have it only in their content
    if said is None:
        return False
    when = dt.datetime.fromisoformat(said)
    return when >= since if at is None else when == dt.datetime.fromisoformat(at)


@carries_out("814:II.11")
def judge_again(judge: Judge, document: str, *, at: str | None) -> Again:
    """Judge the signatures of `document` as of `at` (ISO 8601 with a zone; now when None).

    Nothing is recorded yet; see `record_again`.

    Raises:
        NoSuchDocument, AmbiguousDocument: as `get_document`.
        UsageError: the document's content is not kept.
        AirlockError: it could not be judged in time, or at all.
        DiskFull: there is no room for the report.
    """
    vault = judge.vault
    with vault.read() as connection:
        found = get_document(connection, document)
        kept = contents_of(connection, found.id)
        _require_content(found)
        original = vault.locate(str(found.original), connection)
        beside = [
            (name, vault.locate(content.sha512, connection))
            for role, name, content in kept
            if role == "signature"
        ]
        earlier = [_read(vault, content.sha512) for role, _, content in kept if role == "report"]
    questions = questions_about(found.name, original, beside)
    asking = dataclasses.replace(judge, arguments=lambda: {**judge.arguments(), "at": at})
    answers = [(one, asking.ask(one, seconds=LATER_WAITS_S)) for one in questions]
    said = [(one, answer) for one, answer in answers if says_something(answer, len(answers))]
    stored = tuple(judge.keep(one, answer) for one, answer in said)
    reports = tuple(_read(vault, one.content.sha512) for one in stored)
    return Again(
        document=found,
        reports=reports,
        changes=tuple(_changes(earlier, reports)),
        stored=stored,
        ordinal=len(earlier),
    )


def chosen(vault: Vault, documents: Sequence[str]) -> list[str]:
    """The ids of these documents, all of which can be judged; asked before the first one is.

    Raises:
        NoSuchDocument, AmbiguousDocument, UsageError: as `judge_again`.
    """
    with vault.read() as connection:
        found = [get_document(connection, one) for one in documents]
    for document in found:
        _require_content(document)
    return list(dict.fromkeys(document.id for document in found))


def _require_content(document: Document) -> None:
    if document.original is None:
        raise UsageError(reason="вмісту документа з обмеженим доступом у сховищі немає")


def _read(vault: Vault, sha512: str) -> SignatureReport:
    return SignatureReport.from_json(json.loads(vault.locate(sha512).read_bytes()))


def _changes(
    earlier: Sequence[SignatureReport], reports: Sequence[SignatureReport]
) -> Iterator[tuple[str, Difference]]:
    newest = {one.file: one for one in earlier}
    for one in reports:
        if one.file in newest:
            for difference in differences(newest[one.file], one):
                yield one.file, difference


@carries_out("814:II.11")
def record_again(tx: Transaction, again: Again) -> None:
    """Keep the reports beside the earlier ones (814 II.11).

    Nothing is kept of a document whose content was destroyed meanwhile.
    """
    if again.document.id not in with_content(tx.connection, [again.document.id]):
        return
    for place, report in enumerate(again.stored):
        record_validation(tx, again.document.case, again.document.id, report, again.ordinal + place)


def judge_all_again(
    judge: Judge,
    documents: Sequence[str],
    *,
    at: str | None,
    actor: str,
    workers: int,
    stop: threading.Event,
    tell: Callable[[Again], None],
) -> None:
    """Judge `documents` again, side by side, and record each; `tell` hears of it once recorded.

    Raises:
        VaultLocked, DiskFull: the rest is still to be judged.
    """
    asking = dataclasses.replace(judge, airlock=judge.airlock.until(stop))

    def broken(document: str, error: Exception) -> Again:
        return _failed(judge, document, unprocessed(error))

    def commit(batch: Sequence[Again | None]) -> None:
        done = [one for one in batch if one is not None]
        with judge.vault.transaction(actor) as tx:
            for one in done:
                record_again(tx, one)
            tx.commit()
        for one in done:
            tell(one)

    pending = itertools.takewhile(lambda _: not stop.is_set(), documents)
    line = Line(workers, batch=20, batch_s=1.0)
    line.run(pending, partial(_one_of_many, asking, at=at), broken, commit)


def _one_of_many(judge: Judge, document: str, *, at: str | None) -> Again | None:
    """The document judged again, or why not; None when told to stop."""
    try:
        return judge_again(judge, document, at=at)
    except Interrupted:
        return None
    except AirlockError as error:
        return _failed(judge, document, error)


def _failed(judge: Judge, document: str, error: ArchiveError) -> Again:
    with judge.vault.read() as connection:
        return Again(get_document(connection, document), failed=error)
