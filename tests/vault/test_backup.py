"""Backup and restore."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crash.powercut import QuickDisk
from tests.vault.conftest import text
from tests.vault.sample import (
    PROJECTIONS,
    START,
    Ticking,
    accede,
    alter,
    deposit,
    picture,
    rows_of,
    withdraw,
)
from vault import Vault, content_of, events_of, make_vault, open_vault
from vault.backup import BACKING_UP, COMPLETE, CopyReport, backup, restore
from vault.check import check
from vault.errors import BackupMismatch, BrokenJournal, NoBackup, NoVault, UsageError, VaultExists
from vault.layout import Layout


def reopened(root: Path) -> Vault:
    return open_vault(root, PROJECTIONS, disk=QuickDisk(), clock=Ticking())


def copy(vault: Vault, to: Path, **how: bool) -> CopyReport:
    return backup(vault, to, actor="admin", **how)  # type: ignore[arg-type]


def restored(source: Path, to: Path) -> CopyReport:
    return restore(source, to, now=START, disk=QuickDisk())


def test_what_is_restored_is_what_was_there(filled: Path, tmp_path: Path) -> None:
    (filled / "sprava.toml").write_text("# налаштування\n")
    (filled / "quarantine" / "7").mkdir()
    (filled / "quarantine" / "7" / "лист.exe").write_bytes(b"MZ")
    (filled / "inbox" / "secret.pdf").write_bytes(b"restricted, perhaps")
    with reopened(filled) as vault:
        assert copy(vault, tmp_path / "copy").findings == ()
        rows = rows_of(vault)
        with vault.read() as connection:
            (event,) = events_of(connection, "vault")
        assert (event.event, event.actor) == ("replication", "admin")
    assert not (tmp_path / "copy" / "inbox").exists()
    with pytest.raises(NoVault):
        reopened(tmp_path / "copy")

    assert restored(tmp_path / "copy", tmp_path / "again").findings == ()

    again = tmp_path / "again"
    assert (again / "sprava.toml").read_text() == "# налаштування\n"
    assert (again / "quarantine/7/лист.exe").read_bytes() == b"MZ"
    assert not list(again.rglob("secret.pdf"))
    with reopened(again) as vault:
        assert vault.notices == []
        assert rows_of(vault) == rows
        assert vault.check().findings == []
        accede(vault, "document:new", b"life goes on")
        copy(vault, tmp_path / "copy")
        assert vault.check().findings == []


def test_the_next_run_copies_only_what_is_new(filled: Path, tmp_path: Path) -> None:
    with reopened(filled) as vault:
        first = copy(vault, tmp_path / "copy")
        assert first.files > 15
        accede(vault, "document:9", b"one more")
        second = copy(vault, tmp_path / "copy")
        assert second.files == 3, "the content, the journal's segment, its head"
        assert second.head.sequence == first.head.sequence + 2
        before = picture(tmp_path / "copy")
        assert copy(vault, tmp_path / "copy", thorough=True).files == 2
    after = picture(tmp_path / "copy")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"journal.head", "journal/2026-11.jsonl", COMPLETE}


def test_what_was_destroyed_leaves_the_copy_too(filled: Path, tmp_path: Path) -> None:
    with reopened(filled) as vault:
        copy(vault, tmp_path / "copy")
        withdraw(vault, "757/12345/25/1")
        with vault.transaction("archivist") as tx:
            ended = [("document:3", content_of(text(3)).sha512)]
            tx.record("deletion", subjects=["document:3"], releases=ended)
            tx.commit()
        copy(vault, tmp_path / "copy")
    left = {p.read_bytes() for p in (tmp_path / "copy").rglob("*") if p.is_file()}
    assert text(1) in left
    assert not {text(0), text(2), text(3)} & left
    assert not list((tmp_path / "copy" / "stacks").glob("[0-9a-f][0-9a-f]"))


def test_an_object_that_came_again_is_not_mistaken_for_the_first(
    filled: Path, tmp_path: Path
) -> None:
    with reopened(filled) as vault:
        accede(vault, "document:8", b"8" * 99)
        accede(vault, "document:9", b"9" * 99)
        deposit(vault, "again/1", {"a.pdf": b"8" * 99})
        copy(vault, tmp_path / "copy")
        withdraw(vault, "again/1")
        deposit(vault, "again/1", {"a.pdf": b"9" * 99})
        assert copy(vault, tmp_path / "copy", thorough=True).findings == ()
    restored(tmp_path / "copy", tmp_path / "again")
    assert check(tmp_path / "again", PROJECTIONS, now=START).ok


def test_a_volume_may_move_while_it_is_copied(filled: Path, tmp_path: Path) -> None:
    moved: list[str] = []
    with reopened(filled) as vault:

        def meanwhile(stage: str, _done: int, _total: int) -> None:
            if not moved:
                files = {"later.pdf": text(1), "last.pdf": text(3)}
                deposit(vault, "moved/1", files, releases=["document:1", "document:3"])
                moved.append(stage)

        report = backup(vault, tmp_path / "copy", actor="admin", progress=meanwhile)
        assert report.findings == ()
        assert report.head.sequence == 7
    restored(tmp_path / "copy", tmp_path / "again")
    assert check(tmp_path / "again", PROJECTIONS, now=START).ok


def test_an_interrupted_run_leaves_the_old_copy_complete(filled: Path, tmp_path: Path) -> None:
    with reopened(filled) as vault:
        copy(vault, tmp_path / "copy")
        accede(vault, "document:9", b"one more")

        def stop(_stage: str, done: int, _total: int) -> None:
            if done:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            backup(vault, tmp_path / "copy", actor="admin", progress=stop)
        assert restored(tmp_path / "copy", tmp_path / "older").head.sequence == 6
        with pytest.raises(KeyboardInterrupt):
            backup(vault, tmp_path / "first", actor="admin", progress=stop)
        with pytest.raises(NoBackup):
            restored(tmp_path / "first", tmp_path / "never")
        assert not (tmp_path / "never").exists()
        assert (tmp_path / "first" / BACKING_UP).is_dir()
        done = len([p for p in (tmp_path / "first" / "shelf").rglob("*") if p.is_file()])
        assert done == 1
        assert copy(vault, tmp_path / "first").files == copy(vault, tmp_path / "other").files - 1


def test_a_damaged_content_is_reported_and_never_covers_a_good_copy(
    filled: Path, tmp_path: Path
) -> None:
    with reopened(filled) as vault:
        copy(vault, tmp_path / "copy")
        path = vault.locate(content_of(text(3)).sha512)
        alter(path, lambda data: data.replace(b"3", b"4"))
        assert copy(vault, tmp_path / "copy", thorough=True).findings == ()
        late = copy(vault, tmp_path / "late")
        assert [(f.code, f.grave) for f in late.findings] == [("V020", True), ("V021", True)]
        path.unlink()
        assert {f.code for f in copy(vault, tmp_path / "late").findings} == {"V021"}
    restored(tmp_path / "copy", tmp_path / "again")
    assert check(tmp_path / "again", PROJECTIONS, now=START).ok


def test_a_damaged_copy_is_noticed(filled: Path, tmp_path: Path) -> None:
    with reopened(filled) as vault:
        copy(vault, tmp_path / "copy")
        path = Layout(tmp_path / "copy").shelf / content_of(text(3)).sha512[:2]
        (path,) = path.iterdir()
        alter(path, lambda data: data.replace(b"3", b"4"))
        assert {f.code for f in copy(vault, tmp_path / "copy", thorough=True).findings} == {"V020"}
    assert {f.code for f in restored(tmp_path / "copy", tmp_path / "again").findings} == {
        "V020",
        "V021",
    }


def test_a_broken_journal_is_not_copied_over_a_good_one(filled: Path, tmp_path: Path) -> None:
    with reopened(filled) as vault:
        copy(vault, tmp_path / "copy")
        (segment,) = vault.layout.journal.glob("*.jsonl")
        whole = segment.read_bytes()
        alter(segment, lambda data: data.replace(b"document:1", b"document:7", 1))
        with pytest.raises(BrokenJournal):
            copy(vault, tmp_path / "copy")
        alter(segment, lambda _: whole)
    assert restored(tmp_path / "copy", tmp_path / "again").findings == ()


def test_refusals_change_nothing(filled: Path, tmp_path: Path) -> None:
    with make_vault(tmp_path / "another", PROJECTIONS, disk=QuickDisk()) as other:
        accede(other, "document:x", b"x")
        copy(other, tmp_path / "another copy")
    older = Path(shutil.copytree(filled, tmp_path / "older"))
    with reopened(filled) as vault:
        copy(vault, tmp_path / "copy")
        copy(vault, tmp_path / "copy")
        (tmp_path / "letters").mkdir()
        (tmp_path / "letters" / "letter.txt").write_bytes(b"")
        before = picture(tmp_path)
        for place in (filled / "copy", tmp_path, tmp_path / "letters"):
            with pytest.raises(UsageError):
                copy(vault, place)
        with pytest.raises(BackupMismatch):
            copy(vault, tmp_path / "another copy")
        for place in (filled, tmp_path / "letters"):
            with pytest.raises(VaultExists):
                restored(tmp_path / "copy", place)
        with pytest.raises(NoBackup):
            restored(tmp_path / "letters", tmp_path / "never")
        with pytest.raises(NoBackup):
            restored(filled, tmp_path / "never")
        assert picture(tmp_path) == before
    with reopened(older) as behind, pytest.raises(BackupMismatch):
        copy(behind, tmp_path / "copy")
