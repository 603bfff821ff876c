"""The index of a vault: the folder that serves now, and how another one takes its place.

Knows: which engines there are, and how an index is made anew beside the old one.
Does not know: how an engine keeps its promises.
Keeps: the old index serves until the new one has caught up with it.

    <root>/CURRENT       the name of the folder that serves, and so the engine
    <root>/ENGINE-N/     an index of that engine
    <root>/REBUILD       a lock: one process at a time begins a new one
"""

from __future__ import annotations

import contextlib
import importlib.util
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, TypeVar

from search.analysis import Analysis
from search.documents import Documents
from search.engines.door import Answer, Change, Index, Stamp
from search.engines.folders import locked, sync_folder, write_durably
from search.engines.whoosh.engine import WhooshFolder
from search.errors import EngineMissing, IndexBroken
from search.query.nodes import Node

_T = TypeVar("_T")
WHOOSH, TANTIVY = "whoosh", "tantivy"
ENGINES = (WHOOSH, TANTIVY)
"""Whoosh is always there; Tantivy comes with the extra of that name."""
_NAMED = re.compile(r"(?:whoosh|tantivy)-\d+")
LARGE = 50_000
"""Documents above which Tantivy is the better engine."""


class Folder(Index, Protocol):
    """One index in one folder."""

    path: Path

    def create(self) -> None:
        """Make an empty index in a new folder."""

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer.

        Raises:
            IndexBusy: another one goes on for too long.
        """

    def warm(self, stopped: Callable[[], bool]) -> None:
        """Have ready what questions need; for a thread beside them, and until it is stopped."""

    def remove(self) -> None:
        """Delete the folder and all that is in it."""


def installed(engine: str) -> bool:
    """Whether an engine's library is there."""
    return engine == WHOOSH or importlib.util.find_spec(engine) is not None


def advised(engine: str, documents: int) -> bool:
    """Whether Tantivy would serve so many documents better than the engine that does."""
    return engine == WHOOSH and documents > LARGE


def engine_at(root: Path) -> str | None:
    """Which engine serves the index at `root`; None while there is none. Opens nothing."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        name = (root / "CURRENT").read_text(encoding="ascii")
        return name.partition("-")[0] if _NAMED.fullmatch(name) else None
    return None


class VaultIndex:
    """The index of a vault: the folder that serves now; an `Index`."""

    def __init__(self, root: Path, analysis: Analysis, *, patience_s: float = 10.0) -> None:
        """Use what is in `root`; nothing is made or changed."""
        self._root = root
        self._analysis = analysis
        self._patience_s = patience_s
        self._serving: Folder | None = None

    def apply(self, changes: Iterable[Change], *, sequence: int) -> Stamp:
        """See `Index`."""
        batch = list(changes)
        while True:
            folder, stamp = self._ask(lambda folder: folder.apply(batch, sequence=sequence))
            if folder is self._current():
                return stamp
            # Made anew meanwhile: the batch belongs into the new one.

    def search(self, tree: Node, allowed: Documents, *, limit: int, offset: int = 0) -> Answer:
        """See `Index`."""
        return self._ask(lambda f: f.search(tree, allowed, limit=limit, offset=offset))[1]

    def suggest(self, tree: Node, allowed: Documents) -> Node | None:
        """See `Index`."""
        return self._ask(lambda folder: folder.suggest(tree, allowed))[1]

    def stamp(self) -> Stamp:
        """See `Index`."""
        return self._ask(lambda folder: folder.stamp())[1]

    def verify(self) -> None:
        """See `Index`."""
        self._ask(lambda folder: folder.verify())

    def warm(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Have ready what questions need; for a thread beside them, and until it is stopped."""
        self._ask(lambda folder: folder.warm(stopped))

    @property
    def engine(self) -> str:
        """Which engine serves; the one that always can while none does, or its library is gone."""
        with contextlib.suppress(IndexBroken):
            engine = self._name().partition("-")[0]
            if installed(engine):
                return engine
        return WHOOSH

    def anew(self, engine: str | None = None) -> Folder:
        """An index beside the one that serves: empty, or as far as an interrupted rebuild came.

        Raises:
            EngineMissing: the library is not installed.
        """
        engine = engine or self.engine
        if not installed(engine):
            raise EngineMissing(engine=engine)
        self._root.mkdir(exist_ok=True)
        with locked(self._root / "REBUILD", self._patience_s):
            folder = self._folder(f"{engine}-{self._number() + 1}")
            try:
                folder.verify()
            except IndexBroken:
                folder.remove()
                folder.create()
        return folder

    def adopt(self, folder: Folder) -> bool:
        """Let a new index serve from now on; not if the old one knows more. Whether it does.

        Raises:
            IndexBroken: the new one.
            IndexBusy: somebody writes to the old one.
        """
        with contextlib.ExitStack() as held:
            try:
                old = self._current()
                held.enter_context(old.writing())
                if old.stamp().sequence > folder.stamp().sequence:
                    return False
            except IndexBroken:
                pass  # nothing to lose
            folder.verify()
            new = self._root / "CURRENT.new"
            write_durably(new, folder.path.name.encode())
            new.replace(self._root / "CURRENT")
            sync_folder(self._root)
        self._remove_all_but(folder.path)
        return True

    def discard(self) -> None:
        """Forget everything, a rebuild's beginnings too: it follows another journal."""
        (self._root / "CURRENT").unlink(missing_ok=True)
        sync_folder(self._root)
        self._remove_all_but(None)

    def _ask(self, question: Callable[[Folder], _T]) -> tuple[Folder, _T]:
        """The folder that serves and its answer."""
        while True:
            folder = self._current()
            try:
                return folder, question(folder)
            except IndexBroken:
                if folder is self._current():
                    raise
                # It was replaced and removed while it was asked.

    def _name(self) -> str:
        try:
            name = (self._root / "CURRENT").read_bytes().decode(errors="replace")
        except FileNotFoundError as gone:
            raise IndexBroken(path=self._root, reason="покажчика немає") from gone
        if not _NAMED.fullmatch(name):
            raise IndexBroken(path=self._root, reason="файл CURRENT пошкоджено")
        return name

    def _current(self) -> Folder:
        name = self._name()
        if self._serving is None or self._serving.path.name != name:
            self._serving = self._folder(name)
        return self._serving

    def _remove_all_but(self, kept: Path | None) -> None:
        for path in self._root.iterdir() if self._root.is_dir() else ():
            if path != kept and _NAMED.fullmatch(path.name):
                shutil.rmtree(path, ignore_errors=True)

    def _number(self) -> int:
        with contextlib.suppress(IndexBroken):
            return int(self._name().partition("-")[2])
        return 0

    def _folder(self, name: str) -> Folder:
        path, engine = self._root / name, name.partition("-")[0]
        if not installed(engine):
            raise IndexBroken(path=path, reason=f"рушія {engine} не встановлено")
        if engine == TANTIVY:
            from search.engines.tantivy.folder import TantivyFolder  # noqa: PLC0415  an extra

            return TantivyFolder(path, self._analysis, patience_s=self._patience_s)
        return WhooshFolder(path, self._analysis, patience_s=self._patience_s)
