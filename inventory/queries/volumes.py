"""Reading volumes: what is recorded about them, and their plan.

Knows: the tables, and that a plan is computed from them. Does not know: rules.
Keeps: everything read within one connection is one state.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.model import (
    CaseFile,
    FrozenVolume,
    Piece,
    VolumeChange,
    VolumeFacts,
    VolumePlan,
    VolumeState,
)
from inventory.order import arrange
from inventory.plan import plan
from inventory.queries.documents import documents_of
from inventory.sheets import Numbering, label
from inventory.tables import (
    change_table,
    piece_table,
    volume_table,
)
from vault import Content


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
