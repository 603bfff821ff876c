"""Mirroring: making one folder hold what the journal of another says, and nothing else.

Knows: which files a vault owes at one journal entry, how each is copied and read back.
Does not know: whether the copy is a backup or a restored vault (backup.py).
Keeps: `add` only adds, so whatever the copy was before, it still is; only `finish` changes and
removes, needs no more than the journal's new lines from the source, and can be repeated.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sqlalchemy.engine import Connection

from vault import holdings, ocfl
from vault.catalogue import Catalogue, Rows
from vault.causes import os_cause
from vault.check import Progress
from vault.disk import READ_ONLY, Disk
from vault.errors import BackupMismatch, BrokenJournal, FixityError
from vault.fixity import Hashing, chunks, content_of, expecting, verify
from vault.head import Head, slot
from vault.history import object_at, recorded_version
from vault.inspection import files_below
from vault.journal import Journal
from vault.layout import Layout
from vault.lock import no_commit
from vault.model import Content, Finding
from vault.ocfl import DECLARATION, INVENTORY, SIDECAR
from vault.shelf import place_of


class SourceChanged(Exception):
    """A content left the source while it was copied; the look at the source must be repeated."""


class _Unreadable(Exception):
    """The source cannot be read."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.text)
        self.finding = finding


class Mirror:
    """A copy of `source` as it was at `head`, in `target`.

    Attributes:
        head: the journal entry the copy is of.
        files: how many were copied.
        size: of those, in bytes.
        findings: what could not be copied.
    """

    def __init__(
        self,
        source: Layout,
        target: Layout,
        *,
        disk: Disk,
        made: Catalogue,
        connection: Connection,
        progress: Progress,
    ) -> None:
        """Walk the source's journal; `made` is a private catalogue on `connection`.

        Raises:
            BrokenJournal: the source's journal does not hold: no copy of it is worth having.
            BackupMismatch: the target holds a copy of another vault, or of a later state.
        """
        self.head = Head()
        self.files = 0
        self.size = 0
        self.findings: list[Finding] = []
        self._source = source
        self._target = target
        self._disk = disk
        self._connection = connection
        self._progress = progress
        self._journal = Journal(source.journal, source.head, disk)
        self._names = 0
        self._replaced: list[tuple[str, str]] = []
        self._unread: list[tuple[Path, Content]] = []
        self._walk(made)

    def _walk(self, made: Catalogue) -> None:
        until = self._ending()
        before = self._copied_before()
        known = before.sequence == 0
        self._connection.begin()
        rows = Rows(self._connection)
        for end, entry in self._journal.read(until=until):
            made.apply(entry, end, rows)
            known = known or end == before
            self.head = end
        self._connection.commit()
        if not known:
            raise BackupMismatch(path=self._target.root)

    def _ending(self) -> Head:
        """Where the source's journal ends; its lock is taken only when a slot is damaged."""
        head, whole = self._journal.recorded.read()
        if whole:
            return head
        with no_commit(self._source.lock):
            return self._journal.ending().head

    def _copied_before(self) -> Head:
        if not self._target.head.is_file():
            return Head()
        try:
            return Journal(self._target.journal, self._target.head, self._disk).recorded.read()[0]
        except BrokenJournal as error:
            raise BackupMismatch(path=self._target.root) from error

    # -- adding ------------------------------------------------------------------------------------

    def add(self) -> None:
        """Copy every content and every object version that is not there yet.

        Raises:
            SourceChanged: begin anew. DiskFull: begin anew when there is space.
        """
        source, target = self._source, self._target
        self._disk.remove_tree(target.staging)
        self._disk.make_folders(target.staging, durable=False)
        total, _ = holdings.count(self._connection)
        for _, held in holdings.on_shelf(self._connection):
            for name, content in held.items():
                self._add(place_of(source.shelf, name), place_of(target.shelf, name), content)
            self._progress("copy", self.files, total)
        for object_id, place in holdings.objects(self._connection):
            files = holdings.files_of(self._connection, object_id)
            if _is_of_another(target.stacks / place, files):
                self._replaced.append((object_id, place))
            else:
                self._add_versions(place, files)
            self._progress("copy", self.files, total)

    def _add_versions(self, place: str, files: dict[str, Content]) -> None:
        for name, content in files.items():
            if "/" in name:  # the object's own inventory follows in `finish`
                source = self._source.stacks / place / name
                self._add(source, self._target.stacks / place / name, content)

    def _add(self, source: Path, target: Path, content: Content) -> None:
        if target.is_file() and target.stat().st_size == content.size:
            return  # it was read back before it got this name
        try:
            self._place(target, self._reading(source, content), content, mode=READ_ONLY)
        except _Unreadable as error:
            if self._ending() != self.head:
                raise SourceChanged from error
            self.findings.append(error.finding)

    def _reading(self, source: Path, content: Content) -> Iterator[bytes]:
        subject = source.relative_to(self._source.root).as_posix()
        try:
            yield from expecting(source, content)
        except FixityError as error:
            text = "Вміст змінився: його цифровий відбиток інший."
            raise _Unreadable(Finding(error.code, subject, text)) from error
        except FileNotFoundError as error:
            raise _Unreadable(Finding("V021", subject, "Вміст утрачено.")) from error
        except OSError as error:
            text = f"Файл не читається: {os_cause(error)}."
            raise _Unreadable(Finding("V037", subject, text)) from error

    def _place(self, target: Path, source: Iterable[bytes], content: Content, *, mode: int) -> None:
        """Copy durably aside, read back from the medium, and only then give the name.

        What has its name is trusted by its size in the next run; names become durable at the end.
        """
        temp = self._new_temp()
        self._disk.create(temp, source, mode=mode)
        _verify_on_medium(temp, content)
        self._name(temp, target, content)

    def _new_temp(self) -> Path:
        self._names += 1
        return self._target.staging / str(self._names)

    def _name(self, temp: Path, target: Path, content: Content) -> None:
        self._disk.make_folders(target.parent, durable=False)
        self._disk.rename(temp, target)
        self.files += 1
        self.size += content.size

    # -- finishing ---------------------------------------------------------------------------------

    def finish(self) -> None:
        """Move the copy on to `head`: journal, inventories, small files; then remove the rest."""
        source, target = self._source, self._target
        last = self.head.segment
        for path in sorted(source.journal.iterdir()):
            if path.suffix != ".jsonl" or path.stem <= last:
                size = self.head.offset if path.name == f"{last}.jsonl" else path.stat().st_size
                self._same(target.journal / path.name, path, size)
        head = slot(self.head) * 2  # durable at once: by it the next run knows the copy
        self._place(target.head, [head], content_of(head), mode=0o640)
        for object_id, place in self._replaced:
            self._disk.remove_tree(target.stacks / place)
            self._add_versions(place, holdings.files_of(self._connection, object_id))
        for object_id, place in holdings.objects(self._connection):
            root = target.stacks / place
            files = holdings.files_of(self._connection, object_id)
            newest = root / f"v{recorded_version(self._connection, object_id)[0]}"
            self._same(root / DECLARATION[0], DECLARATION[1], mode=READ_ONLY)
            if not _is_same_version(root, files):
                for name in (INVENTORY, SIDECAR):
                    self._same(root / name, newest / name, mode=READ_ONLY)
        small = [source.settings, *source.readmes, *sorted(source.quarantine.rglob("*"))]
        small += [source.stacks / name for name in (*ocfl.ROOT_FILES, "README.txt")]
        for path in small:
            self._same(target.root / path.relative_to(source.root), path)
        self._prune()
        self._disk.sync_all()
        for path, content in self._unread:
            _verify_on_medium(path, content)

    def _same(
        self, target: Path, source: Path | bytes, size: int | None = None, *, mode: int = 0o640
    ) -> None:
        """Give `target` the bytes of `source` (its first `size`), if both are there and differ."""
        if isinstance(source, Path) and not source.is_file():
            return
        content = Hashing(_beginning(source, size)).through()
        if not (target.is_file() and content_of(target) == content):
            temp = self._new_temp()
            self._disk.create(temp, _beginning(source, size), mode=mode, durable=False)
            self._name(temp, target, content)
            self._unread.append((target, content))

    def _prune(self) -> None:
        """What the journal no longer names leaves the copy too: destroyed means everywhere."""
        source, target, connection = self._source, self._target, self._connection
        gone: list[Path] = []
        for folder, held in holdings.on_shelf(connection):
            there = (target.shelf / folder).glob("*")
            gone += [path for path in there if path.name not in held]
        for root in target.stacks.glob("[0-9a-f][0-9a-f]/*"):
            object_id = object_at(connection, root.relative_to(target.stacks).as_posix())
            known = holdings.files_of(connection, object_id) if object_id else {}
            gone += [root / name for name in files_below(root) if name not in known]
        for path in target.quarantine.rglob("*"):
            if not (source.root / path.relative_to(target.root)).exists():
                gone.append(path)
        for path in gone:
            self._disk.remove_tree(path)
            self._remove_empty(path.parent)

    def _remove_empty(self, folder: Path) -> None:
        """OCFL wants no empty folders."""
        if folder.is_relative_to(self._target.stacks) and not any(folder.iterdir()):
            self._disk.rmdir(folder)
            self._remove_empty(folder.parent)


def _is_of_another(root: Path, files: Mapping[str, Content]) -> bool:
    """Whether a copied object has a version that is another one, or was copied by halves.

    An object may be withdrawn and its id be given again; its files then have the same names.
    """
    sidecars = [name for name in files if name.endswith(f"/{SIDECAR}")]
    return any(
        (root / name).parent.is_dir()
        and not ((root / name).is_file() and content_of(root / name) == files[name])
        for name in sidecars
    )


def _is_same_version(root: Path, files: Mapping[str, Content]) -> bool:
    """Whether a copied object's inventory is the newest; its sidecar vouches for it."""
    inventory, beside = root / INVENTORY, root / SIDECAR
    return (
        inventory.is_file()
        and inventory.stat().st_size == files[INVENTORY].size
        and beside.is_file()
        and content_of(beside) == files[SIDECAR]
    )


def _beginning(source: Path | bytes, size: int | None) -> Iterator[bytes]:
    left = size
    for chunk in chunks(source):
        yield chunk if left is None else chunk[:left]
        left = None if left is None else left - len(chunk)
        if left is not None and left <= 0:
            return


def _verify_on_medium(path: Path, content: Content) -> None:
    """Read durable bytes back, not from the cache but from where they lie."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(fd)
    verify(path, content)
