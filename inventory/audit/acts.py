"""Acts of annexes 1 and 2 (814): which there are, what each records.

Knows: the kinds of data/acts.tsv, that witness a fact about documents, and of data/handovers.tsv
(ground, wording, who gets the copies), and what may be found.
Does not know: whether an act may be drawn up (rules), how it is laid out (forms).
Keeps: a kind's wording is data; how many copies there are is counted from who gets one.
"""

from __future__ import annotations

import csv
import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from inventory.language.words import long_date
from vault import Json, carries_out, single_spaced

if TYPE_CHECKING:  # forms are slow to import, and who reads acts needs none
    from inventory.forms import Signatory
    from inventory.registration.series import Series


class Defect(enum.StrEnum):
    """What an act witnesses about one document, sheet or package."""

    MISSING = "missing"
    DAMAGED = "damaged"
    ILLEGIBLE = "illegible"
    PACKAGE = "package"
    LOST = "lost"
    REPLACED = "replaced"
    RESEWN = "resewn"
    DEFECT = "defect"
    REMOVED = "removed"


FACTS: Mapping[Defect, str] = {
    Defect.MISSING: "відсутність",
    Defect.DAMAGED: "пошкодження",
    Defect.ILLEGIBLE: "забруднення або пошкодження, зміст і реквізити неможливо встановити",
    Defect.PACKAGE: "пошкоджена упаковка",
    Defect.LOST: "втрата",
    Defect.REPLACED: "заміна",
    Defect.RESEWN: "перепідшивання",
    Defect.DEFECT: "недолік формування",
    Defect.REMOVED: "вилучено, замінено засвідченою копією",
}
"""What an act says was found."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One position of an act: a document, an annex, sheets, the packing.

    Attributes:
        item: what it is, as people call it.
        note: whatever else there is to say.
        sheets: its sheets by the inventory: `17`, `5–8`; empty when it has none.
    """

    defect: Defect
    item: str
    note: str = ""
    sheets: str = ""

    def as_json(self) -> dict[str, Json]:
        """For the journal and for lists."""
        sheets = {"sheets": self.sheets} if self.sheets else {}
        return {"defect": self.defect.value, "item": self.item, "note": self.note, **sheets}

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Shortfall:
        """Read what `as_json` wrote."""
        return cls(Defect(value["defect"]), value["item"], value["note"], value.get("sheets", ""))


@dataclass(frozen=True, slots=True)
class Dissent:
    """What somebody who signs the act does not agree with (814 XVIII.4)."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActKind:
    """A kind of act, as its table has it.

    Attributes:
        series: letters of its numbers: `2026/Н-1`.
        name: for lists; title: what stands under «АКТ».
        opening: the sentence before the table, with places for what was said.
        holders: who gets each copy.
        report: a sentence after the list of copies.
        facts: what may be found; nothing where files change hands.
    """

    code: str
    series: str
    name: str
    title: str
    basis: str
    opening: str
    holders: tuple[str, ...]
    report: str
    facts: tuple[Defect, ...]


@cache
def act_kinds() -> dict[str, ActKind]:
    """All kinds that witness a fact (annex 1), by code."""
    return _kinds("acts.tsv")


@cache
def handover_kinds() -> dict[str, ActKind]:
    """The acts of annex 2, by why files change hands; in lists all are of the kind `HANDOVER`."""
    return _kinds("handovers.tsv")


def _kinds(table: str) -> dict[str, ActKind]:
    text = resources.files("inventory").joinpath("data", table).read_text(encoding="utf-8")
    return {
        row["kind"]: ActKind(
            code=row["kind"],
            series=row["series"],
            name=row["name"],
            title=row["title"],
            basis=row["basis"],
            opening=row["opening"],
            holders=tuple(row["holders"].split(" | ")),
            report=row["report"],
            facts=tuple(map(Defect, row["facts"].split())),
        )
        for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    }


HANDOVER = "files"
"""The kind of all acts of annex 2."""


def act_name(code: str) -> str:
    """What a list calls an act of this kind."""
    if code == HANDOVER:
        return next(iter(handover_kinds().values())).name
    return act_kinds()[code].name


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRequest:
    """What somebody says who draws an act up.

    Attributes:
        kind: code of `act_kinds`.
        number: of the act, as a person gave it; without it the next of `series`, of the act's own
            journal when there is none either.
        series: a configured series of numbers; the number is issued with the act.
        case: number of the case file, if it is known.
        documents: ids of registered documents it is about: their records get the mark.
        found: its table.
        party: whose copy it is, or whom it concerns: the sender, the unit, the body the file came
            from, the reader, who got the originals.
        on: the day of what it witnesses: receipt, return, discovery; today when None.
        details: how it came, by what it was sent: after the party, in brackets.
        ground: application, resolution, order it rests on beside the Instruction.
        point: of the Instruction it rests on instead of its kind's: the clause, and in words.
        present: who draws it up or is there; all of them sign.
        dissents: of those who sign.
        remarks: explanations and conclusions.
        inspection: sequence of the inspection whose findings it witnesses.
        filed: whether a copy is registered as a document of the case file.
    """

    kind: str
    number: str | None = None
    series: Series | None = None
    case: str | None = None
    documents: tuple[str, ...] = ()
    found: tuple[Shortfall, ...]
    party: str = ""
    on: dt.date | None = None
    details: str = ""
    ground: str = ""
    point: tuple[str, str] | None = None
    place: str = ""
    present: tuple[Signatory, ...]
    dissents: tuple[Dissent, ...] = ()
    remarks: str = ""
    inspection: int | None = None
    filed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnAct:
    """A recorded act.

    Attributes:
        on: ISO day of drawing up; occurred_on: of what it witnesses.
        case: number of the case file; empty when none was known.
        documents: ids it is about.
        document: SHA-512 of its printed form.
        filed_as: id of the document as which it lies in the case file, if it does.
    """

    sequence: int
    number: str
    kind: str
    on: str
    occurred_on: str
    party: str
    case: str
    documents: tuple[str, ...]
    found: tuple[Shortfall, ...]
    copies: tuple[str, ...]
    document: str
    filed_as: str | None


BLANK = "_" * 30
"""What an act has where something is written in by hand."""


@carries_out("814:XIV.9-словесно")
def said(request: ActRequest, on: dt.date, case: str) -> dict[str, str]:
    """What fills the places of a kind's wording: dates in words, as in all such texts (XIV.9)."""
    illegible = any(one.defect is Defect.ILLEGIBLE for one in request.found)
    return {
        "on": long_date(on),
        "party": request.party.strip() or BLANK,
        "details": f" ({request.details.strip()})" if request.details.strip() else "",
        "case": case,
        "of_case": f", справа № {case}" if case else "",
        "in_case": f" (справа № {case})" if case else "",
        "returned": ", разом із документами без їх реєстрації" if illegible else "",
    }


def persons_among(present: Sequence[Signatory]) -> set[str]:
    """The persons among them, each by a name of their own."""
    return {single_spaced(one.name).casefold() for one in present} - {""}
