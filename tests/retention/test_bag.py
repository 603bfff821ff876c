"""Packages for a state archive: complete under their name, never over something else."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest

from retention.bag import Payload, write_bag
from retention.errors import PackageStays
from tests.crash.powercut import QuickDisk
from vault import content_of
from vault.errors import DiskFull, FixityError, UsageError

DATA = b"volume"
FILES = [
    Payload("757_1_25/том 1/volume.json", DATA, content_of(DATA).sha512),
    Payload("757_1_25/том 1/documents/001 копія/original.pdf", b"x", content_of(b"x").sha512),
]


def test_a_package_is_what_other_programs_call_one(tmp_path: Path) -> None:
    manifest = write_bag(QuickDisk(), tmp_path / "bag", FILES, {"Source-Organization": "Суд"})

    bag = bagit.Bag(str(tmp_path / "bag"))
    assert bag.validate()
    assert bag.info["Payload-Oxum"] == f"{len(DATA) + 1}.2"
    text = (tmp_path / "bag" / "manifest-sha512.txt").read_bytes()
    assert content_of(text) == manifest
    assert [path.name for path in tmp_path.iterdir()] == ["bag"]


def test_what_a_cut_run_left_behind_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / "bag.partial" / "data" / "half"
    left.mkdir(parents=True)

    write_bag(QuickDisk(), tmp_path / "bag", FILES, {})

    assert bagit.Bag(str(tmp_path / "bag")).validate()
    assert not (tmp_path / "bag.partial").exists()


class FullDisk(QuickDisk):
    """Has room for so many writes, and lets things be removed or not."""

    def __init__(self, writes: int, *, stuck: bool = False) -> None:
        self._left: Iterator[int] = iter(range(writes))
        self._stuck = stuck

    def write(self, fd: int, data: bytes, offset: int) -> None:
        if next(self._left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        super().write(fd, data, offset)

    def rmdir(self, path: Path) -> None:
        if self._stuck:
            raise OSError(errno.ENOSPC, "No space left on device")
        super().rmdir(path)


@pytest.mark.parametrize("writes", range(len(FILES) + 4))
def test_nothing_stays_of_a_package_the_disk_has_no_room_for(tmp_path: Path, writes: int) -> None:
    with pytest.raises(DiskFull, match="прибрано"):
        write_bag(FullDisk(writes), tmp_path / "bag", FILES, {})
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_cannot_be_removed_is_said_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(PackageStays, match=r"лишився: «.*bag\.partial»"):
        write_bag(FullDisk(1, stuck=True), tmp_path / "bag", FILES, {})
    assert [path.name for path in tmp_path.iterdir()] == ["bag.partial"]


@pytest.mark.parametrize("name", ["bag", "bag.partial"])
def test_what_somebody_else_put_there_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "own.txt").write_text("own")

    with pytest.raises(UsageError):
        write_bag(QuickDisk(), tmp_path / "bag", FILES, {})
    assert (tmp_path / name / "own.txt").read_text() == "own"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "bag.partial").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UsageError):
        write_bag(QuickDisk(), tmp_path / "bag", FILES, {})
    assert (tmp_path / "elsewhere").is_dir()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_bag(QuickDisk(), tmp_path / "none" / "bag", FILES, {})


def test_a_file_that_is_not_what_it_was_makes_no_package(tmp_path: Path) -> None:
    with pytest.raises(FixityError):
        write_bag(QuickDisk(), tmp_path / "bag", [Payload("a", b"y", FILES[0].sha512)], {})
    assert not (tmp_path / "bag").exists()


def test_signs_that_would_break_a_manifest_are_escaped_as_the_standard_says(
    tmp_path: Path,
) -> None:
    """RFC 8493, 2.1.3. Our own paths have none of them: bagit-python does not undo `%25`."""
    files = [Payload("100%\nx", DATA, FILES[0].sha512)]

    write_bag(QuickDisk(), tmp_path / "bag", files, {})

    manifest = (tmp_path / "bag" / "manifest-sha512.txt").read_text()
    assert manifest == f"{FILES[0].sha512}  data/100%25%0Ax\n"
