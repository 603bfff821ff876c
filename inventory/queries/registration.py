"""Reading what registration keeps beside a document: links, corrections, numbers, movements.

Knows: the tables. Does not know: rules. Keeps: everything read within one connection is one state.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.language.words import is_ukrainian
from inventory.model import Document
from inventory.queries.documents import documents_by_id
from inventory.registration.links import DocumentLink
from inventory.tables import document_table
from inventory.tables.registration import (
    correction_table,
    expected_table,
    issued_table,
    link_table,
    movement_table,
    outage_table,
    particulars_table,
    register_table,
)
from vault import Json, Rows, carries_out

_ENVELOPES = {"envelope", "closed-envelope"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationData:
    """What a document's registration says beside its own row.

    Attributes:
        registered_at: ISO instant of the entry; registered_by: its author (814 II.18).
        language: of the document; `asds_…`: number, date and four-part identifier there.
        edrsr: link to or number in the Register of court decisions.
        channel: how it came; mailbox: the court's e-mail address it came to (814 II.10).
        intake: what was seen when the envelope was opened (814 II.4), words of a card's `INTAKE`.
        late_order, late_reason: order by which it was registered later, and why (814 II.2).
        full_text_on: ISO day on which the full text of a decision was made.
    """

    document: str
    registered_at: str
    registered_by: str
    language: str | None = None
    asds_number: str | None = None
    asds_date: str | None = None
    asds_id: str | None = None
    edrsr: str | None = None
    channel: str | None = None
    mailbox: str | None = None
    intake: str | None = None
    late_order: str | None = None
    late_reason: str | None = None
    full_text_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One corrected value; `document` is empty for a case file's own data.

    Attributes:
        frozen: volumes whose inventory row of the document was fixed already.
    """

    sequence: int
    document: str
    key: str
    was: Json
    now: Json
    reason: str
    frozen: tuple[int, ...]
    at: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A document the register knows and whose file has not come."""

    id: str
    case: str
    card: dict[str, Json]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A number Sprava gave.

    Attributes:
        tied: number and day it has in АСДС since, of a number given during an outage.
    """

    series: str
    period: str
    ordinal: int
    number: str
    on: str
    purpose: str
    tied: str | None
    tied_on: str | None
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time in which АСДС does not work; it stands until it has an end."""

    began_at: str
    reason: str
    ended_at: str | None
    measures: str
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A case file or a document that went from one unit to another."""

    case: str
    document: str
    left: str
    to: str
    moved_at: str
    register: str
    note: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register of what was handed over, with its form."""

    number: str
    kind: str
    on: str
    left: str
    to: str
    count: int
    form: str


def particulars_of(
    connection: Connection, documents: Collection[str]
) -> dict[str, RegistrationData]:
    """What the registration of each of the documents says, by id."""
    query = sa.select(particulars_table).where(particulars_table.c.document.in_(documents))
    found = [RegistrationData(**row) for row in connection.execute(query).mappings()]
    return {one.document: one for one in found}


def find_by_identifier(connection: Connection, asds_id: str) -> str | None:
    """The document that has this identifier in АСДС; within a transaction, a plain cursor."""
    found = Rows(connection).one(particulars_table, {"asds_id": asds_id}, "document")
    return str(found[0]) if found else None


def hearing_on(connection: Connection, key: str, day: str, minutes: Collection[str]) -> bool:
    """Whether the case file has minutes of that ISO day."""
    c = document_table.c
    query = sa.select(c.id).where(c.case_key == key, c.kind.in_(minutes), c.date.startswith(day))
    return connection.execute(query.limit(1)).first() is not None


def untimed_on(connection: Connection, key: str, day: str) -> list[str]:
    """Titles of incoming documents of the case file received that ISO day at no stated time."""
    c = document_table.c
    query = sa.select(c.title).where(
        c.case_key == key, c.direction == "incoming", c.received_at == day
    )
    return list(connection.execute(query.order_by(c.sequence)).scalars())


def untranslated(connection: Connection, key: str) -> list[str]:
    """Titles of incoming documents in a foreign language that no translation is linked to."""
    d, said = document_table.c, particulars_table.c
    done = sa.select(link_table.c.target).where(
        link_table.c.kind == "translation", link_table.c.target.is_not(None)
    )
    query = (
        sa.select(d.title, said.language)
        .join(particulars_table, said.document == d.id)
        .where(d.case_key == key, d.direction == "incoming", said.language.is_not(None))
        .where(d.id.not_in(done))
        .order_by(d.sequence)
    )
    return [row.title for row in connection.execute(query) if not is_ukrainian(row.language)]


def unlisted(connection: Connection, key: str) -> list[str]:
    """Titles of documents of which several delivery notices came and no mailing list is linked."""
    d, link = document_table.c, link_table.c
    listed = sa.select(link.target).where(link.kind == "mailing", link.target.is_not(None))
    query = (
        sa.select(d.title)
        .join(link_table, link.target == d.id)
        .where(d.case_key == key, link.kind == "notice", d.id.not_in(listed))
        .group_by(d.id, d.title, d.sequence)
        .having(sa.func.count(link.source.distinct()) > 1)
        .order_by(d.sequence)
    )
    return list(connection.execute(query).scalars())


def _link(row: Any) -> DocumentLink:
    return DocumentLink(
        kind=row.kind,
        source=row.source,
        target=row.target,
        named=row.named,
        served=None if row.served is None else bool(row.served),
        returned_on=row.returned_on,
        at=row.at,
        actor=row.actor,
    )


def links_of(connection: Connection, documents: Collection[str]) -> list[DocumentLink]:
    """All links from or to any of the documents: those said, and those of parents."""
    ids = set(documents)
    query = (
        sa.select(link_table)
        .where(link_table.c.source.in_(ids) | link_table.c.target.in_(ids))
        .order_by(link_table.c.sequence, link_table.c.ordinal)
    )
    said = [_link(row) for row in connection.execute(query)]
    theirs = sa.select(document_table.c.case_key).where(document_table.c.id.in_(ids))
    below = (
        sa.select(document_table.c.id)
        .where(
            document_table.c.case_key.in_(theirs),  # no file has another's annexes
            document_table.c.parent.is_not(None),
            document_table.c.id.in_(ids) | document_table.c.parent.in_(ids),
        )
        .order_by(document_table.c.sequence)
    )
    children = documents_by_id(connection, list(connection.execute(below).scalars()))
    return [*(_of_parent(child) for child in children.values()), *said]


def _of_parent(child: Document) -> DocumentLink:
    kind = "envelope" if child.kind_data.trait in _ENVELOPES else "annex"
    return DocumentLink(kind=kind, source=child.id, target=child.parent)


def _correction(row: Any) -> Correction:
    return Correction(
        sequence=row.sequence,
        document=row.document,
        key=row.key,
        was=json.loads(row.was),
        now=json.loads(row.now),
        reason=row.reason,
        frozen=tuple(json.loads(row.frozen)),
        at=row.at,
        actor=row.actor,
    )


@carries_out("814:II.18-працівник", "814:XIV.9-відмітки")
def corrections_of(connection: Connection, key: str) -> list[Correction]:
    """All corrections in a case file, oldest first, each with its day and author."""
    query = (
        sa.select(correction_table)
        .where(correction_table.c.case_key == key)
        .order_by(correction_table.c.sequence, correction_table.c.key)
    )
    return [_correction(row) for row in connection.execute(query)]


def expected_of(connection: Connection, key: str | None = None) -> list[Expected]:
    """Documents of a case file, or of all, that the register knows and nobody brought yet."""
    query = sa.select(expected_table).where(expected_table.c.document.is_(None))
    if key is not None:
        query = query.where(expected_table.c.case_key == key)
    return [
        Expected(id=row.id, case=row.case_key, card=json.loads(row.card), source=row.source)
        for row in connection.execute(query.order_by(expected_table.c.sequence))
    ]


def find_expected(
    connection: Connection, key: str, *, asds_id: str, indexes: Sequence[str]
) -> Expected | None:
    """The one expected document that this identifier or one of these indexes means.

    Within a transaction, a plain cursor: it is asked for every document that is registered.
    """
    rows = Rows(connection)
    columns = ("id", "card", "source", "asds_id", "reg_index")
    waiting = rows.all(expected_table, {"case_key": key}, *columns, "document")
    found = [
        Expected(id=str(one[0]), case=key, card=json.loads(one[1]), source=str(one[2]))
        for one in waiting
        if one[5] is None and ((asds_id and one[3] == asds_id) or (one[4] and one[4] in indexes))
    ]
    return found[0] if len(found) == 1 else None


def issued_numbers(connection: Connection, series: str | None = None) -> list[Issued]:
    """Numbers Sprava gave, of one series or all, in order."""
    query = sa.select(issued_table)
    if series is not None:
        query = query.where(issued_table.c.series == series)
    query = query.order_by(issued_table.c.series, issued_table.c.period, issued_table.c.ordinal)
    return [
        Issued(
            series=row.series,
            period=row.period,
            ordinal=row.ordinal,
            number=row.number,
            on=row.on_day,
            purpose=row.purpose,
            tied=row.tied,
            tied_on=row.tied_on,
            actor=row.actor,
        )
        for row in connection.execute(query)
    ]


def outages(connection: Connection) -> list[Outage]:
    """All outages of АСДС, the newest last."""
    query = sa.select(outage_table).order_by(outage_table.c.began_at)
    return [Outage(**row) for row in connection.execute(query).mappings()]


def movements_of(
    connection: Connection, key: str | None = None, document: str | None = None
) -> list[Movement]:
    """Movements of a case file and its documents, of one document, or all; oldest first."""
    query = sa.select(movement_table)
    if key is not None:
        query = query.where(movement_table.c.case_key == key)
    if document is not None:
        query = query.where(movement_table.c.document == document)
    query = query.order_by(movement_table.c.sequence, movement_table.c.ordinal)
    return [
        Movement(
            case=row.case_key,
            document=row.document,
            left=row.left,
            to=row.to,
            moved_at=row.moved_at,
            register=row.register,
            note=row.note,
            actor=row.actor,
        )
        for row in connection.execute(query)
    ]


def registers(connection: Connection) -> Iterator[Register]:
    """Registers of what was handed over, oldest first."""
    query = sa.select(register_table).order_by(register_table.c.sequence)
    for row in connection.execute(query).mappings():
        yield Register(
            number=row["number"],
            kind=row["kind"],
            on=row["on_day"],
            left=row["left"],
            to=row["to"],
            count=row["count"],
            form=row["form"],
        )
