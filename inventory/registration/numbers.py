"""Case numbers: kept verbatim; odd or old ones warn, they are never refused (814 II.15).

Knows: shapes of numbers, the inbox folder convention, which numbers are near one another or
look the same.
Does not know: which case files exist.
Keeps: only what cannot be a number at all (nothing, control characters, a path) is refused.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inventory.errors import BadCaseNumber
from vault import Verdict, carries_out, demands, rule, single_spaced, unseen

LENGTH_MAX = 64
_ONE = r"([1-9][0-9]{0,3})/([1-9][0-9]{0,6})/([0-9]{2})(?:-([цкпа]))?"
_UNIQUE = re.compile(rf"{_ONE}(?: \({_ONE}\))?\Z")
_PROCEEDING = re.compile(
    r"([0-9]{1,2}(?:-[а-щьюяґєії]{1,4}){0,2})/(?:([1-9][0-9]{0,3})/)?([1-9][0-9]{0,6})/([0-9]{2,4})\Z"
)


_ALIKE = str.maketrans("abcehikmnoptxy–—−‑‐", "авсенікмпортху-----")
_SUFFIX_ALIKE = str.maketrans("ср", "цп")  # «-c» and «-p», which no suffix is
_WRITTEN = re.compile(r"(.*?[0-9])(?:-?([a-zа-яіїєґ]))?\Z")


@dataclass(frozen=True, slots=True)
class UniqueNumber:
    """A unique case number by its parts (814 II.15).

    Attributes:
        court: code of the court that gave it, which need not be ours.
        suffix: ц, к, п, а, or empty.
        within: of a case inside a bankruptcy case: the number in brackets, verbatim (814 II.16).
    """

    court: str
    ordinal: int
    year: int
    suffix: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class ProceedingNumber:
    """A proceeding number by its parts; one that has other parts is only kept verbatim.

    Attributes:
        index: by annex 3 of the Instruction.
        court: code of the court; empty where the number has none.
    """

    text: str
    index: str = ""
    court: str = ""
    ordinal: int | None = None
    year: int | None = None


def checked(number: str) -> str:
    """The number as it will be kept.

    Raises:
        BadCaseNumber: it is empty, too long or has characters no number has.
    """
    number = single_spaced(unicodedata.normalize("NFC", number))
    if not number or len(number) > LENGTH_MAX:
        raise BadCaseNumber(name=number[:LENGTH_MAX], reason=f"потрібно 1–{LENGTH_MAX} знаків")
    odd = any(c == "\\" or unseen(c) for c in number)
    if odd or not number.isprintable() or unicodedata.normalize("NFKC", number) != number:
        raise BadCaseNumber(name=_readable(number), reason="недозволені знаки")
    if set(number) <= {".", "/"} or ".." in number.split("/"):
        raise BadCaseNumber(name=number, reason="недозволені знаки")
    return number


def _readable(number: str) -> str:
    """Letters as they are; what cannot be told apart or seen, by its code."""
    fine = (c.isprintable() and unicodedata.normalize("NFKC", c) == c for c in number)
    return "".join(c if ok else f"\\u{ord(c):04x}" for c, ok in zip(number, fine, strict=True))


@carries_out("Лубни:3.3", "814:II.16-банкрутство")
def unique_parts(number: str) -> UniqueNumber | None:
    """The parts of a unique number, whichever court gave it; None for another shape.

    «N (M)» is a case considered within bankruptcy case N: both numbers are kept as they are.
    """
    found = _UNIQUE.match(number)
    if found is None:
        return None
    court, ordinal, year, suffix = found.groups()[:4]
    _, bracket, within = number.partition(" (")
    return UniqueNumber(
        court, int(ordinal), 2000 + int(year), suffix or "", within[:-1] if bracket else ""
    )


def bankruptcy_number(number: str) -> str | None:
    """Of «N (M)» the number N of the bankruptcy case; None for any other number."""
    parts = unique_parts(number)
    return number.partition(" (")[0] if parts is not None and parts.within else None


@carries_out("Лубни:3.4", "814:II.16")
def proceeding_parts(text: str) -> ProceedingNumber:
    """Index, code of the court, ordinal and year of a proceeding number, as far as it has them."""
    found = _PROCEEDING.match(text)
    if found is None:
        return ProceedingNumber(text)
    index, court, ordinal, year = found.groups()
    return ProceedingNumber(
        text, index, court or "", int(ordinal), int(year) + (2000 if len(year) == 2 else 0)
    )


@rule("814:II.15")
def looks_usual(number: str) -> Verdict:
    """Whether the number has the shape код суду/порядковий номер/рік."""
    usual = _UNIQUE.match(number) is not None
    return Verdict.of(
        demands(usual, "814:II.15", f"номер «{number}» не схожий на єдиний унікальний номер")
    )


@rule("814:II.15")
def looks_unlike(number: str, others: Iterable[str]) -> Verdict:
    """Whether no other case file's number looks the same; remarked on only.

    Latin letters for Cyrillic ones, another dash, blanks, zeros in front, a year of four digits
    or a suffix that is there in one and not in the other make two numbers of what is one.
    """
    base, suffix = _as_written(number)
    same = (
        other
        for other in others
        if other != number
        and (found := _as_written(other))[0] == base
        and (found[1] == suffix or not (found[1] and suffix))
    )
    alike = ", № ".join(dict.fromkeys(same))
    return Verdict.of(
        demands(not alike, "814:II.15", f"номер «{number}» схожий на наявний: № {alike}")
    )


def _as_written(number: str) -> tuple[str, str]:
    """What remains of a number when the eye passes over it, and its suffix."""
    text = "".join(number.casefold().split()).translate(_ALIKE)
    found = _WRITTEN.match(text)
    base, suffix = (found[1], found[2] or "") if found else (text, "")
    parts = [part.lstrip("0") for part in base.split("/")]
    if len(parts) > 2 and len(parts[-1]) == 4:  # 999/5/2026, but not the «0101» of an old shape
        parts[-1] = parts[-1].removeprefix("20")
    return "/".join(parts), suffix.translate(_SUFFIX_ALIKE)


def by_look(numbers: Iterable[str]) -> Mapping[str, list[str]]:
    """Numbers by what `look_of` says of them, to be asked for many (`looks_unlike`)."""
    found = defaultdict(list)
    for number in numbers:
        found[look_of(number)].append(number)
    return found


def look_of(number: str) -> str:
    """What numbers that look the same have in common."""
    return _as_written(number)[0]


def year_of(number: str) -> int | None:
    """The year a unique number was given in (its last two digits); None for another shape."""
    parts = unique_parts(number)
    return parts.year if parts else None


def folder_name(number: str) -> str:
    """The inbox folder of a case number: `/` is written as `_`."""
    return number.replace("/", "_")


def nearest(wanted: str, numbers: Iterable[str], *, count: int = 3) -> Sequence[str]:
    """Known numbers that look most like `wanted` (a number or a folder's name)."""
    by_folder = {folder_name(number): number for number in numbers}
    close = difflib.get_close_matches(folder_name(wanted), by_folder, n=count, cutoff=0.6)
    return [by_folder[name] for name in close]
