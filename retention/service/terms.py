"""Adopting a schedule and assigning its items.

Knows: events of terms. Does not know: acts. Keeps: who assigned what, on which basis.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from inventory.events import case_subject
from inventory.queries import get_case
from retention.projection import ITEM_ASSIGNED, SCHEDULE_ADOPTED
from retention.queries import item_of, keeping_of
from retention.rules import Keeping
from retention.schedule import ScheduleItem
from vault import Transaction, carries_out


def adopt_schedule(tx: Transaction, name: str, items: Sequence[ScheduleItem]) -> None:
    """Put a schedule in force; earlier ones stay in the journal."""
    tx.record(
        SCHEDULE_ADOPTED,
        subjects=("schedule",),
        payload={"name": name, "items": [item.as_json() for item in items]},
        cites=("814:I.13",),
    )


@carries_out("814:I.13")
def assign_item(
    tx: Transaction, number: str, item: str, *, started_on: dt.date | None, basis: str
) -> Keeping:
    """Say by which item a case file is kept, and from which event its term counts.

    Raises:
        NoSuchCase, NoSuchItem.
    """
    case = get_case(tx.connection, number)
    item_of(tx.connection, item)
    tx.record(
        ITEM_ASSIGNED,
        subjects=(case_subject(case.key),),
        payload={
            "case": case.key,
            "item": item,
            "started_on": started_on.isoformat() if started_on else None,
            "basis": basis,
        },
        cites=("814:I.13",),
    )
    return keeping_of(tx.connection, case)
