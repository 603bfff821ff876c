"""Tables of the inventory's projection.

Knows: which columns there are. Does not know: how they are filled (projection.py) or read.
Keeps: only Integer and Text, JSON as text, so that two catalogues compare value by value.
"""

from __future__ import annotations

import sqlalchemy as sa

tables = sa.MetaData()

case_table = sa.Table(
    "case_file",
    tables,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("number", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("original_form", sa.Text, nullable=False),
    sa.Column("opened_at", sa.Text, nullable=False),
    sa.Column("received_on", sa.Text),
    sa.Column("closed_on", sa.Text),
    sa.Column("proceedings", sa.Text, nullable=False),
    sa.Column("claim", sa.Text, nullable=False),
    sa.Column("reg_index", sa.Text, nullable=False),
    sa.Column("instance", sa.Text, nullable=False),
    sa.Column("judge", sa.Text, nullable=False),
    sa.Column("heading", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    # A page of the list is read without sorting all there are.
    sa.Index("ix_case_file_by_opening", sa.text("opened_at DESC"), "key"),
)

document_table = sa.Table(
    "document",
    tables,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False, index=True),
    sa.Column("case_key", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("reg_index", sa.Text, nullable=False),
    sa.Column("date", sa.Text),
    sa.Column("received_at", sa.Text),
    sa.Column("receipt_confirmed", sa.Integer, nullable=False),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("original_form", sa.Text, nullable=False),
    sa.Column("copy", sa.Integer, nullable=False),
    sa.Column("sheets", sa.Integer, nullable=False),
    sa.Column("sheets_basis", sa.Text, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("parent", sa.Text),
    sa.Column("restricted", sa.Integer, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("sub", sa.Integer, nullable=False),
    sa.Column("chronology", sa.Text, nullable=False),
    sa.Column("flags", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("original", sa.Text),
    sa.Column("text", sa.Text),
    sa.Column("reading_copy", sa.Text),
    sa.Column("reading_note", sa.Text),
    sa.Column("reading_failed", sa.Text, index=True),
    sa.Column("report", sa.Text),
    sa.Column("verdict", sa.Text),
    sa.Column("removed", sa.Text, nullable=False),
    # Asked for every document that is registered: a case file of thousands is not read through.
    sa.Index("ix_document_of_case_by_original", "case_key", "original"),
    sa.Index("ix_document_of_case_by_index", "case_key", "reg_index"),
)

content_table = sa.Table(
    "document_content",
    tables,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sha512", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

volume_table = sa.Table(
    "volume",
    tables,
    sa.Column("case_key", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("lettered", sa.Text, nullable=False),
    sa.Column("missing", sa.Text, nullable=False),
    sa.Column("inventory_sheets", sa.Integer),
    sa.Column("numbered_rows", sa.Integer, nullable=False),
    sa.Column("signatures", sa.Text, nullable=False),
    sa.Column("of_volumes", sa.Integer),
    sa.Column("counted", sa.Integer),
    sa.Column("certified_rows", sa.Integer),
    sa.Column("certified_by", sa.Text),
    sa.Column("certified_position", sa.Text),
    sa.Column("certified_on", sa.Text),
    sa.Column("forms", sa.Text, nullable=False),
    sa.Column("object", sa.Text),
    # Background work asks every other second which volumes wait for it.
    sa.Index("ix_volume_by_state", "state"),
    sqlite_with_rowid=False,
)

piece_table = sa.Table(
    "volume_piece",
    tables,
    sa.Column("case_key", sa.Text, primary_key=True),
    sa.Column("volume", sa.Integer, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("document", sa.Text, nullable=False, index=True),
    sa.Column("row_document", sa.Text, nullable=False),
    sa.Column("sheets", sa.Integer, nullable=False),
    sa.Column("since", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

leaf_table = sa.Table(
    "leaf_map",
    tables,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("leaves", sa.Text, nullable=False),
    sa.Column("drawn_by", sa.Text, nullable=False),
    sa.Column("drawn_at", sa.Text, nullable=False),
)

volume_label_table = sa.Table(
    "volume_label",
    tables,
    sa.Column("case_key", sa.Text, primary_key=True),
    sa.Column("lettered", sa.Text, nullable=False),
)

correction_table = sa.Table(
    "numbering_correction",
    tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("case_key", sa.Text, nullable=False, index=True),
    sa.Column("volume", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("told", sa.Text, nullable=False),
)

change_table = sa.Table(
    "volume_change",
    tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("case_key", sa.Text, nullable=False, index=True),
    sa.Column("volume", sa.Integer, nullable=False),
    sa.Column("entered_on", sa.Text, nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("entered_by", sa.Text, nullable=False),
    sa.Column("position", sa.Text, nullable=False),
)

form_table = sa.Table(
    "form_template",
    tables,
    sa.Column("form", sa.Text, primary_key=True),
    sa.Column("sha512", sa.Text, primary_key=True),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("in_use", sa.Integer, nullable=False),
    sa.Column("own", sa.Integer, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("order_number", sa.Text),
    sa.Column("ordered_on", sa.Text),
    sa.Column("ordered_by", sa.Text),
    sqlite_with_rowid=False,
)

separator_table = sa.Table(
    "separator",
    tables,
    sa.Column("serial", sa.Text, primary_key=True),
    sa.Column("case_key", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("reg_index", sa.Text, nullable=False),
    sa.Column("date", sa.Text, nullable=False),
    sa.Column("annex", sa.Integer, nullable=False),
    sa.Column("duplex", sa.Integer, nullable=False),
)
