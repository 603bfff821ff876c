"""What search keeps of the journal: which texts changed, what else was touched, who signed.

Knows: which events change what can be found, or by what it is narrowed.
Does not know: the index, who may read what.
Keeps: a document stands once under its newest entry, so the index's stamp says how far it came,
and whoever remembers a state of the catalogue learns what to look at again.
"""

from __future__ import annotations

import sqlalchemy as sa

from inventory import events
from inventory.access import events as access
from inventory.tables import document_table
from vault import Head, JournalEntry, Json, Rows

tables = sa.MetaData()

change_table = sa.Table(
    "search_change",
    tables,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False, index=True),
)

touched_table = sa.Table(
    "search_touched",
    tables,
    sa.Column("subject", sa.Text, primary_key=True),  # case:KEY or document:ID
    sa.Column("sequence", sa.Integer, nullable=False, index=True),
)

signed_table = sa.Table(
    "search_signed",
    tables,
    sa.Column("document", sa.Text, primary_key=True),
    sa.Column("worst", sa.Text, nullable=False),  # the least favourable indication
    sa.Column("signers", sa.Text, nullable=False),  # a line each
)

_CHANGING = {events.ACCESSION, events.TEXT_READ, events.DOCUMENT_CORRECTED}
# They change nothing that narrows a search.
_SILENT = {events.TEXT_READ, events.READING_COPY, events.SHEETS_COUNTED}
_TOUCHED = ("case:", "document:")
WORST = ("TOTAL-FAILED", "INDETERMINATE", "TOTAL-PASSED")


class SearchProjection:
    """The projection."""

    name = "search"
    version = 3
    metadata = tables

    def apply(self, entry: JournalEntry, _end: Head, rows: Rows) -> None:
        """Follow one entry."""
        if entry.event in _CHANGING:
            _changed(rows, entry.payload["document"], entry.sequence)
        if entry.event == events.CASE_CORRECTED:  # its number stands on every card
            query = sa.select(document_table.c.id).where(
                document_table.c.case_key == entry.payload["case"]
            )
            for document in rows.connection.execute(query).scalars().all():
                _changed(rows, document, entry.sequence)
        if report := entry.payload.get("report"):
            _signed(rows, entry.payload.get("document"), report)
        if entry.event not in _SILENT:
            for subject in {*entry.subjects, *_marked(entry)}:
                if subject.startswith(_TOUCHED):
                    rows.insert(touched_table, subject=subject, sequence=entry.sequence)


def _marked(entry: JournalEntry) -> list[str]:
    """What a change of access is about, whatever the entry calls its subjects."""
    match entry.event:
        case access.MARKED | access.UNMARKED:
            return [entry.payload["subject"]]
        case access.UNIT_NAMED:
            return [events.case_subject(entry.payload["case"])]
        case _:
            return []


def _changed(rows: Rows, document: str, sequence: int) -> None:
    rows.insert(change_table, document=document, sequence=sequence)


def _signed(rows: Rows, document: Json, report: Json) -> None:
    """Who signed, and what the worst of the signatures is worth; nothing where nobody signed."""
    if not isinstance(document, str) or not isinstance(report, dict):
        return
    signatures = report.get("verdict", {}).get("signatures", ())
    indications = {one["indication"] for one in signatures}
    worst = next((one for one in WORST if one in indications), "")
    names = [str(one["signer"]) for one in signatures if one.get("signer")]
    rows.insert(signed_table, document=document, worst=worst, signers="\n".join(names))
