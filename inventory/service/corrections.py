"""Correcting registered data: with a reason, the old value kept, never the content.

Knows: which data may be corrected and how each is read. Does not know: files, forms.
Keeps: nothing is deleted; rows of full volumes keep what was printed (`queries.printed`); a
correction that comes after certification says in which volumes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inventory import events
from inventory.arrangement.kinds import CASE_KINDS, find_case_kind, kind_of
from inventory.errors import CaseExists, CorrectionRefused
from inventory.language.days import wall_time
from inventory.model import CaseFile, Document, OriginalForm, VolumeState
from inventory.queries import (
    case_by_key,
    find_case,
    frozen_volumes,
    get_document,
    particulars_of,
    volume_facts,
)
from inventory.registration.card import RegistrationCard, card_of, moment
from inventory.registration.numbers import checked
from inventory.rules.registration import may_be_corrected
from inventory.service.meanwhile import as_seen, case_as_seen
from inventory.service.remarks import judge_way
from vault import Json, Transaction, Verdict, carries_out, single_spaced
from vault.errors import UsageError

_COLUMNS = {
    "kind": "kind",
    "title": "title",
    "index": "reg_index",
    "date": "date",
    "received_at": "received_at",
    "sender": "sender",
    "direction": "direction",
    "original_form": "original_form",
    "copy": "copy",
    "parent": "parent",
    "note": "note",
}
_PARTICULARS = (
    "language",
    "channel",
    "mailbox",
    "asds_number",
    "asds_date",
    "asds_id",
    "edrsr",
    "late_order",
    "late_reason",
    "full_text_on",
)
DOCUMENT_KEYS = (*_COLUMNS, *_PARTICULARS)
"""What may be corrected of a document; sheets are counted anew instead (`sheets confirm`)."""
_WAY = {"direction", "original_form", "channel", "mailbox"}
"""How it came or goes."""
CASE_KEYS = ("number", "kind", "title", "claim", "received_on", "proceedings", "index", "judge")
"""What may be corrected of a case file."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did.

    Attributes:
        changed: keys.
        frozen: full volumes in which the document's row stays as it was.
        certified: those of them that have a certification note: the change is to be entered there.
        odd: what is odd about the way the document came or goes, as corrected.
    """

    changed: tuple[str, ...]
    frozen: tuple[int, ...] = ()
    certified: tuple[int, ...] = ()
    odd: Verdict = field(default_factory=Verdict)


@carries_out("Лубни:3.5", "814:I.10-заборона")
def correct_document(
    tx: Transaction,
    document: str,
    changes: Mapping[str, Json],
    reason: str,
    *,
    seen: int | None = None,
) -> Corrected:
    """Correct registered data of a document.

    Raises:
        NoSuchDocument, BadCard: a value cannot be understood. CorrectionRefused: a rule objects.
        UsageError: nothing would change. ChangedMeanwhile: the case file is no longer as `seen`.
    """
    found = get_document(tx.connection, document)
    case = as_seen(tx, case_by_key(tx.connection, found.case), seen)
    verdict = may_be_corrected(changes, DOCUMENT_KEYS, reason=reason, state=case.state)
    verdict.demand(CorrectionRefused)
    said = {key: value for key, value in changes.items() if value not in (None, "")}
    card = card_of(said)
    current = _current(tx, found)
    wanted = {key: _value(tx, found, key, card) for key in changes}
    changed = [
        {"key": key, "was": current[key], "now": value}
        for key, value in sorted(wanted.items())
        if value != current[key]
    ]
    if not changed:
        raise UsageError(reason="дані документа саме такі, виправляти нічого")
    frozen = [
        volume.number
        for volume in frozen_volumes(tx.connection, case.key)
        if any(piece.document == found.id for piece in volume.pieces)
    ]
    facts = volume_facts(tx.connection, case.key)
    tx.record(
        events.DOCUMENT_CORRECTED,
        subjects=(events.document_subject(found.id), events.case_subject(case.key)),
        payload={
            "document": found.id,
            "case": case.key,
            "changes": changed,
            "row": _row(found, {one["key"]: one["now"] for one in changed}),
            "registration": {
                one["key"]: one["now"] for one in changed if one["key"] in _PARTICULARS
            },
            "frozen": frozen,
            "reason": single_spaced(reason),
        },
        cites=("Лубни:3.5",),
    )
    past = {VolumeState.CERTIFIED, VolumeState.DEPOSITED}
    return Corrected(
        changed=tuple(str(one["key"]) for one in changed),
        frozen=tuple(frozen),
        certified=tuple(n for n in frozen if n in facts and facts[n].state in past),
        odd=_odd(case, found, current | wanted) if _WAY & wanted.keys() else Verdict(),
    )


def _odd(case: CaseFile, document: Document, now: Mapping[str, Json]) -> Verdict:
    """What would have been remarked, had it been registered so."""
    return judge_way(
        case,
        direction=now["direction"],
        form=OriginalForm(now["original_form"]),
        channel=now["channel"] or "",
        mailbox=now["mailbox"] or "",
        signatures=json.loads(document.verdict)["signatures"] if document.verdict else (),
    )


def _current(tx: Transaction, document: Document) -> dict[str, Json]:
    particulars = particulars_of(tx.connection, [document.id])[document.id]
    own: dict[str, Json] = {key: getattr(document, key) for key in _COLUMNS}
    own["original_form"] = document.original_form.value
    return own | {key: getattr(particulars, key) for key in _PARTICULARS}


def _value(tx: Transaction, document: Document, key: str, card: RegistrationCard) -> Json:
    value = getattr(card, key)
    if key == "kind":
        return kind_of(card.kind).code
    if key == "direction" and not value:
        raise UsageError(reason="direction: потрібно incoming, outgoing або internal")
    if key == "original_form":
        if value is None:
            raise UsageError(reason="original_form: потрібно paper або electronic")
        return value.value
    if key == "parent" and value is not None:
        parent = get_document(tx.connection, value)
        if parent.case != document.case or parent.sequence >= document.sequence:
            raise UsageError(
                reason="документ надходить із тим, що зареєстровано раніше в цій справі"
            )
        return parent.id
    return None if key in _PARTICULARS and not value else value


def _row(document: Document, now: Mapping[str, Json]) -> dict[str, Json]:
    """New values of the document's columns, with the place and time that follow from them."""
    row: dict[str, Json] = {_COLUMNS[key]: now[key] for key in _COLUMNS if key in now}
    if "copy" in row:
        row["copy"] = int(row["copy"])
    if "kind" in row:
        kind = kind_of(row["kind"])
        row |= {"place": kind.place, "sub": kind.sub}
    if "received_at" in row:
        row["receipt_confirmed"] = int(row["received_at"] is not None)
    if {"date", "received_at"} & now.keys():
        received = now.get("received_at", document.received_at)
        certain = "received_at" in now or document.receipt_confirmed
        when = (received if certain else None) or now.get("date", document.date) or received
        row["chronology"] = wall_time(when) if when else document.when
    return row


@carries_out("Лубни:3.5")
def correct_case(
    tx: Transaction,
    number: str,
    changes: Mapping[str, Json],
    reason: str,
    *,
    seen: int | None = None,
) -> Corrected:
    """Correct registered data of a case file; it is found by a corrected number as before.

    Raises:
        NoSuchCase, CaseExists, BadCaseNumber, BadCard. CorrectionRefused: a rule objects.
        UsageError: nothing would change, or the kind is none.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    verdict = may_be_corrected(changes, CASE_KEYS, reason=reason, state=case.state)
    verdict.demand(CorrectionRefused)
    wanted = {key: _case_value(tx, case, key, value) for key, value in changes.items()}
    current = dataclasses.asdict(case) | {"proceedings": list(case.proceedings)}
    changed = [
        {"key": key, "was": current[key], "now": value}
        for key, value in sorted(wanted.items())
        if value != current[key]
    ]
    if not changed:
        raise UsageError(reason="дані справи саме такі, виправляти нічого")
    now = {str(one["key"]): one["now"] for one in changed}
    columns = {"index": "reg_index"}
    tx.record(
        events.CASE_CORRECTED,
        subjects=(events.case_subject(case.key),),
        payload={
            "case": case.key,
            "changes": changed,
            "row": {columns.get(key, key): value for key, value in now.items()},
            "reason": single_spaced(reason),
        },
        cites=("Лубни:3.5",),
    )
    if now.keys() == {"judge"}:  # no form of a volume names who the case is assigned to
        return Corrected(changed=tuple(now), certified=())
    facts = volume_facts(tx.connection, case.key).values()
    certified = sorted(fact.number for fact in facts if fact.certified_on is not None)
    return Corrected(changed=tuple(now), certified=tuple(certified))


def _case_value(tx: Transaction, case: CaseFile, key: str, value: Json) -> Json:
    if key == "number":
        number = checked(str(value))
        taken = find_case(tx.connection, number)
        if taken is not None and taken.key != case.key:
            raise CaseExists(name=number)
        return number
    if key == "kind":
        kind = find_case_kind(str(value))
        if kind is None:
            raise UsageError(reason=f"вид справи може бути: {', '.join(CASE_KINDS)}")
        return kind
    if key == "received_on":
        return moment(str(value))[:10] if value else None
    if key == "proceedings":
        listed: Sequence[str] = value if isinstance(value, list) else str(value or "").split()
        return [single_spaced(one) for one in listed]
    return single_spaced(str(value or ""))
