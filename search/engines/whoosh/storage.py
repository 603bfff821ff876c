"""The folder of one Whoosh index, made safe against power loss.

Knows: that Whoosh commits by renaming a table of contents (TOC), and never calls fsync.
Does not know: what is in the files.
Keeps: when a commit is there, all it names is on the disk, and so is its stamp: which generation,
how many documents, up to which journal entry, by which analysis, and the TOC's own digest. A TOC
is a pickle: it is read only when its digest is the one stamped.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from search.engines.door import Stamp
from search.engines.folders import sync_folder, write_durably
from search.whoosh_import import FileStorage, index

NAME = "MAIN"  # Whoosh's name for an index, and for its files
FORMAT = f"6-{sys.byteorder}"
_TOC = re.compile(rf"_{NAME}_(\d+)\.toc")


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's folder, with every commit synced and stamped.

    Attributes:
        sequence: what the next commit will be stamped with.
        documents: likewise.
    """

    def __init__(self, folder: Path, analysis: str) -> None:
        """A folder of an index whose texts are read by an analysis of this version."""
        super().__init__(str(folder))
        self.path = folder
        self.sequence = 0
        self.documents = 0
        self._version = f"{FORMAT} {analysis}"
        self._created: set[str] = set()

    def create_file(self, name: str, **options: Any) -> Any:
        """Remember what was written since the last commit."""
        self._created.add(name)
        return super().create_file(name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Commit: Whoosh renames nothing but its TOC."""
        for name in self._created & set(self.list()):
            with (self.path / name).open("rb") as file:
                os.fsync(file.fileno())
        toc = (self.path / oldname).read_bytes()
        generation = _generation(newname)
        self._write_stamp(generation, hashlib.sha256(toc).hexdigest())
        sync_folder(self.path)
        super().rename_file(oldname, newname, safe)
        sync_folder(self.path)
        self._created.clear()

    def generation(self) -> int:
        """The last one committed; -1 when there is none."""
        return max(map(_generation, self.list()), default=-1)

    def read(self, generation: int) -> tuple[Stamp, Any]:
        """Stamp and TOC of a generation.

        Raises:
            ValueError: either is not what was written, or was written by another version.
            FileNotFoundError: the next commit has come in between.
        """
        written, _, digest = (self.path / _stamp(generation)).read_bytes().rpartition(b"\n")
        if hashlib.sha256(written).hexdigest().encode() != digest:
            msg = "відбиток стану пошкоджено"
            raise ValueError(msg)
        stamp = json.loads(written)
        if stamp["version"] != self._version:
            msg = f"створено іншою версією ({stamp['version']})"
            raise ValueError(msg)
        toc = (self.path / _toc(generation)).read_bytes()
        if stamp["generation"] != generation or stamp["toc"] != hashlib.sha256(toc).hexdigest():
            msg = "зміст покажчика пошкоджено"
            raise ValueError(msg)
        known = Stamp(generation, stamp["documents"], stamp["sequence"])
        return known, index.TOC.read(self, NAME, generation)

    def sweep(self, generation: int, segments: set[str]) -> None:
        """Remove what neither this generation nor its segments need (an earlier crash's too)."""
        needed = {_stamp(generation), _toc(generation)}
        for path in self.path.iterdir():
            if (
                path.is_file()
                and path.suffix
                and path.name not in needed
                and (path.name.split(".")[0] not in segments)
            ):
                path.unlink()

    def _write_stamp(self, generation: int, toc: str) -> None:
        stamp = {
            "documents": self.documents,
            "generation": generation,
            "sequence": self.sequence,
            "toc": toc,
            "version": self._version,
        }
        written = json.dumps(stamp, indent=1).encode()
        digest = hashlib.sha256(written).hexdigest().encode()
        write_durably(self.path / _stamp(generation), written + b"\n" + digest)


def _generation(name: str) -> int:
    toc = _TOC.fullmatch(name)
    return int(toc[1]) if toc else -1


def _toc(generation: int) -> str:
    return f"_{NAME}_{generation}.toc"


def _stamp(generation: int) -> str:
    return f"stamp_{generation}.json"
