"""The act on a loss, a shortage, a damage, the state of a case file, a removal (814, annex 1).

Knows: the fields of the act and how its positions are counted.
Does not know: whether the act may be drawn up, who is present, where its copies go: it is told so.
Keeps: positions are counted here from the rows that are printed.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory.forms.acts_archive import ActHead
from inventory.forms.slots import Signatory, form
from inventory.language.words import Gender, Noun, figures_and_words
from vault.model import Json
from vault.verdict import carries_out

POSITION: Noun = ("позиція", "позиції", "позицій")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One position of the table: what it is about, and what was found."""

    item: str
    fact: str
    sheets: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessAct:
    """Акт (814, додаток 1).

    Attributes:
        head: number, date, ground, copies.
        title: what stands under «АКТ».
        opening: when and how it was found: the sentence before the table.
        documents: registered documents it is about, as people call them.
        found: the table.
        remarks: explanations and conclusions.
        report: to whom it is reported; empty when the law names nobody.
        present: who drew the act up or was there; all of them sign (814 XVIII.4).
        dissents: who has remarks, and which; each on a sheet of its own.
    """

    head: ActHead
    title: str
    opening: str
    documents: tuple[str, ...] = ()
    found: tuple[Position, ...]
    remarks: str = ""
    report: str = ""
    present: tuple[Signatory, ...]
    dissents: tuple[tuple[Signatory, str], ...] = ()


@carries_out(
    "814:XVIII.4-склад",
    "814:XVIII.4-примірники",
    "814:XVIII.4-підпис",
    "814:XVIII.4-дата",
)
@form("act", "Акт")
def witness_act(value: WitnessAct) -> dict[str, Json]:
    """Акт: grounds and persons first, positions, copies, everybody's signature, dissents apart."""
    return {
        **value.head.slots(),
        "title": value.title,
        "opening": value.opening,
        "present": [one.slots() for one in value.present],
        "documents": list(value.documents),
        "rows": [
            {
                "position": str(n),
                "item": one.item,
                "sheets": one.sheets,
                "fact": one.fact,
                "notes": one.notes,
            }
            for n, one in enumerate(value.found, 1)
        ],
        "total": figures_and_words(len(value.found), Gender.FEMININE, POSITION),
        "remarks": value.remarks,
        "report": value.report,
        "dissents": [{"who": who.slots(), "text": text} for who, text in value.dissents],
    }
