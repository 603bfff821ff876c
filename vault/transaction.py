"""A transaction: rules on the present state, entries, one commit.

Knows: the order journal, then catalogue. Does not know: what is recorded.
Keeps: what a rule saw is what is committed (the lock is held from the first look to the commit);
leaving without `commit` changes nothing; services take an open transaction, and only whoever
opened it commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from vault.catalogue import Catalogue, Rows
from vault.errors import Conflict
from vault.journal import Head, Journal, line_of
from vault.model import Content, Hold, JournalEntry, Json


class Transaction:
    """An open transaction; made by `Vault.transaction`."""

    def __init__(
        self,
        *,
        connection: Connection,
        catalogue: Catalogue,
        journal: Journal,
        head: Head,
        actor: str,
        now: dt.datetime,
        is_there: Callable[[str], bool],
    ) -> None:
        """`is_there` tells whether a content is on the shelf or in the stacks."""
        self.connection = connection
        self.actor = actor
        self.now = now
        self._catalogue = catalogue
        self._journal = journal
        self._head = head
        self._end = head
        self._is_there = is_there
        self._rows = Rows(connection)
        self._entries: list[JournalEntry] = []
        self.committed = False

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
        """Add an entry; later reads in this transaction see its rows."""
        assert not self.committed, "the transaction is over"
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
        self._require_contents(entry)
        digest, line = line_of(entry)
        name = max(f"{entry.at:%Y-%m}", self._end.segment)
        offset = (self._end.offset if name == self._end.segment else 0) + len(line)
        self._end = Head(entry.sequence, digest, name, offset)
        self._catalogue.apply(entry, self._end, self._rows)
        self._entries.append(entry)
        return entry

    def _require_contents(self, entry: JournalEntry) -> None:
        for hold in entry.holds:
            if not self._is_there(hold.content.sha512):
                raise Conflict(reason=f"вмісту {hold.content.sha512[:12]}… вже немає на полиці")

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that may fail alone: an exception inside undoes the part and goes on up."""
        kept, end = len(self._entries), self._end
        savepoint = self.connection.begin_nested()
        try:
            yield
        except BaseException:
            savepoint.rollback()
            del self._entries[kept:]
            self._end = end
            raise
        savepoint.commit()

    def commit(self) -> Sequence[JournalEntry]:
        """Make all entries durable, together; the return is the promise."""
        assert not self.committed, "the transaction is over"
        if self._entries:
            end = self._journal.append(self._head, self._entries)
            assert end == self._end, "the journal ended elsewhere than the catalogue was told"
            self.committed = True
            # The journal line was the commit; a catalogue that fails now catches up later.
            with suppress(sa.exc.OperationalError):
                self._catalogue.move(self.connection, end)
                self.connection.commit()
        self.committed = True
        return tuple(self._entries)


def contents(*held: Content | None, subject: str) -> tuple[Hold, ...]:
    """Holds of one subject on several contents, those that are there."""
    return tuple(Hold(subject, content) for content in held if content is not None)
