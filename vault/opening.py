"""Making a vault and opening one.

Knows: what a new vault consists of, which format this program writes.
Does not know: how a vault is used.
Keeps: the marker is written last, so a half-made vault is none, and making it can be repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict, Unpack

from vault import ocfl
from vault.canonical import canonical
from vault.catalogue import Projection
from vault.causes import os_cause
from vault.disk import Disk
from vault.errors import DiskFull, ReadOnly, VaultExists
from vault.guard import Guard
from vault.layout import FORMAT, Layout, require_vault
from vault.looking import look_on
from vault.parts import Clock, Random
from vault.readmes import readmes
from vault.service import Vault

_STACKS_FILES = (*ocfl.ROOT_FILES, "README.txt")
MARKER = canonical({"format": FORMAT, "program": "sprava"}) + b"\n"


class Machine(TypedDict, total=False):
    """What a vault may be given instead of this machine's own.

    Attributes:
        clock: the time now, in UTC.
        random: as many random bytes as asked for.
        lock_wait_s: how long a commit waits for another's, in seconds.
        guard: who may record what; anybody, when there is none.
    """

    disk: Disk
    clock: Clock
    random: Random
    lock_wait_s: float
    guard: Guard


def make_vault(
    root: Path,
    projections: Sequence[Projection],
    *,
    inbox: Path | None = None,
    **machine: Unpack[Machine],
) -> Vault:
    """A new, empty vault, opened.

    Raises:
        VaultExists: the folder is not empty.
    """
    layout = Layout(root, inbox)
    vault = Vault(layout, projections, **machine)
    disk = vault.disk
    if not _only_half_made(layout):
        raise VaultExists(path=root)
    for entry in sorted(root.iterdir()) if root.is_dir() else ():
        disk.remove_tree(entry)
    disk.make_folders(root.parent)
    disk.mkdir(root)
    disk.sync_folder(root.parent)
    _make_folders(layout, disk)
    texts = readmes(layout)
    vault.stacks.make(texts[layout.stacks / "README.txt"])
    vault.journal.make()
    for path in layout.readmes:
        disk.create(path, [texts[path]])
    disk.sync_folder(root)
    disk.create(layout.marker, [MARKER])
    disk.sync_folder(root)
    vault.start()
    return vault


def open_vault(
    root: Path,
    projections: Sequence[Projection],
    *,
    inbox: Path | None = None,
    **machine: Unpack[Machine],
) -> Vault:
    """An existing vault, put in order after whatever happened to it.

    Where nothing can be written (a read-only disk, no permission, no space) it is only read.

    Raises:
        NoVault: nothing there. NoAccess: not for us. FormatTooNew: made by a later program.
        BrokenJournal, BrokenCatalogue: damage that a person must look at.
    """
    layout = Layout(root, inbox)
    require_vault(layout)
    vault = Vault(layout, projections, **machine)
    try:
        try:
            _make_folders(layout, vault.disk)
            vault.start()
        except PermissionError as error:
            look_on(vault, ReadOnly(path=error.filename, reason=os_cause(error)))
        except (ReadOnly, DiskFull) as error:
            look_on(vault, error)
    except BaseException:
        vault.close()
        raise
    return vault


def _make_folders(layout: Layout, disk: Disk) -> None:
    """The folders that are missing: all of them at first; some tools copy no empty ones."""
    disk.make_folders(layout.inbox.parent)
    missing = [folder for folder in layout.folders if not folder.is_dir()]
    for folder in missing:
        disk.mkdir(folder)
    for parent in sorted({folder.parent for folder in missing}):
        disk.sync_folder(parent)


def _only_half_made(layout: Layout) -> bool:
    """Whether nothing lies there but what an interrupted `make_vault` may have left."""
    root = layout.root
    if not root.is_dir():
        return not root.exists()
    folders = {folder for folder in (*layout.folders, layout.stacks) if folder.parent == root}
    files = {*layout.readmes, layout.head, *(layout.stacks / name for name in _STACKS_FILES)}
    return {p for p in root.iterdir() if p.is_dir()} <= folders and all(
        path in files for path in root.rglob("*") if not path.is_dir()
    )
