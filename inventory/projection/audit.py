"""How the tables of acts and inspections follow their events.

Knows: every version of every payload ever written (tests keep a sample of each).
Does not know: rules; what is in the journal was allowed when it was written.
Keeps: rows are a function of the entries alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from inventory import events
from inventory.audit.acts import HANDOVER
from inventory.tables.audit import act_table, inspection_table
from vault import JournalEntry, Json, Rows


def _arrival_act(entry: JournalEntry, rows: Rows) -> None:
    """An act on an arrival, as it was recorded before there were others."""
    p = entry.payload
    _act(entry, rows, kind="arrival", occurred_on=p["received_on"], party=p["sender"])


def _act_drawn_up(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    _act(entry, rows, kind=p["kind"], occurred_on=p["occurred_on"], party=p["party"])


def _handed_over(entry: JournalEntry, rows: Rows) -> None:
    """An act on many files: it has no file of its own, and witnesses no fault."""
    p = entry.payload
    rows.insert(
        act_table,
        number=p["act"],
        sequence=entry.sequence,
        kind=HANDOVER,
        made_on=p["on"],
        occurred_on=p["on"],
        party=p["taker"]["name"],
        case_key=None,
        case_number="",
        documents=_text(p["documents"]),
        found="[]",
        copies=_text(p["copies"]),
        document=p["document"]["sha512"],
        filed_as=None,
    )


def _act(entry: JournalEntry, rows: Rows, *, kind: str, occurred_on: str, party: str) -> None:
    p = entry.payload
    rows.insert(
        act_table,
        number=p["act"],
        sequence=entry.sequence,
        kind=kind,
        made_on=p["on"],
        occurred_on=occurred_on,
        party=party,
        case_key=p["case"],
        case_number=p["number"] or "",
        documents=_text(p["documents"]),
        found=_text(p["found"]),
        copies=_text(p["copies"]),
        document=p["document"]["sha512"],
        filed_as=p.get("filed_as"),
    )


def _inspected(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.insert(
        inspection_table,
        sequence=entry.sequence,
        case_key=p["case"],
        occasion=p["occasion"],
        made_on=p["on"],
        made_by=p["by"],
        position=p["position"],
        unit=p["unit"],
        responsible=p["responsible"],
        findings=_text(p["findings"]),
    )


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


FOLLOWERS: dict[str, Callable[[JournalEntry, Rows], None]] = {
    events.ARRIVAL_ACT: _arrival_act,
    events.ACT_DRAWN_UP: _act_drawn_up,
    events.FILES_HANDED_OVER: _handed_over,
    events.INSPECTED: _inspected,
}
