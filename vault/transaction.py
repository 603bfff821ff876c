"""A transaction: rules on the present state, entries, one commit.

Knows: the order objects, journal, catalogue. Does not know: what is recorded.
Keeps: what a rule saw is what is committed (the lock is held from the first look to the commit);
leaving without `commit` changes nothing; services take an open transaction, and only whoever
opened it commits.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from vault.catalogue import Rows, said
from vault.errors import Conflict
from vault.fixity import verify
from vault.head import Head
from vault.history import DEPOSIT, WITHDRAW, is_held, recorded_version
from vault.journal import entry_in, extended
from vault.model import Content, Finding, Hold, JournalEntry, Json
from vault.parts import Parts
from vault.stacks import Staged
from vault.staging import LooseEnd


class Transaction:
    """An open transaction; made by `Vault.transaction`."""

    def __init__(self, parts: Parts, connection: Connection, head: Head, actor: str) -> None:
        """`head` is where the journal ends; the commit lock is held."""
        self.connection = connection
        self.actor = actor
        self.now: dt.datetime = parts.clock()
        assert self.now.tzinfo is not None, "local time exists only on forms"
        assert actor.strip(), "every entry has an author"
        self.committed = False
        self.loose_end: LooseEnd | None = None
        self._parts = parts
        self._head = self._end = head
        self._rows = Rows(connection)
        self._entries: list[JournalEntry] = []
        self._lines: list[bytes] = []
        self._staged: list[Staged] = []
        self._admit = parts.guard(connection, actor, self.now)

    def record(
        self,
        event: str,
        *,
        subjects: Sequence[str],
        payload: Mapping[str, Json] | None = None,
        holds: Sequence[Hold] = (),
        releases: Sequence[tuple[str, str]] = (),
        cites: Sequence[str] = (),
        version: int = 1,
    ) -> JournalEntry:
        """Add an entry; later reads in this transaction see its rows.

        With the commit, contents whose last hold is released leave the shelf, and objects named
        under the payload key `withdraw` leave the stacks.

        Raises:
            Conflict: a content to be held is not on the shelf (any more).
            ArchiveError: the vault's guard does not let the actor record this.
        """
        assert not self.committed, "the transaction is over"
        self._admit(event, subjects, payload or {})
        for hold in holds:
            # Lying in the stacks is not enough: that object may be destroyed before this subject.
            if not self._parts.shelf.has(hold.content.sha512):
                raise Conflict(reason=f"вмісту {hold.content.sha512[:12]}… вже немає на полиці")
        entry = JournalEntry(
            sequence=self._end.sequence + 1,
            at=self.now,
            actor=self.actor,
            event=event,
            version=version,
            subjects=tuple(subjects),
            payload=payload or {},
            holds=tuple(holds),
            releases=tuple(releases),
            cites=tuple(cites),
            previous=self._end.digest,
        )
        self._end, line = extended(self._end, entry)
        entry = entry_in(line)  # the rows follow from what is written, also in the order of keys
        self._parts.catalogue.apply(entry, self._end, self._rows)
        self._entries.append(entry)
        self._lines.append(line)
        return entry

    def shelve(self, content: Content) -> None:
        """Put a content that lies in the stacks on the shelf too, for another subject to hold.

        Raises:
            MissingContent: it is in neither. FixityError: it is not what it was.
            DiskFull: nothing was added.
        """
        if not self._parts.shelf.has(content.sha512):
            path = self._parts.locate(content.sha512, self.connection)
            verify(path, content)
            self._parts.store(path)

    def entry_at(self, end: Head) -> JournalEntry:
        """The committed entry whose line ends at `end`."""
        return self._parts.entry_at(end)

    def install(self, staged: Staged) -> None:
        """Put an object version in its place with the commit; an entry must record it.

        Raises:
            Conflict: the object has got another version meanwhile.
        """
        version = staged.version
        if recorded_version(self.connection, version.object) != (version.number - 1, staged.base):
            raise Conflict(reason=f"том «{version.object}» тим часом уже депоновано")
        self._staged.append(staged)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that may fail alone: an exception inside undoes the part and goes on up."""
        kept, installs, end = len(self._entries), len(self._staged), self._end
        savepoint = self.connection.begin_nested()
        try:
            yield
        except BaseException:
            savepoint.rollback()
            del self._entries[kept:], self._lines[kept:], self._staged[installs:]
            self._end = end
            raise
        savepoint.commit()

    def commit(self) -> Sequence[JournalEntry]:
        """Make all entries durable, together or not at all; the return is the promise.

        Raises:
            DiskFull: nothing changed.
        """
        assert not self.committed, "the transaction is over"
        if self._entries:
            self._note_loose_end()
            for staged in self._staged:
                version = staged.version
                self._parts.stacks.agree(version.object, version.number - 1)
                self._parts.stacks.install(staged)
            self._parts.journal.append(self._head, self._end, b"".join(self._lines))
            self._move_catalogue()
        self.committed = True
        return tuple(self._entries)

    def _note_loose_end(self) -> None:
        objects: list[str] = []
        digests: dict[str, None] = {}
        for entry in self._entries:
            deposit = entry.payload.get(DEPOSIT)
            if deposit is not None:
                objects.append(deposit["object"])
                digests.update(dict.fromkeys(file["sha512"] for file in deposit["files"]))
            objects += entry.payload.get(WITHDRAW, ())
            digests.update(dict.fromkeys(sha512 for _, sha512 in entry.releases))
        shelf = self._parts.shelf
        contents = [d for d in digests if shelf.has(d) and not is_held(self.connection, d)]
        if contents or objects:
            self.loose_end = self._parts.staging.note_loose_end(contents, objects)

    def _move_catalogue(self) -> None:
        """The journal was the commit: a catalogue that cannot follow now, follows later."""
        try:
            self._parts.catalogue.move(self.connection, self._end)
            self.connection.commit()
        except (sqlite3.Error, sa.exc.DBAPIError) as error:
            why, name = said(error), self._parts.layout.catalogue.name
            text = f"Зміну записано, каталог наздожене журнал під час наступної дії ({why})."
            self._parts.notices.append(Finding("V028", name, text, grave=False))
