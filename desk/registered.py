"""What registration keeps, as `--json` shows it, and the words for it.

Knows: the shapes of `case show` and `document show` beside volumes. Does not know: rules.
Keeps: keys are only added.
"""

from __future__ import annotations

import dataclasses

from sqlalchemy.engine import Connection

from inventory import CaseFile, Document, kind_of
from inventory.audit.acts import DrawnAct
from inventory.queries import (
    acts_of,
    case_by_key,
    corrections_of,
    documents_by_id,
    documents_of,
    expected_of,
    former_numbers,
    held_in,
    links_of,
    movements_of,
    particulars_of,
    relations_of,
)
from inventory.queries.registration import Correction, Expected, Movement
from inventory.queries.relations import Relation
from inventory.registration.links import KINDS, DocumentLink
from inventory.registration.numbers import proceeding_parts, unique_parts
from vault import Json, carries_out

RELATIONS = {
    "merged": "приєднано справу",
    "separated": "виділено справу",
    "within": "у її межах розглядається справа",
    "new-trial": "надійшла на новий розгляд",
    "jurisdiction": "надійшла за підсудністю",
    "new-circumstances": "перегляд за нововиявленими обставинами",
    "enforcement": "питання виконання рішення",
    "court-order": "окрема ухвала",
    "without-motion": "залишено без руху",
    "cured": "недоліки усунуто",
    "returned": "повернуто заявникові",
}
RELATIONS_BACK = {
    "merged": "приєднано до справи",
    "separated": "виділено зі справи",
    "within": "розглядається в межах справи про банкрутство",
}
"""The same as seen from the other of two case files."""
DIRECTIONS = {
    "incoming": "вхідний",
    "outgoing": "вихідний",
    "internal": "внутрішній",
}


def registration_json(connection: Connection, case: CaseFile) -> dict[str, Json]:
    """What `case show --json` says of a case file beside its volumes."""
    parts = unique_parts(case.number)
    moved = [one for one in movements_of(connection, case.key) if not one.document]
    return {
        "claim": case.claim,
        "index": case.index,
        "judge": case.judge,
        "court_code": parts.court if parts else None,
        "within": parts.within or None if parts else None,
        "proceedings": [dataclasses.asdict(proceeding_parts(one)) for one in case.proceedings],
        "former_numbers": former_numbers(connection, case.key),
        "relations": [relation_json(one) for one in relations_of(connection, case.key)],
        "without_motion": [
            {
                "document": one.document or None,
                "since": one.since,
                "until": one.until,
                "ruling": one.ruling,
                "judge": one.judge,
            }
            for one in held_in(connection, case.key)
        ],
        "expected": [expected_json(one, case.number) for one in expected_of(connection, case.key)],
        "corrections": [correction_json(one) for one in corrections_of(connection, case.key)],
        "movements": [movement_json(one) for one in moved],
    }


def related(kind: str, *, own: bool) -> str:
    """A relation in words, as seen from the case file it is recorded of, or from the other."""
    return RELATIONS[kind] if own else RELATIONS_BACK.get(kind, RELATIONS[kind])


def relation_json(relation: Relation) -> dict[str, Json]:
    """One relation of case files."""
    return {
        "kind": relation.kind,
        "case": relation.number,
        "other": relation.other_number,
        "on": relation.on,
        "ruling": relation.ruling,
        "note": relation.note,
        "by": relation.actor,
    }


def expected_json(expected: Expected, number: str) -> dict[str, Json]:
    """A document that is expected."""
    kind = kind_of(str(expected.card.get("kind", "other"))).code
    return {
        "id": expected.id,
        "case": number,
        "index": expected.card.get("index", ""),
        "title": expected.card.get("title") or kind_of(kind).name,
        "kind": kind,
        "source": expected.source,
    }


def correction_json(one: Correction) -> dict[str, Json]:
    """One corrected value."""
    return {
        "document": one.document or None,
        "key": one.key,
        "was": one.was,
        "now": one.now,
        "reason": one.reason,
        "frozen": list(one.frozen),
        "at": one.at,
        "by": one.actor,
    }


def movement_json(one: Movement) -> dict[str, Json]:
    """One movement."""
    return {
        "document": one.document or None,
        "from": one.left,
        "to": one.to,
        "at": one.moved_at,
        "register": one.register or None,
        "note": one.note,
        "by": one.actor,
    }


def act_mark(act: DrawnAct) -> dict[str, Json]:
    """The mark on the records of what an act is about (814 I.10)."""
    return {"act": act.number, "kind": act.kind, "on": act.on, "documents": list(act.documents)}


@carries_out("Лубни:3.2")
def document_json(connection: Connection, document: Document) -> dict[str, Json]:
    """`document show --json`: everything about one document, where it went to among it."""
    case = case_by_key(connection, document.case)
    particulars = dataclasses.asdict(particulars_of(connection, [document.id])[document.id])
    del particulars["document"]
    links = links_of(connection, [document.id])
    named = _named(connection, links)
    history = [one for one in corrections_of(connection, case.key) if one.document == document.id]
    return {
        "id": document.id,
        "case": case.number,
        "kind": document.kind,
        "title": document.title,
        "index": document.index,
        "date": document.date,
        "received_at": document.received_at,
        "receipt_confirmed": document.receipt_confirmed,
        "sender": document.sender,
        "direction": document.direction,
        "original_form": document.original_form.value,
        "copy": document.copy,
        "sheets": document.count.sheets,
        "sheets_confirmed": document.count.confirmed,
        "parent": document.parent,
        "restricted": document.restricted,
        "note": document.note,
        "removed": document.removed,
        "name": document.name,
        "format": document.format or None,
        "registration": particulars,
        "links": [link_json(one, document.id, named) for one in links],
        "acts": [
            act_mark(one) for one in acts_of(connection, case.key) if document.id in one.documents
        ],
        "corrections": [correction_json(one) for one in history],
        "movements": [movement_json(one) for one in movements_of(connection, None, document.id)],
    }


def _named(connection: Connection, links: list[DocumentLink]) -> dict[str, str]:
    ids = {one for link in links for one in (link.source, link.target) if one}
    return {d.id: d.title or d.name for d in documents_by_id(connection, ids).values()}


def link_json(link: DocumentLink, seen_from: str, named: dict[str, str]) -> dict[str, Json]:
    """A link as seen from one of its two documents."""
    forth = link.source == seen_from
    other = link.target if forth else link.source
    kind = KINDS[link.kind]
    return {
        "kind": link.kind,
        "said": kind.forth if forth else kind.back,
        "from": link.source,
        "to": link.target,
        "other": other,
        "title": named.get(other or "", link.named),
        "served": link.served,
        "returned_on": link.returned_on,
    }


def register_json(
    connection: Connection, cases: list[CaseFile], direction: str | None
) -> list[Json]:
    """Documents as a register of incoming, outgoing or internal ones lists them."""
    rows: list[Json] = []
    for case in cases:
        documents = documents_of(connection, case.key)
        particulars = particulars_of(connection, [document.id for document in documents])
        rows += [
            {
                "id": document.id,
                "case": case.number,
                "direction": document.direction,
                "index": document.index,
                "date": document.date,
                "received_at": document.received_at,
                "receipt_confirmed": document.receipt_confirmed,
                "parent": document.parent,
                "title": document.title,
                "sender": document.sender,
                "registered_at": particulars[document.id].registered_at,
                "registered_by": particulars[document.id].registered_by,
                "asds_number": particulars[document.id].asds_number,
            }
            for document in documents
            if direction in (None, document.direction)
        ]
    return rows
