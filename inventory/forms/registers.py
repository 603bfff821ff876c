"""The register of case files or documents that are handed over under signature.

Knows: its fields (814 III.2, III.3, III.20) and its total. Does not know: what may be handed over.
Keeps: what is handed over is counted here from the rows that are printed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inventory.forms.acts_archive import FILE
from inventory.forms.slots import Signatory, day, form
from inventory.language.words import Gender, Noun, figures_and_words
from vault.model import Json
from vault.verdict import carries_out

DOCUMENT: Noun = ("документ", "документи", "документів")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedItem:
    """A row: a case file or a document.

    Attributes:
        number: of the case file, or index of the document and number of its case file.
        extent: volumes and sheets.
        term: day by which it was to be handed over, if there is one (814 III.20).
    """

    number: str
    title: str
    extent: str
    term: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingRegister:
    """A register; the column of signatures is filled in by hand, row by row."""

    court: str
    number: str
    on: dt.date
    documents: bool
    left: str
    to: str
    items: tuple[HandedItem, ...]
    giver: Signatory


@carries_out("814:III.2", "814:III.3")
@form("handing_register", "Реєстр переданих справ і документів")
def handing_register(value: HandingRegister) -> dict[str, Json]:
    """Реєстр: each case file or document a row with room for a signature."""
    count = len(value.items)
    masculine, feminine = Gender.MASCULINE, Gender.FEMININE
    total = (
        figures_and_words(count, masculine, DOCUMENT)
        if value.documents
        else figures_and_words(count, feminine, FILE)
    )
    return {
        "court": value.court,
        "number": value.number,
        "date": day(value.on),
        "what": "документів" if value.documents else "судових справ",
        "left": value.left,
        "to": value.to,
        "rows": [
            {
                "position": str(position),
                "number": item.number,
                "title": item.title,
                "sheets": item.extent,
                "term": day(item.term),
                "notes": "",
            }
            for position, item in enumerate(value.items, 1)
        ],
        "total": total,
        "giver": value.giver.slots(),
    }
