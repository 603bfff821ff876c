"""The page that stands for a sheet whose picture is not there.

Knows: what such a page says. Does not know: why a picture is missing; it is told.
Keeps: it never looks like the sheet itself: it names the sheet, the document and the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.forms.slots import form
from vault.model import Json


@dataclass(frozen=True, slots=True)
class StandIn:
    """A sheet that cannot be shown.

    Attributes:
        sheet: its number.
        document: id of its document.
        title: of the document.
        reason: in Ukrainian, without a full stop.
    """

    sheet: str
    document: str
    title: str
    reason: str


@form("stand_in", "Аркуші без зображення")
def stand_ins(sheets: Sequence[StandIn]) -> dict[str, Json]:
    """One page for each of `sheets`, in order."""
    return {
        "pages": [
            {
                "sheet": one.sheet,
                "title": one.title,
                "document": one.document,
                "reason": one.reason,
            }
            for one in sheets
        ]
    }
