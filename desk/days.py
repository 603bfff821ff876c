"""Days as people write and read them.

Knows: both ways of writing a day. Does not know: what happened on it.
Keeps: what is no day is refused, never guessed.
"""

from __future__ import annotations

import datetime as dt

from desk.common import Desk
from inventory.language.words import short_date
from vault.errors import UsageError


def day_in(day: str | None, desk: Desk) -> str:
    """A stored day as people read it."""
    return short_date(dt.date.fromisoformat(day)) if day else desk.out.words("без дати")


def moment_in(text: str | None) -> str:
    """A stored day or time as people read it; nothing for nothing."""
    return f"{short_date(dt.date.fromisoformat(text[:10]))} {text[11:16]}".strip() if text else ""


def day_of(text: str) -> dt.date:
    """A day as people write it.

    Raises:
        UsageError: it is none.
    """
    try:
        day, month, year = text.split(".") if text.count(".") == 2 else ("", "", "")
        if len(year) == 4:
            return dt.date(int(year), int(month), int(day))
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(reason=f"«{text}» не є датою: потрібно ДД.ММ.РРРР") from error
