"""Files for people: whole or not at all, and never lost once something rests on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.files import Undelivered, copied, copy_new, write_new
from vault.disk import Disk
from vault.errors import UsageError


class OneNameDisk(Disk):
    """A filesystem whose files have one name each, as FAT on a memory stick."""

    def link(self, source: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(b"signed " * 400_000)
    return path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("disk", [Disk(), OneNameDisk()])
def test_a_new_file_gets_its_name(source: Path, tmp_path: Path, disk: Disk) -> None:
    with copied(source, tmp_path / "out", replacing=False, disk=disk):
        assert not (tmp_path / "out").exists()

    assert (tmp_path / "out").read_bytes() == source.read_bytes()
    assert names(tmp_path) == {"source", "out"}


@pytest.mark.parametrize("disk", [Disk(), OneNameDisk()])
def test_what_was_recorded_is_not_lost_when_its_name_is_taken(
    source: Path, tmp_path: Path, disk: Disk
) -> None:
    out = tmp_path / "out"
    with (
        pytest.raises(Undelivered) as told,
        copied(source, out, replacing=False, disk=disk),
    ):
        out.write_bytes(b"another")  # somebody else's, written meanwhile

    assert out.read_bytes() == b"another"
    assert Path(str(told.value.details["beside"])).read_bytes() == source.read_bytes()
    assert told.value.exit == 4


def test_nothing_is_left_of_what_was_not_recorded(source: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyError), copied(source, tmp_path / "out"):
        raise KeyError

    assert names(tmp_path) == {"source"}


def test_what_a_killed_process_left_stays(source: Path, tmp_path: Path) -> None:
    (tmp_path / ".out.partial").write_bytes(b"whole, and in the journal")

    copy_new(source, tmp_path / "out")

    assert (tmp_path / ".out.partial").read_bytes() == b"whole, and in the journal"
    assert names(tmp_path) == {"source", "out", ".out.partial"}


def test_a_place_without_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"каталогу «.*none» немає"):
        write_new(tmp_path / "none" / "out", b"x")
