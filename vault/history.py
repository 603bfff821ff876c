"""The vault's own projection: where each entry lies, who needs which content, where it is kept.

Knows: entries, subjects, holds, stack files. Does not know: what a subject is.
Keeps: a content is needed exactly while a hold on it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from vault.catalogue import Rows
from vault.journal import Head
from vault.model import Content, JournalEntry

DEPOSIT = "deposit"
"""Payload key under which an entry names an object version in the stacks and its files."""

tables = sa.MetaData()

entry_table = sa.Table(
    "entry",
    tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("segment", sa.Text, nullable=False),
    sa.Column("offset", sa.Integer, nullable=False),
)
subject_table = sa.Table(
    "entry_subject",
    tables,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sqlite_with_rowid=False,
)
content_table = sa.Table(
    "content",
    tables,
    sa.Column("sha512", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
hold_table = sa.Table(
    "hold",
    tables,
    sa.Column("sha512", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)
stack_table = sa.Table(
    "stack_file",
    tables,
    sa.Column("object", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("object_version", sa.Integer, nullable=False),
    sa.Column("sha512", sa.Text, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a subject's history; the payload is read from the journal at `end`."""

    end: Head
    at: str
    actor: str
    event: str


class History:
    """The projection."""

    name = "history"
    version = 1
    metadata = tables

    def apply(self, entry: JournalEntry, end: Head, rows: Rows) -> None:
        """Follow one entry."""
        rows.insert(
            entry_table,
            sequence=entry.sequence,
            at=entry.at.isoformat(),
            actor=entry.actor,
            event=entry.event,
            digest=end.digest,
            segment=end.segment,
            offset=end.offset,
        )
        for subject in entry.subjects:
            rows.insert(subject_table, subject=subject, sequence=entry.sequence)
        for hold in entry.holds:
            content = hold.content
            rows.insert(
                content_table, sha512=content.sha512, sha256=content.sha256, size=content.size
            )
            rows.insert(hold_table, sha512=content.sha512, subject=hold.subject)
        for subject, sha512 in entry.releases:
            rows.delete(hold_table, {"sha512": sha512, "subject": subject})
        deposit = entry.payload.get(DEPOSIT)
        if deposit is not None:
            for file in deposit["files"]:
                rows.insert(
                    stack_table,
                    object=deposit["object"],
                    path=file["path"],
                    object_version=deposit["version"],
                    sha512=file["sha512"],
                )


def is_held(connection: Connection, sha512: str) -> bool:
    """Whether any subject still needs the content on the shelf."""
    query = sa.select(hold_table.c.subject).where(hold_table.c.sha512 == sha512).limit(1)
    return connection.execute(query).first() is not None


def holds_of(connection: Connection, subject: str) -> Iterator[Content]:
    """The contents a subject holds."""
    query = (
        sa.select(content_table)
        .join(hold_table, hold_table.c.sha512 == content_table.c.sha512)
        .where(hold_table.c.subject == subject)
        .order_by(content_table.c.sha512)
    )
    for row in connection.execute(query):
        yield Content(row.sha512, row.sha256, row.size)


def events_of(connection: Connection, subject: str) -> Iterator[Event]:
    """The history of a subject, oldest first."""
    query = (
        sa.select(entry_table)
        .join(subject_table, subject_table.c.sequence == entry_table.c.sequence)
        .where(subject_table.c.subject == subject)
        .order_by(entry_table.c.sequence)
    )
    for row in connection.execute(query):
        end = Head(row.sequence, row.digest, row.segment, row.offset)
        yield Event(end, row.at, row.actor, row.event)
