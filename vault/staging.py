"""Staging: where unfinished things lie, and how another process knows whose they are.

Knows: seats (who is at work), temp names, loose ends (what a change may leave half done).
Does not know: what the unfinished things are.
Keeps: what a living process works on is never swept; what a dead one left is always found, without
searching the vault for it.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from vault.canonical import canonical
from vault.disk import Disk
from vault.errors import VaultError
from vault.lock import try_lock, writable

_TEMP = re.compile(r"(\d+)-\d+\Z")


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """What a change is about to touch; written before the change, forgotten after it.

    Whoever finds one makes the disk agree with the journal about these, and only these.

    Attributes:
        path: the file that says so.
        contents: SHA-512 names that may have to leave the shelf.
        objects: ids of objects in the stacks that may be half installed or half withdrawn.
    """

    path: Path
    contents: tuple[str, ...]
    objects: tuple[str, ...]


class Staging:
    """The folder `staging/` of a vault, and one seat in it.

    A seat is a numbered place of work, held under a lock for as long as the vault is open. Temp
    files carry its number: when the lock is free, nobody will come back for them.

    Attributes:
        refusal: why there is no seat for us: the vault is only read.
    """

    def __init__(self, root: Path, shelf_temp: Path, scratch: Path, disk: Disk) -> None:
        """Nothing is taken yet."""
        self.root = root
        self.refusal: VaultError | None = None
        self._folders = (root, shelf_temp)
        self._scratch = scratch
        self._disk = disk
        self._names = count(1)
        self._seat: tuple[int, int] | None = None  # number, file descriptor

    @property
    def seat(self) -> int:
        """The number of our seat.

        Raises:
            ReadOnly, DiskFull: there is none, nothing can be written.
        """
        self.require_seat()
        assert self._seat is not None, "the vault is not open"
        return self._seat[0]

    def require_seat(self) -> None:
        """Something is to be written.

        Raises:
            ReadOnly, DiskFull: it cannot be.
        """
        if self.refusal is not None:
            raise self.refusal

    def sit_down(self) -> None:
        """Take the lowest free seat."""
        for number in count(1):
            fd = _take(self.root / f"{number}.seat")
            if fd is not None:
                self._seat = (number, fd)
                return

    def leave(self) -> None:
        """Free the seat; what lies there may now be swept."""
        if self._seat is not None:
            os.close(self._seat[1])
            self._seat = None

    def alone(self) -> bool:
        """Whether no other process has the vault open."""
        return _all_free(path for path in self.root.glob("*.seat") if path.stem != str(self.seat))

    def new_name(self) -> str:
        """A name for a temp file that no other open vault gives."""
        return f"{self.seat}-{next(self._names)}"

    def new_path(self) -> Path:
        """A path for a temp file or folder here."""
        return self.root / self.new_name()

    def new_scratch(self) -> Path:
        """A folder of our own for the airlock, whose tasks leave there what documents say.

        Raises:
            ReadOnly, DiskFull: nothing can be written.
        """
        path = self._scratch / self.new_name()
        self._disk.mkdir(path)
        return path

    def sweep(self) -> None:
        """Remove the temp files of our seat (our predecessor's) and of all free seats.

        In scratch also what is nobody's, when nobody else is at work.
        """
        left: dict[int, list[Path]] = {}
        for folder in (*self._folders, self._scratch):
            for entry in folder.iterdir():
                if match := _TEMP.match(entry.name):
                    left.setdefault(int(match[1]), []).append(entry)
                elif folder == self._scratch and self.alone():
                    discard(entry)
        for number, paths in left.items():
            fd = None if number == self.seat else _take(self.root / f"{number}.seat")
            if number == self.seat or fd is not None:
                for path in paths:
                    if path.parent == self._scratch:
                        discard(path)
                    else:
                        self._disk.remove_tree(path)
            if fd is not None:
                os.close(fd)

    # -- loose ends: under the commit lock ---------------------------------------------------------

    def note_loose_end(self, contents: Sequence[str], objects: Sequence[str]) -> LooseEnd:
        """Durably note what is about to change."""
        path = self.root / f"loose-{self.new_name()}.json"
        self._disk.create(path, [canonical({"contents": contents, "objects": objects})])
        self._disk.sync_folder(self.root)
        return LooseEnd(path, tuple(contents), tuple(objects))

    def loose_ends(self) -> Iterator[LooseEnd]:
        """Every change that was noted and not yet forgotten."""
        for path in sorted(self.root.glob("loose-*.json")):
            try:
                noted = json.loads(path.read_bytes())
            except ValueError:  # the power went while it was written: nothing was begun
                noted = {"contents": [], "objects": []}
            yield LooseEnd(path, tuple(noted["contents"]), tuple(noted["objects"]))

    def forget(self, loose_end: LooseEnd) -> None:
        """The disk agrees with the journal about it."""
        self._disk.unlink(loose_end.path)


def discard(path: Path) -> None:
    """Remove what lies in scratch, as far as it can be; symbolic links are not followed.

    A child that outlived its parent may still write there: what is left is swept another time.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def nobody_seated(root: Path) -> bool:
    """Whether no process has the vault of this staging folder open; makes and alters no file."""
    return _all_free(root.glob("*.seat"))


def _all_free(seats: Iterable[Path]) -> bool:
    for path in seats:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            if not try_lock(fd, fcntl.LOCK_SH):
                return False
        finally:
            os.close(fd)
    return True


def _take(path: Path) -> int | None:
    fd = writable(path)
    if try_lock(fd, fcntl.LOCK_EX):
        return fd
    os.close(fd)
    return None
