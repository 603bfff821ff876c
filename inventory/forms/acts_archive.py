"""Acts that hand files over: to the court archive, to a state archive.

Knows: the fields of both acts (814 XXI) and their totals.
Does not know: who may sign or approve, and whether anything was approved: it is told so.
Keeps: files, volumes and sheets are counted here from the rows that are printed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inventory.forms.slots import Signatory, day, form
from inventory.forms.volume import SHEET
from inventory.language.words import Gender, Noun, figures_and_words
from vault.model import Json
from vault.verdict import carries_out

FILE: Noun = ("справа", "справи", "справ")
VOLUME: Noun = ("том", "томи", "томів")
UNIT: Noun = ("одиниця зберігання", "одиниці зберігання", "одиниць зберігання")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActHead:
    """What every act begins with.

    Attributes:
        court: full name.
        number: of the act; empty to be written by hand.
        on: date of drawing up (814 XVIII.4).
        place: where it was drawn up.
        basis: the ground: an order, a plan, the file plan.
        copies: where each copy goes, in order; their number is counted from it.
    """

    court: str
    number: str = ""
    on: dt.date | None = None
    place: str = ""
    basis: str
    copies: tuple[str, ...]

    def slots(self) -> dict[str, Json]:
        """Head and the list of copies."""
        return {
            "court": self.court,
            "act": self.number,
            "date": day(self.on),
            "place": self.place,
            "basis": self.basis,
            "copies": figures_and_words(len(self.copies), Gender.MASCULINE),
            "holders": list(self.copies),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedVolume:
    """A volume that changes hands."""

    label: str
    sheets: int
    inventory_sheets: int
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedFile:
    """A case file that changes hands, with its volumes.

    Attributes:
        number: of the case file, verbatim.
        title: parties and gist.
        first_on, last_on: its extreme dates.
        volumes: all that are handed over.
    """

    number: str
    title: str
    first_on: dt.date | None = None
    last_on: dt.date | None = None
    volumes: tuple[HandedVolume, ...]

    def __post_init__(self) -> None:
        """Refuse a file without volumes: it would be counted and not listed."""
        assert self.volumes, self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverAct:
    """Акт приймання-передавання справ до архіву суду (814 XXI).

    Attributes:
        head: number, date, basis, copies.
        handed_by, taken_by: names of the two units, as the text says them.
        files: with all their volumes.
        giver, taker: who sign.
    """

    head: ActHead
    handed_by: str
    taken_by: str
    files: tuple[HandedFile, ...]
    giver: Signatory
    taker: Signatory


@carries_out("814:XXI.1")
@form("handover_act", "Акт приймання-передавання справ до архіву суду")
def handover_act(value: HandoverAct) -> dict[str, Json]:
    """Акт передавання до архіву: each volume a row; files, volumes, sheets in the total."""
    rows = [
        {
            "position": "" if earlier else str(position),
            "number": file.number,
            "title": "те саме" if earlier else file.title,
            "dates": " – ".join(filter(None, (day(file.first_on), day(file.last_on)))),
            "volume": volume.label,
            "sheets": f"{volume.sheets} + {volume.inventory_sheets}",
            "notes": volume.notes,
        }
        for position, file in enumerate(value.files, 1)
        for earlier, volume in enumerate(file.volumes)
    ]
    volumes = [volume for file in value.files for volume in file.volumes]
    masculine = Gender.MASCULINE
    return {
        **value.head.slots(),
        "handed_by": value.handed_by,
        "taken_by": value.taken_by,
        "rows": rows,
        "files": figures_and_words(len(value.files), Gender.FEMININE, FILE),
        "volumes": figures_and_words(len(rows), masculine, VOLUME),
        "sheets": figures_and_words(sum(v.sheets for v in volumes), masculine, SHEET),
        "inventory_sheets": figures_and_words(
            sum(v.inventory_sheets for v in volumes), masculine, SHEET
        ),
        "giver": value.giver.slots(),
        "taker": value.taker.slots(),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferredInventory:
    """An inventory of files (опис справ) whose files go to the state archive.

    Attributes:
        title: of the inventory.
        number: of the inventory.
        copies: how many copies of the inventory are handed over.
        units: how many files it lists.
    """

    title: str
    number: str
    copies: int
    units: int
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Who approves an act, and by what; what is empty is filled in by hand.

    Attributes:
        position: of a head, or the name of a commission.
        name: initials and surname.
        on: the day of the approval.
        document: number of the protocol or other document.
    """

    position: str
    name: str = ""
    on: dt.date | None = None
    document: str = ""

    def slots(self) -> dict[str, Json]:
        """As the act prints it."""
        return {
            "position": self.position,
            "name": self.name,
            "date": day(self.on),
            "document": self.document,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAct:
    """Акт приймання-передавання документів НАФ на постійне зберігання.

    Attributes:
        head: number, date, basis, copies.
        archive: full name of the state archive; empty to be written by hand.
        fonds: number (empty to be written by hand) and name of the fonds.
        years: extreme years of the documents, when any is dated.
        inventories: what is handed over.
        finding_aids: what goes along: historical note, lists, indexes.
        commissions: of the court and of the archive, who agree first.
        heads: of the court and of the archive, who approve.
        giver, taker: who sign.
    """

    head: ActHead
    archive: str
    fonds: tuple[str, str]
    years: tuple[str, str] | None
    inventories: tuple[TransferredInventory, ...]
    finding_aids: str
    commissions: tuple[Approver, ...]
    heads: tuple[Approver, ...]
    giver: Signatory
    taker: Signatory


@form("transfer_act", "Акт приймання-передавання документів НАФ на постійне зберігання")
def transfer_act(value: TransferAct) -> dict[str, Json]:
    """Акт передавання до державного архіву: inventories, units in the total, all approvals."""
    rows = [
        {
            "position": str(position),
            "title": one.title,
            "number": one.number,
            "copies": str(one.copies),
            "units": str(one.units),
            "notes": one.notes,
        }
        for position, one in enumerate(value.inventories, 1)
    ]
    units = sum(one.units for one in value.inventories)
    return {
        **value.head.slots(),
        "archive": value.archive,
        "fonds": value.fonds[0],
        "fonds_name": value.fonds[1],
        "years": _span(value.years),
        "rows": rows,
        "units": figures_and_words(units, Gender.FEMININE, UNIT),
        "finding_aids": value.finding_aids,
        "commissions": [one.slots() for one in value.commissions],
        "heads": [one.slots() for one in value.heads],
        "giver": value.giver.slots(),
        "taker": value.taker.slots(),
    }


def _span(years: tuple[str, str] | None) -> str:
    """Extreme years as a sentence says them: «2026 рік», «2010–2015 роки»; nothing when unknown."""
    if years is None:
        return ""
    first, last = years
    return f"{first} рік" if first == last else f"{first}–{last} роки"
