"""Sheets (аркуші) and their numbers.

Knows: labels («12», «12а», «12аа»), their Ukrainian order, missing and lettered numbers, totals.
Does not know: documents or volumes. Keeps: total = highest number − missing + lettered.

Source: 814 VII.9, VII.13.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inventory.errors import BadSheetLabel
from vault import carries_out

VOLUME_LIMIT = 250
"""Sheets a volume may hold at most (814 VII.10)."""

LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщюя"
_LABEL = re.compile(rf"([1-9][0-9]*)(?:-?([{LETTERS}]{{1,2}}))?\Z")


@dataclass(frozen=True, slots=True)
class Label:
    """The number on one sheet: a figure and maybe a letter, after «я» two: аа, аб, … яя."""

    number: int
    letter: str = ""

    def __str__(self) -> str:
        return f"{self.number}{self.letter}"

    def written(self, joiner: str) -> str:
        """As the court writes it: with `joiner` «-», 12-а (814 says nothing of it)."""
        return f"{self.number}{joiner if self.letter else ''}{self.letter}"

    def key(self) -> tuple[int, int]:
        """Ukrainian order: code points would put ґ, є, і, ї after я."""
        place = 0
        for sign in self.letter:
            place = place * len(LETTERS) + LETTERS.index(sign) + 1
        return self.number, place


def label(text: str) -> Label:
    """Read «12» or «12а».

    Raises:
        BadSheetLabel: it is neither.
    """
    match = _LABEL.match(text.strip().lower())
    if match is None:
        raise BadSheetLabel(label=text)
    return Label(int(match[1]), match[2] or "")


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the numbers of one volume differ from 1, 2, 3 …: as on paper, noted, never repaired.

    Attributes:
        lettered: sheets that carry a letter, in order.
        missing: figures that no sheet carries, ascending.
    """

    lettered: tuple[Label, ...] = ()
    missing: tuple[int, ...] = ()

    @carries_out("814:VII.9-повтор")
    def labels(self) -> Iterator[Label]:
        """The labels of the volume's sheets, without end."""
        by_number: dict[int, list[Label]] = {}
        for lettered in sorted(self.lettered, key=Label.key):
            by_number.setdefault(lettered.number, []).append(lettered)
        missing = set(self.missing)
        number = 0
        while True:
            number += 1
            if number not in missing:
                yield Label(number)
            yield from by_number.get(number, ())


PLAIN = Numbering()
"""1, 2, 3 …"""


def take(labels: Iterator[Label], count: int) -> tuple[Label, ...]:
    """The next `count` labels."""
    return tuple(next(labels) for _ in range(count))


@carries_out("814:VII.13-літерні")
def odd_numbers(labels: Sequence[Label]) -> Numbering:
    """What is lettered and what is missing among the labels of a volume's sheets."""
    highest = max((entry.number for entry in labels), default=0)
    present = {entry.number for entry in labels if not entry.letter}
    return Numbering(
        lettered=tuple(sorted((entry for entry in labels if entry.letter), key=Label.key)),
        missing=tuple(n for n in range(1, highest + 1) if n not in present),
    )


def total(labels: Sequence[Label]) -> int:
    """Sheets of a volume by the arithmetic of the certification note."""
    odd = odd_numbers(labels)
    highest = max((entry.number for entry in labels), default=0)
    return highest - len(odd.missing) + len(odd.lettered)


def wants_renumbering(odd: Numbering, sheets: int, *, at_most: int, percent: int) -> bool:
    """Whether a volume has so many corrections that it is better numbered anew (814 VII.9).

    The law gives no figure, so the court does; and it only proposes, a person decides.

    Args:
        odd: what is lettered and missing.
        sheets: of the volume.
        at_most: corrections that are still few.
        percent: of the sheets that may be corrected.
    """
    corrections = len(odd.lettered) + len(odd.missing)
    return corrections > at_most or corrections * 100 > percent * sheets


@carries_out("814:VII.9-літери", "814:VII.9-ґ")
def next_letters(last: Label, count: int) -> tuple[Label, ...]:
    """Labels for `count` sheets found after `last`: its number and the next letters (VII.9).

    What follows «я» the Instruction does not say; we go on with «аа».
    """
    start = last.key()[1] + 1
    return tuple(Label(last.number, _letters(place)) for place in range(start, start + count))


def _letters(place: int) -> str:
    """The letter at a place of the alphabet, from 1; behind its end two."""
    more, at = divmod(place - 1, len(LETTERS))
    return (_letters(more) if more else "") + LETTERS[at]
