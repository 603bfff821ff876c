"""Days as people write them: in figures, in words, in the order of ISO.

Knows: months, years of two figures. Does not know: fields, operators, the parser.
Keeps: a day that is none stays as it was typed; every way of writing one finds all the others.
"""

from __future__ import annotations

import datetime as dt
import re

from inventory.language.words import MONTHS, short_date

# Something by itself: not a part of a word, of a number, of a field.
ALONE = r"(?<![^\s(),;])(?<!\d,)(?<!:\s){}(?![^\s(),;.?!]|[.,?][\w*?.])"
_YEARS = r"(?:\s?р\.|\sр|\sроку)?"
_DATED = re.compile(
    ALONE.format(
        rf"(\d{{1,2}})(?:\.(\d{{1,2}})\.|\s({'|'.join(MONTHS)})\s)(\d{{4}}|(?<=\.\d\d\.)\d\d){_YEARS}"
    ),
    re.IGNORECASE,
)
_FIELD_DATED = re.compile(rf":\s?((?:\d{{1,2}}\s)?[^\W\d_]{{3,9}}\s\d{{4}}){_YEARS}(?!\w)")
_MONTH = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_SAID_DAY = re.compile(
    rf"(?:(\d{{1,2}})\s)?({'|'.join(_MONTH)})[а-яіїє]*\s(\d{{4}}){_YEARS}", re.IGNORECASE
)
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{1,2})(?:-(\d{1,2}))?\b")


def either_way(text: str) -> str:
    """Every day in it, in figures and in words, whichever was typed."""
    return _DATED.sub(_date, text)


def quoted(text: str) -> str:
    """A day or month in words behind a field's colon, in quotes."""
    return _FIELD_DATED.sub(r':"\1"', text)


def in_figures(days: str) -> str:
    """`2025-03-01` and `1 березня 2025` as people write it here, 01.03.2025; months likewise."""
    days = _ISO_DAY.sub(lambda iso: _dotted(iso[3], int(iso[2]), iso[1]), days)
    return _SAID_DAY.sub(lambda said: _dotted(said[1], _MONTH[said[2].lower()], said[3]), days)


def _dotted(day: str | None, month: int, year: str) -> str:
    return f"{int(day):02}.{month:02}.{year}" if day else f"{month:02}.{year}"


def _date(found: re.Match[str]) -> str:
    """A day in figures and in words, whichever was typed."""
    day, month, named, year = found.groups()
    number = MONTHS.index(named.casefold()) + 1 if named else int(month)
    short = [] if year[2:] else [f"{day}.{month}.{year}"]
    year = year if year[2:] else f"20{year}"
    try:
        date = dt.date(int(year), number, int(day))
    except ValueError:
        return found[0]
    said = f"{MONTHS[number - 1]} {year}"
    written = dict.fromkeys(
        (short_date(date), f"{date.day} {said}", f"{date.day:02} {said}", *short)
    )
    return "(" + " OR ".join(f'"{one}"' for one in written) + ")"
