"""How the tables of volumes follow their events.

Knows: every version of every payload ever written (tests keep a sample of each).
Does not know: rules; what is in the journal was allowed when it was written.
Keeps: rows are a function of the entries alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from inventory import events
from inventory.projection.cases import touch
from inventory.tables import (
    change_table,
    correction_table,
    piece_table,
    volume_label_table,
    volume_table,
)
from vault import JournalEntry, Json, Rows


def _numbering_noted(entry: JournalEntry, rows: Rows) -> None:
    numbering(rows, entry.payload["case"], entry.payload)
    corrected(rows, entry, entry.payload, entry.payload.get("repeated", ()))
    touch(rows, entry.payload["case"], entry)


def numbering(rows: Rows, key: str, p: Mapping[str, Json]) -> None:
    """How the sheets of a volume are numbered, from now on."""
    ensure_volume(rows, key, p["volume"])
    rows.update(
        volume_table,
        {"case_key": key, "number": p["volume"]},
        lettered=json.dumps(p["lettered"], ensure_ascii=False),
        missing=json.dumps(p["missing"]),
    )


def corrected(
    rows: Rows, entry: JournalEntry, p: Mapping[str, Json], repeated: Sequence[int] = ()
) -> None:
    """Keep how the numbers of a volume's sheets were corrected, for its certification note."""
    told = {"lettered": p["lettered"], "missing": p["missing"], "repeated": list(repeated)}
    correction(rows, entry, p["volume"], "noted", told)


def correction(
    rows: Rows, entry: JournalEntry, volume: int, kind: str, told: Mapping[str, Json]
) -> None:
    """One correction of a volume's numbers; one entry corrects one volume."""
    rows.insert(
        correction_table,
        sequence=entry.sequence,
        case_key=entry.payload["case"],
        volume=volume,
        kind=kind,
        made_at=entry.at.isoformat(),
        made_by=entry.actor,
        told=json.dumps(told, ensure_ascii=False, sort_keys=True),
    )


def _renumbered(entry: JournalEntry, rows: Rows) -> None:
    """All sheets of the volume are 1, 2, 3 … again; the numbers they had are kept."""
    p = entry.payload
    numbering(rows, p["case"], {"volume": p["volume"], "lettered": [], "missing": []})
    correction(rows, entry, p["volume"], "renumbered", {"sheets": p["sheets"]})
    touch(rows, p["case"], entry)


def _sheets_numbered(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    ensure_volume(rows, p["case"], p["volume"])
    where = {"case_key": p["case"], "number": p["volume"]}
    rows.update(volume_table, where, numbered_rows=p["row"])
    fix(rows, entry)
    touch(rows, p["case"], entry)


def _inventory_endorsed(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    ensure_volume(rows, p["case"], p["volume"])
    _signed(rows, p, {name: p[name] for name in ("row", "on", "judge", "clerk")})
    fix(rows, entry)
    touch(rows, p["case"], entry)


def _signed(rows: Rows, p: Mapping[str, Json], signed: Mapping[str, Json] | None) -> None:
    """Add the signatures under the inventory; what was recorded before 2026-11-22 had none here."""
    if signed is None:
        return
    where = {"case_key": p["case"], "number": p["volume"]}
    known = rows.one(volume_table, where, "signatures")
    assert known is not None, "the volume is there"
    signatures = [*json.loads(known[0]), signed]
    rows.update(volume_table, where, signatures=json.dumps(signatures, ensure_ascii=False))


def _volumes_labelled(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    lettered = json.dumps(p["lettered"], ensure_ascii=False)
    rows.insert(volume_label_table, case_key=p["case"], lettered=lettered)
    touch(rows, p["case"], entry)


def _document_joined(entry: JournalEntry, rows: Rows) -> None:
    """A document put behind the last sheet of a certified volume by an act (814 VII.13)."""
    fix(rows, entry)
    _signed(rows, entry.payload, entry.payload.get("signed"))
    _volume_changed(entry, rows)


def ensure_volume(rows: Rows, key: str, number: int) -> None:
    """A row for the volume, open when nothing was recorded about it yet."""
    if rows.one(volume_table, {"case_key": key, "number": number}, "state") is None:
        rows.insert(
            volume_table,
            case_key=key,
            number=number,
            state="open",
            lettered="[]",
            missing="[]",
            numbered_rows=0,
            signatures="[]",
            of_volumes=None,
            counted=None,
            certified_rows=None,
            inventory_sheets=None,
            certified_by=None,
            certified_position=None,
            certified_on=None,
            forms="{}",
            object=None,
        )


def _volume_closed(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    ensure_volume(rows, p["case"], p["volume"])
    rows.update(volume_table, {"case_key": p["case"], "number": p["volume"]}, state="full")
    fix(rows, entry)
    touch(rows, p["case"], entry)


def fix(rows: Rows, entry: JournalEntry) -> None:
    """The pieces of the entry never move again; those that were fixed before stay as they are."""
    p = entry.payload
    held = len(rows.all(piece_table, {"case_key": p["case"], "volume": p["volume"]}, "ordinal"))
    for ordinal, piece in list(enumerate(p["pieces"]))[held:]:
        rows.insert(
            piece_table,
            case_key=p["case"],
            volume=p["volume"],
            ordinal=ordinal,
            document=piece["document"],
            row_document=piece["row"],
            sheets=piece["sheets"],
            since=entry.sequence,
        )


def _volume_counted(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    where = {"case_key": p["case"], "number": p["volume"]}
    rows.update(volume_table, where, counted=p["counted"])
    touch(rows, p["case"], entry)


def _volume_certified(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(
        volume_table,
        {"case_key": p["case"], "number": p["volume"]},
        state="certified",
        inventory_sheets=p["inventory_sheets"],
        of_volumes=p.get("volumes"),
        counted=p.get("counted"),
        certified_rows=p.get("rows"),
        certified_by=p["by"],
        certified_position=p["position"],
        certified_on=p["on"],
        forms=json.dumps(p["forms"], sort_keys=True),
    )
    _signed(rows, p, p.get("signed"))
    touch(rows, p["case"], entry)


def _volume_changed(entry: JournalEntry, rows: Rows) -> None:
    """The change is one more row; a deposited volume waits for its object's next version."""
    p = entry.payload
    rows.insert(
        change_table,
        sequence=entry.sequence,
        case_key=p["case"],
        volume=p["volume"],
        entered_on=p["on"],
        said=p["text"],
        basis=p["basis"],
        entered_by=p["by"],
        position=p["position"],
    )
    where = {"case_key": p["case"], "number": p["volume"]}
    known = rows.one(volume_table, where, "forms")
    assert known is not None, "only what is certified is changed"
    forms = json.loads(known[0]) | p["forms"]
    rows.update(volume_table, where, state="certified", forms=json.dumps(forms, sort_keys=True))
    touch(rows, p["case"], entry)


def _volume_deposited(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(
        volume_table,
        {"case_key": p["case"], "number": p["volume"]},
        state="deposited",
        object=p["deposit"]["object"],
    )
    touch(rows, p["case"], entry)


FOLLOWERS: dict[str, Callable[[JournalEntry, Rows], None]] = {
    events.NUMBERING_NOTED: _numbering_noted,
    events.VOLUME_CLOSED: _volume_closed,
    events.VOLUME_COUNTED: _volume_counted,
    events.VOLUME_CERTIFIED: _volume_certified,
    events.VOLUME_CHANGED: _volume_changed,
    events.VOLUME_DEPOSITED: _volume_deposited,
    events.SHEETS_NUMBERED: _sheets_numbered,
    events.INVENTORY_ENDORSED: _inventory_endorsed,
    events.RENUMBERED: _renumbered,
    events.VOLUMES_LABELLED: _volumes_labelled,
    events.DOCUMENT_JOINED: _document_joined,
}
