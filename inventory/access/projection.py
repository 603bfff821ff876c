"""How the tables of access follow their events.

Knows: every version of every payload ever written. Does not know: rules.
Keeps: rows are a function of the entries alone; a right that ended keeps its row.
"""

from __future__ import annotations

import json

from inventory.access import events
from inventory.access.tables import mark_table, person_table, right_table, tables, unit_table
from vault import Head, JournalEntry, Json, Rows


class AccessProjection:
    """Persons, their rights, marks."""

    name = "access"
    version = 2
    metadata = tables

    def apply(self, entry: JournalEntry, _end: Head, rows: Rows) -> None:
        """Follow one entry."""
        p = entry.payload
        match entry.event:
            case events.PERSON_ADDED:
                rows.insert(
                    person_table,
                    login=p["login"],
                    name=p["name"],
                    position=p["position"],
                    active=1,
                )
            case events.PERSON_ENDED:
                rows.update(person_table, {"login": p["login"]}, active=0)
            case events.PERSON_RETURNED:
                rows.update(person_table, {"login": p["login"]}, active=1)
            case events.RIGHT_GRANTED:
                rows.insert(
                    right_table,
                    sequence=entry.sequence,
                    login=p["login"],
                    kind=p["kind"],
                    value=p["value"],
                    unit=p["unit"],
                    granted_by=p["order"],
                    granted_at=entry.at.isoformat(),
                    until=p["until"],
                    reader=_reader(p.get("reader")),
                    revoked_by=None,
                    revoked_at=None,
                )
            case events.RIGHT_REVOKED:
                for number in p["rights"]:
                    rows.update(
                        right_table,
                        {"sequence": number},
                        revoked_by=p["order"],
                        revoked_at=entry.at.isoformat(),
                    )
            case events.MARKED:
                rows.insert(mark_table, subject=p["subject"], mark=p["mark"], basis=p["basis"])
            case events.UNMARKED:
                rows.delete(mark_table, {"subject": p["subject"], "mark": p["mark"]})
            case events.UNIT_NAMED:
                rows.insert(unit_table, case_key=p["case"], unit=p["unit"])


def _reader(said: dict[str, Json] | None) -> str | None:
    """As the table keeps it; older entries have none."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True) if said else None
