"""The leaf map: which pages show the face and the back of each leaf (аркуш) of a document.

Knows: faces and backs, what is special about a leaf, the line in which a person writes a map.
Does not know: numbers of sheets, volumes, storage. Keeps: a page is shown once; a leaf is one sheet
however many pages show it (814 VII.9); a map and its line say the same.

A line: `1-2 3 4-5:large 6/7 -*3` is a leaf with face 1 and back 2, one with face 3, a large one
scanned in two parts, face 6 and back 7, and three leaves that were not scanned.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from inventory.errors import BadLeafMap
from inventory.model import Document
from vault import Json, carries_out

LEAVES_MAX = 100_000
FLAGS = {
    "large": "великоформатний",
    "pasted": "з наклеєним",
    "glued": "підклеєний одним боком",
    "illustration": "ілюстрація",
    "envelope": "конверт із вкладеннями",
    "enclosed": "вкладення в конверті",
    "sealed": "опечатаний конверт",
    "unnumbered": "не нумерується",
}
"""What may be special about a leaf, and how it is told."""

_PART = r"([1-9][0-9]{0,5})(?:-([1-9][0-9]{0,5}))?"
_TOKEN = re.compile(rf"(?:-(?:\*([1-9][0-9]{{0,4}}))?|{_PART}(?:/{_PART})?)(?::([a-z,]+))?\Z")


@dataclass(frozen=True, slots=True)
class MappedLeaf:
    """One leaf of a document.

    Attributes:
        faces: pages that show its face, from 1; several when a large sheet was scanned in parts,
            none when it was not scanned.
        backs: pages that show its back; none when it is blank or was not scanned.
        flags: of FLAGS.
    """

    faces: tuple[int, ...]
    backs: tuple[int, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def pages(self) -> tuple[int, ...]:
        """All its pages, the face first."""
        return self.faces + self.backs

    @property
    def numbered(self) -> bool:
        """Whether it takes a number: a passport does not (814 VII.13)."""
        return "unnumbered" not in self.flags

    def as_json(self) -> dict[str, Json]:
        """As the journal and `--json` have it."""
        return {"face": list(self.faces), "back": list(self.backs), "flags": list(self.flags)}

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Self:
        """Read what `as_json` wrote."""
        return cls(tuple(value["face"]), tuple(value["back"]), tuple(value["flags"]))

    def __str__(self) -> str:
        large = "large" in self.flags
        if not self.faces:
            shown = "-"
        elif self.backs and (large or len(self.pages) > 2 or self.backs[0] != self.faces[0] + 1):
            shown = f"{_span(self.faces)}/{_span(self.backs)}"
        else:
            shown = _span(self.pages)
        return shown + (f":{','.join(self.flags)}" if self.flags else "")


def _span(pages: Sequence[int]) -> str:
    return str(pages[0]) if len(pages) == 1 else f"{pages[0]}-{pages[-1]}"


def line_of(leaves: Sequence[MappedLeaf]) -> str:
    """The map as a person writes it; leaves that were not scanned are counted together."""
    words: list[tuple[str, int]] = []
    for word in map(str, leaves):
        if words and words[-1][0] == word and word.startswith("-"):
            words[-1] = (word, words[-1][1] + 1)
        else:
            words.append((word, 1))
    return " ".join(
        word if count == 1 else word.replace("-", f"-*{count}", 1) for word, count in words
    )


def read_line(line: str) -> tuple[MappedLeaf, ...]:
    """The leaves of a line.

    Raises:
        BadLeafMap: saying which word is wrong.
    """
    leaves: list[MappedLeaf] = []
    for word in line.split():
        match = _TOKEN.match(word)
        if match is None:
            raise BadLeafMap(reason=f"«{word[:40]}» не є аркушем (наприклад: 3, 1-2, 4-5:large)")
        count, first, last, back, back_last, told = match.groups()
        flags = tuple(sorted(set(told.split(",")))) if told else ()
        unknown = set(flags) - FLAGS.keys()
        if unknown:
            known = ", ".join(FLAGS)
            raise BadLeafMap(reason=f"позначки «{min(unknown)}» немає; є такі: {known}")
        if first is None:
            leaves += [MappedLeaf((), (), flags)] * int(count or 1)
            continue
        pages, backs = _pages(first, last), _pages(back, back_last)
        if len(pages) > 1 and "large" not in flags and not backs:
            pages, backs = pages[:1], pages[1:]
        if len(pages) > 1 and "large" not in flags:
            raise BadLeafMap(reason=f"«{word[:40]}»: лицьовий бік — одна сторінка, крім large")
        if len(backs) > 1 and "large" not in flags:
            raise BadLeafMap(reason=f"«{word[:40]}»: зворот — одна сторінка, крім large")
        leaves.append(MappedLeaf(pages, backs, flags))
    if len(leaves) > LEAVES_MAX:
        raise BadLeafMap(reason=f"аркушів більше ніж {LEAVES_MAX}")
    return tuple(leaves)


def _pages(first: str | None, last: str | None) -> tuple[int, ...]:
    if first is None:
        return ()
    return tuple(range(int(first), int(last or first) + 1))


def require_whole(leaves: Sequence[MappedLeaf], pages: int) -> None:
    """The map shows each of the document's pages once.

    Raises:
        BadLeafMap: it does not; names the pages.
    """
    shown = [page for leaf in leaves for page in leaf.pages]
    if not leaves:
        raise BadLeafMap(reason="у карті немає жодного аркуша")
    for page in shown:
        if page > pages:
            raise BadLeafMap(reason=f"сторінки {page} у документі немає: їх {pages}")
    twice = sorted({page for page in shown if shown.count(page) > 1})
    if twice:
        raise BadLeafMap(reason=f"сторінку {twice[0]} названо двічі")
    left = sorted(set(range(1, pages + 1)) - set(shown))
    if left:
        raise BadLeafMap(reason=f"не сказано, якого аркуша сторінка {left[0]}")


@carries_out("814:VII.9-приклеєні", "814:VII.9-підклеєні", "814:VII.9-A3", "814:VII.13-вкладення")
def numbered(leaves: Sequence[MappedLeaf]) -> list[MappedLeaf]:
    """The leaves that take a number each.

    A large sheet is one, a sheet with pasted items is one, what is glued on by one edge is one of
    its own; what cannot be numbered is none.
    """
    return [leaf for leaf in leaves if leaf.numbered]


def proposed(
    pages: int, sheets: int, *, flags: Collection[str] = (), blank: Collection[int] = ()
) -> tuple[MappedLeaf, ...]:
    """The map of a document of which only the number of its sheets is known.

    Args:
        pages: of its file; 0 when it has none.
        sheets: as registered or confirmed; 0 for what takes no number.
        flags: of the document, which its leaves share.
        blank: pages on which nothing is written, from 1: backs, if that fits the number.
    """
    shared = tuple(sorted(set(flags) & FLAGS.keys()))
    if not sheets:
        return (MappedLeaf(tuple(range(1, pages + 1)), (), ("unnumbered",)),) if pages else ()
    seen = by_ink(pages, blank)
    if blank and len(seen) == sheets and "large" not in shared:
        return tuple(MappedLeaf(leaf.faces, leaf.backs, shared) for leaf in seen)
    leaves = []
    for share in dealt(pages, sheets):
        shown = tuple(page + 1 for page in share)
        faces = len(shown) if "large" in shared else 1
        leaves.append(MappedLeaf(shown[:faces], shown[faces:], shared))
    return tuple(leaves)


def by_ink(pages: int, blank: Collection[int]) -> tuple[MappedLeaf, ...]:
    """Leaves as blank backs betray them.

    When all blank pages are even ones, both sides of every leaf were scanned; else a blank page is
    the back of the one before it.
    """
    both = bool(blank) and all(page % 2 == 0 for page in blank)
    leaves: list[MappedLeaf] = []
    for page in range(1, pages + 1):
        back = page % 2 == 0 if both else page in blank
        if back and leaves and not leaves[-1].backs:
            leaves[-1] = MappedLeaf(leaves[-1].faces, (page,))
        else:
            leaves.append(MappedLeaf((page,)))
    return tuple(leaves)


def dealt(pages: int, sheets: int) -> list[range]:
    """The pages of each sheet: faces and backs in turn, none left over, none empty if avoidable."""
    each, first, shares = -(-pages // sheets), 0, []
    for after in reversed(range(sheets)):
        left = pages - first
        share = max(min(each, left - after), min(1, left))
        shares.append(range(first, first + share))
        first += share
    return shares


def map_of(
    document: Document,
    drawn: Sequence[MappedLeaf] | None,
    *,
    pages: int | None = None,
    blank: Collection[int] = (),
) -> tuple[MappedLeaf, ...]:
    """The leaves of a document: as a person drew them, else as proposed.

    A drawing holds as long as the number of sheets is the drawn one. `pages` are those that can be
    shown where they are not the registered ones: what is beyond belongs to the last leaf.
    """
    shown = document.pages if pages is None else pages
    sheets = document.count.sheets
    if drawn is None or len(numbered(drawn)) != sheets:
        return proposed(shown, sheets, flags=document.flags, blank=blank)
    kept = [
        MappedLeaf(
            tuple(page for page in leaf.faces if page <= shown),
            tuple(page for page in leaf.backs if page <= shown),
            leaf.flags,
        )
        for leaf in drawn
    ]
    beyond = range(1 + max((p for leaf in drawn for p in leaf.pages), default=0), shown + 1)
    last = kept[-1]
    if last.faces:
        kept[-1] = MappedLeaf(last.faces, (*last.backs, *beyond), last.flags)
    else:
        kept[-1] = MappedLeaf((*beyond[:1],), (*beyond[1:],), last.flags)
    return tuple(kept)


def part_of(leaves: Sequence[MappedLeaf], before: int, sheets: int) -> list[MappedLeaf]:
    """The leaves of which `sheets` are numbered, after `before` that lie in earlier volumes.

    What takes no number goes with the sheet before it; at the beginning, with the first.
    """
    part, count = [], 0
    for leaf in leaves:
        inside = before < count + leaf.numbered <= before + sheets
        if inside or (not leaf.numbered and before == count == 0):
            part.append(leaf)
        count += leaf.numbered
    return part
