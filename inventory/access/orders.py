"""Orders on rights: whether their electronic copies are in the vault, and since when.

Knows: how an order is named («№ 12 від 02.03.2026»), documents of the kind «наказ».
Does not know: who may be granted what. Keeps: nothing is recorded.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.access.queries import rights_ever
from inventory.access.rules import is_order_entered
from inventory.language.days import legal_day
from inventory.registration.working_days import WorkingDays
from inventory.tables import document_table
from inventory.tables.registration import particulars_table
from vault import Verdict, carries_out

_NUMBER = re.compile(r"№\s*([^\s,;]+)")
_DAY = re.compile(r"\b(?:(\d{2})\.(\d{2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2}))\b")


@dataclass(frozen=True, slots=True)
class OrderCopy:
    """What the vault has of an order.

    Attributes:
        document: id of its electronic copy; None when there is none.
        verdict: what the law says of it.
    """

    document: str | None
    verdict: Verdict


@carries_out("Лубни:2.1-накази")
def copy_of_order(
    connection: Connection, text: str, days: WorkingDays, today: dt.date
) -> OrderCopy:
    """The registered copy of the order that is named so, and whether it was entered in time."""
    number, signed_on = _number(text), day_of_order(text)
    document, entered_on = None, None
    if number and signed_on:
        d, said = document_table.c, particulars_table.c
        query = (
            sa.select(d.id, said.registered_at)
            .join(particulars_table, said.document == d.id)
            .where(d.kind == "order", d.reg_index == number)
            .where(d.date.startswith(signed_on.isoformat()))
            .order_by(d.sequence)
        )
        found = connection.execute(query).first()
        if found is not None:
            document = str(found.id)
            entered_on = legal_day(dt.datetime.fromisoformat(found.registered_at))
    last = days.next_worked(signed_on) if signed_on else None
    return OrderCopy(
        document, is_order_entered(text, last=last, entered_on=entered_on, today=today)
    )


def copies_of_orders(
    connection: Connection, login: str, days: WorkingDays, today: dt.date
) -> dict[str, OrderCopy]:
    """Of every order that ever gave a person a right or took it, the oldest right first.

    A case file that was given to read is left out: it rests on a resolution.
    """
    rights = [row for row in rights_ever(connection, login) if not row.reader]
    orders = (one for row in rights for one in (row.granted_by, row.revoked_by) if one)
    return {
        order: copy_of_order(connection, order, days, today)
        for order in dict.fromkeys(map(str, orders))
    }


def _number(text: str) -> str:
    found = _NUMBER.search(text)
    return found[1] if found else ""


def day_of_order(text: str) -> dt.date | None:
    """The day an order's name has; None when it has none that there is."""
    found = _DAY.search(text)
    if found is None:
        return None
    day, month, year, *iso = found.groups()
    try:
        return dt.date.fromisoformat("-".join(iso) if iso[0] else f"{year}-{month}-{day}")
    except ValueError:
        return None
