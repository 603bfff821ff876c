"""Legal days: what is dated, is dated as in Kyiv.

Knows: the time zone of the law. Does not know: what the dates are for.
Keeps: instants stay UTC; only days and the order of documents follow the clock on the wall.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")


def legal_day(at: dt.datetime) -> dt.date:
    """The day an instant falls on by the law (an aware time)."""
    return at.astimezone(KYIV).date()


def wall_time(text: str) -> str:
    """An ISO date or time as Kyiv's clocks show it, without zone; days sort before their hours."""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        at = dt.datetime.fromisoformat(text)
    if at.tzinfo is not None:
        at = at.astimezone(KYIV).replace(tzinfo=None)
    return at.isoformat(timespec="seconds")
