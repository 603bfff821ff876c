"""A vault that cannot be written is read and checked all the same."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crash.powercut import QuickDisk
from tests.crash.test_kill import child
from tests.vault.mounts import fill, read_only, small_disk
from tests.vault.sample import (
    PROJECTIONS,
    START,
    Ticking,
    accede,
    alter,
    last_segment,
    picture,
    rows_of,
    withdraw,
)
from vault import Vault, open_vault
from vault.backup import backup
from vault.check import check
from vault.errors import DiskFull, ExitCode, NoAccess, ReadOnly
from vault.layout import Layout


def looked_on(root: Path) -> Vault:
    return open_vault(root, PROJECTIONS, clock=Ticking())


def codes(root: Path) -> list[str]:
    return [finding.code for finding in check(root, PROJECTIONS, quick=False, now=START).findings]


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that another user can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def as_another(root: Path, told: Callable[[], list[str]]) -> list[str]:
    """What `told` says as a user who may read `root` and write nothing there."""
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)

    def work(tell: Callable[[str], None]) -> None:
        if os.geteuid() == 0:
            os.setuid(65534)
        for line in told():
            tell(line)

    with child(work) as (_, lines):
        return lines(None)


def test_a_sound_vault_on_a_read_only_disk_is_sound(filled: Path, tmp_path: Path) -> None:
    with read_only(filled, tmp_path / "seen") as seen:
        before = picture(seen)
        assert codes(seen) == []
        with looked_on(seen) as vault:
            assert len(rows_of(vault)) == 4
            assert [notice.code for notice in vault.notices] == ["V018"]
        assert picture(seen) == before


def test_who_may_only_read_reads(filled: Path, shared: Path) -> None:
    root = Path(shutil.copytree(filled, shared / "vault"))

    def told() -> list[str]:
        with looked_on(root) as vault, vault.read() as outer, vault.read() as inner:
            assert outer is not inner
            rows = len(rows_of(vault))
            with pytest.raises(ReadOnly) as refusal, vault.transaction("clerk"):
                pass
            assert refusal.value.exit is ExitCode.NO_VAULT
            with pytest.raises(ReadOnly):
                vault.store(b"more")
            with pytest.raises(ReadOnly):
                vault.rebuild()
            with pytest.raises(ReadOnly):
                backup(vault, shared / "copy", actor="clerk")
            return [f"rows {rows}", *(f.code for f in vault.notices), *codes(root)]

    before = picture(root)
    assert as_another(root, told) == ["rows 4", "V018"]
    assert picture(root) == before
    assert not (shared / "copy").exists()


def test_a_disk_that_becomes_read_only_is_no_damage(filled: Path) -> None:
    class Remounted(QuickDisk):
        """As the kernel refuses after `mount -o remount,ro`."""

        remounted = False

        def open(self, path: Path, flags: int, mode: int = 0o640) -> int:
            if self.remounted and flags & (os.O_WRONLY | os.O_RDWR):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
            return super().open(path, flags, mode)

    disk = Remounted()
    with open_vault(filled, PROJECTIONS, disk=disk, clock=Ticking()) as vault:
        disk.remounted = True
        with pytest.raises(ReadOnly) as refusal:
            vault.store(b"more")
        assert refusal.value.exit is ExitCode.NO_VAULT
        with pytest.raises(ReadOnly):
            withdraw(vault, "757/12345/25/1")
        assert len(rows_of(vault)) == 4
    assert codes(filled) == []


def test_who_may_not_read_is_told_so_by_a_check_too(filled: Path, shared: Path) -> None:
    root = Path(shutil.copytree(filled, shared / "vault"))

    def told() -> list[str]:
        with pytest.raises(NoAccess):
            check(root, PROJECTIONS, quick=True, now=START)
        with pytest.raises(NoAccess):
            looked_on(root)
        return ["told"]

    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    (root / "journal.head").chmod(0)
    if os.geteuid() == 0:

        def work(tell: Callable[[str], None]) -> None:
            os.setuid(65534)
            tell(told()[0])

        with child(work) as (_, lines):
            assert lines(None) == ["told"]
    else:
        assert told() == ["told"]


def test_a_full_disk_hinders_nobody_from_reading(filled: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", mib=4) as disk:
        root = Path(shutil.copytree(filled, disk / "vault"))
        fill(disk)
        assert codes(root) == []
        with looked_on(root) as vault:
            assert len(rows_of(vault)) == 4
            assert [notice.code for notice in vault.notices] == ["V013"]
            with pytest.raises(DiskFull), vault.transaction("clerk"):
                pass
            with pytest.raises(DiskFull):
                vault.store(b"more")
        (disk / "filler").unlink()
        with looked_on(root) as vault:
            accede(vault, "document:9", b"9")
            assert len(rows_of(vault)) == 5
        assert codes(root) == []


def test_what_others_write_meanwhile_is_seen(filled: Path, tmp_path: Path) -> None:
    """They hold the catalogue open, and what they wrote last lies in its log."""
    with read_only(filled, tmp_path / "seen") as seen:
        with open_vault(filled, PROJECTIONS, disk=QuickDisk(), clock=Ticking()) as at_work:
            assert codes(seen) == [], "nobody has opened the catalogue yet"
            with at_work.read():
                accede(at_work, "document:8", b"8")
                assert (filled / "catalogue.sqlite-wal").stat().st_size
                assert codes(seen) == []
                with looked_on(seen) as vault:
                    assert len(rows_of(vault)) == 5
                    accede(at_work, "document:9", b"9")
                    assert len(rows_of(vault)) == 5, "it shows one state throughout"
            with looked_on(seen) as vault:
                assert len(rows_of(vault)) == 6
        assert codes(seen) == []


def test_a_log_left_by_a_crash_is_read(filled: Path, tmp_path: Path) -> None:
    def crash(_tell: Callable[[str], None]) -> None:
        accede(looked_on(filled), "document:9", b"9")
        os._exit(0)

    with child(crash) as (pid, _):
        os.waitpid(pid, 0)
    assert (filled / "catalogue.sqlite-wal").stat().st_size
    with read_only(filled, tmp_path / "seen") as seen:
        assert codes(seen) == []
        with looked_on(seen) as vault:
            assert len(rows_of(vault)) == 5


def test_the_journal_is_not_walked_where_the_catalogue_is_whole(
    filled: Path, tmp_path: Path
) -> None:
    """As when a vault is opened to be written: a check walks it, and no other."""
    alter(last_segment(Layout(filled)), lambda data: data.replace(b"clerk", b"Clerk", 1))
    with read_only(filled, tmp_path / "seen") as seen:
        with looked_on(seen) as vault:
            assert len(rows_of(vault)) == 4
        assert "V022" in codes(seen)


@pytest.mark.parametrize("damage", ["missing", "garbage", "behind", "of another version"])
def test_a_catalogue_of_no_use_is_made_from_the_journal(
    filled: Path, tmp_path: Path, damage: str
) -> None:
    catalogue = filled / "catalogue.sqlite"
    before = catalogue.read_bytes()
    if damage == "behind":
        with open_vault(filled, PROJECTIONS, disk=QuickDisk(), clock=Ticking()) as vault:
            accede(vault, "document:9", b"9")
        catalogue.write_bytes(before)
    elif damage == "garbage":
        alter(catalogue, lambda data: b"\0" * 100 + data[100:])
    elif damage == "missing":
        catalogue.unlink()
    else:
        with sqlite3.connect(catalogue) as outside:
            outside.execute("UPDATE catalogue_position SET stamp = 'old'")
        outside.close()
    with read_only(filled, tmp_path / "seen") as seen, looked_on(seen) as vault:
        assert len(rows_of(vault)) == (5 if damage == "behind" else 4)
        assert [notice.code for notice in vault.notices] == ["V018"]
