"""What all forms share: signatories, dates, spans of sheets, the mark of a form's function.

Knows: how a person, a date or a span of sheets becomes a slot.
Does not know: templates; the vault; which sheets really exist.
Keeps: slots hold only ready text, counts made here and flags; no total is typed by hand.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec

from inventory.forms.press import Form
from inventory.language.words import short_date
from vault.model import Json

P = ParamSpec("P")

TITLES: dict[str, str] = {}
"""Titles of all forms by their templates."""

NONE = "немає"
"""What a form says where there is nothing to list: an empty line could be filled in later."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs; what is empty is filled in by hand.

    Attributes:
        position: full title, without «за» before it (814 XIV.8).
        name: initials and surname.
        on: the day of signing, None to be written by hand.
    """

    position: str = ""
    name: str = ""
    on: dt.date | None = None

    def slots(self) -> dict[str, Json]:
        """As a signature block prints it."""
        return {"position": self.position, "name": self.name, "date": day(self.on)}


def form(template: str, title: str) -> Callable[[Callable[P, dict[str, Json]]], Callable[P, Form]]:
    """Mark a function from a value to slots as the form printed with `template`."""
    TITLES[template] = title

    def mark(slots: Callable[P, dict[str, Json]]) -> Callable[P, Form]:
        @functools.wraps(slots)
        def filled(*args: P.args, **kwargs: P.kwargs) -> Form:
            return Form(template=template, title=title, slots=slots(*args, **kwargs))

        return filled

    return mark


def day(on: dt.date | None) -> str:
    """The date in digits, or nothing."""
    return short_date(on) if on else ""


def moment(at: dt.datetime) -> str:
    """A moment with its own offset, as a report states it: 03.05.2018 14:05:33 (UTC+03:00)."""
    offset = at.strftime("%z")
    return f"{short_date(at.date())} {at:%H:%M:%S} (UTC{offset[:3]}:{offset[3:5]})"


def span(first: str, last: str) -> str:
    """The sheets of one row: 5, 5–8, or nothing."""
    return first if last in ("", first) else f"{first}–{last}"
