"""The register of case files given to read (814 X.3, annex 9).

Knows: its columns: who, as whom, what was shown, whose resolution, when they read.
Does not know: who may read; the vault. Keeps: what is printed is counted here from the rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inventory.forms.slots import Signatory, day, form
from inventory.language.words import Gender, Noun, figures_and_words
from vault.model import Json
from vault.verdict import carries_out

GIVEN: Noun = ("видача", "видачі", "видач")


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRow:
    """One case file given to one reader.

    Attributes:
        number: of the case file.
        reader: initials and surname, which kind of reader, what they have to do with the case.
        shown: documents of identity and authority.
        basis: application and resolution.
        read: when it was read.
        until: the last day, or when it ended.
    """

    on: dt.date
    number: str
    reader: str
    shown: str
    basis: str
    read: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRegister:
    """The register of a day."""

    court: str
    on: dt.date
    rows: tuple[GivenRow, ...]
    clerk: Signatory


@carries_out("814:X.3")
@form("reading_register", "Журнал видачі судових справ для ознайомлення")
def reading_register(value: ReadingRegister) -> dict[str, Json]:
    """Журнал: each case file and reader a row: who and when."""
    return {
        "court": value.court,
        "date": day(value.on),
        "rows": [
            {
                "position": str(position),
                "date": day(row.on),
                "number": row.number,
                "reader": row.reader,
                "shown": row.shown,
                "basis": row.basis,
                "read": row.read,
                "until": row.until,
            }
            for position, row in enumerate(value.rows, 1)
        ],
        "total": figures_and_words(len(value.rows), Gender.FEMININE, GIVEN),
        "clerk": value.clerk.slots(),
    }
