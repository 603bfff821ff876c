"""Certifying a volume: forms are typeset, the note is made, the volume is frozen for good.

Knows: which forms belong to a volume and when they are made. Does not know: OCFL (deposit.py).
Keeps: what the forms say is what was recorded: they are typeset from one state, and if another
commit came between, nothing is recorded (Conflict).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.engine import Connection

from inventory import events
from inventory.errors import CertifyingRefused
from inventory.forms import (
    Press,
    Printed,
    Signatory,
    certification_note,
    cover,
    internal_inventory,
)
from inventory.language.days import legal_day
from inventory.model import (
    CaseFile,
    Document,
    InventorySigned,
    NumberingCorrection,
    OriginalForm,
    VolumeChange,
    VolumeFacts,
    VolumePlan,
)
from inventory.queries import (
    corrections,
    documents_of,
    get_case,
    leaf_maps,
    plan_of,
    revision,
    volume_facts,
)
from inventory.queries.order import ReceivedVolume, received_volumes
from inventory.queries.printed import as_printed
from inventory.rules.volumes import may_be_certified
from inventory.service.meanwhile import as_seen
from inventory.service.volumes import volume_of
from inventory.volumes.leaves import MappedLeaf
from inventory.volumes.papers import Letterhead, cover_of, inventory_of, note_of
from inventory.volumes.particulars import Particulars, particulars
from vault import Content, Hold, Json, Vault, carries_out


@dataclass(frozen=True, slots=True)
class VolumeView:
    """Everything the forms of one volume are made from, read in one state."""

    case: CaseFile
    revision: int
    plans: Sequence[VolumePlan]
    volume: VolumePlan
    facts: VolumeFacts
    documents: dict[str, Document]
    drawn: dict[str, tuple[MappedLeaf, ...]]
    corrections: Sequence[NumberingCorrection] = ()
    received: Mapping[str, ReceivedVolume] = field(default_factory=dict)

    @property
    def inventory_before(self) -> int:
        """Sheets of the inventory the volume came with; ours go on after them (814 VII.20)."""
        rows = (row.document for row in self.volume.rows)
        return sum(self.received[one].inventory_sheets for one in rows if one in self.received)

    @property
    def peculiar(self) -> Particulars:
        """What the certification note lists about single sheets."""
        counted = self.volume.first(self.facts.certified_rows)
        return particulars(self.plans, counted, self.documents, self.drawn, self.corrections)


NOTE = "certification-note"
INVENTORY = "inventory"


def note_with(changes: int) -> str:
    """The form's name of the note with so many later changes; each printing is kept."""
    return f"{NOTE}-{changes}" if changes else NOTE


def look(connection: Connection, number: str, volume: int) -> VolumeView:
    """Read one volume.

    Raises:
        NoSuchCase, NoSuchVolume.
    """
    case = get_case(connection, number)
    plans = plan_of(connection, case)
    facts = volume_facts(connection, case.key)
    return VolumeView(
        case=case,
        revision=revision(connection, case.key),
        plans=plans,
        volume=volume_of(plans, case, volume),
        facts=facts.get(volume) or VolumeFacts(number=volume),
        documents=as_printed(
            connection, case.key, volume, {d.id: d for d in documents_of(connection, case.key)}
        ),
        drawn=leaf_maps(connection, case.key),
        corrections=corrections(connection, case.key, volume),
        received=received_volumes(connection, case.key),
    )


def typeset_cover(
    press: Press,
    head: Letterhead,
    state: VolumeView,
    at: dt.datetime,
    heading: str = "",
    *,
    reused: bool = False,
) -> Printed:
    """The cover of the volume, under its number or another heading (814 VII.21)."""
    told = cover_of(
        head,
        state.case,
        state.volume,
        len(state.plans),
        heading,
        reused=reused,
        documents=state.documents.values(),
    )
    form = cover(told)
    return press.print(form, at=at, draft=head.draft)


def typeset_inventory(
    press: Press, head: Letterhead, state: VolumeView, at: dt.datetime
) -> Printed:
    """The internal inventory of the volume."""
    form = internal_inventory(
        inventory_of(
            head,
            state.case,
            state.volume,
            len(state.plans),
            state.documents,
            legal_day(at),
            state.received,
            state.facts.signatures,
        )
    )
    return press.print(form, at=at, draft=head.draft)


@carries_out("814:VII.23-заміна")
def typeset_remarks(
    press: Press,
    head: Letterhead,
    state: VolumeView,
    documents: Mapping[str, Document],
    at: dt.datetime,
) -> Printed:
    """The inventory of a certified volume with its «Примітки» as they are now (814 VII.23).

    It has all rows, and says as many sheets as were certified and added since: on paper the remark
    is written into the inventory that is there.
    """
    facts = state.facts
    assert facts.certified_on is not None, "asked of certified volumes"
    inventory = inventory_of(
        head,
        state.case,
        state.volume,
        facts.of_volumes or len(state.plans),
        documents,
        dt.date.fromisoformat(facts.certified_on),
        state.received,
        facts.signatures,
    )
    sheets = (facts.inventory_sheets or 0) + len(continuations(facts))
    form = internal_inventory(dataclasses.replace(inventory, sheets=sheets))
    return press.print(form, at=at, draft=head.draft)


def continuations(facts: VolumeFacts) -> list[str]:
    """The form's names of all continuations of the inventory, a sheet each, in order."""
    names = (continuation(count) for count in range(1, len(facts.changes) + 1))
    return [name for name in names if name in facts.forms]


def continuation(count: int) -> str:
    """The form's name of the sheet on which the inventory goes on after a change."""
    return f"{INVENTORY}-{count}"


def remarked(count: int) -> str:
    """The form's name of the inventory whose remarks a change completed."""
    return f"{INVENTORY}-remarked-{count}"


def newest_inventory(facts: VolumeFacts) -> tuple[str, int]:
    """The form's name of the newest printing of all rows, and how many changes it knows."""
    last = next((n for n in range(len(facts.changes), 0, -1) if remarked(n) in facts.forms), 0)
    return (remarked(last) if last else INVENTORY), last


def typeset_note(
    press: Press,
    head: Letterhead,
    state: VolumeView,
    at: dt.datetime,
    *,
    inventory_sheets: int,
    compiler: Signatory,
    changes: Sequence[VolumeChange] = (),
) -> Printed:
    """The certification note of the volume; what was joined later stands among the changes."""
    note = note_of(
        head,
        state.case,
        state.volume.first(state.facts.certified_rows),
        len(state.plans),
        named_view(state, head).peculiar,
        inventory_sheets=inventory_sheets,
        compiler=compiler,
        changes=changes,
    )
    return press.print(certification_note(note), at=at, draft=head.draft)


def named_view(state: VolumeView, head: Letterhead) -> VolumeView:
    """With the names of those who corrected numbers; a login means nothing on paper."""
    named = [dataclasses.replace(one, by=head.people.get(one.by, "")) for one in state.corrections]
    return dataclasses.replace(state, corrections=named)


@carries_out("814:VII.13", "814:VII.13-аркуш", "814:VII.8-підпис")
def certify_volume(
    vault: Vault,
    press: Press,
    head: Letterhead,
    number: str,
    volume: int,
    *,
    actor: str,
    compiler: Signatory,
    counted: int | None = None,
    count_required: bool = False,
    signed_before: bool = False,
    seen: int | None = None,
) -> VolumeView:
    """Make the certification note; the volume is frozen and its deposit follows.

    Rows of the inventory that nobody signed yet are signed with it: judge and clerk stand under
    the inventory that is printed now, and the entry says to which row. Where one of them is not
    named, both sign by hand, and that is recorded later (`record_signed`).

    Args:
        vault: where.
        press: sets the forms.
        head: what the settings say on forms.
        number: of the case file.
        volume: its number.
        actor: of the journal entry.
        compiler: who makes the note.
        counted: sheets counted by hand without looking at the program's number; else what was
            counted so before (`record_counted`).
        count_required: whether the court certifies no paper volume without such a count.
        signed_before: whether the court wants the whole inventory signed before.
        seen: the revision of the case file that the person saw.

    Raises:
        NoSuchCase, NoSuchVolume, CertifyingRefused: nothing changed.
        ChangedMeanwhile: the case file is no longer as `seen`, or changed while the forms were
            typeset.
    """
    with vault.read() as connection:
        state = look(connection, number, volume)
    judge = partial(_judge, counted=counted, required=count_required, signed_before=signed_before)
    judge(state)
    at = vault.clock()
    compiler = dataclasses.replace(compiler, on=legal_day(at))
    inventory = typeset_inventory(press, head, state, at)
    note = typeset_note(
        press,
        head,
        state,
        at,
        inventory_sheets=state.inventory_before + inventory.sheets,
        compiler=compiler,
    )
    printed = {
        "cover": typeset_cover(press, head, state, at),
        "inventory": inventory,
        NOTE: note,
    }
    forms = {name: vault.store(form.pdf) for name, form in printed.items()}
    with vault.transaction(actor) as tx:
        as_seen(tx, state.case, state.revision if seen is None else seen)
        now = look(tx.connection, number, volume)
        judge(now)
        subject = events.volume_subject(state.case.key, volume)
        tx.record(
            events.VOLUME_CERTIFIED,
            subjects=(events.case_subject(state.case.key), subject),
            payload=_payload(now, forms, printed, compiler, counted)
            | signing_now(head, now.facts, len(now.volume.rows), legal_day(at)),
            holds=[Hold(subject, content) for content in forms.values()],
            cites=("814:VII.13", "814:VII.10"),
        )
        certified = look(tx.connection, number, volume)
        tx.commit()
    return certified


def signing_now(
    head: Letterhead, facts: VolumeFacts, rows: int, on: dt.date
) -> dict[str, dict[str, Json]]:
    """Who signs the rows of the inventory that nobody signed yet; nothing when one has no name."""
    if facts.signed_rows >= rows or not (head.judge.name and head.clerk.name):
        return {}
    signed = InventorySigned(
        row=rows,
        on=on.isoformat(),
        judge=head.judge.name,
        clerk=head.clerk.name,
        judge_position=head.judge.position,
        clerk_position=head.clerk.position,
    )
    return {"signed": dataclasses.asdict(signed)}


def _judge(state: VolumeView, *, counted: int | None, required: bool, signed_before: bool) -> None:
    electronic = state.case.original_form is OriginalForm.ELECTRONIC
    inside = {m.document for row in state.volume.rows for m in row.members}
    documents = [d for d in state.documents.values() if d.id in inside and not electronic]
    may_be_certified(
        state.volume,
        state.facts,
        documents,
        counted=None if electronic else counted,
        count_required=required and not electronic,
        signed_before=signed_before,
    ).demand(CertifyingRefused)


def _payload(
    state: VolumeView,
    forms: dict[str, Content],
    printed: dict[str, Printed],
    compiler: Signatory,
    counted: int | None,
) -> dict[str, object]:
    assert compiler.on is not None
    return {
        "case": state.case.key,
        "volume": state.volume.number,
        "sheets": state.volume.sheets,
        "volumes": len(state.plans),
        "rows": len(state.volume.rows),
        "inventory_sheets": state.inventory_before + printed["inventory"].sheets,
        "counted": state.facts.counted if counted is None else counted,
        "by": compiler.name,
        "position": compiler.position,
        "on": compiler.on.isoformat(),
        "forms": {name: content.as_json() for name, content in forms.items()},
        "editions": {name: form.edition for name, form in printed.items()},
    }
