"""Case numbers: kept verbatim; odd or old ones warn, they are never refused (814 II.15).

Knows: shapes of numbers, the inbox folder convention, which numbers are near one another.
Does not know: which case files exist.
Keeps: only what cannot be a number at all (nothing, control characters, a path) is refused.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from inventory.errors import BadCaseNumber
from vault import Verdict, demands, rule

LENGTH_MAX = 64
_UNIQUE = re.compile(r"[1-9][0-9]{0,3}/[1-9][0-9]{0,6}/[0-9]{2}(-[цкпа])?\Z")


def checked(number: str) -> str:
    """The number as it will be kept.

    Raises:
        BadCaseNumber: it is empty, too long or has characters no number has.
    """
    number = " ".join(unicodedata.normalize("NFC", number).split())
    if not number or len(number) > LENGTH_MAX:
        raise BadCaseNumber(name=number[:LENGTH_MAX], reason=f"потрібно 1–{LENGTH_MAX} знаків")
    odd = any(c == "\\" or unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in number)
    if odd or not number.isprintable() or unicodedata.normalize("NFKC", number) != number:
        raise BadCaseNumber(name=ascii(number), reason="недозволені знаки")
    if set(number) <= {".", "/"} or ".." in number.split("/"):
        raise BadCaseNumber(name=number, reason="недозволені знаки")
    return number


@rule("814:II.15")
def looks_usual(number: str) -> Verdict:
    """Whether the number has the shape код суду/порядковий номер/рік."""
    usual = _UNIQUE.match(number) is not None
    return Verdict.of(
        demands(usual, "814:II.15", f"номер «{number}» не схожий на єдиний унікальний номер")
    )


def year_of(number: str) -> int | None:
    """The year a unique number was given in (its last two digits); None for another shape."""
    return 2000 + int(number.split("/")[2][:2]) if _UNIQUE.match(number) else None


def folder_name(number: str) -> str:
    """The inbox folder of a case number: `/` is written as `_`."""
    return number.replace("/", "_")


def nearest(wanted: str, numbers: Iterable[str], *, count: int = 3) -> Sequence[str]:
    """Known numbers that look most like `wanted` (a number or a folder's name)."""
    by_folder = {folder_name(number): number for number in numbers}
    close = difflib.get_close_matches(folder_name(wanted), by_folder, n=count, cutoff=0.6)
    return [by_folder[name] for name in close]
