"""Separator sheets: what stands on one, and the code by which this vault knows it again.

Knows: what a separator says about the document that follows it. Does not know: QR codes, scans.
Keeps: a code is only a serial number that cannot be guessed; what it means is in the journal, so a
page from outside can neither make one nor change what it says (docs/decisions/0027).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

PREFIX = "SPRAVA1-"
_CODE = re.compile(rf"{PREFIX}([A-Z2-7]{{26}})\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Separator:
    """A separator sheet that was printed.

    Attributes:
        serial: 26 letters and digits, random.
        case_key: of the case file the next document goes to.
        number: what that case file was called when it was printed.
        kind: code of the kind of document.
        title, index, date: of the document, as far as they were given; ISO date.
        annex: whether the next document came with the one before it.
        duplex: whether the pile is scanned on both sides.
    """

    serial: str
    case_key: str
    number: str
    kind: str
    title: str = ""
    index: str = ""
    date: str = ""
    annex: bool = False
    duplex: bool = False

    @property
    def code(self) -> str:
        """What its QR code says."""
        return PREFIX + self.serial


def new_serial(random: bytes) -> str:
    """A serial of 16 random bytes."""
    assert len(random) == 16
    return base64.b32encode(random).decode().rstrip("=")


def serial_of(code: str) -> str | None:
    """The serial in a QR code's text; None when it is none of ours."""
    found = _CODE.match(code)
    return found[1] if found else None
