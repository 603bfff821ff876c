"""When a file is finished.

Knows: that a finished file stays the same for a while and that nobody has it open for writing.
Does not know: what is in it, or where it goes.
Keeps: a file is taken whole or not yet; a group settles together.

Measured: events are hints, only looking again decides.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

from ingest.errors import StillWritten
from ingest.model import FileStamp, Held, Sighting

Composition = tuple[tuple[str, ...], tuple[FileStamp, ...]]


class Settling:
    """Remembers since when each group in the inbox has been the same."""

    def __init__(
        self, settle_s: float, monotonic: Callable[[], float], *, ready_only: bool = False
    ) -> None:
        """A group settles after `settle_s` seconds; with `ready_only` not without its marker."""
        self._settle_s = settle_s
        self._monotonic = monotonic
        self._ready_only = ready_only
        self._seen: dict[str, dict[str, tuple[Composition, float]]] = {}

    def settled(self, sighting: Sighting) -> bool:
        """Whether the group has come to rest."""
        group, now = sighting.group, self._monotonic()
        folder = self._seen.setdefault(sighting.folder, {})
        composition = (group.members, sighting.stamps)
        before, since = folder.get(group.name, (None, now))
        if before != composition:
            since = now
        folder[group.name] = (composition, since)
        rests = bool(group.ready) or (now - since >= self._settle_s and not self._ready_only)
        return rests and not group.partial and not any(map(has_writer, sighting.paths))

    def lacks_marker(self, sighting: Sighting) -> bool:
        """Whether the group has come to rest as `settled` saw it, and only its marker lacks."""
        _, since = self._seen[sighting.folder][sighting.group.name]
        waited = self._monotonic() - since >= self._settle_s
        return self._ready_only and not sighting.group.ready and waited

    def keep(self, folder: str, names: Collection[str]) -> None:
        """Forget the groups of a folder that do not lie there any more."""
        seen = self._seen.pop(folder, {})
        left = {name: seen[name] for name in names if name in seen}
        if left:
            self._seen[folder] = left


def has_writer(path: Path) -> bool:
    """Whether somebody is known to have the file open for writing.

    A read lease is granted only when nobody has. Filesystems without leases and files of other
    owners refuse for other reasons: then nothing is known, and the settle time alone decides.
    """
    with suppress(OSError):
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            # Who opens the file while we hold the lease has a signal sent to us: one that is
            # ignored by default, where SIGIO would end the process.
            fcntl.fcntl(fd, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)  # until it is closed
        except OSError as error:
            return error.errno == errno.EAGAIN
        finally:
            os.close(fd)
    return False


def demand_unchanged(files: Sequence[Held]) -> None:
    """The files are, after they were read, what they were before.

    Raises:
        StillWritten: one has changed, or somebody has it open for writing.
    """
    for held in files:
        try:
            now = FileStamp.of(os.lstat(held.path))
        except FileNotFoundError:
            raise StillWritten from None
        if now != held.stamp or has_writer(held.path):
            raise StillWritten
