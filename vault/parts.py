"""What a vault is made of, and what is found in it and put on its shelf without its lock.

Knows: where bytes, entries and rows are.
Does not know: the order in which a vault changes (service.py, transaction.py).
Keeps: nothing here is a commit; what is read is one that was.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.engine import Connection

from vault.catalogue import Catalogue, Projection
from vault.disk import Disk
from vault.errors import FixityError, MissingContent
from vault.fixity import content_of
from vault.guard import Guard, no_guard
from vault.head import Head
from vault.history import History, recorded_version, stack_paths
from vault.journal import Journal
from vault.layout import Layout
from vault.model import Content, Finding, JournalEntry
from vault.shelf import Shelf
from vault.stacks import ObjectFile, Stacks
from vault.staging import Staging

Clock = Callable[[], dt.datetime]
Random = Callable[[int], bytes]


def utc_now() -> dt.datetime:
    """The system clock, in UTC."""
    return dt.datetime.now(tz=dt.UTC)


class Parts:
    """The parts of one vault.

    Attributes:
        random: for ids made by the packages above.
        notices: what the last start or commit noticed and a person should know.
    """

    def __init__(
        self,
        layout: Layout,
        projections: Sequence[Projection],
        *,
        disk: Disk | None = None,
        clock: Clock = utc_now,
        random: Random = secrets.token_bytes,
        lock_wait_s: float = 60.0,
        guard: Guard = no_guard,
    ) -> None:
        """Names the parts; nothing is read or written."""
        self.layout = layout
        self.disk = disk = disk or Disk()
        self.clock = clock
        self.random = random
        self.guard = guard
        self.staging = Staging(layout.staging, layout.shelf_temp, layout.scratch, disk)
        self.shelf = Shelf(layout.shelf, layout.shelf_temp, disk, self.staging.new_name)
        self.stacks = Stacks(layout.stacks, self.staging, disk)
        self.journal = Journal(layout.journal, layout.head, disk)
        self.catalogue = Catalogue(layout.catalogue, (History(), *projections))
        self.notices: list[Finding] = []
        self._lock_wait_s = lock_wait_s

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one committed state throughout."""
        with self.catalogue.connected() as connection:
            yield connection

    def locate(self, sha512: str, connection: Connection | None = None) -> Path:
        """The file that holds a content now, on the shelf or in the stacks.

        Raises:
            MissingContent: it is in neither.
        """
        path = self.shelf.path(sha512)
        if path.is_file():
            return path
        if connection is None:
            with self.read() as own:
                return self.locate(sha512, own)
        for name in stack_paths(connection, sha512):
            path = self.layout.stacks / name
            if path.is_file():
                return path
        raise MissingContent(sha512=sha512)

    def open(self, sha512: str) -> BinaryIO:
        """A content, open for reading; a deposit that moves it meanwhile does not matter.

        Raises:
            MissingContent: it is neither on the shelf nor in the stacks.
        """
        try:
            return self.locate(sha512).open("rb")
        except FileNotFoundError:
            return self.locate(sha512).open("rb")

    def entry_at(self, end: Head) -> JournalEntry:
        """The journal entry whose line ends at `end`, with its payload."""
        return self.journal.entry_at(end)

    def store(self, source: bytes | Path | BinaryIO) -> Content:
        """Put bytes on the shelf, durably; they belong to nobody until an entry holds them."""
        return self.shelf.put(source)

    def object_files(self, object_id: str, connection: Connection) -> list[ObjectFile]:
        """The files of an object's newest version, by their logical paths.

        Raises:
            IntegrityError: the object's inventory is not the one recorded.
        """
        inventory = self.inventory_of(object_id, connection)
        return self.stacks.files(object_id, json.loads(inventory)) if inventory else []

    def inventory_of(self, object_id: str, connection: Connection) -> bytes | None:
        """The inventory to build upon, as the journal recorded it; None before the first deposit.

        Raises:
            FixityError: it is not the one recorded.
        """
        version, digest = recorded_version(connection, object_id)
        if version == 0:
            return None
        path = self.stacks.inventory(object_id, version)
        data = path.read_bytes() if path.is_file() else b""
        actual = content_of(data).sha512
        if actual != digest:
            raise FixityError(path=path, expected=digest, actual=actual)
        return data
