"""The commit: what was prepared becomes documents, waits for a person, or goes back.

Knows: how a batch of arrivals is registered in one transaction, each for itself; what of them is
removed afterwards.
Does not know: what is inside the files, or how they were found.
Keeps: claimed bytes are removed only after the journal line that took them in is durable; one bad
arrival does not undo the others, not even where our own program fails on it.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress

from sqlalchemy.exc import OperationalError

from ingest import events, rules
from ingest.errors import IngestError, ParentMissing, Repeated, unprocessed
from ingest.model import Arrival, Outcome, State, reason_of
from ingest.prepare import Prepared, PutBack, Refused, Result, failed
from ingest.projection import SEEN, is_open, set_aside
from ingest.quarantine import Quarantine
from ingest.reading import Reason
from ingest.restricted import is_registered, seen
from ingest.setting_aside import demand_unused, record_aside, repeated_part
from inventory import (
    Accession,
    CaseFile,
    OriginalForm,
    card_json,
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
from vault import Hold, Json, Transaction, Vault, carries_out, os_cause
from vault.errors import ArchiveError, Conflict, VaultError, VaultLocked

ONCE = "814:II.2-раз"


class _Failed(Exception):
    """Something unforeseen happened to one arrival: its fault, or ours on it, not the vault's."""

    def __init__(self, arrival: str, error: Exception) -> None:
        self.arrival = arrival
        self.error = error
        super().__init__(arrival)


@contextmanager
def _one_by_one(arrival: Arrival) -> Iterator[None]:
    """Tell what fails on one arrival from what keeps all of them out (the vault, the disk)."""
    try:
        yield
    except (VaultError, OperationalError, sqlite3.OperationalError, NotAdmissible, IngestError):
        raise
    except Exception as error:
        raise _Failed(arrival.id, error) from error


class Registrar:
    """Commits batches; used by one thread."""

    def __init__(self, vault: Vault, actor: str, quarantine: Quarantine) -> None:
        """`actor` is the journal's."""
        self._vault = vault
        self._actor = actor
        self._quarantine = quarantine

    def catch_up(self) -> None:
        """Have the catalogue at the journal's end."""
        with self._vault.transaction(self._actor):
            pass

    def commit(
        self, batch: Sequence[Result], *, before: Callable[[], None] = lambda: None
    ) -> list[Outcome]:
        """Register, record or refuse each of the batch; the return is the promise.

        Args:
            batch: what was prepared.
            before: makes durable what must be so before the journal line is.

        Raises:
            VaultLocked, DiskFull, IntegrityError: nothing of the batch is committed.
        """
        batch = list(batch)
        while True:
            try:
                outcomes = self._committed(batch, before)
                break
            except _Failed as failure:
                # Nothing of the batch is committed: again, with that one on its way to a person.
                at = next(i for i, item in enumerate(batch) if item.arrival.id == failure.arrival)
                if isinstance(batch[at], Refused):
                    self._quarantine.discard(failure.arrival)
                batch[at] = _gone_wrong(batch[at], failure)
        self._discard(
            digest
            for item, outcome in zip(batch, outcomes, strict=True)
            if outcome.state is not State.REGISTERED
            for digest in item.stored
        )
        return outcomes

    def _committed(self, batch: Sequence[Result], before: Callable[[], None]) -> list[Outcome]:
        kept: dict[str, Json] = {}
        for item in batch:
            if isinstance(item, Refused):
                with _one_by_one(item.arrival):
                    kept[item.arrival.id] = self._quarantine.keep(
                        item.arrival, reason_of(item.error)
                    )
        before()
        cases: dict[str, CaseFile | None] = {}
        with self._vault.transaction(self._actor) as tx:
            outcomes = [self._one(tx, item, kept, cases) for item in batch]
            tx.commit()
        return outcomes

    def _discard(self, stored: Iterable[str]) -> None:
        """Take back what was stored for documents that were not registered."""
        digests = list(stored)
        if digests:
            with suppress(VaultLocked):  # the commit is done; `check` names what is left over
                self._vault.discard_unheld(digests)

    def admit(self, item: Result) -> Outcome:
        """Register an arrival that waits for a person; what is in quarantine stays when it fails.

        Raises:
            Conflict: somebody has decided about it meanwhile.
        """
        try:
            return self._admitted(item)
        except _Failed as failure:
            return self._admitted(_gone_wrong(item, failure))

    def _admitted(self, item: Result) -> Outcome:
        arrival = item.arrival
        if isinstance(item, Refused):
            self._discard(item.stored)
            return Outcome(
                path=arrival.path,
                state=State.QUARANTINED,
                id=arrival.id,
                case=arrival.case.number,
                reason=reason_of(item.error),
            )
        with self._vault.transaction(self._actor) as tx:
            if not is_open(tx.connection, arrival.id):
                raise Conflict(reason=f"про надходження «{arrival.id}» уже вирішено")
            outcome = self._one(tx, item, {}, {})
            if outcome.state is State.REGISTERED:
                tx.record(
                    events.ADMITTED,
                    subjects=(events.arrival_subject(arrival.id), document_subject(arrival.id)),
                    payload={"arrival": arrival.id, "document": arrival.id},
                    # The document holds its pages now, and they go when it goes.
                    releases=set_aside(tx.connection, arrival.id),
                )
            tx.commit()
        if outcome.state is not State.REGISTERED:
            self._discard(item.stored)
        return outcome

    def _one(
        self,
        tx: Transaction,
        item: Result,
        kept: Mapping[str, Json],
        cases: dict[str, CaseFile | None],
    ) -> Outcome:
        """`cases` are those looked up in this transaction; nothing in it changes them.

        Raises:
            _Failed: the transaction is not to be committed.
        """
        with _one_by_one(item.arrival):
            match item:
                case PutBack(arrival, error):
                    return unassigned(arrival, error)
                case Refused(arrival, _):
                    return _quarantined(tx, arrival, kept[arrival.id])
                case Prepared(arrival=arrival):
                    try:
                        return self._registered_or_repeated(tx, item, cases)
                    except (IngestError, Conflict, NotAdmissible) as error:
                        return unassigned(arrival, error)

    def _registered_or_repeated(
        self, tx: Transaction, prepared: Prepared, cases: dict[str, CaseFile | None]
    ) -> Outcome:
        # One entry is recorded whole or not at all; several need a place to go back to.
        several = len(prepared.accessions) + len(prepared.more_reports) + prepared.scan > 1
        try:
            with tx.attempt() if several else nullcontext():
                return _registered(tx, prepared, _case_now(tx, prepared.arrival, cases))
        except NotAdmissible as refusal:
            if set(refusal.verdict.clauses) != {ONCE}:
                raise
            if prepared.scan:  # some of it may be new: nothing of it may get lost
                raise repeated_part(tx, prepared) from None
            return _repeated(tx, prepared)

    @carries_out("814:XX1.4-заборона", "814:I.4", "814:I.4-ДТ")
    def register_restricted(self, arrival: Arrival) -> Outcome | None:
        """Register a document by its open data alone; None when that was done already."""
        file = seen(arrival.case, arrival.card, arrival.path, arrival.name, arrival.files[0].stamp)
        accession = Accession(
            id=arrival.id,
            case=arrival.case,
            card=arrival.card,
            arrived_at=arrival.arrived_at,
            name=arrival.name,
            format="",
            content=None,
            pages=0,
            form=OriginalForm.PAPER,
            print_duplex=False,
            facts={SEEN: file.as_json()},
        )
        with self._vault.transaction(self._actor) as tx:
            try:
                if is_registered(tx.connection, file):
                    return None
                with _one_by_one(arrival):
                    outcome = _registered(
                        tx, Prepared(arrival, [accession]), _case_now(tx, arrival, {})
                    )
            except (NotAdmissible, IngestError) as refusal:
                return unassigned(arrival, refusal)
            except _Failed as failure:  # never to quarantine: its bytes stay where they are
                return unassigned(arrival, unprocessed(failure.error))
            tx.commit()
        return outcome


def _gone_wrong(item: Result, failure: _Failed) -> Result:
    """What becomes of an arrival whose commit failed: to quarantine, or back when that fails too.

    Raises:
        Exception: it cannot even go back.
    """
    match item:
        case Prepared(arrival=arrival, stored=stored):
            return failed(arrival, failure.error, stored)
        case Refused(arrival, _, stored):
            error = failure.error
            said = os_cause(error) if isinstance(error, OSError) else str(error)
            return PutBack(arrival, IngestError(reason=said.rstrip(".")), stored)
        case PutBack():
            raise failure.error


def _case_now(tx: Transaction, arrival: Arrival, cases: dict[str, CaseFile | None]) -> CaseFile:
    """The case file as it is under the lock."""
    number = arrival.case.name
    if number not in cases:
        cases[number] = find_case(tx.connection, number)
    case = cases[number]
    if case is None:
        raise IngestError(reason=f"справи № {number} уже немає")
    return case


def _registered(tx: Transaction, prepared: Prepared, case: CaseFile) -> Outcome:
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
            "arrival": arrival.id,
            "path": arrival.path,
            "number": case.number,
            "arrived_at": arrival.arrived_at,
            "reason": reason_of(error).as_json(),
            "card": card_json(arrival.card) if arrival.card.given else None,
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


def _quarantined(tx: Transaction, arrival: Arrival, described: Json) -> Outcome:
    tx.record(
        events.QUARANTINED,
        subjects=(events.arrival_subject(arrival.id), case_subject(arrival.case.key)),
        payload=described,
    )
    return Outcome(
        path=arrival.path,
        state=State.QUARANTINED,
        id=arrival.id,
        case=arrival.case.number,
        reason=Reason(**described["reason"]),
    )


def unassigned(arrival: Arrival, error: ArchiveError) -> Outcome:
    """It stays where it is, or goes back there."""
    return Outcome(
        path=arrival.path,
        state=State.UNASSIGNED,
        case=arrival.case.number,
        reason=reason_of(error),
    )
