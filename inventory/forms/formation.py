"""The note on the state of case formation (814 I.9).

Knows: the fields of the note and how its totals are counted.
Does not know: how faults are found; who formed a file: it is told so.
Keeps: totals are counted here from the rows that are printed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inventory.forms.acts_archive import FILE
from inventory.forms.slots import Signatory, day, form
from inventory.language.words import Gender, Noun, figures_and_words, long_date
from vault.model import Json
from vault.verdict import carries_out

FAULT: Noun = ("недолік", "недоліки", "недоліків")
INSPECTION: Noun = ("огляд", "огляди", "оглядів")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormationRow:
    """Files of one unit that one person formed.

    Attributes:
        files: how many were checked.
        faults: how many faults of each kind, as people call it.
    """

    unit: str
    responsible: str
    files: int
    faults: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """Faults of all kinds."""
        return sum(count for _, count in self.faults)

    def as_json(self) -> dict[str, Json]:
        """For scripts."""
        return {
            "unit": self.unit,
            "responsible": self.responsible,
            "cases": self.files,
            "faults": self.total,
            "kinds": dict(self.faults),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FormationNote:
    """Довідка за результатами перевірки (814 I.9).

    Attributes:
        on: the day it was made; first, last: of the period.
        inspections: how many were recorded in the period.
    """

    court: str
    on: dt.date
    first: dt.date
    last: dt.date
    inspections: int
    rows: tuple[FormationRow, ...]
    compiler: Signatory


@carries_out("814:I.9-довідка")
@form("formation_note", "Довідка про перевірку стану формування справ")
def formation_note(value: FormationNote) -> dict[str, Json]:
    """Довідка: units and persons, files, faults by kind, the total."""
    files = sum(row.files for row in value.rows)
    return {
        "court": value.court,
        "date": day(value.on),
        "addressee": "Керівникові апарату суду",
        "first": long_date(value.first),
        "last": long_date(value.last),
        "files": figures_and_words(files, Gender.FEMININE, FILE),
        "inspections": figures_and_words(value.inspections, Gender.MASCULINE, INSPECTION),
        "rows": [
            {
                "position": str(place),
                "unit": row.unit,
                "person": row.responsible,
                "files": str(row.files),
                "faults": str(row.total),
                "kinds": "; ".join(f"{name} — {count}" for name, count in row.faults) or "немає",
            }
            for place, row in enumerate(value.rows, 1)
        ],
        "total": figures_and_words(sum(row.total for row in value.rows), Gender.MASCULINE, FAULT),
        "compiler": value.compiler.slots(),
    }
