"""How the tables of order, copies and removed originals follow their events.

Knows: every version of every payload ever written (tests keep a sample of each).
Does not know: rules; what is in the journal was allowed when it was written.
Keeps: rows are a function of the entries alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from inventory import events
from inventory.projection.cases import touch
from inventory.tables import document_table
from inventory.tables.order import (
    copy_table,
    court_kind_table,
    placement_table,
    received_table,
    removal_table,
)
from vault import JournalEntry, Rows


def _order_changed(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.delete(placement_table, {"case_key": p["case"], "document": p["document"]})
    rows.insert(
        placement_table,
        case_key=p["case"],
        document=p["document"],
        sequence=entry.sequence,
        after=p["after"],
        reason=p["reason"],
        moved_by=entry.actor,
        moved_at=entry.at.isoformat(),
        objections=json.dumps(p["objections"], ensure_ascii=False),
    )
    touch(rows, p["case"], entry)


def _order_restored(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    for document in p["documents"]:
        rows.delete(placement_table, {"case_key": p["case"], "document": document})
    touch(rows, p["case"], entry)


def _volumes_received(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    for volume in p["volumes"]:
        rows.insert(
            received_table,
            document=volume["document"],
            case_key=p["case"],
            entries=volume["rows"],
            inventory_sheets=volume["inventory_sheets"],
            cover=int(p["cover"]),
        )
    touch(rows, p["case"], entry)


def _copies_filed(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    for copy in p["copies"]:
        rows.insert(
            copy_table,
            document=copy["document"],
            original=copy["original"],
            case_key=p["case"],
            certified_by=p["by"],
            position=p["position"],
        )
    touch(rows, p["case"], entry)


def _original_removed(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.insert(
        removal_table,
        document=p["document"],
        case_key=p["case"],
        act=p["act"],
        removed_on=p["on"],
        note=p["note"],
        told=json.dumps(p["told"], ensure_ascii=False, sort_keys=True),
    )
    rows.update(document_table, {"id": p["document"]}, removed=p["note"])
    touch(rows, p["case"], entry)


def _kind_named(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.delete(court_kind_table, {"name": p["name"]})
    if p["like"] is not None:
        rows.insert(court_kind_table, name=p["name"], like=p["like"], ground=p["ground"])


FOLLOWERS: dict[str, Callable[[JournalEntry, Rows], None]] = {
    events.ORDER_CHANGED: _order_changed,
    events.ORDER_RESTORED: _order_restored,
    events.VOLUMES_RECEIVED: _volumes_received,
    events.COPIES_FILED: _copies_filed,
    events.ORIGINAL_REMOVED: _original_removed,
    events.KIND_NAMED: _kind_named,
}
