"""Later changes of a certified volume: entered in the certification note, never altered.

Knows: what an entry says and that the note is printed again with it. Does not know: what was done
to the sheets. Keeps: entries are only added; the first note stays, byte for byte, and the printed
table is the recorded one (Conflict when another entry came between).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from inventory import events
from inventory.errors import ChangeRefused
from inventory.forms import Press, Printed, Signatory
from inventory.language.days import legal_day
from inventory.model import VolumeChange
from inventory.rules.volumes import may_be_changed
from inventory.service.certification import VolumeView, look, note_with, typeset_note
from inventory.service.meanwhile import as_seen
from inventory.volumes.papers import Letterhead
from vault import Content, Hold, Transaction, Vault, carries_out, single_spaced
from vault.errors import Conflict, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteEntry:
    """An entry in the note of a certified volume, typeset and not yet recorded.

    Attributes:
        printed: by the form's name, the note with the entry and the inventory with the remark.
        forms: the same, stored.
    """

    view: VolumeView
    change: VolumeChange
    printed: Mapping[str, Printed]
    forms: Mapping[str, Content]


@carries_out("814:VII.13-зміни")
def enter_change(
    vault: Vault,
    press: Press,
    head: Letterhead,
    number: str,
    volume: int,
    *,
    text: str,
    basis: str,
    on: dt.date | None,
    by: Signatory,
    actor: str,
    seen: int | None = None,
) -> VolumeView:
    """Enter a change of the volume's contents or condition; its next deposit follows.

    Args:
        vault: where.
        press: sets the note.
        head: what the settings say on forms.
        number: of the case file.
        volume: its number.
        text: what changed.
        basis: the order or act it rests on.
        on: day of the entry; today when None.
        by: who enters it.
        actor: of the journal entry.
        seen: the revision of the case file this was decided on, if it matters.

    Raises:
        NoSuchCase, NoSuchVolume, ChangeRefused: nothing changed. UsageError: the day has not come,
        or is before the certification or the last entry. Conflict: changed meanwhile.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    at = vault.clock()
    day = on or legal_day(at)
    change = VolumeChange(
        on=day.isoformat(),
        text=single_spaced(text),
        basis=single_spaced(basis),
        by=by.name,
        position=by.position,
    )
    with vault.read() as connection:
        state = look(connection, number, volume)
    judge_change(state, change, legal_day(at))
    printed = printed_note(press, head, state, at, change)
    name = note_with(len(state.facts.changes) + 1)
    entry = NoteEntry(
        view=state,
        change=change,
        printed={name: printed},
        forms={name: vault.store(printed.pdf)},
    )
    with vault.transaction(actor) as tx:
        as_seen(tx, state.case, seen)
        judge_change(look(tx.connection, number, volume), change, legal_day(at))
        enter_in_note(tx, entry)
        changed = look(tx.connection, number, volume)
        tx.commit()
    return changed


def enter_in_note(tx: Transaction, change: NoteEntry) -> None:
    """Record the entry as it was typeset.

    Raises:
        Conflict: another entry came between.
    """
    view, volume = change.view, change.view.volume.number
    now = look(tx.connection, view.case.name, volume)
    if now.facts.changes != view.facts.changes:
        raise Conflict(reason=f"до напису тому {volume} тим часом внесено іншу зміну")
    subject = events.volume_subject(view.case.key, volume)
    tx.record(
        events.VOLUME_CHANGED,
        subjects=(events.case_subject(view.case.key), subject),
        payload={
            "case": view.case.key,
            "volume": volume,
            **dataclasses.asdict(change.change),
            "forms": {name: content.as_json() for name, content in change.forms.items()},
            "editions": {name: form.edition for name, form in change.printed.items()},
        },
        holds=[Hold(subject, content) for content in change.forms.values()],
        cites=("814:VII.13-зміни",),
    )


def printed_note(
    press: Press, head: Letterhead, state: VolumeView, at: dt.datetime, change: VolumeChange
) -> Printed:
    """The note as its compiler made it, with all changes and this one."""
    facts = state.facts
    assert facts.certified_on is not None, "the rule asked for a certified volume"
    compiler = Signatory(
        position=facts.certified_position,
        name=facts.certified_by or "",
        on=dt.date.fromisoformat(facts.certified_on),
    )
    return typeset_note(
        press,
        head,
        state,
        at,
        inventory_sheets=facts.inventory_sheets or 0,
        compiler=compiler,
        changes=(*facts.changes, change),
    )


def judge_change(state: VolumeView, change: VolumeChange, today: dt.date) -> None:
    """Whether the change may be entered, today.

    Raises:
        ChangeRefused, UsageError: as `enter_change`.
    """
    facts = state.facts
    may_be_changed(
        state.case, state.volume.number, facts.state, text=change.text, basis=change.basis
    ).demand(ChangeRefused)
    last = facts.changes[-1].on if facts.changes else facts.certified_on or ""
    if not last <= change.on <= today.isoformat():
        raise UsageError(
            reason="дата зміни раніша за засвідчувальний напис чи попередній запис, "
            "або ще не настала"
        )
