"""Reading the inventory: rows of the catalogue as values.

Knows: the tables. Does not know: rules. Keeps: everything read within one connection is one state.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.errors import AmbiguousDocument, NoSuchCase, NoSuchDocument
from inventory.model import (
    CaseFile,
    CaseState,
    Document,
    FrozenVolume,
    OriginalForm,
    Piece,
    SheetBasis,
    SheetCount,
    VolumeChange,
    VolumeFacts,
    VolumePlan,
    VolumeState,
)
from inventory.numbers import nearest
from inventory.order import arrange
from inventory.plan import plan
from inventory.sheets import Numbering, label
from inventory.tables import (
    case_table,
    change_table,
    content_table,
    document_table,
    piece_table,
    volume_table,
)
from vault import Content, Rows


def _case(row: Any) -> CaseFile:
    return CaseFile(
        key=row.key,
        number=row.number,
        kind=row.kind,
        title=row.title,
        state=CaseState(row.state),
        original_form=OriginalForm(row.original_form),
        opened_at=row.opened_at,
        received_on=row.received_on,
        closed_on=row.closed_on,
        proceedings=tuple(json.loads(row.proceedings)),
        claim=row.claim,
        index=row.reg_index,
    )


def _document(row: Any) -> Document:
    return Document(
        id=row.id,
        sequence=row.sequence,
        case=row.case_key,
        kind=row.kind,
        title=row.title,
        index=row.reg_index,
        date=row.date,
        received_at=row.received_at,
        receipt_confirmed=bool(row.receipt_confirmed),
        sender=row.sender,
        direction=row.direction,
        original_form=OriginalForm(row.original_form),
        copy=bool(row.copy),
        count=SheetCount(row.sheets, SheetBasis(row.sheets_basis)),
        pages=row.pages,
        parent=row.parent,
        restricted=bool(row.restricted),
        place=row.place,
        sub=row.sub,
        when=row.chronology,
        flags=tuple(json.loads(row.flags)),
        note=row.note,
        name=row.name,
        format=row.format,
        size=row.size,
        original=row.original,
        text=row.text,
        reading_copy=row.reading_copy,
        reading_note=row.reading_note,
        reading_failed=row.reading_failed,
        report=row.report,
        verdict=row.verdict,
    )


def case_numbers(connection: Connection) -> list[str]:
    """All case numbers, oldest file first."""
    query = sa.select(case_table.c.number).order_by(case_table.c.opened_at, case_table.c.number)
    return [str(number) for number in connection.execute(query).scalars()]


def cases(connection: Connection) -> Iterator[CaseFile]:
    """All case files, by number."""
    query = sa.select(case_table).order_by(case_table.c.number, case_table.c.opened_at)
    for row in connection.execute(query):
        yield _case(row)


def find_case(connection: Connection, number: str) -> CaseFile | None:
    """The newest case file of that number."""
    query = (
        sa.select(case_table)
        .where(case_table.c.number == number)
        .order_by(case_table.c.opened_at.desc(), case_table.c.key)
    )
    row = connection.execute(query).first()
    return _case(row) if row else None


def find_case_by_folder(connection: Connection, folder: str) -> CaseFile | None:
    """The newest case file whose inbox folder has this name (`folder_name` of its number)."""
    found = find_case(connection, folder.replace("_", "/"))
    if found is not None:
        return found
    named = sa.func.replace(case_table.c.number, "/", "_") == folder
    number = connection.execute(sa.select(case_table.c.number).where(named)).scalar()
    return find_case(connection, str(number)) if number is not None else None


def get_case(connection: Connection, number: str) -> CaseFile:
    """The newest case file of that number.

    Raises:
        NoSuchCase: naming the nearest numbers.
    """
    found = find_case(connection, number)
    if found is None:
        near = nearest(number, case_numbers(connection))
        raise NoSuchCase(name=number, nearest=f"; схожі: {', '.join(near)}" if near else "")
    return found


def case_by_key(connection: Connection, key: str) -> CaseFile:
    """The case file of that key, which must be there."""
    return _case(connection.execute(sa.select(case_table).where(case_table.c.key == key)).one())


def state_of(connection: Connection, key: str) -> CaseState:
    """The state of the case file of that key, which must be there; within a transaction.

    A plain cursor: it is asked for every document that is registered.
    """
    (state,) = Rows(connection).all(case_table, {"key": key}, "state")
    return CaseState(state[0])


def revision(connection: Connection, key: str) -> int:
    """The last entry that changed what the case file holds."""
    query = sa.select(case_table.c.revision).where(case_table.c.key == key)
    return int(connection.execute(query).scalar_one())


def documents_of(connection: Connection, key: str) -> list[Document]:
    """The documents of a case file, in the order of registration."""
    query = (
        sa.select(document_table)
        .where(document_table.c.case_key == key)
        .order_by(document_table.c.sequence)
    )
    return [_document(row) for row in connection.execute(query)]


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
    return {row.id: _document(row) for row in connection.execute(query)}


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


def deposited_with(connection: Connection, key: str, document: str) -> list[int]:
    """Volumes of a case file that hold the document and lie in the stacks."""
    query = (
        sa.select(volume_table.c.number)
        .join(
            piece_table,
            (piece_table.c.case_key == volume_table.c.case_key)
            & (piece_table.c.volume == volume_table.c.number),
        )
        .where(
            volume_table.c.case_key == key,
            volume_table.c.state == VolumeState.DEPOSITED.value,
            piece_table.c.document == document,
        )
        .distinct()
        .order_by(volume_table.c.number)
    )
    return [row.number for row in connection.execute(query)]


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


def volume_facts(connection: Connection, key: str) -> dict[int, VolumeFacts]:
    """What is recorded about the volumes of a case file, by number."""
    query = sa.select(volume_table).where(volume_table.c.case_key == key)
    changes = _changes(connection, key)
    return {
        row.number: VolumeFacts(
            number=row.number,
            state=VolumeState(row.state),
            numbering=Numbering(
                tuple(label(text) for text in json.loads(row.lettered)),
                tuple(json.loads(row.missing)),
            ),
            inventory_sheets=row.inventory_sheets,
            certified_by=row.certified_by,
            certified_position=row.certified_position or "",
            certified_on=row.certified_on,
            forms={
                name: Content(form["sha512"], form["sha256"], form["size"])
                for name, form in json.loads(row.forms).items()
            },
            object=row.object,
            changes=tuple(changes.get(row.number, ())),
        )
        for row in connection.execute(query)
    }


def _changes(connection: Connection, key: str) -> dict[int, list[VolumeChange]]:
    query = (
        sa.select(change_table)
        .where(change_table.c.case_key == key)
        .order_by(change_table.c.sequence)
    )
    changes: dict[int, list[VolumeChange]] = {}
    for row in connection.execute(query):
        changes.setdefault(row.volume, []).append(
            VolumeChange(
                on=row.entered_on,
                text=row.said,
                basis=row.basis,
                by=row.entered_by,
                position=row.position,
            )
        )
    return changes


def frozen_volumes(connection: Connection, key: str) -> list[FrozenVolume]:
    """The volumes declared full, in order."""
    query = (
        sa.select(piece_table)
        .where(piece_table.c.case_key == key)
        .order_by(piece_table.c.volume, piece_table.c.ordinal)
    )
    pieces: dict[int, list[Piece]] = {}
    for row in connection.execute(query):
        piece = Piece(row.document, row.row_document, row.sheets)
        pieces.setdefault(row.volume, []).append(piece)
    full = sa.select(volume_table.c.number).where(
        volume_table.c.case_key == key, volume_table.c.state != VolumeState.OPEN.value
    )
    numbers = sorted(connection.execute(full).scalars())
    return [FrozenVolume(number, tuple(pieces.get(number, ()))) for number in numbers]


def plan_of(connection: Connection, case: CaseFile) -> tuple[VolumePlan, ...]:
    """The volumes of a case file as they stand: frozen ones and the proposed tail."""
    documents = documents_of(connection, case.key)
    items = arrange(documents, chronological=case.kind == "refusal")
    facts = volume_facts(connection, case.key)
    numbering = {number: fact.numbering for number, fact in facts.items()}
    return plan(items, frozen_volumes(connection, case.key), numbering)
