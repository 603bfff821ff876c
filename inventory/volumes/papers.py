"""From the catalogue to the forms of a volume: what each form is told.

Knows: which facts of a case file, a volume and its documents each form wants.
Does not know: templates, storage. Keeps: every number on a form comes from the plan's labels.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from inventory.arrangement.order import began_on
from inventory.forms import (
    CertificationNote,
    Cover,
    Envelope,
    InternalInventory,
    InventoryRow,
    LaterChange,
    Signatory,
    SignedTo,
    SpineLabel,
    VolumeName,
)
from inventory.language.days import legal_day
from inventory.language.words import noun
from inventory.model import (
    CaseFile,
    Document,
    InventorySigned,
    OriginalForm,
    Row,
    VolumeChange,
    VolumePlan,
)
from inventory.queries.order import ReceivedVolume
from inventory.registration.subject import subject_of
from inventory.volumes.notes import PAGE, row_notes
from inventory.volumes.particulars import Particulars
from inventory.volumes.sheets import Label, odd_numbers
from vault import carries_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What the court's settings say on every form.

    Attributes:
        draft: «ПРОЄКТ» on every form, though the court confirmed it by an order.
        people: names of those who use the vault, by login.
        joiner: between figure and letter of a sheet's number: 12а, 12-а.
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
    joiner: str = ""
    people: Mapping[str, str] = field(default_factory=dict)


def _name(letterhead: Letterhead, case: CaseFile, volume: VolumePlan, volumes: int) -> VolumeName:
    return VolumeName(
        court=letterhead.court,
        case=case.number,
        volume=volume.name,
        volumes=volumes,
        heading=case.heading,
    )


@carries_out("814:VII.14-суд", "814:VII.14-номер", "814:VII.14-том", "814:VII.14-дата")
def cover_of(
    letterhead: Letterhead,
    case: CaseFile,
    volume: VolumePlan,
    volumes: int,
    heading: str = "",
    *,
    reused: bool = False,
    documents: Iterable[Document] = (),
) -> Cover:
    """The cover of one volume; `heading` stands where «СПРАВА №…» would (814 VII.21).

    Of a case file whose day of receipt nobody told it is that of what it began with, among its
    `documents`; without such it is the day it was opened.

    Of a finished case file the block for the archive is begun; a person fills in the rest.
    """
    began = case.received_on or began_on(documents)
    opened_on = legal_day(dt.datetime.fromisoformat(case.opened_at))
    return Cover(
        name=dataclasses.replace(_name(letterhead, case, volume, volumes), heading=""),
        proceedings=case.proceedings,
        subject=subject_of(case),
        received_on=dt.date.fromisoformat(began) if began else opened_on,
        heading=heading or case.heading,
        reused=reused,
        finished_on=dt.date.fromisoformat(case.closed_on) if case.closed_on else None,
        sheets=volume.sheets if case.closed_on and volume.frozen else None,
        reference=(letterhead.fonds, "", "") if case.closed_on and letterhead.fonds else None,
    )


def label_of(case: CaseFile, volume: VolumePlan, volumes: int, dates: Sequence[str]) -> SpineLabel:
    """The label on the spine of a volume; `dates` are those of the documents, ISO."""
    years = sorted({date[:4] for date in dates})
    return SpineLabel(
        case=case.number,
        title=case.heading or case.title,
        volume=f"Том {volume.name} з {volumes}" if volumes > 1 else "",
        years="–".join(dict.fromkeys((years[0], years[-1]))) if years else "",
    )


@carries_out(
    "814:VII.8",
    "814:VII.8-підпис",
    "814:VII.8-підсумок",
    "814:VII.8-відсутність",
    "814:VII.21-опис",
    "814:I.1-опис",
)
def inventory_of(
    letterhead: Letterhead,
    case: CaseFile,
    volume: VolumePlan,
    volumes: int,
    documents: Mapping[str, Document],
    on: dt.date,
    received: Mapping[str, ReceivedVolume] | None = None,
    signatures: Sequence[InventorySigned] = (),
) -> InternalInventory:
    """The internal inventory of one volume; of one that came formed, its continuation (VII.20).

    Who is recorded to have signed all its rows stands under it, else those who are to sign now.
    """
    came = [(received or {})[r.document] for r in volume.rows if r.document in (received or {})]
    own = [row for row in volume.rows if row.document not in (received or {})]
    before = sum(one.entries for one in came)
    judge, clerk = _signing(letterhead, volume, signatures, on)
    return InternalInventory(
        name=_name(letterhead, case, volume, volumes),
        rows=tuple(_row(row, documents, letterhead.joiner, case) for row in own),
        earlier_rows=before,
        earlier_sheets=sum(one.inventory_sheets for one in came),
        judge=judge,
        clerk=clerk,
        duplex=letterhead.duplex,
        signed=tuple(
            SignedTo(
                row=before + one.row - len(came),
                on=dt.date.fromisoformat(one.on),
                judge=one.judge,
                clerk=one.clerk,
            )
            for one in signatures
            if one.row > len(came)
        ),
    )


def _signing(
    letterhead: Letterhead,
    volume: VolumePlan,
    signatures: Sequence[InventorySigned],
    on: dt.date,
) -> tuple[Signatory, Signatory]:
    """Who stands under the inventory."""
    judge, clerk = letterhead.judge, letterhead.clerk
    if signatures and signatures[-1].row >= len(volume.rows):
        last = signatures[-1]
        on = dt.date.fromisoformat(last.on)
        judge = Signatory(last.judge_position or judge.position, last.judge)
        clerk = Signatory(last.clerk_position or clerk.position, last.clerk)
    return dataclasses.replace(judge, on=on), dataclasses.replace(clerk, on=on)


def _electronic(case: CaseFile, volume: VolumePlan) -> int | None:
    """How many documents a volume of an electronic case file has; None of one on paper."""
    if case.original_form is not OriginalForm.ELECTRONIC:
        return None
    return sum(len(row.members) for row in volume.rows)


def _row(row: Row, documents: Mapping[str, Document], joiner: str, case: CaseFile) -> InventoryRow:
    leading = documents[row.document]
    notes = row_notes(row, leading, documents)
    if case.original_form is OriginalForm.ELECTRONIC and not leading.restricted:
        pages = sum(documents[member.document].pages for member in row.members)
        shown = f"електронний документ, {pages} {noun(pages, PAGE)}"
        notes = "; ".join(filter(None, (notes, shown)))
    labels = [entry.written(joiner) for entry in row.labels]
    return InventoryRow(
        index=leading.index,
        on=dt.date.fromisoformat(leading.date[:10]) if leading.date else None,
        title=leading.title,
        first=labels[0] if labels else "",
        last=labels[-1] if labels else "",
        notes=notes,
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
    peculiar: Particulars,
    *,
    inventory_sheets: int,
    compiler: Signatory,
    changes: Sequence[VolumeChange] = (),
) -> CertificationNote:
    """The certification note of one volume, with every particular and the later changes."""
    labels = volume.labels
    odd = odd_numbers(labels)

    def written(entries: Sequence[Label]) -> tuple[str, ...]:
        return tuple(entry.written(letterhead.joiner) for entry in entries)

    return CertificationNote(
        name=_name(letterhead, case, volume, volumes),
        last=max((entry.number for entry in labels), default=0),
        inventory_sheets=inventory_sheets,
        compiler=compiler,
        lettered=written(odd.lettered),
        missing=odd.missing,
        unnumbered=peculiar.unnumbered,
        pasted=written(peculiar.pasted),
        large=written(peculiar.large),
        envelopes=tuple(
            Envelope(label=entry.written(letterhead.joiner), enclosed=enclosed)
            for entry, enclosed in peculiar.envelopes
        ),
        corrections=peculiar.corrections,
        documents=_electronic(case, volume),
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
