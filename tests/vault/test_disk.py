"""The disk, locks, and what the operating system refuses."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.powercut import QuickDisk
from tests.crash.test_kill import child
from tests.vault.sample import PROJECTIONS, accede, picture, rows_of
from vault import Vault, open_vault
from vault.disk import Disk
from vault.errors import DiskFailed, DiskFull, ExitCode, NoAccess, VaultLocked


class Refusing(QuickDisk):
    """A disk whose fsync ends with an error."""

    def __init__(self, error: int) -> None:
        self.error = error

    def sync(self, fd: int) -> None:
        raise OSError(self.error, os.strerror(self.error))


def test_a_filesystem_that_cannot_sync_folders_is_used_all_the_same(tmp_path: Path) -> None:
    for error in (errno.EINVAL, errno.ENOTSUP):
        Refusing(error).sync_folder(tmp_path)
    with pytest.raises(DiskFailed):
        Refusing(errno.EIO).sync_folder(tmp_path)
    with pytest.raises(OSError, match="Invalid"):
        Refusing(errno.EINVAL).create(tmp_path / "file", [b"a file must be synced"])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_refused_write_leaves_things_as_they_were(tmp_path: Path, error: int) -> None:
    (tmp_path / "journal").write_bytes(b"before")
    refused = DiskFailed if error == errno.EIO else DiskFull
    with pytest.raises(refused) as told:
        Refusing(error).append(tmp_path / "journal", b"after")
    assert told.value.exit is (ExitCode.INTEGRITY if error == errno.EIO else ExitCode.DISK_FULL)
    with pytest.raises(refused):
        Refusing(error).create(tmp_path / "content", [b"one", b"two"])
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"journal": b"before"}


def test_a_failing_source_is_not_blamed_on_the_disk(tmp_path: Path) -> None:
    def source() -> list[bytes]:
        raise OSError(errno.ENOSPC, "the source says so")

    with pytest.raises(OSError, match="the source says so"):
        Disk().create(tmp_path / "content", (chunk for _ in "1" for chunk in source()))
    assert not list(tmp_path.iterdir())


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    with pytest.raises(FileExistsError):
        Disk().create(tmp_path / "a", [b"b"])
    (tmp_path / "b").write_bytes(b"b")
    with pytest.raises(FileExistsError):
        Disk().link(tmp_path / "b", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"a"


def test_removing_a_tree_does_not_follow_links(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_bytes(b"kept")
    tree = tmp_path / "tree" / "inner"
    Disk().make_folders(tree)
    (tree / "link").symlink_to(tmp_path / "kept")
    Disk().remove_tree(tmp_path / "tree")
    Disk().remove_tree(tmp_path / "tree")
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept" / "file").exists()


def test_a_vault_that_is_busy_too_long_is_named(filled: Path) -> None:
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with (
            open_vault(filled, PROJECTIONS, disk=QuickDisk()) as vault,
            vault.transaction("long"),
        ):
            holding.set()
            done.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    assert holding.wait(60)
    try:
        with open_vault(filled, PROJECTIONS, disk=QuickDisk(), lock_wait_s=0.05) as vault:
            assert len(rows_of(vault)) == 4, "who only reads does not wait"
            with pytest.raises(VaultLocked) as refusal, vault.transaction("clerk"):
                pass
        assert refusal.value.exit is ExitCode.LOCKED
        (filled / "catalogue.sqlite").rename(filled / "hidden")
        with pytest.raises(VaultLocked):
            open_vault(filled, PROJECTIONS, disk=QuickDisk(), lock_wait_s=0.05)
        (filled / "hidden").rename(filled / "catalogue.sqlite")
    finally:
        done.set()
        holder.join()
    with open_vault(filled, PROJECTIONS, disk=QuickDisk()) as vault:
        assert vault.staging.seat == 1, "the refused one has left its seat"
        accede(vault, "document:9", b"9")


def test_whoever_may_not_read_the_vault_is_told_so(filled: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("becoming another user needs root")
    before = picture(filled)

    def as_nobody(tell: Callable[[str], None]) -> None:
        os.setuid(65534)
        try:
            open_vault(filled, PROJECTIONS)
        except NoAccess as refusal:
            tell(refusal.code)

    filled.chmod(0o700)
    with child(as_nobody) as (_, told):
        assert told(None) == [NoAccess.code]
    assert picture(filled) == before


def test_content_is_read_only_and_folders_are_closed_to_strangers(vault: Vault) -> None:
    content = vault.store(b"content")
    assert vault.locate(content.sha512).stat().st_mode & 0o337 == 0
    assert all(f.stat().st_mode & 0o007 == 0 for f in vault.layout.folders)
    vault.discard_unheld([content.sha512])
