"""What is put on a certified copy: the mark of certification, the total on the back.

Knows: the formulas of 814 XI. Does not know: which of them applies; it is told.
Keeps: the number of leaves is counted by whoever lays the copy out, never typed.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory.forms.slots import Signatory, form
from vault.model import Json
from vault.verdict import carries_out

FORMULA = "Згідно з оригіналом"
"""814 XI.9."""
FROM_ASDS = "Виготовлено з автоматизованої системи документообігу суду"
"""A copy of an electronic original kept in АСДС (814 XI.9)."""
MATCHES_CASE = "Відповідає матеріалам справи"
"""A copy of a document from the case file (814 XI.7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMark:
    """Відмітка про засвідчення.

    Attributes:
        certifier: who certifies, and when.
        lines: further lines, as given: `FROM_ASDS`, `MATCHES_CASE`, «Рішення набрало законної
            сили 03.05.2018» (814 XI.3) …
        formula: «Згідно з оригіналом», unless a court's order words it otherwise.
    """

    certifier: Signatory
    lines: tuple[str, ...] = ()
    formula: str = FORMULA


@carries_out(
    "814:XI.9",
    "814:XI.9-реквізити",
    "814:XI.9-печатка",
    "814:XI.9-АСДС",
    "814:XI.9-ЄДРСР",
    "814:XI.7-відмітка",
    "814:XI.3",
    "814:XI.3-набрало",
    "814:XI.3-не набрало",
    "814:XII.6-місце",
)
@form("copy_mark", "Відмітка про засвідчення копії")
def copy_mark(value: CopyMark) -> dict[str, Json]:
    """The mark below the document's signature: position, signature, name, date, seal."""
    return {
        "formula": value.formula,
        "lines": list(value.lines),
        "certifier": value.certifier.slots(),
    }


@carries_out("814:XI.10-арк")
@form("copy_total", "Напис на звороті копії")
def copy_total(certifier: Signatory, leaves: int) -> dict[str, Json]:
    """«Всього в копії N арк.» on the back of the last leaf."""
    return {"leaves": str(leaves), "certifier": certifier.slots()}
