"""From the catalogue to the forms of a volume: what each form is told.

Knows: which facts of a case file, a volume and its documents each form wants.
Does not know: templates, storage. Keeps: every number on a form comes from the plan's labels.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inventory.days import legal_day
from inventory.forms import (
    CertificationNote,
    Cover,
    Envelope,
    InternalInventory,
    InventoryRow,
    LaterChange,
    Signatory,
    VolumeName,
)
from inventory.model import CaseFile, Document, Row, VolumeChange, VolumePlan
from inventory.notes import row_notes
from inventory.plan import label_range
from inventory.sheets import odd_numbers
from inventory.subject import subject_of
from vault import carries_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What the court's settings say on every form.

    Attributes:
        draft: «ПРОЄКТ» until the court confirmed its forms once by an order.
    """

    court: str
    fonds: str = ""
    state_archive: str = ""
    judge: Signatory = field(default_factory=Signatory)
    clerk: Signatory = field(default_factory=Signatory)
    archivist: Signatory = field(default_factory=Signatory)
    head: Signatory = field(default_factory=Signatory)
    draft: bool = True
    duplex: bool = False


def _name(letterhead: Letterhead, case: CaseFile, volume: VolumePlan, volumes: int) -> VolumeName:
    return VolumeName(
        court=letterhead.court, case=case.number, volume=str(volume.number), volumes=volumes
    )


@carries_out("814:VII.14-суд", "814:VII.14-номер", "814:VII.14-том", "814:VII.14-дата")
def cover_of(
    letterhead: Letterhead, case: CaseFile, volume: VolumePlan, volumes: int, heading: str = ""
) -> Cover:
    """The cover of one volume; `heading` stands where «СПРАВА №…» would (814 VII.21)."""
    opened_on = legal_day(dt.datetime.fromisoformat(case.opened_at))
    return Cover(
        name=_name(letterhead, case, volume, volumes),
        proceedings=case.proceedings,
        subject=subject_of(case),
        received_on=dt.date.fromisoformat(case.received_on) if case.received_on else opened_on,
        heading=heading,
        finished_on=dt.date.fromisoformat(case.closed_on) if case.closed_on else None,
    )


@carries_out("814:VII.8", "814:VII.8-підпис", "814:VII.8-підсумок", "814:I.1-опис")
def inventory_of(
    letterhead: Letterhead,
    case: CaseFile,
    volume: VolumePlan,
    volumes: int,
    documents: Mapping[str, Document],
    on: dt.date,
) -> InternalInventory:
    """The internal inventory of one volume."""
    return InternalInventory(
        name=_name(letterhead, case, volume, volumes),
        rows=tuple(_row(row, documents) for row in volume.rows),
        judge=dataclasses.replace(letterhead.judge, on=on),
        clerk=dataclasses.replace(letterhead.clerk, on=on),
        duplex=letterhead.duplex,
    )


def _row(row: Row, documents: Mapping[str, Document]) -> InventoryRow:
    leading = documents[row.document]
    first, last = label_range(row.labels)
    return InventoryRow(
        index=leading.index,
        on=dt.date.fromisoformat(leading.date[:10]) if leading.date else None,
        title=leading.title,
        first=first or "",
        last=last or "",
        notes=row_notes(row, leading, documents),
    )


@carries_out(
    "814:VII.13",
    "814:VII.13-плюс",
    "814:VII.13-літерні",
    "814:VII.13-вкладення",
    "814:VII.13-наклеєні",
    "814:VII.13-великі",
    "814:VII.13-конверти",
    "814:VII.13-помилки",
    "814:VII.13-підпис",
    "814:VII.13-зміни",
)
def note_of(
    letterhead: Letterhead,
    case: CaseFile,
    volume: VolumePlan,
    volumes: int,
    documents: Mapping[str, Document],
    *,
    inventory_sheets: int,
    compiler: Signatory,
    changes: Sequence[VolumeChange] = (),
) -> CertificationNote:
    """The certification note of one volume, with every particular and the later changes."""
    labels = volume.labels
    odd = odd_numbers(labels)
    return CertificationNote(
        name=_name(letterhead, case, volume, volumes),
        last=max((entry.number for entry in labels), default=0),
        inventory_sheets=inventory_sheets,
        compiler=compiler,
        lettered=tuple(str(entry) for entry in odd.lettered),
        missing=odd.missing,
        unnumbered=tuple(_unnumbered(volume, documents)),
        pasted=_flagged(volume, documents, "pasted"),
        large=_flagged(volume, documents, "large"),
        envelopes=tuple(_envelopes(volume, documents)),
        changes=tuple(
            LaterChange(
                on=dt.date.fromisoformat(one.on),
                text=one.text,
                basis=one.basis,
                by=Signatory(position=one.position, name=one.by),
            )
            for one in changes
        ),
    )


def _unnumbered(volume: VolumePlan, documents: Mapping[str, Document]) -> Sequence[str]:
    return [
        f"{documents[row.document].title} (рядок {row.position} опису)"
        for row in volume.rows
        if documents[row.document].kind_data.trait == "unnumbered"
    ]


def _flagged(volume: VolumePlan, documents: Mapping[str, Document], flag: str) -> tuple[str, ...]:
    return tuple(
        str(entry)
        for row in volume.rows
        for member in row.members
        if flag in documents[member.document].flags
        for entry in member.labels
    )


def _envelopes(volume: VolumePlan, documents: Mapping[str, Document]) -> Sequence[Envelope]:
    found = []
    for row in volume.rows:
        if documents[row.document].kind_data.trait != "envelope":
            continue
        enclosed = sum(
            len(member.labels) for member in row.members if member.document != row.document
        )
        if enclosed and row.labels:
            found.append(Envelope(label=str(row.labels[0]), enclosed=enclosed))
    return found
