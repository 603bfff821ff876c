"""What an inspection (огляд) of a case file finds: values.

Knows: occasions, faults, a recorded inspection. Does not know: how anything is found.
Keeps: a fault names the document and the sheets, so that an act can be drawn from it.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from inventory.audit.acts import Defect, Shortfall
from vault import Json


class Occasion(enum.StrEnum):
    """Why a case file is inspected."""

    RECEIPT = "receipt"
    SENDING = "sending"
    ISSUE = "issue"
    RETURN = "return"
    READING = "reading"


OCCASIONS: Mapping[str, str] = {
    Occasion.RECEIPT.value: "надійшла до суду",
    Occasion.SENDING.value: "перед направленням за межі суду",
    Occasion.ISSUE.value: "перед видачею для ознайомлення",
    Occasion.RETURN.value: "повернулася до суду",
    Occasion.READING.value: "після ознайомлення",
}


@dataclass(frozen=True, slots=True)
class FormationFault:
    """One thing that is not as it should be.

    Attributes:
        code: which check found it.
        item: a sentence, or the document it is about; note: more about it.
        carrier: it is about a carrier of a recording (814 X.4).
    """

    code: str
    defect: Defect
    item: str
    note: str = ""
    sheets: str = ""
    document: str = ""
    carrier: bool = False

    @property
    def text(self) -> str:
        """As one line."""
        sheets = f"арк. {self.sheets}" if self.sheets else ""
        return ", ".join(filter(None, (self.item, sheets, self.note)))

    def as_json(self) -> dict[str, Json]:
        """For the journal and for scripts."""
        return {
            "code": self.code,
            "defect": self.defect.value,
            "item": self.item,
            "note": self.note,
            "sheets": self.sheets,
            "document": self.document,
            "carrier": self.carrier,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> FormationFault:
        """Read what `as_json` wrote."""
        return cls(**{**value, "defect": Defect(value["defect"])})

    def shortfall(self) -> Shortfall:
        """As a position of an act."""
        return Shortfall(self.defect, self.item, self.note, self.sheets)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInspection:
    """A recorded inspection.

    Attributes:
        sequence: of its entry.
        on: ISO day; by, position: who inspected.
        unit: where the file was formed; responsible: who formed it.
    """

    sequence: int
    case: str
    occasion: Occasion
    on: str
    by: str
    position: str
    unit: str
    responsible: str
    findings: tuple[FormationFault, ...]
