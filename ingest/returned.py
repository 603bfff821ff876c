"""Why what was put back into the inbox could not be taken: for lists, and after a restart.

Knows: the folder `returned/` of a vault, a small file for each arrival that went back.
Does not know: why it went back, or whether it is tried again.
Keeps: a record counts only for the very files it was made for; it vouches for nothing, so a lost
or torn one costs no more than the next attempt, which makes it anew.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

from ingest.model import FileStamp, Sighting, id_of
from ingest.reading import Reason
from vault import Json, Vault
from vault.errors import VaultError


class Returned:
    """The folder `returned/` of a vault; made with the first record."""

    def __init__(self, vault: Vault) -> None:
        """Nothing is made yet."""
        self._vault = vault
        self._disk = vault.disk
        self._folder = vault.layout.returned

    def note(self, path: str, stamps: Sequence[FileStamp], reason: Reason) -> None:
        """Remember why the files at `path` went back; a disk that takes nothing is no reason."""
        said = {"path": path, "stamps": _as_json(stamps), "reason": reason.as_json()}
        data = json.dumps(said).encode()
        target = self._file(path)
        with suppress(OSError, VaultError):
            if target.is_file() and target.read_bytes() == data:
                return
            beside = self._vault.staging.new_path()
            self._disk.mkdir(self._folder)
            self._disk.create(beside, [data], durable=False)
            self._disk.rename(beside, target)

    def reason(self, sighting: Sighting) -> Reason | None:
        """Why it went back; None when it did not, or something about it has changed since."""
        try:
            said = json.loads(self._file(sighting.path).read_bytes())
            if said["stamps"] == _as_json(sighting.stamps):
                return Reason(**said["reason"])
        except (OSError, ValueError, KeyError, TypeError):  # none, or the power cut it short
            pass
        return None

    def forget(self, path: str) -> None:
        """It was taken, or is another file now."""
        with suppress(OSError, VaultError):
            if self._file(path).exists():
                self._disk.unlink(self._file(path))

    def keep_only(self, paths: Collection[str]) -> None:
        """Forget all others: they do not lie in the inbox any more."""
        kept = {self._file(path) for path in paths}
        with suppress(OSError, VaultError):
            for file in self._folder.iterdir() if self._folder.is_dir() else ():
                if file not in kept:
                    self._disk.unlink(file)

    def _file(self, path: str) -> Path:
        return self._folder / f"{id_of(path)}.json"


def _as_json(stamps: Sequence[FileStamp]) -> list[Json]:
    """What does not change when a file is renamed (`FileStamp.same_file`)."""
    return [list(astuple(stamp)[:-1]) for stamp in stamps]
