"""How far the reading of documents is just now: told by whichever process reads, for whoever looks.

Knows: a small file for each document that is being read, and whose lock says that it still is.
Does not know: how a document is read, and who may know of it.
Keeps: nothing of it is history: a file counts only while its writer lives, so a crash leaves none
that is believed, and where none can be written the reading goes on untold.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ingest.reading import Tell
from vault import Layout


@dataclass(frozen=True, slots=True)
class Underway:
    """A document whose pages are being recognised: how many are, and of how many."""

    document: str
    done: int
    pages: int


def places(layout: Layout) -> list[Path]:
    """The files that are there, whether their writers live or not."""
    try:
        return sorted(_folder(layout).iterdir())
    except OSError:
        return []


def underway(layout: Layout) -> list[Underway]:
    """What any process of this machine recognises now, each document once."""
    found: dict[str, Underway] = {}
    for path in places(layout):
        with suppress(OSError, ValueError, TypeError):  # gone meanwhile, or not said in full
            if said := _said(path):
                one = Underway(path.name.partition(".")[0], *map(int, said.split()))
                known = found.setdefault(one.document, one)
                found[one.document] = max(known, one, key=lambda each: each.done)
    return list(found.values())


@contextmanager
def telling(layout: Layout, document: str) -> Iterator[Tell]:
    """Let others know how far the reading of a document is, until it ends."""
    path = _folder(layout) / f"{document}.{os.getpid()}"
    try:
        fd = _opened(path)
    except OSError:
        yield lambda _done, _pages: None
        return

    def tell(done: int, pages: int) -> None:
        with suppress(OSError):  # always as long as before: nobody reads half of two numbers
            os.pwrite(fd, f"{done:08} {pages:08}\n".encode(), 0)

    try:
        yield tell
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(fd)


def _folder(layout: Layout) -> Path:
    return layout.desk / "reading"


def _opened(path: Path) -> int:
    """The file, ours as long as it is open; those of the dead are cleared away."""
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    for left in path.parent.iterdir():
        with suppress(OSError):
            if _said(left) is None:
                left.unlink()
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    fcntl.flock(fd, fcntl.LOCK_EX)
    return fd


def _said(path: Path) -> str | None:
    """What its writer says; None when there is none any more."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.read(fd, 64).decode("ascii", "replace")
    finally:
        os.close(fd)
    return None
