"""How the relations of case files follow their events: merged, separated, reopened, returned.

Knows: every version of every payload ever written (tests keep a sample of each).
Does not know: rules; what is in the journal was allowed when it was written.
Keeps: rows are a function of the entries alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from inventory import events
from inventory.projection.cases import touch
from inventory.projection.registration import corrected_case
from inventory.tables import case_table, document_table
from inventory.tables.registration import former_number_table, held_table, relation_table
from vault import JournalEntry, Json, Rows

WHOLE = ""
"""In `left_without_motion.document`: the case file with all that is in it."""


def _relation(
    entry: JournalEntry,
    rows: Rows,
    kind: str,
    case: str,
    other: str | None,
    ordinal: int = 0,
    note: str = "",
) -> None:
    p = entry.payload
    rows.insert(
        relation_table,
        sequence=entry.sequence,
        ordinal=ordinal,
        kind=kind,
        case_key=case,
        other=other,
        on_day=p["on"],
        ruling=p["ruling"],
        note=note or p.get("note", ""),
        at=entry.at.isoformat(),
        actor=entry.actor,
    )
    for key in filter(None, (case, other)):
        touch(rows, key, entry)


def _merged(entry: JournalEntry, rows: Rows) -> None:
    for ordinal, joined in enumerate(entry.payload["joined"]):
        _relation(entry, rows, "merged", entry.payload["case"], joined, ordinal)


def _separated(entry: JournalEntry, rows: Rows) -> None:
    _relation(entry, rows, "separated", entry.payload["case"], entry.payload["new"])


def _within(entry: JournalEntry, rows: Rows) -> None:
    _relation(entry, rows, "within", entry.payload["case"], entry.payload["sub"])


def _reopened(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    row: dict[str, Json] = {"state": "open", "closed_on": None}
    row["proceedings"] = json.dumps(p["proceedings"], ensure_ascii=False)
    rows.update(case_table, {"key": p["case"]}, **row)
    _relation(entry, rows, p["why"], p["case"], None)


def _left(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    for document in p["documents"] or [WHOLE]:
        rows.insert(
            held_table,
            case_key=p["case"],
            document=document,
            since=p["on"],
            until=p["until"],
            ruling=p["ruling"],
            judge=p["judge"],
        )
    _relation(entry, rows, "without-motion", p["case"], None)


def _cured(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    for document in p["documents"] or [WHOLE]:
        rows.delete(held_table, {"case_key": p["case"], "document": document})
    _relation(entry, rows, "cured", p["case"], None)


def _returned(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.delete(held_table, {"case_key": p["case"]})
    rows.update(case_table, {"key": p["case"]}, kind=p["kind"])
    for one in p["documents"]:
        rows.update(document_table, {"id": one["document"]}, **one["row"])
    _relation(entry, rows, "returned", p["case"], None)


def _corrected(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    for change in p["changes"]:
        if change["key"] == "number":
            rows.insert(former_number_table, number=change["was"], case_key=p["case"])
            rows.update(case_table, {"source": p["case"]}, number=p["row"]["number"])
    corrected_case(entry, rows)


FOLLOWERS: dict[str, Callable[[JournalEntry, Rows], None]] = {
    events.CASES_MERGED: _merged,
    events.CASE_SEPARATED: _separated,
    events.CASE_JOINED_WITHIN: _within,
    events.CASE_REOPENED: _reopened,
    events.LEFT_WITHOUT_MOTION: _left,
    events.DEFECTS_CURED: _cured,
    events.RETURNED_TO_APPLICANT: _returned,
    events.CASE_CORRECTED: _corrected,
}
