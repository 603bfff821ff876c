"""Tables of registration: what is kept beside a document's and a case file's own row.

Knows: which columns there are. Does not know: how they are filled (projection/registration.py).
Keeps: only Integer and Text, JSON as text, so that two catalogues compare value by value.
"""

from __future__ import annotations

import sqlalchemy as sa

from inventory.tables import tables

particulars_table = sa.Table(
    "registration",
    tables,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("registered_at", sa.Text, nullable=False),
    sa.Column("registered_by", sa.Text, nullable=False),
    sa.Column("language", sa.Text),
    sa.Column("asds_number", sa.Text),
    sa.Column("asds_date", sa.Text),
    sa.Column("asds_id", sa.Text, index=True),
    sa.Column("edrsr", sa.Text),
    sa.Column("channel", sa.Text),
    sa.Column("mailbox", sa.Text),
    sa.Column("intake", sa.Text),
    sa.Column("late_order", sa.Text),
    sa.Column("late_reason", sa.Text),
    sa.Column("full_text_on", sa.Text),
    sqlite_with_rowid=False,
)

link_table = sa.Table(
    "document_link",
    tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False, index=True),
    sa.Column("target", sa.Text, index=True),
    sa.Column("named", sa.Text, nullable=False),
    sa.Column("served", sa.Integer),
    sa.Column("returned_on", sa.Text),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

correction_table = sa.Table(
    "correction",
    tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("case_key", sa.Text, nullable=False, index=True),
    sa.Column("document", sa.Text, nullable=False, index=True),
    sa.Column("was", sa.Text, nullable=False),
    sa.Column("now", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("frozen", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

relation_table = sa.Table(
    "case_relation",
    tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("case_key", sa.Text, nullable=False, index=True),
    sa.Column("other", sa.Text, index=True),
    sa.Column("on_day", sa.Text, nullable=False),
    sa.Column("ruling", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

former_number_table = sa.Table(
    "former_number",
    tables,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("case_key", sa.Text, nullable=False, index=True),
    sqlite_with_rowid=False,
)

held_table = sa.Table(
    "left_without_motion",
    tables,
    sa.Column("case_key", sa.Text, primary_key=True),
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("since", sa.Text, nullable=False),
    sa.Column("until", sa.Text),
    sa.Column("ruling", sa.Text, nullable=False),
    sa.Column("judge", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

expected_table = sa.Table(
    "expected_document",
    tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("case_key", sa.Text, nullable=False, index=True),
    sa.Column("reg_index", sa.Text, nullable=False),
    sa.Column("asds_id", sa.Text, nullable=False),
    sa.Column("card", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("document", sa.Text),
    sqlite_with_rowid=False,
)

issued_table = sa.Table(
    "issued_number",
    tables,
    sa.Column("series", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("on_day", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("tied", sa.Text),
    sa.Column("tied_on", sa.Text),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

outage_table = sa.Table(
    "outage",
    tables,
    sa.Column("began_at", sa.Text, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("ended_at", sa.Text),
    sa.Column("measures", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

movement_table = sa.Table(
    "movement",
    tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("case_key", sa.Text, nullable=False, index=True),
    sa.Column("document", sa.Text, nullable=False, index=True),
    sa.Column("left", sa.Text, nullable=False),
    sa.Column("to", sa.Text, nullable=False),
    sa.Column("moved_at", sa.Text, nullable=False),
    sa.Column("register", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

register_table = sa.Table(
    "handing_register",
    tables,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("on_day", sa.Text, nullable=False),
    sa.Column("left", sa.Text, nullable=False),
    sa.Column("to", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
