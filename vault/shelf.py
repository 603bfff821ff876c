"""The shelf: content of open volumes, each file named by its SHA-512.

Knows: how bytes become a durable, write-once file and how they are found again.
Does not know: whose bytes they are; who needs them is in the catalogue (holds).
Keeps: a name on the shelf means the whole content is there (temp, fsync, rename, fsync folder).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from vault.disk import READ_ONLY, Disk
from vault.fixity import Hashing, chunks, verify
from vault.model import Content


def place_of(root: Path, sha512: str) -> Path:
    """Where the shelf at `root` keeps, or would keep, that content."""
    return root.joinpath(sha512[:2], sha512)


class Shelf:
    """The folder `shelf/` of a vault."""

    def __init__(self, root: Path, temp: Path, disk: Disk, new_name: Callable[[], str]) -> None:
        """`new_name` gives names for files in `temp` that nobody else uses."""
        self.root = root
        self.temp = temp
        self._disk = disk
        self._new_name = new_name

    def path(self, sha512: str) -> Path:
        """Where that content is, or would be."""
        return place_of(self.root, sha512)

    def has(self, sha512: str) -> bool:
        """Whether the content is on the shelf."""
        return self.path(sha512).is_file()

    def put(self, source: bytes | Path | BinaryIO) -> Content:
        """Store bytes durably and name them; the same bytes again cost no space.

        Raises:
            DiskFull: nothing was added.
            FixityError: the same content lies here already, but damaged.
        """
        hashing = Hashing(chunks(source))
        temp = self.temp / self._new_name()
        self._disk.create(temp, hashing, mode=READ_ONLY)
        content = hashing.content()
        final = self.path(content.sha512)
        try:
            if final.exists():
                verify(final, content)
                self._disk.unlink(temp)
            else:
                self._disk.rename(temp, final)
        except BaseException:
            self._disk.unlink(temp)
            raise
        # Also when it was there already: its maker may not have come to this line yet.
        self._disk.sync_folder(final.parent)
        return content

    def remove(self, sha512: str) -> None:
        """Take a content off, if it is there; only under the commit lock and with no hold on it.

        The caller syncs the folder.
        """
        self._disk.unlink(self.path(sha512))
