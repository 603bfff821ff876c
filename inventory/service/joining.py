"""Documents joined to a certified volume by an act: they follow its last sheet.

Knows: 814 VII.13: what is joined later is entered in the certification note with the act.
Does not know: how the act is drawn up. Keeps: no sheet of the volume moves; the first note and the
first inventory stay, byte for byte, and the new rows have a continuation of their own.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from inventory import events
from inventory.errors import JoiningRefused, NoSuchDocument
from inventory.forms import Press, Printed, Signatory, internal_inventory
from inventory.language.days import legal_day
from inventory.model import Document, Member, Row, VolumeChange, VolumePlan
from inventory.queries import frozen_volumes
from inventory.rules.numbering import may_be_joined
from inventory.service.certification import (
    VolumeView,
    continuation,
    continuations,
    look,
    note_with,
    signing_now,
)
from inventory.service.changes import judge_change, printed_note
from inventory.service.meanwhile import as_seen
from inventory.service.removal import sheets_beyond
from inventory.service.volumes import pieces_json
from inventory.volumes.papers import Letterhead, inventory_of
from inventory.volumes.plan import label_range
from inventory.volumes.sheets import take
from vault import Hold, Json, Transaction, Vault, carries_out, single_spaced


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """What is joined to which volume.

    Attributes:
        number: of the case file.
        volume: its ordinal.
        document: id.
        basis: the act.
        by: who enters it in the note.
        on: day of the entry; today when None.
    """

    number: str
    volume: int
    document: str
    basis: str
    by: Signatory
    on: dt.date | None = None


@carries_out("814:VII.13-зміни")
def join_document(
    vault: Vault,
    press: Press,
    head: Letterhead,
    order: Joining,
    *,
    actor: str,
    seen: int | None = None,
) -> VolumeView:
    """Put a registered document behind the last sheet of a certified volume; deposit follows.

    Raises:
        NoSuchCase, NoSuchVolume, NoSuchDocument: not there.
        JoiningRefused, ChangeRefused: nothing changed. UsageError: the day cannot be.
        ChangedMeanwhile: the case file is no longer as `seen`, or changed while forms were set.
    """
    at = vault.clock()
    with vault.read() as connection:
        state = look(connection, order.number, order.volume)
        beyond = sheets_beyond(connection, state)
    rows = len(state.volume.rows)
    signing = signing_now(head, state.facts, rows + 1, legal_day(at))
    document = _judge(state, order, beyond)
    joined = _joined(state, document)
    change = _change(order, document, joined, beyond, order.on or legal_day(at))
    judge_change(state, change, legal_day(at))
    count = len(state.facts.changes) + 1
    printed = {
        note_with(count): printed_note(press, head, state, at, change),
        continuation(count): _continuation(press, head, state, joined, at),
    }
    forms = {name: vault.store(form.pdf) for name, form in printed.items()}
    with vault.transaction(actor) as tx:
        as_seen(tx, state.case, state.revision if seen is None else seen)
        now = look(tx.connection, order.number, order.volume)
        _judge(now, order, sheets_beyond(tx.connection, now))
        pieces = _pieces(tx, now.case.key, order.volume)
        subject = events.volume_subject(state.case.key, order.volume)
        tx.record(
            events.DOCUMENT_JOINED,
            subjects=(
                events.case_subject(state.case.key),
                events.document_subject(document.id),
                subject,
            ),
            payload={
                "case": state.case.key,
                "volume": order.volume,
                "document": document.id,
                "pieces": pieces + pieces_json(joined.rows[-1:]),
                **dataclasses.asdict(change),
                "forms": {name: content.as_json() for name, content in forms.items()},
                "editions": {name: form.edition for name, form in printed.items()},
                **(signing if state.facts.signed_rows == rows else {}),
            },
            holds=[Hold(subject, content) for content in forms.values()],
            cites=("814:VII.13-зміни",),
        )
        changed = look(tx.connection, order.number, order.volume)
        tx.commit()
    return changed


def _pieces(tx: Transaction, key: str, volume: int) -> list[Json]:
    """What the volume holds, as payloads carry it."""
    held = next(v for v in frozen_volumes(tx.connection, key) if v.number == volume)
    return [
        {"document": piece.document, "row": piece.row, "sheets": piece.sheets}
        for piece in held.pieces
    ]


def _change(
    order: Joining, document: Document, joined: VolumePlan, beyond: int, on: dt.date
) -> VolumeChange:
    """What the certification note says of it."""
    first, last = label_range(joined.rows[-1].labels)
    sheets = f"арк. {first}" + (f"–{last}" if last != first else "") if first else "без аркушів"
    return VolumeChange(
        on=on.isoformat(),
        text=f"Приєднано документ «{document.title}» ({sheets}); "
        f"аркушів у томі стало {joined.sheets + beyond}",
        basis=single_spaced(order.basis),
        by=order.by.name,
        position=order.by.position,
    )


def _judge(state: VolumeView, order: Joining, beyond: int) -> Document:
    document = state.documents.get(order.document)
    if document is None:
        raise NoSuchDocument(name=order.document)
    may_be_joined(
        state.case, state.plans, order.volume, state.facts.state, document, beyond
    ).demand(JoiningRefused)
    return document


def _joined(state: VolumeView, document: Document) -> VolumePlan:
    """The volume with the document in a row of its own, behind all others."""
    sheets = document.count.sheets
    labels = take(state.facts.numbering.labels(), state.volume.sheets + sheets)
    row = Row(
        len(state.volume.rows) + 1,
        document.id,
        (Member(document.id, labels[state.volume.sheets :]),),
        listed=state.volume.number_of(len(state.volume.rows)) + 1,
    )
    return dataclasses.replace(state.volume, rows=(*state.volume.rows, row))


def _continuation(
    press: Press, head: Letterhead, state: VolumeView, joined: VolumePlan, at: dt.datetime
) -> Printed:
    """The new row on a sheet of its own that goes on counting (814 VII.8)."""
    added = dataclasses.replace(joined, rows=joined.rows[-1:])
    joint = added.rows[0].document
    volumes = [v for v in state.plans if any(row.document != joint for row in v.rows)]
    inventory = inventory_of(head, state.case, added, len(volumes), state.documents, legal_day(at))
    form = internal_inventory(
        dataclasses.replace(
            inventory,
            earlier_rows=joined.rows[-1].number - 1,
            earlier_sheets=(state.facts.inventory_sheets or 0) + len(continuations(state.facts)),
        )
    )
    return press.print(form, at=at, draft=head.draft)
