"""The inbox as it lies there: folders, files, and which files belong together.

Knows: the convention of the inbox: case folders, cards, detached signatures, `.part` and
`.ready`; which names programs use for files that are not documents.
Does not know: whether a file is finished, or what is in it.
Keeps: nothing is opened, nothing is changed; links are never followed.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import (
    CardAlone,
    IngestError,
    LeftBehind,
    NotAPlainFile,
    OutsideCaseFolder,
    TooDeep,
)
from ingest.model import CARD, READY, SIGNATURE, FileStamp, Group, Sighting, shown
from vault import os_cause

_PARTIAL = (".part", ".partial", ".filepart", ".crdownload", ".tmp", ".temp", ".swp")
_OF_SYSTEMS = ("~$", "._", ".~lock.", ".ds_store", ".nfs", ".smbdelete", ".directory")
STANDS_STILL_S = 24 * 60 * 60
"""What is passed over for its name is told of when it has not changed for so long."""
_NOT_DOCUMENTS = {"thumbs.db", "desktop.ini", "@eadir", "#recycle", "lost+found"}


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in the inbox that cannot be taken, and why; `path` is relative to the inbox."""

    path: str
    error: IngestError


def ignored(name: str) -> bool:
    """Whether the name says that this is no document: hidden, temporary, made by a system."""
    lower = name.lower()
    return (
        name.startswith((".", "~$", "._"))
        or name.endswith("~")
        or lower.endswith(_PARTIAL)
        or lower in _NOT_DOCUMENTS
    )


def groups(names: Sequence[str]) -> Iterator[Group | str]:
    """What belongs together among the names of one folder; a card without a document as its name.

    The longest chain wins: `x.pdf.p7s` goes with `x.pdf` when that is there, and is a document of
    its own otherwise, for a signature may carry its content.
    """
    partial = {stem for name in names for stem in _stems(name, _PARTIAL)}
    plain = {name for name in names if not ignored(name)}
    beside: dict[str, list[str]] = {}
    for name in sorted(plain):
        document = _root(name, plain)
        if document != name:
            beside.setdefault(document, []).append(name)
    taken = {name for companions in beside.values() for name in companions}
    cards = {stem: name for name in sorted(plain - taken) for stem in _stems(name, (CARD,))}
    markers = {name for name in plain if name.lower().endswith(READY)}
    leading = plain - taken - markers - set(cards.values())
    for name in sorted(leading):
        companions = beside.get(name, [])
        yield Group(
            name,
            card=cards.pop(name, None),
            signatures=tuple(n for n in companions if n.lower().endswith(SIGNATURE)),
            ready=tuple(n for n in companions if n.lower().endswith(READY)),
            partial=name in partial,
        )
    yield from sorted(cards.values())


def _root(name: str, names: Collection[str]) -> str:
    """The document that a signature, a signature on it, or a marker belongs to."""
    for stem in _stems(name, (SIGNATURE, READY)):
        if stem in names:
            return _root(stem, names)
    return name


def _stems(name: str, suffixes: Sequence[str]) -> Iterator[str]:
    for suffix in suffixes:
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            yield name[: -len(suffix)]
            return


def document_of(name: str) -> str:
    """The name of the document that a card, a signature or a marker of this name belongs to."""
    for stem in _stems(name, (CARD, SIGNATURE, READY)):
        return document_of(stem)
    return name


class Inbox:
    """The folder that is watched."""

    def __init__(self, root: Path) -> None:
        """`root` may lie inside the vault or elsewhere."""
        self.root = root

    def folders(self) -> list[str]:
        """Names of the folders in the inbox."""
        return sorted(e.name for e in _entries(self.root) if e.is_dir(follow_symlinks=False))

    def sightings(self, folder: str) -> Iterator[Sighting | Oddity]:
        """What lies in a folder now; each group is looked at when its turn comes."""
        try:
            entries = _entries(self.root / folder)
        except OSError as error:
            reason = f"каталог не читається ({os_cause(error)})"
            yield Oddity(shown(folder), IngestError(reason=reason))
            return
        names = _files(entries)
        for found in groups(names):
            if isinstance(found, str):
                yield Oddity(shown(f"{folder}/{found}"), CardAlone())
            else:
                with suppress(FileNotFoundError):  # taken or renamed since the folder was read
                    yield self.look(folder, found)
        for entry in entries:
            if _is_odd(entry):
                yield Oddity(shown(f"{folder}/{entry.name}"), NotAPlainFile())

    def look(self, folder: str, group: Group) -> Sighting:
        """The group with what the file system says about its members.

        Raises:
            FileNotFoundError: one of them has gone.
        """
        base = self.root / folder
        paths = tuple(base / name for name in group.members)
        stamps = []
        for path in paths:
            status = path.lstat()
            if not stat.S_ISREG(status.st_mode):
                raise FileNotFoundError(path)
            stamps.append(FileStamp.of(status))
        return Sighting(folder, group, paths, tuple(stamps))

    def late(self, folder: str, name: str, claimed: Collection[str]) -> list[str]:
        """What belongs to a claimed document and still lies in the folder.

        Nothing when a file of the document's name lies there again: the rest is that one's.
        """
        try:
            lying = _files(_entries(self.root / folder))
        except OSError:
            return []
        for found in groups([name, *lying]) if name not in lying else ():
            if isinstance(found, Group) and found.name == name:
                return [member for member in found.members if member not in claimed]
        return []

    def belongs_to_another(self, folder: str, name: str) -> bool:
        """Whether the document that a card or a signature of this name belongs to lies there."""
        document = document_of(name)
        return document != name and os.path.lexists(self.root / folder / document)

    def misplaced(self) -> Iterator[Oddity]:
        """Files that lie directly in the inbox, or deeper than in a case folder."""
        for entry in _entries(self.root):
            if entry.is_dir(follow_symlinks=False):
                yield from self._deeper(entry.name)
            elif not ignored(entry.name):
                plain = entry.is_file(follow_symlinks=False)
                yield Oddity(shown(entry.name), OutsideCaseFolder() if plain else NotAPlainFile())

    def left_behind(self, now: dt.datetime) -> Iterator[Oddity]:
        """Files passed over for their names that have stood still for a day by `now`."""
        before_ns = (now.timestamp() - STANDS_STILL_S) * 1e9
        for folder in ("", *self.folders()):
            with suppress(OSError):  # gone, or not ours to read: `sightings` says so
                names = [path.name for path in (self.root / folder).iterdir()]
                for name in sorted(n for n in names if _waits_silently(n, names)):
                    path = self.root / folder / name
                    with suppress(FileNotFoundError):
                        status = path.lstat()
                        if stat.S_ISREG(status.st_mode) and status.st_mtime_ns < before_ns:
                            yield Oddity(shown(f"{folder}/{name}".lstrip("/")), LeftBehind())

    def _deeper(self, folder: str) -> Iterator[Oddity]:
        waiting = [folder]
        while waiting:
            inner = waiting.pop()
            with suppress(OSError):  # gone, or not ours to read: `sightings` says so
                for entry in _entries(self.root / inner):
                    path = f"{inner}/{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(path)
                    elif inner != folder and not ignored(entry.name):
                        yield Oddity(shown(path), TooDeep())


def _waits_silently(name: str, names: Collection[str]) -> bool:
    """Whether nothing else tells of a file: it may be a document somebody misnamed or left."""
    lower = name.lower()
    if lower in _NOT_DOCUMENTS or lower.startswith(_OF_SYSTEMS) or lower.endswith("~"):
        return False
    return ignored(name) or (lower.endswith(READY) and document_of(name) not in names)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder, by name, without hidden entries and folders that systems make."""
    try:
        with os.scandir(folder) as entries:
            seen = [entry for entry in entries if not entry.name.startswith(".")]
    except FileNotFoundError:  # gone since somebody named it
        return []
    kept = [e for e in seen if not (ignored(e.name) and e.is_dir(follow_symlinks=False))]
    return sorted(kept, key=lambda entry: entry.name)


def _files(entries: Sequence[os.DirEntry[str]]) -> list[str]:
    return [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]


def _is_odd(entry: os.DirEntry[str]) -> bool:
    plain = entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)
    return not plain and not ignored(entry.name)
