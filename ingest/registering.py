"""The commit: what was prepared becomes documents, waits for a person, or goes back.

Knows: how a batch of arrivals is registered in one transaction, each for itself; what of them is
removed afterwards.
Does not know: what is inside the files, or how they were found.
Keeps: claimed bytes are removed only after the journal line that took them in is durable; one bad
arrival does not undo the others, not even where our own program fails on it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from sqlalchemy.exc import OperationalError

from ingest import events
from ingest.errors import IngestError, unprocessed
from ingest.model import Arrival, Outcome, State
from ingest.prepared import Prepared, PutBack, Refused, Result, failed
from ingest.projection import SEEN, is_open, set_aside
from ingest.quarantine import Quarantine
from ingest.recording import (
    record_refused,
    refused,
    registered,
    registered_or_repeated,
    said_of,
    unassigned,
)
from ingest.restricted import is_registered, seen
from inventory import Accession, CaseFile, OriginalForm
from inventory.errors import NotAdmissible
from inventory.events import document_subject
from vault import Json, Transaction, Vault, carries_out, os_cause
from vault.errors import Conflict, VaultError, VaultLocked


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
                arrival = item.arrival
                with _one_by_one(arrival):
                    said = said_of(arrival, arrival.case, item.error)
                    kept[arrival.id] = self._quarantine.keep(arrival.files, said)
        before()
        cases: dict[str, CaseFile | None] = {}
        with self._vault.transaction(self._actor) as tx:
            outcomes = [_one(tx, item, kept, cases) for item in batch]
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
            return refused(item)
        with self._vault.transaction(self._actor) as tx:
            if not is_open(tx.connection, arrival.id):
                raise Conflict(reason=f"про надходження «{arrival.id}» уже вирішено")
            outcome = _one(tx, item, {}, {})
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
                    outcome = registered(tx, Prepared(arrival, [accession]), {})
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


def _one(
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
            case Refused(arrival=arrival):
                record_refused(tx, arrival, kept[arrival.id])
                return refused(item)
            case Prepared(arrival=arrival):
                try:
                    return registered_or_repeated(tx, item, cases)
                except (IngestError, Conflict, NotAdmissible) as error:
                    return unassigned(arrival, error)
