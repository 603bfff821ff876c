"""The vault's own projection: where each entry lies, who needs which content, where it is kept.

Knows: entries, subjects, holds, stack files. Does not know: what a subject is.
Keeps: a content is needed exactly while a hold on it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from vault import ocfl
from vault.catalogue import Rows
from vault.head import Head
from vault.model import Content, JournalEntry, Json

DEPOSIT = "deposit"
"""Payload key under which an entry names an object version in the stacks and its files."""

WITHDRAW = "withdraw"
"""Payload key under which an entry names the objects that leave the stacks with it."""

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
object_table = sa.Table(
    "stack_object",
    tables,
    sa.Column("object", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("root", sa.Text, nullable=False, index=True),
    sa.Column("sha512", sa.Text, nullable=False),  # of its inventory
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
stack_table = sa.Table(
    "stack_file",
    tables,
    sa.Column("object", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("sha512", sa.Text, nullable=False, index=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
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
        if DEPOSIT in entry.payload:
            _deposited(entry.payload[DEPOSIT], rows)
        for object_id in entry.payload.get(WITHDRAW, ()):
            rows.delete(object_table, {"object": object_id})
            rows.delete(stack_table, {"object": object_id})


def _deposited(deposit: Json, rows: Rows) -> None:
    rows.insert(
        object_table,
        object=deposit["object"],
        version=deposit["version"],
        root=ocfl.object_root(deposit["object"]),
        **deposit["inventory"],
    )
    for file in deposit["files"]:
        if file["path"].startswith(f"v{deposit['version']}/"):  # the others came before
            rows.insert(
                stack_table,
                object=deposit["object"],
                path=file["path"],
                version=deposit["version"],
                sha512=file["sha512"],
                sha256=file["sha256"],
                size=file["size"],
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


def events_of(connection: Connection, subject: str, *, after: int = 0) -> Iterator[Event]:
    """The history of a subject after an entry, oldest first."""
    query = (
        sa.select(entry_table)
        .join(subject_table, subject_table.c.sequence == entry_table.c.sequence)
        .where(subject_table.c.subject == subject, subject_table.c.sequence > after)
        .order_by(subject_table.c.sequence)
    )
    for row in connection.execute(query):
        end = Head(row.sequence, row.digest, row.segment, row.offset)
        yield Event(end, row.at, row.actor, row.event)


def newest_entry(connection: Connection) -> int:
    """The sequence of the newest entry the catalogue has followed; 0 of none."""
    return connection.scalar(sa.select(sa.func.max(entry_table.c.sequence))) or 0


def event_at(connection: Connection, sequence: int) -> str | None:
    """The event of an entry; None when there is no such entry."""
    query = sa.select(entry_table.c.event).where(entry_table.c.sequence == sequence)
    return connection.scalar(query)


def recorded_version(connection: Connection, object_id: str) -> tuple[int, str]:
    """The version of an object that the journal knows last, and its inventory's SHA-512; or 0."""
    query = (
        sa.select(object_table.c.version, object_table.c.sha512)
        .where(object_table.c.object == object_id)
        .order_by(object_table.c.version.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return (row.version, row.sha512) if row else (0, "")


def object_at(connection: Connection, root: str) -> str | None:
    """The id of the object that lies at a place below the storage root."""
    query = sa.select(object_table.c.object).where(object_table.c.root == root).limit(1)
    return connection.scalar(query)


def stack_paths(connection: Connection, sha512: str) -> Iterator[str]:
    """Where a content lies below the storage root; several objects may have it."""
    query = (
        sa.select(object_table.c.root, stack_table.c.path)
        .join(
            object_table,
            (object_table.c.object == stack_table.c.object)
            & (object_table.c.version == stack_table.c.version),
        )
        .where(stack_table.c.sha512 == sha512)
    )
    for row in connection.execute(query):
        yield f"{row.root}/{row.path}"
