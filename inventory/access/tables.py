"""Tables of access.

Knows: which columns there are. Does not know: how they are filled (projection.py) or read.
Keeps: only Integer and Text, so that two catalogues compare value by value; no secrets.
"""

from __future__ import annotations

import sqlalchemy as sa

tables = sa.MetaData()

person_table = sa.Table(
    "person",
    tables,
    sa.Column("login", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("position", sa.Text, nullable=False),
    sa.Column("active", sa.Integer, nullable=False),
)

right_table = sa.Table(
    "person_right",
    tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("login", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False, index=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("granted_by", sa.Text, nullable=False),  # number and day of the order
    sa.Column("granted_at", sa.Text, nullable=False),
    sa.Column("until", sa.Text),
    sa.Column("reader", sa.Text),  # JSON, of who is given a case file to read
    sa.Column("revoked_by", sa.Text),
    sa.Column("revoked_at", sa.Text),
)

mark_table = sa.Table(
    "access_mark",
    tables,
    sa.Column("subject", sa.Text, primary_key=True),  # case:KEY or document:ID
    sa.Column("mark", sa.Text, primary_key=True),
    sa.Column("basis", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

unit_table = sa.Table(
    "case_unit",
    tables,
    sa.Column("case_key", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, nullable=False, index=True),
)
