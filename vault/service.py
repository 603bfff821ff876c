"""The vault: made, opened, read, changed.

Knows: the one order in which the vault changes (bytes, journal, catalogue) and how it starts.
Does not know: what a document or a court is.
Keeps: whoever was told of a commit finds it again, whatever happened since.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from vault.canonical import canonical
from vault.catalogue import Catalogue, Projection, Rows
from vault.disk import Disk
from vault.errors import FormatTooNew, MissingContent, NoVault, VaultExists
from vault.history import History, is_held, stack_table
from vault.journal import Head, Journal
from vault.layout import FORMAT, Layout
from vault.lock import commit_lock
from vault.model import Content, Finding, JournalEntry, Json
from vault.shelf import Shelf
from vault.transaction import Transaction

Clock = Callable[[], dt.datetime]
Random = Callable[[int], bytes]


def utc_now() -> dt.datetime:
    """The system clock, in UTC."""
    return dt.datetime.now(tz=dt.UTC)


class Vault:
    """One vault, opened."""

    def __init__(
        self,
        root: Path,
        projections: Sequence[Projection],
        *,
        disk: Disk | None = None,
        clock: Clock = utc_now,
        random: Random = secrets.token_bytes,
        lock_wait_s: float = 60.0,
    ) -> None:
        """Names the parts; `open_vault` and `make_vault` are the ways in."""
        self.layout = Layout(root)
        self.disk = disk or Disk()
        self.clock = clock
        self.random = random
        self.shelf = Shelf(self.layout.shelf, self.disk, random)
        self.journal = Journal(self.layout.journal, self.layout.head, self.disk)
        self.catalogue = Catalogue(self.layout.catalogue, (History(), *projections))
        self.notices: list[Finding] = []
        """What the last start or commit noticed and a person should know."""
        self._lock_wait_s = lock_wait_s

    # -- reading ---------------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one committed state throughout."""
        with self.catalogue.reading() as connection:
            yield connection

    def locate(self, sha512: str, connection: Connection | None = None) -> Path:
        """The file that holds a content, on the shelf or in the stacks.

        Raises:
            MissingContent: it is in neither.
        """
        path = self.shelf.path(sha512)
        if path.is_file():
            return path
        if connection is None:
            with self.read() as own:
                return self._in_stacks(sha512, own)
        return self._in_stacks(sha512, connection)

    def _in_stacks(self, sha512: str, connection: Connection) -> Path:
        query = sa.select(stack_table.c.object, stack_table.c.path).where(
            stack_table.c.sha512 == sha512
        )
        for row in connection.execute(query):
            path = self.layout.stacks / str(row.object) / str(row.path)
            if path.is_file():
                return path
        raise MissingContent(sha512=sha512)

    def _is_there(self, sha512: str, connection: Connection) -> bool:
        try:
            self.locate(sha512, connection)
        except MissingContent:
            return False
        return True

    def payload_at(self, end: Head) -> JournalEntry:
        """The journal entry whose line ends at `end`."""
        return self.journal.entry_at(end)

    # -- changing --------------------------------------------------------------------------

    def store(self, source: bytes | Path | BinaryIO) -> Content:
        """Put bytes on the shelf, durably; they belong to nobody until an entry holds them."""
        return self.shelf.put(source)

    @contextmanager
    def transaction(self, actor: str) -> Iterator[Transaction]:
        """Hold the commit lock, catch up, and let the caller look, record and commit."""
        with self._locked(), self.catalogue.engine.connect() as connection:
            head = self._follow(connection)
            connection.commit()
            connection.begin()
            tx = Transaction(
                connection=connection,
                catalogue=self.catalogue,
                journal=self.journal,
                head=head,
                actor=actor,
                now=self.clock(),
                is_there=lambda sha512: self._is_there(sha512, connection),
            )
            try:
                yield tx
            finally:
                connection.rollback()

    def discard_unheld(self, digests: Sequence[str]) -> None:
        """Take contents off the shelf that nobody holds any more."""
        with self._locked(), self.catalogue.engine.connect() as connection:
            self._follow(connection)
            for sha512 in digests:
                if not is_held(connection, sha512):
                    self.shelf.remove(sha512)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with commit_lock(self.layout.lock, wait_s=self._lock_wait_s):
            yield

    # -- following the journal ---------------------------------------------------------------

    def _follow(self, connection: Connection) -> Head:
        """Bring the catalogue to the journal's end; the commit lock is held."""
        head, findings = self.journal.settle()
        self.notices.extend(findings)
        at = self.catalogue.where(connection)
        if at == head:
            return head
        if at is None or not self._is_ancestor(at, head):
            connection.rollback()
            self._empty(connection)
            at = Head()
        self._replay(connection, at)
        return head

    def _is_ancestor(self, at: Head, head: Head) -> bool:
        if at.sequence == 0:
            return True
        if at.sequence > head.sequence:
            return False
        try:
            self.journal.verify_head(at)
        except Exception:  # noqa: BLE001  whatever is wrong with the old position: start anew
            return False
        return True

    def _empty(self, connection: Connection) -> None:
        """Drop every table; the tables of another version of the program too."""
        names = sa.inspect(connection).get_table_names()
        for name in names:
            connection.exec_driver_sql(f'DROP TABLE "{name}"')
        self.catalogue._make_tables(connection)  # noqa: SLF001  the catalogue's other half
        connection.commit()

    def _replay(self, connection: Connection, at: Head) -> None:
        if not connection.in_transaction():
            connection.begin()
        rows = Rows(connection)
        end = at
        for count, (end, entry) in enumerate(self.journal.read(at), start=1):
            self.catalogue.apply(entry, end, rows)
            if count % 5000 == 0:
                self.catalogue.move(connection, end)
                connection.commit()
                connection.begin()
        self.catalogue.move(connection, end)
        connection.commit()

    def catch_up(self) -> None:
        """What a start does: settle the journal's end and let the catalogue follow."""
        with self._locked(), self.catalogue.engine.connect() as connection:
            self._follow(connection)

    def close(self) -> None:
        """Let go of the catalogue."""
        self.catalogue.close()


def make_vault(
    root: Path, projections: Sequence[Projection], *, disk: Disk | None = None, **parts: object
) -> Vault:
    """A new, empty vault; the marker is written last, so a half-made vault is none.

    Raises:
        VaultExists: the folder is not empty.
    """
    vault = Vault(root, projections, disk=disk, **parts)  # type: ignore[arg-type]
    if root.exists() and any(root.iterdir()):
        raise VaultExists(path=root)
    root.mkdir(parents=True, exist_ok=True)
    layout, disk = vault.layout, vault.disk
    for folder in (
        layout.inbox,
        layout.claimed,
        layout.quarantine,
        layout.stacks,
        layout.staging,
        layout.scratch,
        layout.index,
    ):
        disk.mkdir(folder)
    vault.shelf.make()
    vault.journal.make()
    disk.create(layout.marker, [canonical({"format": FORMAT, "program": "sprava"}) + b"\n"])
    disk.sync_folder(root)
    disk.sync_folder(root.parent)
    vault.catch_up()
    return vault


def open_vault(
    root: Path,
    projections: Sequence[Projection],
    *,
    disk: Disk | None = None,
    **parts: object,
) -> Vault:
    """An existing vault, with its catalogue up to the journal.

    Raises:
        NoVault: nothing there. FormatTooNew: made by a later program.
    """
    vault = Vault(root, projections, disk=disk, **parts)  # type: ignore[arg-type]
    _check_format(vault.layout)
    vault.catch_up()
    return vault


def _check_format(layout: Layout) -> None:
    try:
        marker: dict[str, Json] = json.loads(layout.marker.read_bytes())
        found = int(marker["format"])
    except (OSError, ValueError, KeyError):
        raise NoVault(path=layout.root) from None
    if found > FORMAT:
        raise FormatTooNew(path=layout.root, found=found, known=FORMAT)
