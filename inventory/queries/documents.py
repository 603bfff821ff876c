"""Reading documents and what is kept for them.

Knows: the tables. Does not know: rules, volumes. Keeps: everything read within one connection is
one state.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.errors import AmbiguousDocument, NoSuchDocument
from inventory.events import PICTURES_MAX
from inventory.model import (
    CaseState,
    Document,
    OriginalForm,
    SheetBasis,
    SheetCount,
)
from inventory.queries.cases import by_case
from inventory.tables import (
    case_table,
    content_table,
    document_table,
)
from vault import Content, Rows

_NAMED = {"case_key": "case", "reg_index": "index", "chronology": "when"}
_FIELDS = tuple(sys.intern(str(_NAMED.get(one.name, one.name))) for one in document_table.c)
"""Of a document in the order of the columns; interned, so that keywords are matched by identity."""


def _document(row: Any) -> Document:
    """Of a whole row: some hundred of them for one search, and by name each column takes 0.3 µs."""
    said = dict(zip(_FIELDS, row, strict=True))
    said["count"] = SheetCount(said.pop("sheets"), SheetBasis(said.pop("sheets_basis")))
    said["original_form"] = OriginalForm(said["original_form"])
    said["flags"] = tuple(json.loads(said["flags"])) if said["flags"] != "[]" else ()
    for name in ("receipt_confirmed", "copy", "restricted"):
        said[name] = bool(said[name])
    return Document(**said)


def documents_of(connection: Connection, key: str) -> list[Document]:
    """The documents of a case file, in the order of registration."""
    return documents_in(connection, [key])[key]


def documents_in(connection: Connection, keys: Collection[str]) -> dict[str, list[Document]]:
    """The same of several case files, by key."""
    found = by_case(connection, document_table, keys, document_table.c.sequence)
    return {key: [_document(row) for row in rows] for key, rows in found.items()}


def without_reading_copy(connection: Connection, *, but: Collection[str]) -> list[Document]:
    """Documents whose reading copy could not be made, in the order of registration.

    `but` are codes of reasons that do not count: the original is as good to read.
    """
    failed = document_table.c.reading_failed
    query = (
        sa.select(document_table)
        .where(failed.is_not(None), failed.not_in(but), document_table.c.original.is_not(None))
        .order_by(document_table.c.sequence)
    )
    return [_document(row) for row in connection.execute(query)]


def get_document(connection: Connection, prefix: str) -> Document:
    """The document whose id is, or alone begins with, `prefix`.

    Raises:
        NoSuchDocument: none. AmbiguousDocument: several.
    """
    prefix = prefix.strip().lower()
    # A range, not LIKE: SQLite would look at every document for that.
    alike = document_table.c.id.between(prefix, prefix + "\x7f")
    query = sa.select(document_table).where(alike).limit(4)
    found = [_document(row) for row in connection.execute(query)] if prefix else []
    exact = [document for document in found if document.id == prefix]
    if exact:
        return exact[0]
    if not found:
        raise NoSuchDocument(name=prefix)
    if len(found) > 1:
        raise AmbiguousDocument(name=prefix, several=", ".join(d.id for d in found))
    return found[0]


def documents_by_id(connection: Connection, ids: Collection[str]) -> dict[str, Document]:
    """The documents of these ids, by id."""
    query = sa.select(document_table).where(document_table.c.id.in_(ids))
    return {row.id: _document(row) for row in connection.execute(query)} if ids else {}


def with_content(connection: Connection, documents: Collection[str]) -> set[str]:
    """Those of the documents whose content is kept: neither restricted nor destroyed."""
    query = sa.select(document_table.c.id).where(
        document_table.c.id.in_(documents), document_table.c.original.is_not(None)
    )
    return set(connection.execute(query).scalars())


def find_same(connection: Connection, key: str, sha512: str) -> list[Document]:
    """Documents of the case file that have this very content, in the order of registration.

    Within a transaction; a plain cursor, for it is asked for every document (814 II.2).
    """
    where = {"original": sha512, "case_key": key}
    rows = Rows(connection).all(document_table, where, "sequence", "id")
    ids = [str(document) for _, document in sorted(rows)]
    found = documents_by_id(connection, ids) if ids else {}
    return [found[one] for one in ids]


def find_numbered(connection: Connection, key: str, index: str) -> list[Document]:
    """Documents of the case file that have this registration index; within a transaction."""
    rows = Rows(connection).all(document_table, {"case_key": key, "reg_index": index}, "id")
    return list(documents_by_id(connection, [str(one) for (one,) in rows]).values())


def find_by_name(connection: Connection, key: str, name: str) -> str | None:
    """The newest document of the case file that came under this file name."""
    query = (
        sa.select(document_table.c.id)
        .where(document_table.c.name == name, document_table.c.case_key == key)
        .order_by(document_table.c.sequence.desc())
    )
    row = connection.execute(query).first()
    return str(row.id) if row else None


def contents_of(connection: Connection, document: str) -> list[tuple[str, str, Content]]:
    """(role, name, content) of everything kept for a document."""
    query = (
        sa.select(content_table)
        .where(content_table.c.document == document)
        .order_by(content_table.c.role, content_table.c.ordinal)
    )
    return [
        (row.role, row.name, Content(row.sha512, row.sha256, row.size))
        for row in connection.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report on signatures.

    Attributes:
        pictures: of pages that look different since the document was signed, by name.
    """

    content: Content
    pictures: tuple[tuple[str, Content], ...]


def reports_of(connection: Connection, document: str) -> list[KeptReport]:
    """All reports on a document's signatures, oldest first."""
    query = (
        sa.select(content_table)
        .where(
            content_table.c.document == document,
            content_table.c.role.in_(("report", "page")),
        )
        .order_by(content_table.c.ordinal)
    )
    reports: dict[int, Content] = {}
    pictures: dict[int, list[tuple[str, Content]]] = {}
    for row in connection.execute(query):
        content = Content(row.sha512, row.sha256, row.size)
        if row.role == "report":
            reports[row.ordinal] = content
        else:
            pictures.setdefault(row.ordinal // PICTURES_MAX, []).append((row.name, content))
    return [
        KeptReport(content, tuple(pictures.get(ordinal, ())))
        for ordinal, content in sorted(reports.items())
    ]


def reported(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """Ids of documents with a signature report, and the newest one's summary, oldest first.

    Only those whose content is kept.
    """
    query = (
        sa.select(document_table.c.id, document_table.c.verdict)
        .where(document_table.c.report.is_not(None), document_table.c.original.is_not(None))
        .order_by(document_table.c.sequence)
    )
    for row in connection.execute(query):
        yield row.id, json.loads(row.verdict)


def signed_documents(connection: Connection) -> list[str]:
    """Documents in the court's keeping that have signatures, oldest first."""
    signed = sa.select(content_table.c.document).where(
        content_table.c.role.in_(("signature", "signed", "own-signature"))
    )
    query = (
        sa.select(document_table.c.id, document_table.c.verdict, document_table.c.id.in_(signed))
        .join(case_table, case_table.c.key == document_table.c.case_key)
        .where(
            case_table.c.state.not_in((CaseState.TRANSFERRED.value, CaseState.DESTROYED.value)),
            document_table.c.original.is_not(None),
        )
        .order_by(document_table.c.sequence)
    )
    return [
        document
        for document, verdict, companion in connection.execute(query)
        if companion or (verdict and json.loads(verdict)["signatures"])
    ]
