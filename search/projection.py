"""What the index has still to follow: documents by the last entry that changed their text.

Knows: which events change what can be found. Does not know: the index.
Keeps: a document stands here once, under its newest entry; the index's stamp says how far it came.
"""

from __future__ import annotations

import sqlalchemy as sa

from inventory import events
from vault import Head, JournalEntry, Rows

tables = sa.MetaData()

change_table = sa.Table(
    "search_change",
    tables,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False, index=True),
)

_CHANGING = {events.ACCESSION, events.TEXT_READ}


class SearchProjection:
    """The projection."""

    name = "search"
    version = 1
    metadata = tables

    def apply(self, entry: JournalEntry, _end: Head, rows: Rows) -> None:
        """Follow one entry."""
        if entry.event in _CHANGING:
            rows.insert(change_table, document=entry.payload["document"], sequence=entry.sequence)
