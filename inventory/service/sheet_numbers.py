"""Fixing numbered and signed rows, counting by hand, numbering sheets anew, lettering volumes.

Knows: what a person may record about numbers that stand on paper. Does not know: counts of
sheets (volumes.py), forms. Keeps: what is fixed never moves; when all sheets are numbered anew
each keeps its old number, with date and author (814 VII.9).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from inventory import events
from inventory.errors import (
    CertifyingRefused,
    FixingRefused,
    NoSuchVolume,
    NumberingRefused,
    RenumberingRefused,
)
from inventory.language.days import legal_day
from inventory.model import CaseFile, VolumeFacts, VolumePlan
from inventory.queries import as_bound, documents_by_id, plan_of, volume_facts, volume_names
from inventory.rules.numbering import (
    may_be_fixed,
    may_be_lettered,
    may_be_numbered_anew,
    may_be_signed,
)
from inventory.rules.volumes import may_be_counted
from inventory.service.meanwhile import case_as_seen
from inventory.service.order import order_is_explained
from inventory.service.volumes import pieces_json, unstitched, volume_of
from inventory.volumes.sheets import Label, label, take
from vault import Transaction, Verdict, carries_out
from vault.errors import UsageError


@carries_out("814:VII.8-продовження")
def record_numbered(
    tx: Transaction, number: str, volume: int, row: int, *, seen: int | None = None
) -> VolumePlan:
    """Record that the sheets of rows 1 to `row` of an open volume carry their numbers on paper.

    Rows are named by their numbers in the inventory, also where that goes on (814 VII.20).
    From now on they never move; what arrives later goes behind them.

    Raises:
        NoSuchCase, NoSuchVolume: not there. FixingRefused: nothing changed.
        UsageError: they are fixed already.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    number_, (chosen, row) = row, _fixable(tx, case, volume, row)
    if chosen.frozen or row <= chosen.fixed:
        raise UsageError(reason=f"рядки 1–{number_} тому {volume} уже закріплено")
    tx.record(
        events.SHEETS_NUMBERED,
        subjects=(events.case_subject(case.key), events.volume_subject(case.key, volume)),
        payload={
            "case": case.key,
            "volume": volume,
            "row": row,
            "pieces": pieces_json(chosen.rows[:row]),
        },
        cites=("814:VII.8-продовження",),
    )
    return volume_of(plan_of(tx.connection, case), case, volume)


@carries_out("814:VII.8-підпис")
def record_signed(
    tx: Transaction,
    number: str,
    volume: int,
    row: int,
    *,
    judge: str,
    clerk: str,
    on: dt.date | None = None,
    seen: int | None = None,
) -> VolumePlan:
    """Record that judge and clerk signed the internal inventory to `row`: it never changes again.

    Raises:
        NoSuchCase, NoSuchVolume: not there. FixingRefused: nothing changed.
        UsageError: the day has not come.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    chosen, row = _fixable(tx, case, volume, row)
    facts = _facts(tx, case, volume)
    may_be_signed(row, facts.signed_rows, judge=judge, clerk=clerk).demand(FixingRefused)
    today = legal_day(tx.now)
    if on is not None and on > today:
        raise UsageError(reason="день підписання опису ще не настав")
    tx.record(
        events.INVENTORY_ENDORSED,
        subjects=(events.case_subject(case.key), events.volume_subject(case.key, volume)),
        payload={
            "case": case.key,
            "volume": volume,
            "row": row,
            "judge": judge,
            "clerk": clerk,
            "on": (on or today).isoformat(),
            "pieces": pieces_json(chosen.rows[: max(row, chosen.fixed)]),
        },
        cites=("814:VII.8-підпис",),
    )
    return volume_of(plan_of(tx.connection, case), case, volume)


@carries_out("814:VII.13")
def record_counted(
    tx: Transaction, number: str, volume: int, counted: int, *, seen: int | None = None
) -> None:
    """Record that the sheets of a volume were counted by hand, blind, and are as many as recorded.

    Raises:
        NoSuchCase, NoSuchVolume: not there. CertifyingRefused: nothing changed.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    bound = volume_of(as_bound(tx.connection, case), case, volume)
    may_be_counted(case, bound, _facts(tx, case, volume).state, counted).demand(CertifyingRefused)
    tx.record(
        events.VOLUME_COUNTED,
        subjects=(events.case_subject(case.key), events.volume_subject(case.key, volume)),
        payload={"case": case.key, "volume": volume, "counted": counted},
        cites=("814:VII.13",),
    )


def _fixable(tx: Transaction, case: CaseFile, volume: int, number: int) -> tuple[VolumePlan, int]:
    """The volume, and the position of the row with that number in its inventory.

    Raises:
        NoSuchVolume. FixingRefused: a rule objects.
    """
    plans = plan_of(tx.connection, case)
    chosen = volume_of(plans, case, volume)
    row = chosen.at(number)
    inside = {m.document for r in chosen.rows[: max(row, 0)] for m in r.members}
    documents = list(documents_by_id(tx.connection, inside).values())
    held = unstitched(tx, case, chosen.rows[: max(row, 0)])
    explained = order_is_explained(tx.connection, case)
    verdicts = (may_be_fixed(plans, volume, row, documents), held, explained)
    Verdict.all(verdicts).demand(FixingRefused)
    return chosen, row


def _facts(tx: Transaction, case: CaseFile, volume: int) -> VolumeFacts:
    return volume_facts(tx.connection, case.key).get(volume) or VolumeFacts(number=volume)


@carries_out("814:VII.9-перенумерація", "814:VII.13-помилки")
def renumber(tx: Transaction, number: str, volume: int, *, seen: int | None = None) -> VolumePlan:
    """Number all sheets of a volume anew; the journal keeps the old number of each.

    Raises:
        NoSuchCase, NoSuchVolume: not there. RenumberingRefused: nothing changed.
        ChangedMeanwhile: the case file is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    chosen = volume_of(plan_of(tx.connection, case), case, volume)
    may_be_numbered_anew(chosen, _facts(tx, case, volume).state).demand(RenumberingRefused)
    held = [m.document for row in chosen.rows for m in row.members for _ in m.labels]
    old = enumerate(zip(held, chosen.labels, strict=True), start=1)
    tx.record(
        events.RENUMBERED,
        subjects=(events.case_subject(case.key), events.volume_subject(case.key, volume)),
        payload={
            "case": case.key,
            "volume": volume,
            "sheets": [[document, str(was), str(now)] for now, (document, was) in old],
        },
        cites=("814:VII.9-перенумерація",),
    )
    return volume_of(plan_of(tx.connection, case), case, volume)


@carries_out("814:VII.10-нумерація томів")
def letter_volume(
    tx: Transaction, number: str, volume: int, name: str, *, seen: int | None = None
) -> Sequence[VolumePlan]:
    """Call a volume that was left out of the numbering by the one before it and a letter.

    The volumes behind it have the numbers that stand on their covers.

    Raises:
        NoSuchCase, NoSuchVolume: not there. NumberingRefused: nothing changed.
        BadSheetLabel: it is no number. ChangedMeanwhile: it is no longer as `seen`.
    """
    case = case_as_seen(tx, number, seen)
    plans = plan_of(tx.connection, case)
    if not 1 <= volume <= len(plans):
        raise NoSuchVolume(name=number, volume=volume)
    names = volume_names(tx.connection, case.key)
    wanted = label(name)
    before = take(names.labels(), volume - 1)
    may_be_lettered(before, volume, wanted).demand(NumberingRefused)
    lettered = sorted({*names.lettered, wanted}, key=Label.key)
    tx.record(
        events.VOLUMES_LABELLED,
        subjects=(events.case_subject(case.key), events.volume_subject(case.key, volume)),
        payload={"case": case.key, "volume": volume, "lettered": [str(one) for one in lettered]},
        cites=("814:VII.10-нумерація томів",),
    )
    return plan_of(tx.connection, case)


@carries_out("814:VII.14-том")
def covers_to_print(
    plans: Sequence[VolumePlan], facts: Mapping[int, VolumeFacts]
) -> list[VolumePlan]:
    """Volumes whose certified cover names another number of volumes than there are now."""
    return [
        volume
        for volume in plans
        if volume.number in facts and facts[volume.number].of_volumes not in {None, len(plans)}
    ]
