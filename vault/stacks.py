"""The stacks: an OCFL 1.1 storage root, one object per certified volume.

Knows: how an object version is built aside, put in place, and taken back.
Does not know: who decided it; the journal decides, and `agree` makes the disk say the same.
Keeps: nothing unfinished ever lies inside an object; a version the journal does not know can be
taken back from any state in which the power went (docs/VAULT_FORMAT.md).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vault import ocfl
from vault.disk import READ_ONLY, Disk
from vault.errors import Conflict
from vault.fixity import content_of, expecting
from vault.model import Content
from vault.ocfl import DECLARATION, INVENTORY, SIDECAR, DepositFile, Version
from vault.staging import Staging

_VERSION = re.compile(r"v([1-9]\d*)\Z")

Locate = Callable[[str], Path]
"""Where a content lies, by its SHA-512; raises MissingContent."""


@dataclass(frozen=True, slots=True)
class Staged:
    """An object version that is whole and durable, but not yet in its place.

    Attributes:
        version: what it is.
        base: SHA-512 of the inventory it builds upon; empty for a first version.
        folder: where it lies.
    """

    version: Version
    base: str
    folder: Path


@dataclass(frozen=True, slots=True, order=True)
class ObjectFile:
    """A file of an object in the stacks: its logical path, where it lies, its SHA-512."""

    logical: str
    path: Path
    sha512: str


class Stacks:
    """The folder `stacks/` of a vault."""

    def __init__(self, root: Path, staging: Staging, disk: Disk) -> None:
        """Nothing is read or written here."""
        self.root = root
        self._staging = staging
        self._disk = disk

    def make(self, readme: bytes) -> None:
        """An empty storage root, with a text for people beside it."""
        self._disk.mkdir(self.root)
        for name, data in (*ocfl.ROOT_FILES.items(), ("README.txt", readme)):
            path = self.root / name
            self._disk.make_folders(path.parent)
            self._disk.create(path, [data])
            self._disk.sync_folder(path.parent)

    def path(self, object_id: str) -> Path:
        """Where an object lies, or would lie."""
        return self.root / ocfl.object_root(object_id)

    def inventory(self, object_id: str, version: int) -> Path:
        """The inventory that came with a version."""
        return self.path(object_id) / f"v{version}" / INVENTORY

    def files(self, object_id: str, inventory: Mapping[str, Any]) -> list[ObjectFile]:
        """The files of an object's newest version, by their logical paths."""
        root, state = self.path(object_id), inventory["versions"][inventory["head"]]["state"]
        return sorted(
            ObjectFile(logical, root / inventory["manifest"][sha512][0], sha512)
            for sha512, names in state.items()
            for logical in names
        )

    def stage(
        self,
        object_id: str,
        files: Sequence[DepositFile],
        *,
        base: bytes | None,
        locate: Locate,
        at: dt.datetime,
        actor: str,
        message: str,
    ) -> Staged:
        """Build the next version aside, durably, every content digested again on its way.

        Raises:
            FixityError: a content is not what it was. MissingContent: it is nowhere.
            DiskFull, Conflict: nothing remains of the attempt.
        """
        version = ocfl.next_version(
            object_id, files, base=base, at=at, actor=actor, message=message
        )
        folder = self._staging.new_path()
        try:
            self._build(folder, version, locate)
        except BaseException:
            self._disk.remove_tree(folder)
            raise
        return Staged(version, content_of(base).sha512 if base else "", folder)

    def _build(self, folder: Path, version: Version, locate: Locate) -> None:
        disk = self._disk
        inside = folder / f"v{version.number}"
        made = [folder, inside]
        for physical, _ in version.added:
            parents = reversed((folder / physical).parents)
            made += [p for p in parents if p.is_relative_to(inside) and p not in made]
        for path in made:
            disk.mkdir(path)
        for physical, content in version.added:
            disk.create(folder / physical, _bytes_of(content, locate), mode=READ_ONLY)
        for place in (inside, folder):
            disk.create(place / INVENTORY, [version.inventory], mode=READ_ONLY)
            disk.create(place / SIDECAR, [version.sidecar], mode=READ_ONLY)
        if version.number == 1:
            disk.create(folder / DECLARATION[0], [DECLARATION[1]], mode=READ_ONLY)
        else:
            made.remove(folder)  # only its entries move, and their new folder is synced
        for path in made:
            disk.sync_folder(path)

    # -- under the commit lock, with a loose end noted ---------------------------------------------

    def install(self, staged: Staged) -> None:
        """Put a staged version in its place; until the journal knows it, `agree` takes it back."""
        version, folder, disk = staged.version, staged.folder, self._disk
        root = self.path(version.object)
        if version.number == 1:
            disk.mkdir(root.parent)
            disk.sync_folder(self.root)  # also when it was there: its maker may have been killed
            disk.rename(folder, root)
            disk.sync_folder(root.parent)
        else:
            for name in (f"v{version.number}", INVENTORY, SIDECAR):
                disk.rename(folder / name, root / name)
            disk.sync_folder(root)
            disk.rmdir(folder)

    def agree(self, object_id: str, version: int) -> None:
        """Leave of an object what the journal knows: its versions up to `version` (0: nothing)."""
        root = self.path(object_id)
        if version:
            self._return_to(version, root)
        elif root.parent.is_dir():
            self._remove(root)

    def _remove(self, root: Path) -> None:
        disk = self._disk
        if root.is_dir():
            trash = self._move_to_trash(root)
            disk.sync_folder(root.parent)
            disk.remove_tree(trash)
        if not any(root.parent.iterdir()):
            disk.rmdir(root.parent)  # OCFL wants no empty folders

    def _return_to(self, version: int, root: Path) -> None:
        disk, changed = self._disk, False
        for name in (INVENTORY, SIDECAR):
            good = (root / f"v{version}" / name).read_bytes()
            if (root / name).read_bytes() != good:
                temp = self._staging.new_path()
                disk.create(temp, [good], mode=READ_ONLY)
                disk.rename(temp, root / name)
                changed = True
        matches = [(path, _VERSION.match(path.name)) for path in sorted(root.iterdir())]
        later = [path for path, match in matches if match and int(match[1]) > version]
        trash = [self._move_to_trash(path) for path in later]
        if changed or trash:
            disk.sync_folder(root)
        for path in trash:
            disk.remove_tree(path)

    def _move_to_trash(self, path: Path) -> Path:
        target = self._staging.new_path()
        self._disk.rename(path, target)
        return target


def _bytes_of(content: Content, locate: Locate) -> Iterator[bytes]:
    """The bytes of a content, from wherever it lies at this moment."""
    try:
        yield from expecting(locate(content.sha512), content)
    except FileNotFoundError as error:  # another deposit moved it between the look and the open
        raise Conflict(reason=f"вміст {content.sha512[:12]}… саме переміщено") from error
