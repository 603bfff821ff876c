"""How the inventory's tables follow its events.

Knows: every version of every payload ever written (tests keep a sample of each).
Does not know: rules; what is in the journal was allowed when it was written.
Keeps: rows are a function of the entries alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from inventory import events
from inventory.tables import (
    case_table,
    change_table,
    content_table,
    document_table,
    piece_table,
    tables,
    volume_table,
)
from vault import Head, JournalEntry, Json, Rows


class InventoryProjection:
    """Case files, documents, volumes."""

    name = "inventory"
    version = 3
    metadata = tables

    def apply(self, entry: JournalEntry, _end: Head, rows: Rows) -> None:
        """Follow one entry."""
        follow = _FOLLOWERS.get(entry.event)
        if follow is not None:
            follow(entry, rows)


def _case_opened(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.insert(
        case_table,
        key=p["key"],
        number=p["number"],
        kind=p["kind"],
        title=p["title"],
        state="open",
        original_form=p["original_form"],
        opened_at=entry.at.isoformat(),
        received_on=p["received_on"],
        closed_on=None,
        proceedings=json.dumps(p["proceedings"], ensure_ascii=False),
        claim=p["claim"],
        reg_index=p["index"],
        revision=entry.sequence,
    )


def _case_closed(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(case_table, {"key": p["case"]}, state="closed", closed_on=p["on"])
    _touch(rows, p["case"], entry)  # the cover says when the case was finished


def _closing_corrected(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(case_table, {"key": p["case"]}, closed_on=p["on"])
    _touch(rows, p["case"], entry)


def _case_archived(entry: JournalEntry, rows: Rows) -> None:
    for key in entry.payload["cases"]:
        rows.update(case_table, {"key": key}, state="archived")
        _touch(rows, key, entry)


def _case_transferred(entry: JournalEntry, rows: Rows) -> None:
    for key in entry.payload["cases"]:
        rows.update(case_table, {"key": key}, state="transferred")
        _touch(rows, key, entry)


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
    )
    if original:
        _content(rows, p["document"], "original", 0, p["name"], original)
    for ordinal, part in enumerate(p["parts"]):
        _content(rows, p["document"], part["role"], ordinal, part["name"], part["content"])
    if p["report"]:
        _report(rows, p["document"], p["report"])
    _touch(rows, p["case"], entry)


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


def _touch(rows: Rows, key: str, entry: JournalEntry) -> None:
    rows.update(case_table, {"key": key}, revision=entry.sequence)


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
        number = _PICTURES_MAX * ordinal + place
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
        _touch(rows, p["case"], entry)


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
    for numbering in p["numbering"]:
        _numbering(rows, p["case"], numbering)
    _touch(rows, p["case"], entry)


def _numbering_noted(entry: JournalEntry, rows: Rows) -> None:
    _numbering(rows, entry.payload["case"], entry.payload)
    _touch(rows, entry.payload["case"], entry)


def _numbering(rows: Rows, key: str, p: Mapping[str, Json]) -> None:
    _ensure_volume(rows, key, p["volume"])
    rows.update(
        volume_table,
        {"case_key": key, "number": p["volume"]},
        lettered=json.dumps(p["lettered"], ensure_ascii=False),
        missing=json.dumps(p["missing"]),
    )


def _ensure_volume(rows: Rows, key: str, number: int) -> None:
    if rows.one(volume_table, {"case_key": key, "number": number}, "state") is None:
        rows.insert(
            volume_table,
            case_key=key,
            number=number,
            state="open",
            lettered="[]",
            missing="[]",
            inventory_sheets=None,
            certified_by=None,
            certified_position=None,
            certified_on=None,
            forms="{}",
            object=None,
        )


def _volume_closed(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    _ensure_volume(rows, p["case"], p["volume"])
    rows.update(volume_table, {"case_key": p["case"], "number": p["volume"]}, state="full")
    for ordinal, piece in enumerate(p["pieces"]):
        rows.insert(
            piece_table,
            case_key=p["case"],
            volume=p["volume"],
            ordinal=ordinal,
            document=piece["document"],
            row_document=piece["row"],
            sheets=piece["sheets"],
        )
    _touch(rows, p["case"], entry)


def _volume_certified(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(
        volume_table,
        {"case_key": p["case"], "number": p["volume"]},
        state="certified",
        inventory_sheets=p["inventory_sheets"],
        certified_by=p["by"],
        certified_position=p["position"],
        certified_on=p["on"],
        forms=json.dumps(p["forms"], sort_keys=True),
    )
    _touch(rows, p["case"], entry)


def _volume_changed(entry: JournalEntry, rows: Rows) -> None:
    """The change is one more row; a deposited volume waits for its object's next version."""
    p = entry.payload
    rows.insert(
        change_table,
        sequence=entry.sequence,
        case_key=p["case"],
        volume=p["volume"],
        entered_on=p["on"],
        said=p["text"],
        basis=p["basis"],
        entered_by=p["by"],
        position=p["position"],
    )
    where = {"case_key": p["case"], "number": p["volume"]}
    known = rows.one(volume_table, where, "forms")
    assert known is not None, "only what is certified is changed"
    forms = json.loads(known[0]) | p["forms"]
    rows.update(volume_table, where, state="certified", forms=json.dumps(forms, sort_keys=True))
    _touch(rows, p["case"], entry)


def _volume_deposited(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(
        volume_table,
        {"case_key": p["case"], "number": p["volume"]},
        state="deposited",
        object=p["deposit"]["object"],
    )
    _touch(rows, p["case"], entry)


_PICTURES_MAX = 100  # of one report; there are fewer
_FOLLOWERS: dict[str, Callable[[JournalEntry, Rows], None]] = {
    events.CASE_OPENED: _case_opened,
    events.CASE_CLOSED: _case_closed,
    events.CLOSING_CORRECTED: _closing_corrected,
    events.CASE_ARCHIVED: _case_archived,
    events.CASE_TRANSFERRED: _case_transferred,
    events.ACCESSION: _accession,
    events.VALIDATION: _validation,
    events.SIGNATURE_MADE: _kept_beside,
    events.PROOF_EXTENDED: _kept_beside,
    events.TEXT_READ: _text_read,
    events.READING_COPY: _reading_copy,
    events.SHEETS_COUNTED: _sheets_confirmed,
    events.SHEETS_CONFIRMED: _sheets_confirmed,
    events.NUMBERING_NOTED: _numbering_noted,
    events.VOLUME_CLOSED: _volume_closed,
    events.VOLUME_CERTIFIED: _volume_certified,
    events.VOLUME_CHANGED: _volume_changed,
    events.VOLUME_DEPOSITED: _volume_deposited,
}
