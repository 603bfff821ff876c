"""Hints that something has changed in the inbox. The home of watchdog.

Knows: which events say that a file may be finished, and when events were lost.
Does not know: whether a file is finished; it names folders, never files.
Keeps: a hint is never needed for correctness: whatever it misses, the next full look finds.

Measured: the default mask reports its own reading and loops endlessly
above 5,000 folders, and an overflow is told only to the log.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

_EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileClosedEvent,
    FileMovedEvent,
    DirCreatedEvent,
    DirMovedEvent,
]


class Hints(FileSystemEventHandler):
    """Folders of the inbox in which something happened; None stands for «look everywhere»."""

    def __init__(self, inbox: Path, *, polling: bool) -> None:
        """With `polling` there are no hints at all: shares do not report what others write."""
        self._inbox = inbox
        self._folders: set[str] = set()
        self._everywhere = True
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._observer = None if polling else Observer()
        self._log = _Overflow(self)

    def __enter__(self) -> Self:
        """Start watching; looking once everywhere is due from here on."""
        if self._observer is not None:
            logging.getLogger("watchdog").addHandler(self._log)
            self._observer.schedule(self, str(self._inbox), recursive=True, event_filter=_EVENTS)
            self._observer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop watching."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            logging.getLogger("watchdog").removeHandler(self._log)

    def dispatch(self, event: FileSystemEvent) -> None:
        """Called by watchdog, in a thread of its own."""
        for path in (event.src_path, event.dest_path):
            inside = Path(str(path)).relative_to(self._inbox).parts if path else ()
            if inside:
                with self._lock:
                    self._folders.add(inside[0])
                self._woken.set()

    def look_everywhere(self) -> None:
        """Hints were lost, or it is time anyway."""
        with self._lock:
            self._everywhere = True
        self._woken.set()

    def take(self) -> set[str] | None:
        """The folders hinted at since the last call; None: look everywhere."""
        with self._lock:
            folders, everywhere = self._folders, self._everywhere
            self._folders, self._everywhere = set(), False
            self._woken.clear()
        return None if everywhere else folders

    def wait(self, seconds: float) -> None:
        """Until something happens, at most so long."""
        self._woken.wait(seconds)


class _Overflow(logging.Handler):
    """Watchdog tells only its log when events were lost."""

    def __init__(self, hints: Hints) -> None:
        super().__init__(logging.WARNING)
        self._hints = hints

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002  whatever it says
        """Any warning of watchdog's means that something may have been missed."""
        self._hints.look_everywhere()
