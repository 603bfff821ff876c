"""Reading volumes: what is recorded about them, and their plan.

Knows: the tables, and that a plan is computed from them. Does not know: rules.
Keeps: everything read within one connection is one state.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.arrangement.order import arrange, order_of
from inventory.language.days import legal_day
from inventory.model import (
    CaseFile,
    FrozenVolume,
    InventorySigned,
    NumberingCorrection,
    OriginalForm,
    Piece,
    VolumeChange,
    VolumeFacts,
    VolumePlan,
    VolumeState,
)
from inventory.queries.cases import by_case
from inventory.queries.documents import documents_in
from inventory.queries.order import ReceivedVolume, moves_in, received_in, removals
from inventory.tables import (
    change_table,
    correction_table,
    piece_table,
    volume_label_table,
    volume_table,
)
from inventory.volumes.plan import plan, with_copies
from inventory.volumes.sheets import Numbering, label
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
            numbering=_numbering(row),
            numbered_rows=row.numbered_rows,
            signatures=tuple(InventorySigned(**one) for one in json.loads(row.signatures)),
            of_volumes=row.of_volumes,
            counted=row.counted,
            certified_rows=row.certified_rows,
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


def _numbering(row: Any) -> Numbering:
    lettered = tuple(label(text) for text in json.loads(row.lettered))
    return Numbering(lettered, tuple(json.loads(row.missing)))


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
    """The volumes declared full, in order, and last the numbered beginning of the open one."""
    return _frozen(
        by_case(connection, volume_table, [key], volume_table.c.number)[key],
        by_case(connection, piece_table, [key], piece_table.c.volume, piece_table.c.ordinal)[key],
    )


def _frozen(volumes: Iterable[Any], held: Iterable[Any]) -> list[FrozenVolume]:
    pieces: dict[int, list[Piece]] = {}
    for row in held:
        piece = Piece(row.document, row.row_document, row.sheets, row.since)
        pieces.setdefault(row.volume, []).append(piece)
    return [
        FrozenVolume(
            row.number, tuple(pieces.get(row.number, ())), full=row.state != VolumeState.OPEN.value
        )
        for row in volumes
        if row.state != VolumeState.OPEN.value or row.number in pieces
    ]


def volume_names(connection: Connection, key: str) -> Numbering:
    """How the volumes of a case file are numbered on their covers (814 VII.10)."""
    return _names(by_case(connection, volume_label_table, [key])[key])


def _names(rows: Iterable[Any]) -> Numbering:
    lettered = next((row.lettered for row in rows), "[]")
    return Numbering(tuple(label(text) for text in json.loads(lettered)))


def plan_of(connection: Connection, case: CaseFile) -> tuple[VolumePlan, ...]:
    """The volumes of a case file as they stand: frozen ones and the proposed tail.

    An electronic case file has no sheets: its units are documents, all in one volume.
    """
    return plans_of(connection, [case])[case.key]


def plans_of(
    connection: Connection, cases: Collection[CaseFile]
) -> dict[str, tuple[VolumePlan, ...]]:
    """The same of several case files, by key; each table is asked once."""
    keys = [case.key for case in cases]
    documents = documents_in(connection, keys)
    rows = by_case(connection, volume_table, keys, volume_table.c.number)
    held = by_case(connection, piece_table, keys, piece_table.c.volume, piece_table.c.ordinal)
    moves = moves_in(connection, keys)
    names = by_case(connection, volume_label_table, keys)
    received = received_in(connection, keys)
    plans = {}
    for case in cases:
        frozen = _frozen(rows[case.key], held[case.key])
        fixed = {piece.document for volume in frozen for piece in volume.pieces}
        items = arrange(documents[case.key], order_of(case), moves[case.key], fixed)
        if case.original_form is OriginalForm.ELECTRONIC:
            items = [dataclasses.replace(item, sheets=0) for item in items]
        numbering = {row.number: _numbering(row) for row in rows[case.key]}
        volumes = plan(items, frozen, numbering, _names(names[case.key]))
        came = received[case.key]
        plans[case.key] = tuple(_continued(one, came) for one in volumes) if came else volumes
    return plans


def as_bound(
    connection: Connection, case: CaseFile, plans: Sequence[VolumePlan] | None = None
) -> tuple[VolumePlan, ...]:
    """The volumes with the sheets that lie in them now, as the note says since it was made.

    Where a certified copy has more or fewer sheets than the original that left a certified volume,
    the plan (`plans`, read here when None) has the sheets that were certified.
    """
    found = plan_of(connection, case) if plans is None else tuple(plans)
    gone = removals(connection, case.key)
    if not gone:
        return found
    numbered: Counter[str] = Counter()
    for volume in found:
        for row in volume.rows:
            for member in row.members:
                numbered[member.document] += len(member.labels)
    return with_copies(
        found,
        {
            one: int(told.get("beyond", int(told["copy_sheets"]) - numbered[one]))
            for one, told in gone.items()
        },
    )


def _continued(volume: VolumePlan, came: Mapping[str, ReceivedVolume]) -> VolumePlan:
    """The volume with its rows numbered behind those of the inventory it came with (814 VII.20)."""
    more, rows = 0, []
    for row in volume.rows:
        if row.document in came:  # it stands for all of them, and has the number of the last
            more += came[row.document].entries - 1
        rows.append(dataclasses.replace(row, listed=row.position + more))
    return dataclasses.replace(volume, rows=tuple(rows))


def corrections(connection: Connection, key: str, volume: int) -> list[NumberingCorrection]:
    """How the numbers of a volume's sheets were corrected, in order."""
    query = (
        sa.select(correction_table)
        .where(correction_table.c.case_key == key, correction_table.c.volume == volume)
        .order_by(correction_table.c.sequence)
    )
    return [_correction(row) for row in connection.execute(query)]


def _correction(row: Any) -> NumberingCorrection:
    told = json.loads(row.told)
    return NumberingCorrection(
        on=legal_day(dt.datetime.fromisoformat(row.made_at)),
        by=row.made_by.rpartition(" as ")[2],  # the person, not who they were to the system
        lettered=tuple(label(text) for text in told.get("lettered", ())),
        missing=tuple(told.get("missing", ())),
        repeated=tuple(told.get("repeated", ())),
        sheets=tuple((d, label(old), label(new)) for d, old, new in told.get("sheets", ())),
    )
