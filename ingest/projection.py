"""What waits for a person or for slow work, as the journal tells it.

Knows: the events of ingest, and of the inventory's accession what concerns waiting: restricted
files that stay in the inbox, signatures that were not judged in time.
Does not know: what lies in the inbox now (that is looked at, not remembered).
Keeps: rows are a function of the entries alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ingest import events
from ingest.model import State
from ingest.reading import Reason
from inventory.errors import NoSuchDocument
from inventory.events import ACCESSION, READING_COPY, TEXT_READ, VALIDATION
from inventory.queries import get_document
from vault import Content, Head, JournalEntry, Json, Rows

SEEN = "seen"
"""Key of an accession's facts: a restricted file left in the inbox (`ingest.restricted`)."""
PENDING = "signatures_pending"
"""Key of an accession's facts: the signatures have no report yet."""

tables = sa.MetaData()

arrival_table = sa.Table(
    "arrival",
    tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("open", sa.Integer, nullable=False, index=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("arrived_at", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("document", sa.Text),
    sa.Column("content", sa.Text),
    sa.Column("card", sa.Text),
)
restricted_table = sa.Table(
    "restricted_file",
    tables,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("device", sa.Integer, primary_key=True),
    sa.Column("inode", sa.Integer, primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("case_key", sa.Text, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("modified_us", sa.Integer),
    sa.Column("open_data", sa.Text),
    sa.Index("restricted_alike", "case_key", "open_data"),
    sqlite_with_rowid=False,
)
reading_table = sa.Table(
    "reading_queue",
    tables,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False, index=True),
    sa.Column("original", sa.Text, nullable=False),
    sa.Column("kind", sa.Text),
    sa.Column("duplex", sa.Integer),
    sa.Column("text", sa.Integer, nullable=False),
)
pending_table = sa.Table(
    "pending_signature",
    tables,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("case_key", sa.Text, nullable=False),
)


used_table = sa.Table(
    "used_separator",
    tables,
    sa.Column("serial", sa.Text, primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A document without a reading copy or a recorded reason for having none.

    Attributes:
        original: SHA-512 of its content.
        kind: of `vault.airlock.identify.ACCEPTED`; None when nobody looked at it yet.
        duplex: what its card says about its leaves.
        text: whether its text has been read from it.
    """

    document: str
    sequence: int
    original: str
    kind: str | None
    duplex: bool | None
    text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An arrival that waits for a person.

    Attributes:
        document: for a repeated receipt the document that has the content.
        content: for a repeated receipt and for pages set aside the content.
        card: as it came, JSON; None without one.
    """

    id: str
    state: State
    path: str
    number: str
    arrived_at: str
    reason: Reason
    document: str | None
    content: Content | None
    card: Json


class IngestProjection:
    """Arrivals that are no documents, restricted files left in place, what is yet to be made."""

    name = "ingest"
    version = 4
    metadata = tables

    def apply(self, entry: JournalEntry, _end: Head, rows: Rows) -> None:
        """Follow one entry."""
        p = entry.payload
        if entry.event == ACCESSION:
            _accession(p, entry.sequence, rows)
        elif entry.event == TEXT_READ:
            rows.update(reading_table, {"document": p["document"]}, text=1)
        elif entry.event == READING_COPY:
            rows.delete(reading_table, {"document": p["document"]})
        elif entry.event == VALIDATION:
            rows.delete(pending_table, {"document": p["document"]})
        elif entry.event == events.QUARANTINED:
            _arrival(p, State.QUARANTINED, rows)
        elif entry.event == events.REPEATED:
            _arrival(p, State.DUPLICATE, rows)
        elif entry.event == events.SET_ASIDE:
            _arrival(p, State.UNASSIGNED, rows)
        elif entry.event in {events.ADMITTED, events.REJECTED}:
            rows.update(arrival_table, {"id": p["arrival"]}, open=0)


def _accession(p: Json, sequence: int, rows: Rows) -> None:
    facts = p["facts"]
    if p["original"]:
        rows.insert(
            reading_table,
            document=p["document"],
            sequence=sequence,
            original=p["original"]["sha512"],
            kind=facts.get("kind"),
            duplex=(p["card"] or {}).get("duplex"),
            text=0,
        )
    if SEEN in facts:
        later = {"name": None, "modified_us": None, "open_data": None}  # since 0.1.0 was begun
        seen = {**later, **facts[SEEN]}
        rows.insert(restricted_table, **seen, document=p["document"], case_key=p["case"])
    if serial := facts.get("scan", {}).get("separator"):
        rows.insert(used_table, serial=serial, document=p["document"])
    if facts.get(PENDING):
        rows.insert(pending_table, document=p["document"], case_key=p["case"])


def _arrival(p: Json, state: State, rows: Rows) -> None:
    rows.insert(
        arrival_table,
        id=p["arrival"],
        state=state.value,
        open=1,
        path=p["path"],
        number=p["number"],
        arrived_at=p["arrived_at"],
        code=p["reason"]["code"],
        text=p["reason"]["text"],
        document=p.get("document"),
        content=_text(p["content"]) if p.get("content") else None,
        card=_text(p["card"]) if p["card"] is not None else None,
    )


def _text(value: Json) -> str:
    """The same for the same value, whether it comes from the journal or just now."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def waiting(connection: Connection) -> Iterator[Waiting]:
    """What waits for a person, oldest first."""
    query = (
        sa.select(arrival_table)
        .where(arrival_table.c.open == 1)
        .order_by(arrival_table.c.arrived_at, arrival_table.c.id)
    )
    for row in connection.execute(query):
        yield Waiting(
            id=row.id,
            state=State(row.state),
            path=row.path,
            number=row.number,
            arrived_at=row.arrived_at,
            reason=Reason(row.code, row.text),
            document=row.document,
            content=Content.from_json(json.loads(row.content)) if row.content else None,
            card=json.loads(row.card) if row.card else None,
        )


def set_aside(connection: Connection, arrival: str) -> list[tuple[str, str]]:
    """The claim of an arrival on its pages, if it has one: subject and SHA-512."""
    query = sa.select(arrival_table.c.content).where(
        arrival_table.c.id == arrival, arrival_table.c.state == State.UNASSIGNED.value
    )
    held = connection.execute(query).scalar()
    if not held:
        return []
    return [(events.arrival_subject(arrival), Content.from_json(json.loads(held)).sha512)]


def documents_by_separator(connection: Connection, serials: Collection[str]) -> dict[str, str]:
    """The documents that were registered by these separator sheets, by serial."""
    query = sa.select(used_table).where(used_table.c.serial.in_(serials))
    return {row.serial: row.document for row in connection.execute(query)}


def is_known(connection: Connection, arrival: str) -> bool:
    """Whether the journal has the arrival, waiting or not."""
    query = sa.select(arrival_table.c.id).where(arrival_table.c.id == arrival)
    return connection.execute(query).first() is not None


def is_registered(connection: Connection, arrival: str) -> bool:
    """Whether the arrival became a document."""
    try:
        get_document(connection, arrival)
    except NoSuchDocument:
        return False
    return True


def is_open(connection: Connection, arrival: str) -> bool:
    """Whether the arrival still waits for a person."""
    query = sa.select(arrival_table.c.open).where(arrival_table.c.id == arrival)
    return connection.execute(query).scalar() == 1


def pending_signatures(connection: Connection, *, after: str = "", limit: int) -> list[str]:
    """Documents whose signatures wait for their report, by id."""
    query = (
        sa.select(pending_table.c.document)
        .where(pending_table.c.document > after)
        .order_by(pending_table.c.document)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def unread(connection: Connection, *, after: int, limit: int) -> list[Unread]:
    """Documents that have no reading copy yet, in the order of registration."""
    query = (
        sa.select(reading_table)
        .where(reading_table.c.sequence > after)
        .order_by(reading_table.c.sequence)
        .limit(limit)
    )
    return list(map(_unread, connection.execute(query)))


def _unread(row: Any) -> Unread:
    return Unread(
        document=row.document,
        sequence=row.sequence,
        original=row.original,
        kind=row.kind,
        duplex=None if row.duplex is None else bool(row.duplex),
        text=bool(row.text),
    )


def still_unread(connection: Connection, documents: Collection[str]) -> dict[str, Unread]:
    """What those of the documents lack that have no reading copy yet, by id."""
    query = sa.select(reading_table).where(reading_table.c.document.in_(documents))
    return {row.document: _unread(row) for row in connection.execute(query)}


def still_pending(connection: Connection, documents: Collection[str]) -> set[str]:
    """Those of the documents whose signatures still wait for their report."""
    query = sa.select(pending_table.c.document).where(pending_table.c.document.in_(documents))
    return set(connection.execute(query).scalars())


def count_unread(connection: Connection) -> int:
    """How many documents have no reading copy yet."""
    return int(connection.execute(sa.select(sa.func.count(reading_table.c.document))).scalar_one())


def count_pending_signatures(connection: Connection) -> int:
    """How many documents' signatures wait for their report."""
    query = sa.select(sa.func.count(pending_table.c.document))
    return int(connection.execute(query).scalar_one())
