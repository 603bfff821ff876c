"""Tables of the order of documents, of copies of them, and of originals that left.

Knows: which columns there are. Does not know: how they are filled or read.
Keeps: only Integer and Text, JSON as text, so that two catalogues compare value by value.
"""

from __future__ import annotations

import sqlalchemy as sa

from inventory.tables import tables

placement_table = sa.Table(
    "placement",
    tables,
    sa.Column("case_key", sa.Text, primary_key=True),
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("after", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("moved_by", sa.Text, nullable=False),
    sa.Column("moved_at", sa.Text, nullable=False),
    sa.Column("objections", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

received_table = sa.Table(
    "received_volume",
    tables,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("case_key", sa.Text, nullable=False, index=True),
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("inventory_sheets", sa.Integer, nullable=False),
    sa.Column("cover", sa.Integer, nullable=False),
)

copy_table = sa.Table(
    "copy_of",
    tables,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("original", sa.Text, nullable=False, index=True),
    sa.Column("case_key", sa.Text, nullable=False, index=True),
    sa.Column("certified_by", sa.Text, nullable=False),
    sa.Column("position", sa.Text, nullable=False),
)

court_kind_table = sa.Table(
    "court_kind",
    tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("like", sa.Text, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
)

removal_table = sa.Table(
    "removal",
    tables,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("case_key", sa.Text, nullable=False, index=True),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("removed_on", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("told", sa.Text, nullable=False),
)
