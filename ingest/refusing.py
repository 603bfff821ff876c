"""Refusing registration: misdelivered, damaged, advertising, repeated, or as a person says.

Knows: what waits in the journal and what still lies in the inbox. Does not know: forms, acts' text.
Keeps: nothing is deleted; what lay in the inbox is in quarantine, and in the journal with its
reason and digests, before it leaves the inbox; restricted files are never touched.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest import events
from ingest.arrivals import card_of_group, find_sighting
from ingest.claims import Claims
from ingest.errors import NotARetry, NotForRegistration, RejectionRefused
from ingest.examine import UnknownCase, case_of
from ingest.inbox import Inbox
from ingest.model import Sighting, State, local, reason_of
from ingest.projection import is_open, waiting
from ingest.quarantine import Quarantine
from ingest.rules import CLAUSES, RefusalKind, may_be_rejected
from inventory import RegistrationCard, card_of
from inventory.queries import find_act
from vault import Json, Transaction, Vault, carries_out, single_spaced
from vault.errors import Conflict, UsageError

LAWFUL = {RefusalKind.MISDELIVERED, RefusalKind.DAMAGED, RefusalKind.ADVERTISING}
"""Reasons the Instruction names: only for these a file is taken out of the inbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a person says.

    Attributes:
        reason: in words.
        why: the kind of reason.
        to: to whom it is sent on or back.
        act: number of the act on it.
    """

    reason: str
    why: RefusalKind = RefusalKind.OTHER
    to: str = ""
    act: str = ""


class Refusing:
    """What is not registered, by a person's word."""

    def __init__(
        self,
        vault: Vault,
        inbox: Inbox,
        claims: Claims,
        quarantine: Quarantine,
        *,
        actor: str,
    ) -> None:
        """`actor` is the journal's."""
        self._vault = vault
        self._inbox = inbox
        self._claims = claims
        self._quarantine = quarantine
        self._actor = actor

    @carries_out("814:VII.2-повернення", "814:II.5", "814:II.7-не реєструються")
    def reject(self, arrival: str, refusal: Refusal) -> None:
        """Record that the arrival is not registered; what there is of it stays.

        Raises:
            NoSuchArrival: there is none. UsageError: no reason. Conflict: decided meanwhile.
            NotARetry: it cannot be touched. RejectionRefused: a rule objects.
        """
        if not refusal.reason.strip():
            raise UsageError(reason="відмова потребує підстави")
        with self._vault.read() as connection:
            found = next((one for one in waiting(connection) if one.id == arrival), None)
        if found is None:
            sighting = find_sighting(self._inbox, arrival)
            if refusal.why not in LAWFUL:
                reason = "файл ще лежить у скриньці й нікуди не подівся"
                raise NotARetry(name=arrival, reason=reason)
            self._reject_lying(arrival, sighting, refusal)
            return
        card = card_of(found.card) if found.card is not None else RegistrationCard()
        if found.state is State.DUPLICATE and refusal.why is RefusalKind.OTHER:
            refusal = Refusal(reason=refusal.reason, why=RefusalKind.REPEATED)
        with self._vault.transaction(self._actor) as tx:
            if not is_open(tx.connection, found.id):
                raise Conflict(reason=f"про надходження «{arrival}» уже вирішено")
            _judge(tx, refusal, card)
            _record(tx, found.id, refusal)
            tx.commit()

    def _reject_lying(self, arrival: str, sighting: Sighting, refusal: Refusal) -> None:
        card = card_of_group(sighting)
        if card.restricted:
            raise NotARetry(name=arrival, reason="документ з обмеженим доступом не забирають")
        with self._vault.transaction(self._actor) as tx:
            _judge(tx, refusal, card)
        claimed = self._claims.claim(sighting, self._vault.random(8).hex())
        if claimed is None:
            raise Conflict(reason=f"надходження «{arrival}» тим часом забрано")
        claim, held = claimed
        self._claims.make_durable([claim])
        case = case_of(self._vault, sighting.folder)
        number = "" if isinstance(case, UnknownCase) else case.number
        said = events.waiting(
            claim.id,
            path=sighting.path,
            number=number,
            arrived_at=local(self._vault.clock()),
            reason=reason_of(NotForRegistration(reason=refusal.reason.strip())),
            card=card,
        )
        described = self._quarantine.keep(held, said)
        with self._vault.transaction(self._actor) as tx:
            _judge(tx, refusal, card)
            tx.record(
                events.QUARANTINED,
                subjects=(events.arrival_subject(claim.id),),
                payload=described,
            )
            _record(tx, claim.id, refusal)
            tx.commit()
        self._claims.finish(claim)
        self._claims.close()


def _judge(tx: Transaction, refusal: Refusal, card: RegistrationCard) -> None:
    act = find_act(tx.connection, refusal.act.strip()) if refusal.act.strip() else None
    may_be_rejected(refusal.why, to=refusal.to, act=act is not None, kind=card.kind).demand(
        RejectionRefused
    )


def _record(tx: Transaction, arrival: str, refusal: Refusal) -> None:
    clause = CLAUSES.get(refusal.why)
    tx.record(
        events.REJECTED,
        subjects=(events.arrival_subject(arrival),),
        payload={
            "arrival": arrival,
            "reason": single_spaced(refusal.reason),
            **(_said(refusal) if refusal.why in LAWFUL else {}),
        },
        cites=(clause,) if clause else (),
    )


def _said(refusal: Refusal) -> dict[str, Json]:
    return {
        "why": refusal.why.value,
        "to": single_spaced(refusal.to),
        "act": refusal.act.strip(),
    }
