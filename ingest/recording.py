"""One arrival under the lock: what the journal says of it, and what is told.

Knows: how a document is registered with what came with it, how a second receipt is recorded.
Does not know: batches, who commits, what is removed afterwards.
Keeps: its case file and what its card refers to are looked up in the transaction that records it.
"""

from __future__ import annotations

import dataclasses
from contextlib import nullcontext

from ingest import events, rules
from ingest.errors import IngestError, ParentMissing, Repeated
from ingest.model import Arrival, Outcome, State, reason_of
from ingest.prepared import Prepared, Refused
from ingest.setting_aside import demand_unused, record_aside, repeated_part
from inventory import (
    Accession,
    CaseFile,
    completed,
    count_sheets,
    doubts,
    kind_of,
    record_validation,
    register,
    remarks,
)
from inventory.errors import NotAdmissible
from inventory.events import case_subject, document_subject
from inventory.queries import documents_of, find_by_name, find_case, find_same
from vault import Hold, Json, Transaction
from vault.errors import ArchiveError

ONCE = "814:II.2-раз"


def registered_or_repeated(
    tx: Transaction, prepared: Prepared, cases: dict[str, CaseFile | None]
) -> Outcome:
    """Register what is ready, or record that it has come before; `cases` are those looked up.

    Raises:
        IngestError, Conflict, NotAdmissible: it goes back.
    """
    # One entry is recorded whole or not at all; several need a place to go back to.
    several = len(prepared.accessions) + len(prepared.more_reports) + prepared.scan > 1
    try:
        with tx.attempt() if several else nullcontext():
            return registered(tx, prepared, cases)
    except NotAdmissible as refusal:
        if set(refusal.verdict.clauses) != {ONCE}:
            raise
        if prepared.scan:  # some of it may be new: nothing of it may get lost
            raise repeated_part(tx, prepared) from None
        return _repeated(tx, prepared)


def _case_now(tx: Transaction, arrival: Arrival, cases: dict[str, CaseFile | None]) -> CaseFile:
    """The case file as it is under the lock."""
    number = arrival.case.name
    if number not in cases:
        cases[number] = find_case(tx.connection, number)
    case = cases[number]
    if case is None:
        raise IngestError(reason=f"справи № {number} уже немає")
    return case


def registered(tx: Transaction, prepared: Prepared, cases: dict[str, CaseFile | None]) -> Outcome:
    """Register a document with what came with it; `cases` are those looked up.

    Raises:
        IngestError, Conflict, NotAdmissible: nothing else of it is recorded in `tx.attempt()`.
    """
    case = _case_now(tx, prepared.arrival, cases)
    arrival, (first, *members) = prepared.arrival, prepared.accessions
    demand_unused(tx, prepared)
    parent = None if prepared.scan else _parent(tx, arrival, case)
    accessions = [_linked(tx, completed(tx, dataclasses.replace(first, case=case, parent=parent)))]
    for member in members:
        one = dataclasses.replace(member, case=case)
        accessions.append(_linked(tx, completed(tx, one)) if prepared.scan else one)
    odd = remarks(tx, accessions[0])
    for accession in accessions:
        register(tx, accession)
    for ordinal, report in enumerate(prepared.more_reports, start=1):
        record_validation(tx, case.key, first.id, report, ordinal)
    aside = tuple(record_aside(tx, arrival, one, case) for one in prepared.aside)
    return Outcome(
        path=arrival.path,
        state=State.REGISTERED,
        document=first.id,
        case=case.number,
        sheets=sum(map(_sheets, accessions)),
        format=first.format or None,
        signatures=prepared.signatures,
        members=tuple(member.id for member in members),
        refused=prepared.refused,
        doubts=(*doubts(accessions[0].card), *odd),
        aside=aside,
    )


def _parent(tx: Transaction, arrival: Arrival, case: CaseFile) -> str | None:
    name = arrival.card.parent
    if name is None:
        return None
    parent = find_by_name(tx.connection, case.key, name)
    if parent is None:
        raise ParentMissing(parent=name)
    return parent


def _linked(tx: Transaction, accession: Accession) -> Accession:
    """The accession with what its card says about other documents of the case file."""
    card = accession.card
    if not rules.refers(card):
        return accession
    link = rules.links(card, documents_of(tx.connection, accession.case.key))
    return dataclasses.replace(
        accession,
        card=dataclasses.replace(card, note="; ".join(filter(None, (card.note, *link.notes)))),
        facts={**(accession.facts or {}), **link.facts},
    )


def _sheets(a: Accession) -> int:
    return count_sheets(
        a.card,
        trait=kind_of(a.card.kind).trait,
        pages=a.pages,
        form=a.card.original_form or a.form,
        print_duplex=a.print_duplex,
    ).sheets


def _repeated(tx: Transaction, prepared: Prepared) -> Outcome:
    """The receipt is recorded; the bytes are kept once, new signatures with the first document."""
    arrival, accession = prepared.arrival, prepared.accessions[0]
    assert accession.content is not None
    case = find_case(tx.connection, arrival.case.name) or arrival.case
    same = find_same(tx.connection, case.key, accession.content.sha512)[0].id
    error = Repeated(document=same, arrival=arrival.id)
    tx.record(
        events.REPEATED,
        subjects=(
            events.arrival_subject(arrival.id),
            document_subject(same),
            case_subject(case.key),
        ),
        payload={
            **said_of(arrival, case, error),
            "document": same,
            "content": accession.content.as_json(),
            "parts": [{"name": p.name, "content": p.content.as_json()} for p in accession.parts],
        },
        holds=[Hold(document_subject(same), part.content) for part in accession.parts],
        cites=(ONCE,),
    )
    return Outcome(
        path=arrival.path,
        state=State.DUPLICATE,
        id=arrival.id,
        document=same,
        case=case.number,
        format=accession.format,
        signatures=prepared.signatures,
        reason=reason_of(error),
    )


def said_of(arrival: Arrival, case: CaseFile, error: ArchiveError) -> dict[str, Json]:
    """What the journal says of an arrival for `case` that is not registered because of `error`."""
    return events.waiting(
        arrival.id,
        path=arrival.path,
        number=case.number,
        arrived_at=arrival.arrived_at,
        reason=reason_of(error),
        card=arrival.card,
    )


def record_refused(tx: Transaction, arrival: Arrival, described: Json) -> None:
    """It did not pass the airlock, and lies in quarantine as `described`."""
    tx.record(
        events.QUARANTINED,
        subjects=(events.arrival_subject(arrival.id), case_subject(arrival.case.key)),
        payload=described,
    )


def refused(item: Refused) -> Outcome:
    """It is in quarantine."""
    return Outcome(
        path=item.arrival.path,
        state=State.QUARANTINED,
        id=item.arrival.id,
        case=item.arrival.case.number,
        reason=reason_of(item.error),
    )


def unassigned(arrival: Arrival, error: ArchiveError) -> Outcome:
    """It stays where it is, or goes back there."""
    return Outcome(
        path=arrival.path,
        state=State.UNASSIGNED,
        case=arrival.case.number,
        reason=reason_of(error),
    )
