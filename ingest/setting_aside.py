"""Recording the pages of a scan that wait for a person.

Knows: what is recorded about them. Does not know: why they wait, or what becomes of them.
Keeps: they are kept by their own claim until a person decides.
"""

from __future__ import annotations

from ingest import events
from ingest.errors import ScanRepeated, TwinPieces
from ingest.model import Arrival, Outcome, State, reason_of
from ingest.prepared import Prepared
from ingest.projection import documents_by_separator
from ingest.scans import Aside
from inventory import CaseFile
from inventory.events import case_subject, document_subject
from inventory.queries import find_case, find_same
from vault import Hold, Transaction


def demand_unused(tx: Transaction, prepared: Prepared) -> None:
    """Pass when nobody registered a document by one of these separators meanwhile.

    Raises:
        ScanRepeated: somebody did.
    """
    said = [(one.facts or {}).get("scan", {}).get("separator") for one in prepared.accessions]
    serials = [one for one in said if one]
    if not serials:  # most documents: asking costs as much as registering one
        return
    for document in documents_by_separator(tx.connection, serials).values():
        raise ScanRepeated(document=document)


def record_aside(tx: Transaction, arrival: Arrival, pages: Aside, case: CaseFile) -> Outcome:
    """Pages of a scan wait for a person; they are kept until then."""
    reason = reason_of(pages.error)
    subject = events.arrival_subject(pages.id)
    tx.record(
        events.SET_ASIDE,
        subjects=(subject, document_subject(arrival.id), case_subject(case.key)),
        payload={
            **events.waiting(
                pages.id,
                path=pages.path,
                number=pages.number,
                arrived_at=arrival.arrived_at,
                reason=reason,
                card=pages.card,
            ),
            "document": arrival.id,
            "content": pages.content.as_json(),
        },
        holds=[Hold(subject, pages.content)],
    )
    return Outcome(
        path=pages.path,
        state=State.UNASSIGNED,
        id=pages.id,
        case=pages.number,
        reason=reason,
    )


def repeated_part(tx: Transaction, prepared: Prepared) -> ScanRepeated | TwinPieces:
    """What to say of a scan in which a piece repeats a document, or another piece."""
    case = find_case(tx.connection, prepared.arrival.case.name) or prepared.arrival.case
    found = (
        same.id
        for one in prepared.accessions
        if one.content is not None
        for same in find_same(tx.connection, case.key, one.content.sha512)
    )
    document = next(found, None)
    return ScanRepeated(document=document) if document else _twins(prepared)


def _twins(prepared: Prepared) -> TwinPieces:
    """The first two pieces with the same bytes."""
    pages: dict[str, list[str]] = {}
    for one in prepared.accessions:
        if one.content is not None:
            first, last = (one.facts or {})["scan"]["pages"]
            where = pages.setdefault(one.content.sha512, [])
            where.append(str(first) if first == last else f"{first}–{last}")
    first, second, *_ = next(where for where in pages.values() if len(where) > 1)
    return TwinPieces(first=first, second=second)
