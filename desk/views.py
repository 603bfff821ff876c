"""The JSON of case files and volumes, and what sentences call a volume.

Knows: which keys there are, and what of them a reader may see.
Does not know: where the values come from.
Keeps: names and shapes are stable; sheets are those of today's plan.
"""

from __future__ import annotations

import dataclasses

from desk.output import Output
from desk.registered import act_mark, registration_json
from inventory import CaseFile, Document, VolumeFacts, VolumePlan
from inventory.access import Reading
from inventory.model import Row
from inventory.queries import (
    acts_of,
    as_bound,
    containers,
    documents_of,
    plan_of,
    revision,
    volume_facts,
)
from inventory.volumes.notes import row_notes
from inventory.volumes.plan import label_range
from inventory.volumes.sheets import odd_numbers
from vault import Json


def called(out: Output, volume: Json) -> str:
    """A volume as its cover has it, and how verbs name it where that is another number."""
    label = str(volume["label"])
    if label == str(volume["number"]):
        return label
    return out.words("{label} (у командах {number})", label=label, number=volume["number"])


def case_json(reading: Reading, case: CaseFile) -> dict[str, Json]:
    """`case show --json`."""
    connection = reading.connection
    registration = registration_json(connection, case)
    kept_back = reading.hidden(documents_of(connection, case.key))
    corrections = registration["corrections"]
    registration["corrections"] = [c for c in corrections if c["document"] not in kept_back]
    return {
        "number": case.number,
        "kind": case.kind,
        "title": case.title,
        "state": case.state.value,
        "original_form": case.original_form.value,
        "received_on": case.received_on,
        "closed_on": case.closed_on,
        "revision": revision(connection, case.key),
        "container": case.container,
        "name": case.name,
        "heading": case.heading,
        "containers": [
            {"name": one.name, "container": one.container, "heading": one.heading}
            for one in containers(connection, case.number)
            if one.key != case.key
        ],
        **registration,
        "acts": [act_mark(one) for one in acts_of(connection, case.key)],
        "volumes": volumes_json(reading, case),
    }


def volumes_json(reading: Reading, case: CaseFile) -> list[Json]:
    """The volumes of a case file: planned, full, certified, deposited."""
    connection = reading.connection
    documents = {one.id: one for one in reading.shown_documents(documents_of(connection, case.key))}
    facts = volume_facts(connection, case.key)
    plans = plan_of(connection, case)
    return [
        volume_json(bound, facts.get(bound.number), documents, counted)
        for bound, counted in zip(as_bound(connection, case, plans), plans, strict=True)
    ]


def volume_json(
    volume: VolumePlan,
    facts: VolumeFacts | None,
    documents: dict[str, Document],
    counted: VolumePlan | None = None,
) -> dict[str, Json]:
    """One volume of `case show --json`; `counted` is how it was certified, when not as it is."""
    certified = facts is not None and facts.certified_on is not None
    return {
        "number": volume.number,
        "label": volume.name,
        "state": facts.state.value if facts else "open",
        "sheets": volume.sheets,
        "inventory_sheets": facts.inventory_sheets if facts else None,
        "fixed_rows": volume.number_of(volume.fixed),
        "numbered_rows": volume.number_of(facts.numbered_rows) if facts else 0,
        "signed_rows": volume.number_of(facts.signed_rows) if facts else 0,
        "documents": [entry for row in volume.rows for entry in _row_json(row, documents)],
        "certification": _certification(counted or volume, facts) if certified and facts else None,
    }


def _row_json(row: Row, documents: dict[str, Document]) -> list[Json]:
    leading = documents[row.document]
    entries = []
    for member in row.members:
        document = documents[member.document]
        own = document.id == row.document
        first, last = label_range(row.labels if own else member.labels)
        entries.append(
            {
                "position": row.number,
                "parent": document.parent,
                "id": document.id,
                "kind": document.kind,
                "index": document.index,
                "direction": document.direction,
                "date": document.date,
                "title": document.title,
                "first_sheet": first,
                "last_sheet": last,
                "sheets": row.sheets if own else len(member.labels),
                "sheets_confirmed": document.count.confirmed,
                "removed": document.removed,
                "notes": row_notes(row, leading, documents) if own else "",
                "no_reading_copy": no_reading_copy(document),
            }
        )
    return entries


def no_reading_copy(document: Document) -> dict[str, Json] | None:
    """Why there is no reading copy of a document that should have one."""
    if document.reading_failed is None:
        return None
    return {"code": document.reading_failed, "text": document.reading_note}


def _certification(volume: VolumePlan, facts: VolumeFacts) -> dict[str, Json]:
    volume = volume.first(facts.certified_rows)
    odd = odd_numbers(volume.labels)
    return {
        "sheets": volume.sheets,
        "inventory_sheets": facts.inventory_sheets,
        "lettered": [str(entry) for entry in odd.lettered],
        "missing": list(odd.missing),
        "counted": facts.counted,
        "by": facts.certified_by,
        "on": facts.certified_on,
        "changes": [dataclasses.asdict(change) for change in facts.changes],
    }
