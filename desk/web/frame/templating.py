"""Jinja2 as the pages use it: how days, moments and rights are said.

Knows: the templates' folder and their filters. Does not know: what a page shows.
Keeps: everything is escaped, and a template that names what it was not given fails.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from desk.corrected import name_of, value_said
from desk.web.frame.advice import for_pages
from inventory.access import Restriction, Right, Role
from inventory.access.names import MARKS, ROLES
from inventory.language.days import KYIV
from inventory.language.words import short_date
from inventory.registration.intake import in_words


def templates() -> Environment:
    """Jinja2 over the package's templates: everything is escaped, nothing may be missing."""
    environment = Environment(
        loader=PackageLoader("desk.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    environment.filters["moment"] = _moment
    environment.filters["right_words"] = _right_words
    environment.filters["intake"] = in_words
    environment.filters["named"] = name_of
    environment.filters["said"] = value_said
    environment.filters["plain"] = for_pages
    environment.filters["path"] = lambda text: quote(str(text), safe="")
    return environment


def _day(value: str | dt.date | None) -> str:
    """ДД.ММ.РРРР (814 XIV.9) of an ISO day or time; nothing for nothing."""
    if not value:
        return ""
    day = dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return short_date(day)


def _moment(value: str | dt.datetime | None) -> str:
    """ДД.ММ.РРРР ГГ:ХХ by Kyiv's clocks."""
    if not value:
        return ""
    at = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return (at.astimezone(KYIV) if at.tzinfo else at).strftime("%d.%m.%Y %H:%M")


def _right_words(right: Right) -> str:
    """A right as people say it."""
    match right.kind:
        case "role":
            unit = f" ({right.unit})" if right.unit else ""
            return ROLES[Role(right.value)] + unit
        case "mark":
            return f"доступ: {MARKS[Restriction(right.value)]}"
        case "case":
            return f"справа № {right.value.split(':')[1]}"
        case _:
            return f"діяти від імені «{right.value}»"
