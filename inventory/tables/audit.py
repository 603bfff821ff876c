"""Tables of acts and inspections.

Knows: which columns there are. Does not know: how they are filled (projection/audit.py) or read.
Keeps: only Integer and Text, JSON as text, so that two catalogues compare value by value.
"""

from __future__ import annotations

import sqlalchemy as sa

from inventory.tables import tables

act_table = sa.Table(
    "act",
    tables,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("made_on", sa.Text, nullable=False),
    sa.Column("occurred_on", sa.Text, nullable=False),
    sa.Column("party", sa.Text, nullable=False),
    sa.Column("case_key", sa.Text, index=True),
    sa.Column("case_number", sa.Text, nullable=False),
    sa.Column("documents", sa.Text, nullable=False),
    sa.Column("found", sa.Text, nullable=False),
    sa.Column("copies", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("filed_as", sa.Text),
)

inspection_table = sa.Table(
    "inspection",
    tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("case_key", sa.Text, nullable=False, index=True),
    sa.Column("occasion", sa.Text, nullable=False),
    sa.Column("made_on", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("position", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("responsible", sa.Text, nullable=False),
    sa.Column("findings", sa.Text, nullable=False),
)
