"""Where things lie in a vault.

Knows: the name of every file and folder directly in a vault, and of the shelf's folders.
Does not know: what lies deeper: names of segments, of contents and objects are those of the
modules that write them.
Keeps: these names stand here and nowhere else, so that a vault means one thing to all.
"""

from __future__ import annotations

import json
from pathlib import Path

from vault.errors import FormatTooNew, NoAccess, NoVault
from vault.model import Json

FORMAT = 1
"""Version of the on-disk format; docs/VAULT_FORMAT.md describes it."""


class Layout:
    """Paths of one vault.

    Attributes:
        inbox: watched; may lie elsewhere.
        claimed: files taken from the inbox, on the inbox's own filesystem.
        staging: temp files, seats, loose ends; nothing in it outlives its purpose.
        desk: what the pages keep for themselves: passwords, sessions, pictures made again at need.
        returned: why files went back to the inbox; made again with the next attempt.
        scratch: for child processes that open hostile bytes.
        folders: all that are made with a vault, those above first.
        everything: whatever may lie directly in the vault's folder.
    """

    def __init__(self, root: Path, inbox: Path | None = None) -> None:
        """`root` is the vault's folder; `inbox` is given when it lies elsewhere."""
        self.root = root
        self.marker = root / "sprava-vault.json"
        self.settings = root / "sprava.toml"
        self.readmes = (root / "README.uk.txt", root / "README.en.txt")
        self.inbox = inbox or root / "inbox"
        inside = self.inbox.parent == root
        self.claimed = self.inbox.with_name("claimed" if inside else f"{self.inbox.name}.claimed")
        self.quarantine = root / "quarantine"
        self.returned = root / "returned"
        self.shelf = root / "shelf"
        self.stacks = root / "stacks"
        self.staging = root / "staging"
        self.journal = root / "journal"
        self.head = root / "journal.head"
        self.lock = root / "lock"
        self.catalogue = root / "catalogue.sqlite"
        self.catalogue_log = root / "catalogue.sqlite-wal"
        self.index = root / "index"
        self.scratch = root / "scratch"
        self.desk = root / "desk"
        # 256 at once: two levels made on demand would double the fsyncs of every document
        self.shelf_folders = tuple(self.shelf / f"{number:02x}" for number in range(256))
        self.shelf_temp = self.shelf / "tmp"
        rooms = (
            self.inbox,
            self.claimed,
            self.quarantine,
            self.staging,
            self.scratch,
            self.index,
            self.journal,
            self.shelf,
        )
        self.folders = (*rooms, self.shelf_temp, *self.shelf_folders)
        sides = [self.catalogue_log, self.catalogue.with_name(f"{self.catalogue.name}-shm")]
        files = (self.marker, self.settings, *self.readmes, self.head, self.lock, self.catalogue)
        self.everything = frozenset((*rooms, self.stacks, self.desk, self.returned, *files, *sides))


def require_vault(layout: Layout) -> None:
    """There is a vault that this program can read.

    Raises:
        NoVault, NoAccess, FormatTooNew.
    """
    try:
        marker: dict[str, Json] = json.loads(layout.marker.read_bytes())
        found = int(marker["format"])
    except PermissionError as error:
        raise NoAccess(path=layout.root) from error
    except (OSError, ValueError, KeyError):
        raise NoVault(path=layout.root) from None
    if found > FORMAT:
        raise FormatTooNew(path=layout.root, found=found, known=FORMAT)
