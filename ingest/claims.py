"""Claiming: how a file leaves the inbox, and how it comes back after a crash.

Knows: the folder `claimed/<process>/<case folder>/` on the inbox's own filesystem, its lock, and
the names in it: `<id>~<name>` (or a folder `<id>~` where that would be too long).
Does not know: what is in the files.
Keeps: a claim is one atomic rename, so of two processes one has the file; claimed bytes are
removed only by `finish`, which is called after the journal line is durable; a folder whose lock
is held is never touched by others.
"""

from __future__ import annotations

import errno
import fcntl
import filecmp
import itertools
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import IngestError, StillWritten
from ingest.inbox import Inbox, document_of
from ingest.model import FileStamp, Held, Sighting
from vault import Vault, os_cause

_NAME_MAX = 255
_MARK = "~"
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


@dataclass(frozen=True, slots=True)
class Claim:
    """A group of files that this process alone works on.

    Attributes:
        files: where they are now, by their names in the inbox; the document first.
    """

    id: str
    folder: str
    files: Mapping[str, Path]

    def held(self) -> tuple[Held, ...]:
        """The files with what the file system says about them now."""
        return tuple(
            Held(name, path, FileStamp.of(path.lstat())) for name, path in self.files.items()
        )

    @property
    def name(self) -> str:
        """The document's name in the inbox."""
        return next(iter(self.files))


def claim_root(vault: Vault, inbox: Inbox) -> Path:
    """Where claims lie: where the vault says, or in an inbox that is a filesystem of its own."""
    place = vault.layout.claimed
    if not inbox.root.is_dir() or place.parent.stat().st_dev == inbox.root.stat().st_dev:
        return place
    return inbox.root / ".claimed"


class Claims:
    """The claim folder of this process; made with the first claim, gone when it is closed."""

    def __init__(self, vault: Vault, inbox: Inbox) -> None:
        """Nothing is made yet."""
        self._vault = vault
        self._disk = vault.disk
        self._inbox = inbox
        self._own: Path | None = None
        self._made: set[str] = set()
        self._moved_into: set[Path] = set()
        self._lock = -1

    # -- taking ----------------------------------------------------------------------------

    def claim(self, sighting: Sighting, new_id: str) -> tuple[Claim, tuple[Held, ...]] | None:
        """Take the group out of the inbox; None when somebody else was quicker.

        Returns:
            The claim, and its files as they are now.

        Raises:
            StillWritten: it changed between the look and the rename; it is back in the inbox.
            IngestError: the system does not let us.
        """
        members = sighting.group.members
        files: dict[str, Path] = {}
        try:
            targets = self._targets(sighting.folder, new_id, members)
            for path, (name, target) in zip(sighting.paths, targets.items(), strict=True):
                self._disk.rename(path, target)
                self._moved_into.add(target.parent)
                files[name] = target
        except FileNotFoundError:
            if not files:
                return None
        except OSError as error:
            if files:
                self.put_back(Claim(new_id, sighting.folder, files))
            raise IngestError(reason=os_cause(error)) from error
        claim = Claim(new_id, sighting.folder, files)
        moved = claim.held()
        same = [a.same_file(b.stamp) for a, b in zip(sighting.stamps, moved, strict=False)]
        if len(moved) < len(members) or not all(same):
            self.put_back(claim)
            raise StillWritten
        return claim, moved

    def _targets(self, folder: str, new_id: str, names: Collection[str]) -> dict[str, Path]:
        own = self._folder() / folder
        if folder not in self._made:
            self._disk.mkdir(own)
            self._disk.sync_folder(own.parent)
            self._made.add(folder)
        prefix = f"{new_id}{_MARK}"
        if all(len(os.fsencode(prefix + name)) <= _NAME_MAX for name in names):
            return {name: own / f"{prefix}{name}" for name in names}
        self._disk.mkdir(own / prefix)
        self._disk.sync_folder(own)
        return {name: own / prefix / name for name in names}

    def _folder(self) -> Path:
        if self._own is None:
            root = claim_root(self._vault, self._inbox)
            self._disk.make_folders(root)
            process = self._vault.random(8).hex()
            # Locked before the folder can be seen: recovery takes over only what is not locked.
            self._lock = os.open(self._lock_file(process), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            self._own = root / process
            self._disk.mkdir(self._own)
            self._disk.sync_folder(root)
        return self._own

    def _lock_file(self, process: str) -> Path:
        """In the vault: a share that the inbox lies on may not know locks."""
        return self._vault.layout.staging / f"{process}.claim"

    # -- letting go ------------------------------------------------------------------------

    def make_durable(self, claims: Collection[Claim]) -> None:
        """Bring the renames to the platter: before the journal says that the files are in."""
        folders = {path.parent for claim in claims for path in claim.files.values()}
        moved_into = folders & self._moved_into
        self._moved_into -= moved_into  # first: what another thread moves there meanwhile counts
        for folder in sorted(moved_into):
            self._disk.sync_folder(folder)

    def finish(self, claim: Claim) -> None:
        """Remove claimed files whose journal line is durable."""
        for path in reversed(list(claim.files.values())):
            self._disk.unlink(path)
        self._tidy(claim)

    def put_back(self, claim: Claim) -> None:
        """Return the files to the inbox; under another name when one came there meanwhile.

        Doing it again after it was interrupted does no more than the rest of it.

        Raises:
            OSError: the inbox does not take them; they stay claimed and wait for recovery.
        """
        base = self._inbox.root / claim.folder
        self._disk.make_folders(base)
        document = document_of(claim.name)
        for name in _other_names(document):
            targets = {old: base / (name + old[len(document) :]) for old in claim.files}
            if all(_is_free(targets[old], path) for old, path in claim.files.items()):
                break
        # Durable there before it goes here; the document last, so that the group is whole.
        names = list(claim.files)[::-1]
        left = [self._given_back(claim.files[name], targets[name]) for name in names]
        self._disk.sync_folder(base)
        for path in filter(None, left):
            self._disk.unlink(path)
        self._tidy(claim)

    def is_put_back(self, claim: Claim) -> bool:
        """Whether somebody was putting the claim back when the power went."""
        base = self._inbox.root / claim.folder
        return any(_is_same(base / name, path) for name, path in claim.files.items())

    def _given_back(self, path: Path, target: Path) -> Path | None:
        """Give the file its name in the inbox; the name here, if that is still to be removed."""
        if os.path.lexists(target):
            return path
        try:
            self._disk.link(path, target)
        except OSError as error:
            if error.errno not in _NO_LINKS or os.path.lexists(target):
                raise
            self._disk.rename(path, target)
            return None
        return path

    def _tidy(self, claim: Claim) -> None:
        folder = next(iter(claim.files.values())).parent
        if folder.name.endswith(_MARK):
            with suppress(OSError):
                self._disk.rmdir(folder)

    def close(self) -> None:
        """Let go of the folder; what is still in it waits for recovery."""
        if self._own is None:
            return
        for folder in (*self._subfolders(self._own), self._own):
            with suppress(OSError):
                self._disk.rmdir(folder)
        if not self._own.exists():
            self._disk.unlink(self._lock_file(self._own.name))
        os.close(self._lock)
        self._own, self._lock = None, -1
        self._made.clear()
        self._moved_into.clear()

    def in_hand(self) -> Iterator[tuple[str, str]]:
        """Id and path in the inbox of what any process has claimed; only looked at."""
        root = claim_root(self._vault, self._inbox)
        for process in sorted(root.iterdir()) if root.is_dir() else ():
            for folder in self._subfolders(process):
                with suppress(FileNotFoundError):
                    for own_id, files in _claimed_in(folder).items():
                        yield own_id, f"{folder.name}/{min(files, key=len)}"

    # -- recovery --------------------------------------------------------------------------

    def abandoned(self) -> Iterator[Claim]:
        """Claims of processes that are gone, each now ours, with what is left in the inbox."""
        root = claim_root(self._vault, self._inbox)
        if not root.is_dir():
            return
        for process in sorted(p for p in root.iterdir() if p.is_dir() and p != self._own):
            lock = self._try_lock(process.name)
            if lock is None:
                continue
            try:
                yield from self._adopt(process)
            finally:
                os.close(lock)

    def _adopt(self, process: Path) -> list[Claim]:
        folders = self._subfolders(process)
        claims = [
            self._adopted(own_id, folder.name, files)
            for folder in folders
            for own_id, files in _claimed_in(folder).items()
        ]
        self.make_durable(claims)  # here before the folders they came from go
        inner = [entry for folder in folders for entry in folder.iterdir() if entry.is_dir()]
        for folder in (*inner, *folders, process):
            with suppress(OSError):
                self._disk.rmdir(folder)
        if not process.exists():
            self._disk.unlink(self._lock_file(process.name))
        return claims

    def _adopted(self, own_id: str, folder: str, files: Mapping[str, Path]) -> Claim:
        """Move a claim into our folder, together with companions the crash left in the inbox."""
        name = min(files, key=len)
        names = [name, *(set(files) - {name}), *self._inbox.late(folder, name, files)]
        targets = self._targets(folder, own_id, names)
        for each, target in targets.items():
            self._disk.rename(files.get(each, self._inbox.root / folder / each), target)
            self._moved_into.add(target.parent)
        return Claim(own_id, folder, targets)

    def _try_lock(self, process: str) -> int | None:
        fd = os.open(self._lock_file(process), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return None
        return fd

    def _subfolders(self, folder: Path) -> list[Path]:
        inner = [p for p in folder.iterdir() if p.is_dir()] if folder.is_dir() else []
        return sorted(p for p in inner if not p.name.endswith(_MARK))


def _claimed_in(folder: Path) -> dict[str, dict[str, Path]]:
    """The claims in a case folder: their files, by id."""
    found: dict[str, dict[str, Path]] = {}
    for entry in sorted(folder.iterdir()):
        own_id, _, name = entry.name.partition(_MARK)
        files = {name: entry} if name else {path.name: path for path in entry.iterdir()}
        if files:
            found.setdefault(own_id, {}).update(files)
    return found


def _is_same(there: Path, here: Path) -> bool:
    return there.is_file() and not there.is_symlink() and filecmp.cmp(there, here, shallow=False)


def _is_free(target: Path, path: Path) -> bool:
    """Whether a file may go back there: nothing is there, or it is there already."""
    return not os.path.lexists(target) or _is_same(target, path)


def _other_names(name: str) -> Iterator[str]:
    """`name`, then `name (2)`, `name (3)` … before the extension."""
    yield name
    stem, dot, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    for number in itertools.count(2):
        yield f"{stem} ({number}){dot}{ending}"
