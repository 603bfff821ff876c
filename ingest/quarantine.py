"""Quarantine: what was refused, kept unchanged beside a card that says why.

Knows: the folders `quarantine/<id>/`. Does not know: why a file is refused.
Keeps: nothing is deleted by itself: a file is here before the journal says so, and leaves only
when a person has it registered after all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.model import Held, shown
from ingest.projection import is_registered
from vault import Hashing, Json, Vault, chunks
from vault.canonical import canonical

CARD = "card.json"


class Quarantine:
    """The folder `quarantine/` of a vault."""

    def __init__(self, vault: Vault) -> None:
        """Nothing is made yet."""
        self._vault = vault
        self._disk = vault.disk

    def keep(self, files: Sequence[Held], said: Mapping[str, Json]) -> dict[str, Json]:
        """Copy the files of an arrival here, durably.

        Copies, because whoever made the file may still have a link to it; what an earlier attempt
        left for the same arrival is replaced.

        Args:
            files: of the arrival.
            said: of it, by `events.waiting`.

        Returns:
            What the journal says about it: the same, and the files.

        Raises:
            DiskFull: nothing is kept here; the source is where it was.
        """
        folder = self._folder(said["arrival"])
        self._disk.remove_tree(folder)
        self._disk.mkdir(folder)
        kept = []
        for held in files:
            hashing = Hashing(chunks(held.path))
            self._disk.create(folder / _not_card(held.name), hashing)
            kept.append({"name": shown(held.name), **hashing.content().as_json()})
        described = {**said, "files": kept}
        self._disk.create(folder / CARD, [canonical(described) + b"\n"])
        self._disk.sync_folder(folder)
        self._disk.sync_folder(folder.parent)
        return described

    def files(self, arrival: str) -> list[Path]:
        """The files of an arrival, the document first; empty when it is not here."""
        folder = self._folder(arrival)
        if not folder.is_dir():
            return []
        kept = [path for path in folder.iterdir() if path.name != CARD]
        return sorted(kept, key=lambda path: (len(path.name), path.name))

    def clear(self) -> None:
        """Remove what was registered before a crash could remove it."""
        with self._vault.read() as connection:
            for folder in sorted(self._vault.layout.quarantine.iterdir()):
                if is_registered(connection, folder.name):
                    self.discard(folder.name)

    def discard(self, arrival: str) -> None:
        """Remove what has been registered meanwhile; the journal line must be durable."""
        self._disk.remove_tree(self._folder(arrival))

    def _folder(self, arrival: str) -> Path:
        return self._vault.layout.quarantine / arrival


def _not_card(name: str) -> str:
    return f"_{name}" if name == CARD else name
