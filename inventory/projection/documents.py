"""How the tables of documents follow their events.

Knows: every version of every payload ever written (tests keep a sample of each).
Does not know: rules; what is in the journal was allowed when it was written.
Keeps: rows are a function of the entries alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from inventory import events
from inventory.projection import registration
from inventory.projection.cases import touch
from inventory.projection.volumes import corrected, numbering
from inventory.tables import (
    content_table,
    document_table,
    leaf_table,
    piece_table,
    volume_table,
)
from vault import JournalEntry, Json, Rows


def _accession(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    original = p["original"]
    rows.insert(
        document_table,
        id=p["document"],
        sequence=entry.sequence,
        case_key=p["case"],
        kind=p["kind"],
        title=p["title"],
        reg_index=p["index"],
        date=p["date"],
        received_at=p["received_at"],
        receipt_confirmed=int(p["receipt_confirmed"]),
        sender=p["sender"],
        direction=p["direction"],
        original_form=p["original_form"],
        copy=int(p["copy"]),
        sheets=p["sheets"],
        sheets_basis=p["sheets_basis"],
        pages=p["pages"],
        parent=p["parent"],
        restricted=int(p["restricted"]),
        place=p["place"],
        sub=p["sub"],
        chronology=p["when"],
        flags=json.dumps(p["flags"]),
        note=p["note"],
        name=p["name"],
        format=p["format"],
        size=original["size"] if original else 0,
        original=original["sha512"] if original else None,
        text=None,
        reading_copy=None,
        reading_note=None,
        reading_failed=None,
        report=None,
        verdict=None,
        removed="",
    )
    if original:
        _content(rows, p["document"], "original", 0, p["name"], original)
    for ordinal, part in enumerate(p["parts"]):
        _content(rows, p["document"], part["role"], ordinal, part["name"], part["content"])
    if p["report"]:
        _report(rows, p["document"], p["report"])
    registration.accession(entry, rows)
    touch(rows, p["case"], entry)


def _content(
    rows: Rows, document: str, role: str, ordinal: int, name: str, content: dict[str, Json]
) -> None:
    rows.insert(
        content_table,
        document=document,
        role=role,
        ordinal=ordinal,
        name=name,
        sha512=content["sha512"],
        sha256=content["sha256"],
        size=content["size"],
    )


def _report(rows: Rows, document: str, report: dict[str, Json]) -> None:
    content = report["content"]
    rows.update(
        document_table,
        {"id": document},
        report=content["sha512"],
        verdict=json.dumps(report["verdict"], ensure_ascii=False, sort_keys=True),
    )
    ordinal = report["ordinal"]
    _content(rows, document, "report", ordinal, "validation.json", content)
    for place, picture in enumerate(report.get("pictures", ())):
        number = events.PICTURES_MAX * ordinal + place
        _content(rows, document, "page", number, picture["name"], picture["content"])


def _validation(entry: JournalEntry, rows: Rows) -> None:
    _report(rows, entry.payload["document"], entry.payload["report"])


def _kept_beside(entry: JournalEntry, rows: Rows) -> None:
    """What was made of a document's signatures; its volumes wait for their next deposit."""
    p = entry.payload
    if p["document"] is None:
        return
    for one in p["kept"]:
        _content(rows, p["document"], one["role"], one["ordinal"], one["name"], one["content"])
    for number in p["volumes"]:
        where = {"case_key": p["case"], "number": number}
        rows.update(volume_table, where, state="certified")
        touch(rows, p["case"], entry)


def _text_read(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(document_table, {"id": p["document"]}, text=p["content"]["sha512"])
    _content(rows, p["document"], "text", 0, "text.json", p["content"])


def _reading_copy(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    content = p["content"]
    reason = p["with"].get("copy", {}).get("reason")
    rows.update(
        document_table,
        {"id": p["document"]},
        reading_copy=content["sha512"] if content else None,
        reading_note=p["note"],
        reading_failed=reason["code"] if reason and not content else None,
    )
    if content:
        _content(rows, p["document"], "reading-copy", 0, "reading-copy.pdf", content)


def _sheets_confirmed(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    counted = {"sheets": p["sheets"], "sheets_basis": p.get("basis", "person")}
    if "pages" in p:
        counted["pages"] = p["pages"]
    rows.update(document_table, {"id": p["document"]}, **counted)
    for change in p["pieces"]:
        rows.update(
            piece_table,
            {"case_key": p["case"], "volume": change["volume"], "ordinal": change["ordinal"]},
            sheets=change["sheets"],
        )
    for noted in p["numbering"]:
        numbering(rows, p["case"], noted)
        corrected(rows, entry, noted)
    touch(rows, p["case"], entry)


def _leaves_drawn(entry: JournalEntry, rows: Rows) -> None:
    """A person drew the leaves: that is a word on their number too."""
    p = entry.payload
    rows.insert(
        leaf_table,
        document=p["document"],
        leaves=json.dumps(p["leaves"], sort_keys=True),
        drawn_by=entry.actor,
        drawn_at=entry.at.isoformat(),
    )
    _sheets_confirmed(entry, rows)


FOLLOWERS: dict[str, Callable[[JournalEntry, Rows], None]] = {
    events.ACCESSION: _accession,
    events.VALIDATION: _validation,
    events.SIGNATURE_MADE: _kept_beside,
    events.PROOF_EXTENDED: _kept_beside,
    events.TEXT_READ: _text_read,
    events.READING_COPY: _reading_copy,
    events.SHEETS_COUNTED: _sheets_confirmed,
    events.SHEETS_CONFIRMED: _sheets_confirmed,
    events.LEAVES_DRAWN: _leaves_drawn,
}
