"""Backup and restore: a second copy that can become the first.

Knows: the order in which a copy is safe to make and safe to interrupt. Does not know: where copies
should be kept. Keeps: a copy calls itself complete only when everything its journal names has been
copied and read back; until the last steps of the next run it stays the complete copy it was.

A backup has the shape of a vault, without catalogue and index, which follow from the journal, and
without inbox and claimed files: what is not registered yet may be restricted (814 XX¹.4).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vault import holdings
from vault.canonical import canonical
from vault.catalogue import Catalogue
from vault.check import Progress, no_progress
from vault.disk import Disk
from vault.errors import NoBackup, UsageError, VaultExists
from vault.head import Head
from vault.history import History
from vault.inspection import Inspection
from vault.layout import FORMAT, Layout
from vault.lock import commit_lock, no_commit
from vault.mirror import Mirror, SourceChanged
from vault.model import Finding
from vault.opening import MARKER
from vault.service import Vault

COMPLETE = "sprava-backup.json"
BACKING_UP = "backup-unfinished"
RESTORING = "restore-unfinished"


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What a backup or a restore did.

    Attributes:
        head: the last journal entry that the copy knows.
        files: how many were copied now; the others were there already.
        size: of those, in bytes.
        findings: what the copy lacks because it was missing or damaged, and what is odd in it.
    """

    head: Head
    files: int
    size: int
    findings: Sequence[Finding]


def backup(
    vault: Vault,
    to: Path,
    *,
    actor: str,
    thorough: bool = False,
    progress: Progress = no_progress,
) -> CopyReport:
    """Bring the copy in the folder `to` up to the vault, and record that it was done.

    What is copied now is read back; of the rest all is looked for and a sixteenth digested,
    another one each day, or everything when `thorough`.

    Raises:
        UsageError: one folder lies in the other, or `to` holds other things.
        ReadOnly: the vault cannot take the record of it.
        BackupMismatch: `to` is a copy of another vault, or of a later state of this one.
        BrokenJournal: the vault's journal does not hold; the copy stays what it was.
        VaultLocked: `to` is being written. DiskFull: run again when there is space.
    """
    vault.staging.require_seat()
    source, target, disk = vault.layout, Layout(to.absolute()), vault.disk
    _require_apart(source.root.resolve(), to.resolve())
    found = {path.name for path in to.iterdir()} if to.is_dir() else set()
    if found and not found & {COMPLETE, BACKING_UP}:
        raise UsageError(reason=f"каталог «{to}» не порожній і не є страховою копією")

    def mark() -> None:
        disk.mkdir(target.root / BACKING_UP)
        disk.sync_folder(target.root)

    def begin() -> None:
        if COMPLETE in found:
            mark()
            disk.unlink(target.root / COMPLETE)
            disk.sync_folder(target.root)

    disk.make_folders(target.root, durable=False)
    with commit_lock(target.lock):
        if COMPLETE not in found:
            mark()
        report = _copy(source, target, disk, vault.clock(), thorough, progress, begin)
        state = {"sequence": report.head.sequence, "digest": report.head.digest}
        disk.create(target.root / COMPLETE, [canonical({"format": FORMAT, **state}) + b"\n"])
        disk.sync_folder(target.root)
        disk.rmdir(target.root / BACKING_UP)
    with vault.transaction(actor) as tx:
        tx.record("replication", subjects=("vault",), payload={"to": str(target.root), **state})
        tx.commit()
    return report


def restore(
    source: Path,
    to: Path,
    *,
    now: dt.datetime,
    disk: Disk | None = None,
    progress: Progress = no_progress,
) -> CopyReport:
    """Make a vault in the empty folder `to` from the complete backup in `source`.

    Every file is read back; `open_vault` then makes catalogue and index. A restore that was
    interrupted is taken up again.

    Raises:
        NoBackup: there is no complete backup. VaultExists: `to` is not empty. DiskFull.
        BrokenJournal: the backup's own journal does not hold.
    """
    disk = disk or Disk()
    origin, target = Layout(source.absolute()), Layout(to.absolute())
    if not _is_complete(origin.root):
        raise NoBackup(path=source)
    if to.exists() and any(to.iterdir()) and not (to / RESTORING).is_dir():
        raise VaultExists(path=to)
    disk.make_folders(target.root, durable=False)
    disk.mkdir(target.root / RESTORING)
    disk.sync_folder(target.root)
    with no_commit(origin.lock):
        report = _copy(origin, target, disk, now, False, progress, lambda: None)
    disk.unlink(target.marker)
    disk.create(target.marker, [MARKER])
    disk.sync_folder(target.root)
    disk.rmdir(target.root / RESTORING)
    disk.sync_folder(target.root)
    return report


def _copy(
    source: Layout,
    target: Layout,
    disk: Disk,
    now: dt.datetime,
    thorough: bool,
    progress: Progress,
    begin: Callable[[], None],
) -> CopyReport:
    """Mirror and look at the result; `begin` is called before the copy stops being what it was."""
    while True:
        made = Catalogue(None, (History(),))
        try:
            with made.connected() as connection:
                mirror = Mirror(
                    source, target, disk=disk, made=made, connection=connection, progress=progress
                )
                mirror.add()
                begin()
                mirror.finish()
                sixteenth = "" if thorough else f"{now.toordinal() % 16:x}"
                look = Inspection(target, connection, now, sixteenth, progress)
                contents, objects = holdings.count(connection)
                look.shelf(contents)
                look.stacks(objects)
                look.settle_doubts(trusted=True, in_use=False)
                findings = (*mirror.findings, *look.findings)
                return CopyReport(mirror.head, mirror.files, mirror.size, findings)
        except SourceChanged:
            continue
        finally:
            made.close()


def _is_complete(root: Path) -> bool:
    try:
        json.loads((root / COMPLETE).read_bytes())
    except (OSError, ValueError):
        return False
    return True


def _require_apart(one: Path, other: Path) -> None:
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise UsageError(reason="страхова копія і сховище не можуть лежати одне в одному")
