"""Separator sheets and labels as printed.

Knows: how a code becomes a QR picture of squares. Does not know: who may print one, or scans.
Keeps: the picture is drawn by the typesetter from the code itself; no image goes into a form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import zxingcpp

from inventory.forms.slots import day, form
from inventory.registration.separators import Separator
from vault.model import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparatorSheet:
    """One separator to be printed: `kind` in words."""

    separator: Separator
    kind: str


@form("separator", "Розділювальні аркуші для сканування")
def separators(court: str, sheets: Sequence[SeparatorSheet]) -> dict[str, Json]:
    """A page for each of `sheets`, two where the pile is scanned on both sides."""
    return {
        "court": court,
        "sheets": [
            {
                "case": one.separator.number,
                "kind": one.kind,
                "title": one.separator.title,
                "index": one.separator.index,
                "date": day(dt.date.fromisoformat(one.separator.date))
                if one.separator.date
                else "",
                "annex": one.separator.annex,
                "duplex": one.separator.duplex,
                "serial": one.separator.serial,
                "squares": squares(one.separator.code),
            }
            for one in sheets
        ],
    }


def squares(code: str) -> list[str]:
    """The QR code in rows of dark (1) and light (0) squares; a third of it may be damaged."""
    barcode = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode, ec_level="H")
    picture: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    rows: Any = memoryview(picture).tolist()
    return ["".join("0" if light else "1" for light in row) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpineLabel:
    """What stands on the spine of a volume or on a box.

    Attributes:
        case: number of the case file.
        title: of the case file, short.
        volume: «Том 2 з 3»; empty for the only one.
        years: extreme years or dates, as text.
        reference: fonds, inventory and file number.
        until: how long it is kept, as text.
    """

    case: str
    title: str
    volume: str = ""
    years: str = ""
    reference: tuple[str, str, str] | None = None
    until: str = ""


@form("label", "Ярлики справ")
def labels(court: str, given: Sequence[SpineLabel]) -> dict[str, Json]:
    """Eight labels on each page, to be cut out."""
    return {
        "court": court,
        "labels": [
            {
                "case": one.case,
                "title": one.title,
                "volume": one.volume,
                "years": one.years,
                "reference": "ф. {} оп. {} спр. {}".format(*one.reference) if one.reference else "",
                "until": one.until,
            }
            for one in given
        ],
    }
