"""How the tables of case files follow their events.

Knows: every version of every payload ever written (tests keep a sample of each).
Does not know: rules; what is in the journal was allowed when it was written.
Keeps: rows are a function of the entries alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from inventory import events
from inventory.access import events as access
from inventory.tables import case_table
from vault import JournalEntry, Rows


def _case_opened(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.insert(
        case_table,
        key=p["key"],
        number=p["number"],
        kind=p["kind"],
        title=p["title"],
        state="open",
        original_form=p["original_form"],
        opened_at=entry.at.isoformat(),
        received_on=p["received_on"],
        closed_on=None,
        proceedings=json.dumps(p["proceedings"], ensure_ascii=False),
        claim=p["claim"],
        reg_index=p["index"],
        instance=p.get("instance", "first"),
        judge=p.get("judge", ""),
        heading=p.get("heading", ""),
        source=p.get("source", ""),
        ordinal=len(rows.all(case_table, {"number": p["number"]}, "key")) + 1,
        revision=entry.sequence,
    )
    if p.get("source"):
        touch(rows, p["source"], entry)  # who was about to make the same copies is told


def _case_closed(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(case_table, {"key": p["case"]}, state="closed", closed_on=p["on"])
    touch(rows, p["case"], entry)  # the cover says when the case was finished


def _closing_corrected(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(case_table, {"key": p["case"]}, closed_on=p["on"])
    touch(rows, p["case"], entry)


def _case_archived(entry: JournalEntry, rows: Rows) -> None:
    for key in entry.payload["cases"]:
        rows.update(case_table, {"key": key}, state="archived")
        touch(rows, key, entry)


def _case_transferred(entry: JournalEntry, rows: Rows) -> None:
    for key in entry.payload["cases"]:
        rows.update(case_table, {"key": key}, state="transferred")
        touch(rows, key, entry)


def _access_changed(entry: JournalEntry, rows: Rows) -> None:
    for subject in entry.subjects:  # also of a document: what may be seen of its case file changed
        kind, _, key = subject.partition(":")
        if kind == "case":
            touch(rows, key, entry)


def touch(rows: Rows, key: str, entry: JournalEntry) -> None:
    """What the case file holds is of this entry now."""
    rows.update(case_table, {"key": key}, revision=entry.sequence)


FOLLOWERS: dict[str, Callable[[JournalEntry, Rows], None]] = {
    events.CASE_OPENED: _case_opened,
    events.CASE_CLOSED: _case_closed,
    events.CLOSING_CORRECTED: _closing_corrected,
    events.CASE_ARCHIVED: _case_archived,
    events.CASE_TRANSFERRED: _case_transferred,
    access.UNIT_NAMED: _access_changed,
    access.MARKED: _access_changed,
    access.UNMARKED: _access_changed,
}
