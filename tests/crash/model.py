"""A disk as it may be after the power went: which of the steps reached the platter.

Knows: that a file's bytes and a folder's names are durable only once each has been synced, that a
rename is one change in two folders (POSIX), that what was not synced may be there, not be there,
or be there in part. Does not know: what the files mean.
Keeps: it is harsher than any filesystem: unsynced changes of different names survive in any
combination, not only in the order in which they were made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# -- steps ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """A name for a new file or folder."""

    path: str
    folder: bool


@dataclass(frozen=True)
class Wrote:
    """Bytes written into a file."""

    path: str
    offset: int
    data: bytes


@dataclass(frozen=True)
class Cut:
    """A file made shorter (or longer)."""

    path: str
    size: int


@dataclass(frozen=True)
class Synced:
    """An fsync of a file or a folder."""

    path: str


@dataclass(frozen=True)
class SyncedAll:
    """A sync of everything."""


@dataclass(frozen=True)
class Renamed:
    """Another name, in place of what had it."""

    source: str
    target: str


@dataclass(frozen=True)
class Linked:
    """A second name."""

    source: str
    target: str


@dataclass(frozen=True)
class Removed:
    """A name less."""

    path: str


@dataclass(frozen=True)
class Promised:
    """Somebody was told that something is done."""

    what: object


Step = Made | Wrote | Cut | Synced | SyncedAll | Renamed | Linked | Removed | Promised

# -- the disk ------------------------------------------------------------------------------------


@dataclass(eq=False)
class File:
    """A file: what is durable, and what was done to it since."""

    data: bytes = b""
    pending: list[Wrote | Cut] = field(default_factory=list)

    def after(self, changes: Sequence[Wrote | Cut]) -> bytes:
        """The bytes when `changes` reached the platter."""
        data = self.data
        for change in changes:
            if isinstance(change, Cut):
                data = data[: change.size].ljust(change.size, b"\0")
            else:
                end = change.offset + len(change.data)
                data = data.ljust(change.offset, b"\0")
                data = data[: change.offset] + change.data + data[end:]
        return data

    def outcomes(self) -> list[bytes]:
        """What may be on the platter; the first is the least, the last is everything."""
        if not self.pending:
            return [self.data]
        *before, last = self.pending
        found = [self.data, self.after(before)]
        if isinstance(last, Wrote):
            half = Wrote(last.path, last.offset, last.data[: len(last.data) // 2])
            hole = Wrote(last.path, last.offset, bytes(len(last.data)))
            found += [self.after([*before, half]), self.after([*before, hole])]
        return list(dict.fromkeys([*found, self.after(self.pending)]))


@dataclass(eq=False)
class Folder:
    """A folder: its durable names, and the names a running program sees."""

    durable: dict[str, Node] = field(default_factory=dict)
    seen: dict[str, Node] = field(default_factory=dict)


Node = File | Folder
Slot = tuple[Folder, str]


@dataclass(eq=False)
class NameChange:
    """One change of names: of one, or of two for a rename; it happens as a whole."""

    slots: list[tuple[Slot, Node | None]]

    def touches(self, folder: Folder) -> bool:
        return any(slot[0] is folder for slot, _ in self.slots)

    def shares_a_name_with(self, other: NameChange) -> bool:
        mine = {(id(f), n) for (f, n), _ in self.slots}
        return any((id(f), n) in mine for (f, n), _ in other.slots)


class ModelDisk:
    """The disk after some steps, with everything that was not synced still undecided."""

    def __init__(self, tree: Mapping[str, bytes | None]) -> None:
        """Begin with a durable tree: path to bytes, or to None for a folder."""
        self.root = Folder()
        self.changes: list[NameChange] = []
        self._written: list[File] = []
        for path, data in sorted(tree.items()):
            parent, name = self._slot(path)
            parent.seen[name] = parent.durable[name] = Folder() if data is None else File(data)

    def do(self, step: Step) -> None:
        """Let a step happen."""
        match step:
            case Made(path, folder):
                self._change((self._slot(path), Folder() if folder else File()))
            case Wrote() | Cut():
                self._write(step)
            case Synced(path):
                self._sync(self._node(path))
            case SyncedAll():
                self._sync_all()
            case Renamed(source, target):
                node = self._node(source)
                self._change((self._slot(source), None), (self._slot(target), node))
            case Linked(source, target):
                self._change((self._slot(target), self._node(source)))
            case Removed(path):
                self._change((self._slot(path), None))
            case Promised():
                pass

    def dirty(self) -> list[File]:
        """Files with unsynced bytes."""
        return [file for file in self._written if file.pending]

    def tree(self, kept: Sequence[bool], files: Sequence[bytes]) -> dict[str, bytes | None]:
        """The durable tree when of `changes` only those `kept` survived, of `dirty` the `files`."""
        names: dict[int, dict[str, Node]] = {}
        for change, stays in zip(self.changes, kept, strict=True):
            for (folder, name), node in change.slots if stays else ():
                entries = names.setdefault(id(folder), dict(folder.durable))
                if node is None:
                    entries.pop(name, None)
                else:
                    entries[name] = node
        data = {id(file): chosen for file, chosen in zip(self.dirty(), files, strict=True)}
        found: dict[str, bytes | None] = {}

        def walk(folder: Folder, prefix: str, above: tuple[int, ...]) -> None:
            for name, node in names.get(id(folder), folder.durable).items():
                if isinstance(node, File):
                    found[prefix + name] = data.get(id(node), node.data)
                elif id(node) not in above:
                    found[prefix + name] = None
                    walk(node, f"{prefix}{name}/", (*above, id(node)))

        walk(self.root, "", (id(self.root),))
        return found

    def _write(self, step: Wrote | Cut) -> None:
        file = self._node(step.path)
        assert isinstance(file, File)
        file.pending.append(step)
        if file not in self._written:
            self._written.append(file)

    def _sync_all(self) -> None:
        for change in self.changes:
            self._keep(change)
        self.changes.clear()
        for file in self._written:
            self._sync(file)

    def _change(self, *slots: tuple[Slot, Node | None]) -> None:
        for (folder, name), node in slots:
            if node is None:
                folder.seen.pop(name, None)
            else:
                folder.seen[name] = node
        self.changes.append(NameChange(list(slots)))

    def _sync(self, node: Node) -> None:
        if isinstance(node, File):
            node.data = node.after(node.pending)
            node.pending.clear()
            return
        durable = [change for change in self.changes if change.touches(node)]
        for change in reversed(self.changes):  # a name's earlier changes come before its later ones
            if change not in durable and any(change.shares_a_name_with(d) for d in durable):
                durable.append(change)
        for change in [c for c in self.changes if c in durable]:
            self._keep(change)
        self.changes = [c for c in self.changes if c not in durable]

    @staticmethod
    def _keep(change: NameChange) -> None:
        for (folder, name), node in change.slots:
            if node is None:
                folder.durable.pop(name, None)
            else:
                folder.durable[name] = node

    def _slot(self, path: str) -> Slot:
        above, _, name = path.rpartition("/")
        folder = self._node(above)
        assert isinstance(folder, Folder)
        return folder, name

    def _node(self, path: str) -> Node:
        node: Node = self.root
        for name in path.split("/") if path else ():
            assert isinstance(node, Folder)
            node = node.seen[name]
        return node


def fingerprint(tree: Mapping[str, bytes | None]) -> bytes:
    """The same for the same tree only."""
    digest = hashlib.sha256()
    for path in sorted(tree):
        data = tree[path]
        digest.update(f"{path}\0{-1 if data is None else len(data)}\0".encode())
        digest.update(data or b"")
    return digest.digest()


def read_tree(root: Path) -> dict[str, bytes | None]:
    """A tree as it lies on the real disk."""
    return {
        path.relative_to(root).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in root.rglob("*")
    }


def write_tree(tree: Mapping[str, bytes | None], root: Path) -> None:
    """Lay a tree out below the new folder `root`."""
    root.mkdir()
    for path in sorted(tree):
        data = tree[path]
        if data is None:
            (root / path).mkdir()
        else:
            (root / path).write_bytes(data)
