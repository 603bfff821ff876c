"""Backup and restore, as cases for `sweep` and `needless_syncs`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.crash.cases import (
    ANSWER,
    CLAIM,
    NOVEMBER,
    RULING,
    Case,
    a_deposited_volume,
    accession,
    assert_sound,
    deposit,
    held,
    opened,
    read,
    two_documents,
)
from tests.crash.powercut import Promise, QuickDisk, Verify
from vault import content_of, events_of
from vault.backup import BACKING_UP, backup, restore
from vault.disk import Disk
from vault.errors import NoBackup, NoVault


def _back_up(root: Path, disk: Disk, promise: Promise) -> None:
    with opened(root, disk) as vault:
        told = backup(vault, root / "copy", actor="archivist").head.sequence
        promise(told)


def _an_older_backup(root: Path) -> None:
    two_documents(root)
    with opened(root) as vault:
        backup(vault, root / "copy", actor="archivist")
        files = {"documents/001/original.pdf": CLAIM, "note.pdf": RULING}
        deposit(vault, files, ["document:0", "volume:1"])
        accession(vault, "document:3", b"later " * 9)


def _verify_backed_up(before: int) -> Verify:
    def verify(root: Path, promises: Sequence[object]) -> None:
        told = promises[0] if promises else before
        _verify_copy(root, told)
        with opened(root) as vault:
            assert_sound(vault)
            with vault.read() as connection:
                told_of = len(list(events_of(connection, "vault")))
            assert told_of == bool(before) + 1 or not promises
            assert not backup(vault, root / "copy", actor="archivist").findings
            after = backup(vault, root / "copy", actor="archivist")
        _verify_copy(root, after.head.sequence)

    return verify


def _verify_copy(root: Path, told: object) -> None:
    """A copy that calls itself complete is complete; what was promised is in it."""
    again = root / f"again-{told}"
    try:
        report = restore(root / "copy", again / "vault", now=NOVEMBER, disk=QuickDisk())
    except NoBackup:
        assert told == 0 or (root / "copy" / BACKING_UP).is_dir()
        return
    assert isinstance(told, int)
    assert report.head.sequence >= told
    assert not report.findings
    with opened(again) as vault:
        assert_sound(vault)


def _restore(root: Path, disk: Disk, promise: Promise) -> None:
    restore(root / "copy", root / "again" / "vault", now=NOVEMBER, disk=disk)
    promise("restored")


def _verify_restored(root: Path, promises: Sequence[object]) -> None:
    again = root / "again"
    try:
        vault = opened(again)
    except NoVault:
        assert not promises
        restore(root / "copy", again / "vault", now=NOVEMBER, disk=QuickDisk())
        vault = opened(again)
    with vault:
        assert_sound(vault, allowed=set() if promises else {"V031"})  # "restore-unfinished"
        assert held(vault, "document:1") == [ANSWER]
        assert read(vault, content_of(RULING).sha512) == RULING


def _a_backup(root: Path) -> None:
    a_deposited_volume(root)
    with opened(root) as vault:
        backup(vault, root / "copy", actor="archivist")


# The third file is an inventory's sidecar: lost, it has another size and is copied again.
COPY_CASES: dict[str, Case] = {
    "first backup": Case(
        a_deposited_volume,
        _back_up,
        _verify_backed_up(0),
        every=5,
        spare=["20: Synced(path='copy/staging/3')"],
    ),
    "next backup": Case(
        _an_older_backup,
        _back_up,
        _verify_backed_up(3),
        every=5,
        spare=["16: Synced(path='copy/staging/3')"],
    ),
    "restore": Case(_a_backup, _restore, _verify_restored, every=5),
}
