"""The act that hands files and documents from one person to another (814 I.12, annex 2).

Knows: the fields of the act and its totals. Does not know: who must sign: it is told so.
Keeps: files, volumes, sheets and documents are counted here from the rows that are printed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inventory.forms.acts_archive import FILE, VOLUME, ActHead
from inventory.forms.slots import Signatory, day, form
from inventory.forms.volume import SHEET
from inventory.language.words import Gender, Noun, figures_and_words
from vault.model import Json
from vault.verdict import carries_out

DOCUMENT: Noun = ("документ", "документи", "документів")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedPosition:
    """A row: a case file with its volumes, or a document by itself (no volumes).

    Attributes:
        number: of the case file, or the document's index.
        received_on: when it came.
        state: as people call it: pending, suspended, finished.
    """

    number: str
    title: str
    received_on: dt.date | None
    volumes: int
    sheets: int
    state: str
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesAct:
    """Акт приймання-передавання справ та документів (814, додаток 2).

    Attributes:
        title: what stands under «АКТ».
        opening: why, who hands over and who takes: the sentence before the table.
        report: a sentence after the list of copies.
        giver, taker: who hand over and take.
        staff: of the court, who sign too; one of them of the registry.
    """

    head: ActHead
    title: str
    opening: str
    report: str = ""
    items: tuple[HandedPosition, ...]
    giver: Signatory
    taker: Signatory
    staff: tuple[Signatory, ...]


@carries_out("814:I.12-підписи", "814:I.12-звільнення")
@form("files_act", "Акт приймання-передавання справ та документів")
def files_act(value: FilesAct) -> dict[str, Json]:
    """Акт (додаток 2): each file a row; both sides, the staff and the place of the seal."""
    files = [one for one in value.items if one.volumes]
    masculine = Gender.MASCULINE
    return {
        **value.head.slots(),
        "title": value.title,
        "opening": value.opening,
        "report": value.report,
        "rows": [
            {
                "position": str(place),
                "number": one.number,
                "title": one.title,
                "received": day(one.received_on),
                "volumes": str(one.volumes or "—"),
                "sheets": str(one.sheets),
                "state": one.state,
                "notes": one.notes,
            }
            for place, one in enumerate(value.items, 1)
        ],
        "files": figures_and_words(len(files), Gender.FEMININE, FILE),
        "volumes": figures_and_words(sum(one.volumes for one in files), masculine, VOLUME),
        "sheets": figures_and_words(sum(one.sheets for one in value.items), masculine, SHEET),
        "documents": figures_and_words(len(value.items) - len(files), masculine, DOCUMENT),
        "giver": value.giver.slots(),
        "taker": value.taker.slots(),
        "staff": [one.slots() for one in value.staff],
    }
