"""Checking a vault: everything on the disk against what the journal says.

Knows: how the journal is walked, how expected and found are compared. Does not know: how anything
is put right. Keeps: nothing is made, altered or recovered, and whatever is found is said; memory
stays flat however large the vault is; a vault at work may be checked.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from vault import holdings
from vault.catalogue import Catalogue, Projection, Rows
from vault.compare import compare_catalogue
from vault.disk import Disk
from vault.errors import BrokenJournal, NoAccess
from vault.head import Head
from vault.history import History
from vault.inspection import Inspection
from vault.journal import Journal, entry_bytes
from vault.layout import Layout, require_vault
from vault.lock import no_commit
from vault.mending import Traces
from vault.model import Finding, JournalEntry, Json
from vault.staging import nobody_seated

Progress = Callable[[str, int, int], None]
"""Told (stage, done, of how many); may raise to stop."""


Remarks = Callable[[Connection], Sequence[Finding]]
"""What the packages above find worth telling of a whole vault, though nothing is damaged."""


def no_remarks(_connection: Connection) -> Sequence[Finding]:
    """Nothing."""
    return ()


def no_progress(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check saw.

    Attributes:
        ok: no finding is grave.
        journal_entries: how many were walked.
        contents: how many files of content there must be, on the shelf and in the stacks.
        objects: how many there must be in the stacks.
        findings: in the order found.
    """

    ok: bool
    journal_entries: int
    contents: int
    objects: int
    findings: Sequence[Finding]

    def as_json(self) -> dict[str, Json]:
        """The shape that scripts rely on (`check --json`)."""
        return {
            "ok": self.ok,
            "journal_entries": self.journal_entries,
            "contents": self.contents,
            "objects": self.objects,
            "findings": [
                {"code": f.code, "subject": f.subject, "text": f.text, "grave": f.grave}
                for f in self.findings
            ],
        }


def check(
    root: Path,
    projections: Sequence[Projection],
    *,
    quick: bool = False,
    now: dt.datetime,
    progress: Progress = no_progress,
    remarks: Remarks = no_remarks,
) -> CheckReport:
    """Compare the whole vault with its journal, read-only.

    Args:
        root: the vault's folder.
        projections: as for `open_vault`.
        quick: digest only a sixteenth of the contents, another one each day; all must be there
            and have their size.
        now: chooses the day's sixteenth, and tells young contents from forgotten ones.
        progress: called now and then.
        remarks: asked at the end, of the catalogue as the journal makes it.

    Raises:
        NoVault, FormatTooNew. NoAccess: not for us to read.
    """
    layout = Layout(root)
    require_vault(layout)
    made = Catalogue(None, (History(), *projections))
    try:
        with made.connected() as connection:
            walk = Walk(layout, made, connection, progress)
            report = _check(layout, walk, quick, now)
            told = remarks(connection) if walk.whole else ()
            return dataclasses.replace(report, findings=[*report.findings, *told])
    except PermissionError as error:
        raise NoAccess(path=error.filename) from error
    finally:
        made.close()


def _check(layout: Layout, walk: Walk, quick: bool, now: dt.datetime) -> CheckReport:
    with no_commit(layout.lock):
        head = walk.recorded()
    walk.to(head)
    contents, objects = holdings.count(walk.connection)
    sixteenth = f"{now.toordinal() % 16:x}" if quick else ""
    inspection = Inspection(layout, walk.connection, now, sixteenth, walk.progress)
    inspection.shelf(contents)
    inspection.stacks(objects)
    with no_commit(layout.lock):
        # What looked odd may only have moved meanwhile; now nothing moves.
        in_use = not nobody_seated(layout.staging)
        head = walk.recorded()
        walk.to(head)
        inspection.settle_doubts(trusted=walk.whole, in_use=in_use)
        inspection.strays(head, trusted=walk.whole, in_use=in_use)
        differences = walk.compare(in_use=in_use) if walk.whole else []
    findings = [*walk.findings, *walk.traces.findings(), *inspection.findings, *differences]
    grave = any(finding.grave for finding in findings)
    return CheckReport(not grave, walk.end.sequence, contents, objects, findings)


class Walk:
    """Walks the journal from its first entry, filling a private catalogue.

    Attributes:
        end: how far it has come.
        whole: no damage was met.
        findings: what was wrong.
    """

    def __init__(
        self, layout: Layout, made: Catalogue, connection: Connection, progress: Progress
    ) -> None:
        """Nothing is read yet."""
        self.connection = connection
        self.progress = progress
        self.end = Head()
        self.whole = True
        self.findings: list[Finding] = []
        self.traces = Traces()
        self._recorded = Head()
        self._made = made
        self._journal = Journal(layout.journal, layout.head, Disk())
        self._layout = layout

    def recorded(self) -> Head:
        """Where the journal ends, by the head as far as it is whole; its damage is a finding."""
        try:
            if self.whole:
                ending = self._journal.ending()
                self.findings += [f for f in ending.findings() if f not in self.findings]
                self._recorded = ending.head
        except BrokenJournal as error:
            self._broken(error)
        return self._recorded

    def to(self, head: Head) -> None:
        """Walk on to `head`, checking chain and canonical form."""
        if not self.whole:
            return
        if not self.connection.in_transaction():
            self.connection.begin()
        rows = Rows(self.connection)
        try:
            for end, entry in self._journal.read(self.end, until=head):
                _require_canonical(end, entry)
                self._made.apply(entry, end, rows)
                self.traces.follow(entry)
                self.end = end
                if end.sequence % 1000 == 0:
                    self.progress("journal", end.sequence, head.sequence)
        except BrokenJournal as error:
            self._broken(error)

    def compare(self, *, in_use: bool) -> list[Finding]:
        """The catalogue on the disk against the one made on the way."""
        driver = Rows(self.connection).driver
        path = self._layout.catalogue
        return compare_catalogue(path, self._made, driver, self.end, in_use=in_use)

    def _broken(self, error: BrokenJournal) -> None:
        self.whole = False
        self.findings.append(Finding(error.code, "journal", error.sentences()[0]))


def _require_canonical(end: Head, entry: JournalEntry) -> None:
    if hashlib.sha256(entry_bytes(entry)).hexdigest() != end.digest:
        raise BrokenJournal(
            segment=end.segment, line=end.sequence, reason="запис не в канонічній формі"
        )
