"""Where things lie in a vault: no other module joins these path strings."""

from __future__ import annotations

from pathlib import Path

FORMAT = 1
"""Version of the on-disk format; docs/VAULT_FORMAT.md describes it."""


class Layout:
    """Paths of one vault."""

    def __init__(self, root: Path) -> None:
        """`root` is the vault's folder."""
        self.root = root
        self.marker = root / "sprava-vault.json"
        self.settings = root / "sprava.toml"
        self.inbox = root / "inbox"
        self.claimed = root / "claimed"
        self.quarantine = root / "quarantine"
        self.shelf = root / "shelf"
        self.stacks = root / "stacks"
        self.staging = root / "staging"
        self.journal = root / "journal"
        self.head = root / "journal.head"
        self.lock = root / "lock"
        self.catalogue = root / "catalogue.sqlite"
        self.index = root / "index"
        self.scratch = root / "scratch"
