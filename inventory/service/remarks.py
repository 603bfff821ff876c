"""What is odd about a registration that is not refused: told at once to whoever registers.

Knows: which rules are asked about a card, its signatures and the case file. Does not know: pages.
Keeps: nothing is recorded; each remark is a sentence with its clause.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from inventory.arrangement.kinds import PLANNED, Kind, kind_of
from inventory.language.days import legal_day
from inventory.language.words import short_date
from inventory.model import CaseFile, OriginalForm
from inventory.queries.documents import find_numbered
from inventory.queries.registration import hearing_on, untimed_on
from inventory.registration.directions import direction_of, is_made_here
from inventory.rules.correspondence import (
    QUALIFIED,
    came_by_mail,
    goes_as_it_should,
    has_day_of_last_signature,
    is_opened_with_care,
    is_timed,
    is_undelivered_mail,
)
from inventory.rules.registration import identifier_is_whole, is_of_its_type
from inventory.service.documents import Accession
from vault import Json, Transaction, Verdict

_MINUTES = {"minutes", "minutes-preparatory", "minutes-appeal"}


def remarks(tx: Transaction, accession: Accession) -> tuple[str, ...]:
    """What is odd about a registration that is not refused: each a sentence with its clause."""
    card = accession.card
    kind = kind_of(card.kind)
    direction = direction_of(kind, card.direction)
    verdict = Verdict.all(
        (
            is_of_its_type(
                direction=direction,
                made_here=is_made_here(kind),
                dated=bool(card.date or accession.proposed_date),
                kind=kind.name,
            ),
            identifier_is_whole(card.asds_id),
            is_opened_with_care(card.intake),
            _timed(tx, accession, kind, direction),
            *_of_electronic(accession, direction),
            is_undelivered_mail(
                undelivered=card.served is False,
                came_back_on=card.returned_on or card.received_at,
                number=card.asds_number,
            ),
        )
    )
    said = [f"{one.text} ({one.clause})" for one in verdict.objections]
    today = legal_day(tx.now).isoformat()
    said += [
        f"{word} {short_date(_day(day))} ще не настала (814:II.2-день)"
        for word, day in (("дата документа", card.date), ("дата надходження", card.received_at))
        if day and day[:10] > today
    ]
    if card.index and accession.parent is None:
        numbered = find_numbered(tx.connection, accession.case.key, card.index)
        if any(d.date == card.date and d.direction == direction for d in numbered):
            said.append(
                f"документ з індексом «{card.index}» і тією самою датою вже є (814:II.2-раз)"
            )
    return tuple(said)


def _timed(tx: Transaction, accession: Accession, kind: Kind, direction: str) -> Verdict:
    """The time of receipt on the day of a hearing, whichever of the two is registered first."""
    card, key = accession.card, accession.case.key
    if kind.code in _MINUTES and card.date:
        return is_timed(untimed_on(tx.connection, key, card.date[:10]), _day(card.date))
    came = card.received_at
    if direction != "incoming" or not came or len(came) > 10:
        return Verdict()
    if not hearing_on(tx.connection, key, came, _MINUTES):
        return Verdict()
    return is_timed([card.title or kind.name], _day(came))


def _of_electronic(accession: Accession, direction: str) -> tuple[Verdict, ...]:
    card = accession.card
    signatures = accession.report.verdict.get("signatures", []) if accession.report else []
    form = card.original_form or accession.form
    return (
        judge_way(
            accession.case,
            direction=direction,
            form=form,
            channel=card.channel,
            mailbox=card.mailbox,
            signatures=signatures,
        ),
        has_day_of_last_signature(card.date or accession.proposed_date, _signed_on(signatures)),
    )


def judge_way(
    case: CaseFile,
    *,
    direction: str,
    form: OriginalForm,
    channel: str,
    mailbox: str,
    signatures: Sequence[Mapping[str, Json]],
) -> Verdict:
    """What is odd about the way an electronic document came or goes."""
    return goes_as_it_should(
        outgoing=direction == "outgoing",
        electronic=form is OriginalForm.ELECTRONIC,
        mailed=came_by_mail(channel),
        mailbox=mailbox,
        qualified=any(one["qualification"] in QUALIFIED for one in signatures),
        plan=case.kind in PLANNED,
    )


def _signed_on(signatures: list[Mapping[str, Json]]) -> dict[str, str]:
    """ISO day of the last signature of each institution that signed."""
    days: dict[str, str] = {}
    for one in signatures:
        whose, at = one.get("organisation"), one.get("signed_at")
        if whose and at:
            day = legal_day(dt.datetime.fromisoformat(at)).isoformat()
            days[whose] = max(day, days.get(whose, ""))
    return days


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10])
