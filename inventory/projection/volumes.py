"""How the tables of volumes follow their events.

Knows: every version of every payload ever written (tests keep a sample of each).
Does not know: rules; what is in the journal was allowed when it was written.
Keeps: rows are a function of the entries alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from inventory import events
from inventory.projection.cases import touch
from inventory.tables import (
    change_table,
    piece_table,
    volume_table,
)
from vault import JournalEntry, Json, Rows


def _numbering_noted(entry: JournalEntry, rows: Rows) -> None:
    numbering(rows, entry.payload["case"], entry.payload)
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
    for ordinal, piece in enumerate(p["pieces"]):
        rows.insert(
            piece_table,
            case_key=p["case"],
            volume=p["volume"],
            ordinal=ordinal,
            document=piece["document"],
            row_document=piece["row"],
            sheets=piece["sheets"],
        )
    touch(rows, p["case"], entry)


def _volume_certified(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(
        volume_table,
        {"case_key": p["case"], "number": p["volume"]},
        state="certified",
        inventory_sheets=p["inventory_sheets"],
        certified_by=p["by"],
        certified_position=p["position"],
        certified_on=p["on"],
        forms=json.dumps(p["forms"], sort_keys=True),
    )
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
    events.VOLUME_CERTIFIED: _volume_certified,
    events.VOLUME_CHANGED: _volume_changed,
    events.VOLUME_DEPOSITED: _volume_deposited,
}
