"""The act on what lacks or is damaged when an item arrives (814 II.6, annex 1).

Knows: the fields of the act and how its positions are counted.
Does not know: whether the act may be drawn up, who is present, where its copies go: it is told so.
Keeps: positions are counted here from the rows that are printed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inventory.forms.acts import ActHead
from inventory.forms.slots import Signatory, day, form
from inventory.words import Gender, Noun, figures_and_words
from vault.model import Json
from vault.verdict import carries_out

POSITION: Noun = ("позиція", "позиції", "позицій")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """One position: what lacks or is damaged, and how."""

    item: str
    fact: str
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalAct:
    """Акт про відсутність або пошкодження (814, додаток 1).

    Attributes:
        head: number, date, ground, copies.
        received_on: when the item came.
        sender: from whom; gets a copy.
        delivery: how it came: kind and number of the postal item.
        case: number of the case file, if it is known.
        documents: what came whole with it, as people call it.
        found: what lacks or is damaged.
        remarks: explanations and conclusions.
        present: who drew the act up or was there; all of them sign (814 XVIII.4).
    """

    head: ActHead
    received_on: dt.date
    sender: str
    delivery: str = ""
    case: str = ""
    documents: tuple[str, ...] = ()
    found: tuple[Lacking, ...]
    remarks: str = ""
    present: tuple[Signatory, ...]


@carries_out(
    "814:II.6-акт",
    "814:XVIII.4-склад",
    "814:XVIII.4-примірники",
    "814:XVIII.4-підпис",
    "814:XVIII.4-дата",
)
@form("arrival_act", "Акт про відсутність або пошкодження того, що надійшло")
def arrival_act(value: ArrivalAct) -> dict[str, Json]:
    """Акт про нестачу: grounds and persons first, positions, copies, everybody's signature."""
    return {
        **value.head.slots(),
        "present": [one.slots() for one in value.present],
        "received": day(value.received_on),
        "sender": value.sender,
        "delivery": value.delivery,
        "case": value.case,
        "documents": list(value.documents),
        "rows": [
            {"position": str(n), "item": one.item, "fact": one.fact, "notes": one.notes}
            for n, one in enumerate(value.found, 1)
        ],
        "total": figures_and_words(len(value.found), Gender.FEMININE, POSITION),
        "remarks": value.remarks,
    }
