"""Tables of retention and how they follow its events.

Knows: schedules, items assigned, acts. Does not know: what a rule makes of them.
Keeps: rows are a function of the entries alone.
"""

from __future__ import annotations

import json

import sqlalchemy as sa

from inventory.events import CASE_ARCHIVED, CASE_TRANSFERRED
from vault import Head, JournalEntry, Rows

SCHEDULE_ADOPTED = "schedule adopted"
ITEM_ASSIGNED = "policy assignment"
TRANSFER_PREPARED = "information package creation"
APPROVAL = "act approved"
ACT_CANCELLED = "act cancelled"

tables = sa.MetaData()

schedule_table = sa.Table(
    "schedule",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("items", sa.Text, nullable=False),
)
keeping_table = sa.Table(
    "keeping",
    tables,
    sa.Column("case_key", sa.Text, primary_key=True),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("started_on", sa.Text),
    sa.Column("basis", sa.Text, nullable=False),
)
act_table = sa.Table(
    "transfer_act",
    tables,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("made_on", sa.Text, nullable=False),
    sa.Column("cases", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("approvals", sa.Text, nullable=False),
    sa.Column("done_on", sa.Text),
    sa.Column("cancelled_on", sa.Text),
    sa.Column("revisions", sa.Text, nullable=False),
)


class RetentionProjection:
    """Schedules, items assigned, acts.

    Keys are sorted: the journal sorts them too, and a replay must give the same rows.
    """

    name = "retention"
    version = 2
    metadata = tables

    def apply(self, entry: JournalEntry, _end: Head, rows: Rows) -> None:
        """Follow one entry."""
        p = entry.payload
        if entry.event == SCHEDULE_ADOPTED:
            items = json.dumps(p["items"], ensure_ascii=False, sort_keys=True)
            rows.insert(schedule_table, id=entry.sequence, name=p["name"], items=items)
        elif entry.event == ITEM_ASSIGNED:
            rows.insert(
                keeping_table,
                case_key=p["case"],
                item=p["item"],
                started_on=p["started_on"],
                basis=p["basis"],
            )
        elif entry.event in {CASE_ARCHIVED, TRANSFER_PREPARED}:
            rows.insert(
                act_table,
                number=p["act"],
                kind="handover" if entry.event == CASE_ARCHIVED else "transfer",
                made_on=p["on"],
                cases=json.dumps(p["cases"], ensure_ascii=False),
                document=p["document"]["sha512"],
                approvals="[]",
                done_on=p["on"] if entry.event == CASE_ARCHIVED else None,
                cancelled_on=None,
                revisions=json.dumps(p.get("revisions", [])),
            )
        elif entry.event == APPROVAL:
            approvals = json.dumps(p["approvals"], ensure_ascii=False, sort_keys=True)
            rows.update(
                act_table,
                {"number": p["act"]},
                approvals=approvals,
                document=p["document"]["sha512"],
            )
        elif entry.event == ACT_CANCELLED:
            rows.update(
                act_table,
                {"number": p["act"]},
                cancelled_on=p["on"],
                document=p["document"]["sha512"],
            )
        elif entry.event == CASE_TRANSFERRED:
            rows.update(act_table, {"number": p["act"]}, done_on=p["on"])
