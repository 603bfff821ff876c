"""How the tables of registration follow their events.

Knows: every version of every payload ever written (tests keep a sample of each).
Does not know: rules; what is in the journal was allowed when it was written.
Keeps: rows are a function of the entries alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from inventory import events
from inventory.projection.cases import touch
from inventory.registration.card import PARTICULARS
from inventory.registration.links import FROM_FACTS
from inventory.tables import case_table, document_table
from inventory.tables.registration import (
    correction_table,
    expected_table,
    issued_table,
    link_table,
    movement_table,
    outage_table,
    particulars_table,
    register_table,
)
from vault import JournalEntry, Json, Rows


def accession(entry: JournalEntry, rows: Rows) -> None:
    """What an accession says beside the document's own row (`projection.documents`)."""
    p = entry.payload
    said = p.get("registration", {})
    rows.insert(
        particulars_table,
        document=p["document"],
        registered_at=entry.at.isoformat(),
        registered_by=entry.actor,
        **{key: said.get(key) for key in PARTICULARS},
        intake=" ".join(said["intake"]) if "intake" in said else None,
    )
    _links_of_facts(entry, rows, p["document"], p["facts"])
    if p.get("expected"):
        rows.update(expected_table, {"id": p["expected"]}, document=p["document"])


def _links_of_facts(entry: JournalEntry, rows: Rows, document: str, facts: Json) -> None:
    ordinal = 0
    for key, kind in FROM_FACTS.items():
        if key in facts:
            target = str(facts[key])
            known = rows.one(document_table, {"id": target}, "id") is not None
            link = {"kind": kind, "source": document, "target": target if known else None}
            link |= {"named": "" if known else target}
            if kind == "notice":
                link |= {"served": facts.get("served"), "returned_on": facts.get("returned_on")}
            _link(entry, rows, ordinal, link)
            ordinal += 1


def _link(entry: JournalEntry, rows: Rows, ordinal: int, link: Mapping[str, Json]) -> None:
    served = link.get("served")
    rows.insert(
        link_table,
        sequence=entry.sequence,
        ordinal=ordinal,
        kind=link["kind"],
        source=link["source"],
        target=link["target"],
        named=link.get("named", ""),
        served=None if served is None else int(served),
        returned_on=link.get("returned_on"),
        at=entry.at.isoformat(),
        actor=entry.actor,
    )


def _linked(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    _link(entry, rows, 0, p)
    for key in p["cases"]:
        touch(rows, key, entry)


def _corrections(entry: JournalEntry, rows: Rows, case: str, document: str) -> None:
    p = entry.payload
    for change in p["changes"]:
        rows.insert(
            correction_table,
            sequence=entry.sequence,
            key=change["key"],
            case_key=case,
            document=document,
            was=json.dumps(change["was"], ensure_ascii=False),
            now=json.dumps(change["now"], ensure_ascii=False),
            reason=p["reason"],
            frozen=json.dumps(p.get("frozen", [])),
            at=entry.at.isoformat(),
            actor=entry.actor,
        )


def _document_corrected(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    _corrections(entry, rows, p["case"], p["document"])
    if p["row"]:
        rows.update(document_table, {"id": p["document"]}, **p["row"])
    if p["registration"]:
        rows.update(particulars_table, {"document": p["document"]}, **p["registration"])
    touch(rows, p["case"], entry)


def corrected_case(entry: JournalEntry, rows: Rows) -> None:
    """A case file's data corrected; a changed number is `projection.relations`' business."""
    p = entry.payload
    _corrections(entry, rows, p["case"], "")
    row = dict(p["row"])
    if "proceedings" in row:
        row["proceedings"] = json.dumps(row["proceedings"], ensure_ascii=False)
    rows.update(case_table, {"key": p["case"]}, **row)
    touch(rows, p["case"], entry)


def _expected(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.insert(
        expected_table,
        id=p["expected"],
        sequence=entry.sequence,
        case_key=p["case"],
        reg_index=p["card"].get("index", ""),
        asds_id=p["card"].get("asds_id", ""),
        card=json.dumps(p["card"], ensure_ascii=False, sort_keys=True),
        source=p["source"],
        document=None,
    )


def _issued(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.insert(
        issued_table,
        series=p["series"],
        period=p["period"],
        ordinal=p["ordinal"],
        number=p["number"],
        on_day=p["on"],
        purpose=p["purpose"],
        tied=None,
        tied_on=None,
        at=entry.at.isoformat(),
        actor=entry.actor,
    )


def _tied(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    where = {"series": p["series"], "period": p["period"], "ordinal": p["ordinal"]}
    rows.update(issued_table, where, tied=p["asds_number"], tied_on=p["on"])


def _outage_began(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.insert(
        outage_table,
        began_at=p["began_at"],
        reason=p["reason"],
        ended_at=None,
        measures="",
        act="",
    )


def _outage_ended(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    rows.update(
        outage_table,
        {"began_at": p["began_at"]},
        ended_at=p["ended_at"],
        measures=p["measures"],
        act=p["act"],
    )


def _moved(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    for ordinal, one in enumerate(p["moved"]):
        rows.insert(
            movement_table,
            sequence=entry.sequence,
            ordinal=ordinal,
            case_key=one["case"],
            document=one.get("document", ""),
            left=p["from"],
            to=p["to"],
            moved_at=p["at"],
            register=p.get("register", ""),
            note=p["note"],
            actor=entry.actor,
        )


def _handed_over(entry: JournalEntry, rows: Rows) -> None:
    p = entry.payload
    _moved(entry, rows)
    rows.insert(
        register_table,
        number=p["register"],
        sequence=entry.sequence,
        kind=p["kind"],
        on_day=p["at"][:10],
        left=p["from"],
        to=p["to"],
        count=len(p["moved"]),
        form=p["form"]["sha512"],
    )


FOLLOWERS: dict[str, Callable[[JournalEntry, Rows], None]] = {
    events.DOCUMENTS_LINKED: _linked,
    events.DOCUMENT_CORRECTED: _document_corrected,
    events.DOCUMENT_EXPECTED: _expected,
    events.NUMBER_ISSUED: _issued,
    events.NUMBER_TIED: _tied,
    events.OUTAGE_BEGAN: _outage_began,
    events.OUTAGE_ENDED: _outage_ended,
    events.MOVED: _moved,
    events.HANDED_OVER: _handed_over,
}
