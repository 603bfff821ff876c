"""How the tables of form templates and of separator sheets follow their events.

Knows: every version of every payload ever written (tests keep a sample of each).
Does not know: rules; what is in the journal was allowed when it was written.
Keeps: rows are a function of the entries alone; a template that was withdrawn stays listed.
"""

from __future__ import annotations

from collections.abc import Callable

from inventory import events
from inventory.tables import form_table, separator_table
from vault import JournalEntry, Json, Rows


def _adopted(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(form_table, {"form": p["form"], "in_use": 1}, in_use=0)
    _ensure(entry, rows, p["template"]["sha512"], own=1)
    key = {"form": p["form"], "sha512": p["template"]["sha512"]}
    rows.update(form_table, key, in_use=1, own=1, sequence=entry.sequence)


def _withdrawn(entry: JournalEntry, rows: Rows) -> None:
    rows.update(form_table, {"form": entry.payload["form"], "in_use": 1}, in_use=0)


def _confirmed(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    _ensure(entry, rows, p["template"]["sha512"], own=0)
    rows.update(
        form_table,
        {"form": p["form"], "sha512": p["template"]["sha512"]},
        order_number=p["order"],
        ordered_on=p["on"],
        ordered_by=p["by"],
    )


def _ensure(entry: JournalEntry, rows: Rows, sha512: str, *, own: int) -> None:
    p: Json = entry.payload
    if rows.one(form_table, {"form": p["form"], "sha512": sha512}, "edition") is None:
        rows.insert(
            form_table,
            form=p["form"],
            sha512=sha512,
            edition=p["edition"],
            in_use=0,
            own=own,
            sequence=entry.sequence,
            order_number=None,
            ordered_on=None,
            ordered_by=None,
        )


def _separators_printed(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    for one in p["separators"]:
        rows.insert(
            separator_table,
            serial=one["serial"],
            case_key=p["case"],
            number=p["number"],
            kind=one["kind"],
            title=one["title"],
            reg_index=one["index"],
            date=one["date"],
            annex=int(one["annex"]),
            duplex=int(one["duplex"]),
        )


FOLLOWERS: dict[str, Callable[[JournalEntry, Rows], None]] = {
    events.FORM_ADOPTED: _adopted,
    events.FORM_WITHDRAWN: _withdrawn,
    events.FORM_CONFIRMED: _confirmed,
    events.SEPARATORS_PRINTED: _separators_printed,
}
