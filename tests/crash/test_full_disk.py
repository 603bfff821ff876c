"""No space, and disks that fail: every refused step leaves a sound vault that goes on later."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.cases import (
    ANSWER,
    CLAIM,
    RULING,
    a_deposited_volume,
    accession,
    assert_sound,
    deposit,
    deposited,
    held,
    is_recorded,
    opened,
    two_documents,
)
from tests.crash.powercut import QuickDisk
from tests.vault.mounts import small_disk
from vault import Vault, make_vault
from vault.backup import backup, restore
from vault.disk import Disk
from vault.errors import DiskFailed, DiskFull, ExitCode


class FailingDisk(QuickDisk):
    """Refuses its `nth` step; when it is `dying`, every later one too."""

    def __init__(self, nth: int, error: int, *, dying: bool = False) -> None:
        self.left = nth
        self.error = error
        self.dying = dying

    def _step(self, path: Path | None = None) -> None:
        self.left -= 1
        if self.left == -1 or (self.left < 0 and self.dying):
            raise OSError(self.error, os.strerror(self.error), str(path))

    def open(self, path: Path, flags: int, mode: int = 0o640) -> int:
        if flags & os.O_CREAT and not path.exists():
            self._step(path)
        return super().open(path, flags, mode)

    def write(self, fd: int, data: bytes, offset: int) -> None:
        if self.left == 0:
            super().write(fd, data[: len(data) // 2], offset)  # as much as there was room for
        self._step()
        super().write(fd, data, offset)

    def sync(self, fd: int) -> None:
        self._step()

    def mkdir(self, path: Path) -> None:
        if not path.is_dir():
            self._full(path)
        super().mkdir(path)

    def rename(self, source: Path, target: Path) -> None:
        self._full(target)
        super().rename(source, target)

    def _full(self, path: Path) -> None:
        try:
            self._step(path)
        except OSError as error:
            raise (DiskFull(path=path) if error.errno == errno.ENOSPC else error) from error


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_an_accession_refused_at_any_step_changes_nothing(tmp_path: Path, error: int) -> None:
    two_documents(tmp_path)
    refusals = DiskFull if error == errno.ENOSPC else (DiskFailed, OSError)
    for nth in range(100):
        disk = FailingDisk(nth, error)
        with opened(tmp_path, disk) as vault:
            try:
                accession(vault, f"try:{nth}", f"{nth}".encode() * 99)
                break
            except refusals:
                assert not is_recorded(vault, f"try:{nth}")
        with opened(tmp_path) as vault:
            assert_sound(vault)
            assert held(vault, "document:0") == [CLAIM]
            accession(vault, f"again:{nth}", b"again")
            assert_sound(vault)
    assert nth > 6


@pytest.mark.parametrize(("error", "dying"), [(errno.ENOSPC, False), (errno.EIO, True)])
def test_a_deposit_refused_at_any_step_changes_nothing(
    tmp_path: Path, error: int, dying: bool
) -> None:
    a_deposited_volume(tmp_path)
    files = {"documents/001/original.pdf": CLAIM, "documents/002/original.pdf": ANSWER}
    for nth in range(100):
        with opened(tmp_path, FailingDisk(nth, error, dying=dying)) as vault:
            try:
                deposit(vault, files, ["document:1"])
                break
            except (DiskFull, DiskFailed, OSError):
                # A dying disk may not even let the refused line be taken back.
                assert deposited(vault) == 1 or dying
        with opened(tmp_path) as vault:
            assert_sound(vault)
            if deposited(vault) == 2:
                break
            assert held(vault, "document:1") == [ANSWER]
    assert nth > 15
    with opened(tmp_path) as vault:  # the last failure came when there was only to tidy up
        assert deposited(vault) == 2
        assert_sound(vault, allowed={"V023"})


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", mib=6) as place:
        yield place


def _fill(vault: Vault, told: list[int]) -> None:
    for number in range(1000):
        accession(vault, f"document:{number}", f"{number}".encode() * 30_000)
        told.append(number)


def test_a_really_full_disk(disk: Path) -> None:
    vault = make_vault(disk / "vault", ())
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(1 << 20))
    told: list[int] = []
    with vault:
        with pytest.raises(DiskFull) as full:
            _fill(vault, told)
        assert full.value.exit is ExitCode.DISK_FULL
        assert len(told) > 5
        assert_sound(vault)
    ballast.unlink()
    with opened(disk, Disk()) as vault:
        for number in told:
            assert held(vault, f"document:{number}") == [f"{number}".encode() * 30_000]
        if not is_recorded(vault, "document:last"):
            accession(vault, "document:last", RULING)
        assert_sound(vault)


def test_a_backup_goes_on_when_there_is_space(tmp_path: Path, disk: Path) -> None:
    a_deposited_volume(tmp_path)
    ballast = disk / "ballast"
    with opened(tmp_path) as vault:
        accession(vault, "document:large", bytes(1 << 21))
        ballast.write_bytes(bytes(5 << 20))
        with pytest.raises(DiskFull):
            backup(vault, disk / "copy", actor="archivist")
        ballast.unlink()
        assert not backup(vault, disk / "copy", actor="archivist").findings
        now = vault.clock()
    restore(disk / "copy", tmp_path / "again" / "vault", now=now)
    with opened(tmp_path / "again") as vault:
        assert held(vault, "document:large") == [bytes(1 << 21)]
        assert_sound(vault, allowed=set())
