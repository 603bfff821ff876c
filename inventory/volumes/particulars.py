"""What a certification note lists about single sheets (814 VII.13).

Knows: leaf maps, labels, corrections of the numbering. Does not know: forms, storage.
Keeps: every sheet named is a sheet of the volume; nothing is listed that nobody said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inventory.language.words import short_date
from inventory.model import Document, NumberingCorrection, Row, VolumePlan
from inventory.volumes.leaves import MappedLeaf, map_of, part_of
from inventory.volumes.sheets import Label, odd_numbers
from vault import carries_out

_FOUND = (
    "пропущений при нумерації аркуш дістав номер",
    "пропущені при нумерації аркуші дістали номери",
)
_AGAIN = (
    "на повтореному номері додано літеру:",
    "на повторених номерах додано літери:",
)
_GAPS = ("пропущено номер", "пропущено номери")
"""What a note says of one number, and of several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOf:
    """A leaf where it lies: what takes no number stands after the sheet `label`, if any."""

    document: str
    row: int
    leaf: MappedLeaf
    label: Label | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """The peculiarities of one volume.

    Attributes:
        unnumbered: enclosures that cannot be numbered, each with where it lies.
        pasted, large: sheets with pasted items; larger than A4.
        envelopes: open envelopes with the number of sheets in each.
        corrections: mistakes and corrections of the numbering, a sentence each.
    """

    unnumbered: tuple[str, ...] = ()
    pasted: tuple[Label, ...] = ()
    large: tuple[Label, ...] = ()
    envelopes: tuple[tuple[Label, int], ...] = ()
    corrections: tuple[str, ...] = ()


def sheets_of(
    plans: Sequence[VolumePlan],
    volume: VolumePlan,
    documents: Mapping[str, Document],
    drawn: Mapping[str, Sequence[MappedLeaf]],
) -> list[SheetOf]:
    """Every leaf of a volume, in order."""
    before: dict[str, int] = {}
    for plan in plans:
        if plan.number < volume.number:
            for row in plan.rows:
                for member in row.members:
                    count = before.get(member.document, 0) + len(member.labels)
                    before[member.document] = count
    found = []
    for row in volume.rows:
        for member in row.members:
            leaves = map_of(documents[member.document], drawn.get(member.document))
            labels = iter(member.labels)
            last: Label | None = None
            for leaf in part_of(leaves, before.get(member.document, 0), len(member.labels)):
                last = next(labels, last) if leaf.numbered else last
                found.append(
                    SheetOf(document=member.document, row=row.number, leaf=leaf, label=last)
                )
    return found


@carries_out(
    "814:VII.13-вкладення",
    "814:VII.13-наклеєні",
    "814:VII.13-великі",
    "814:VII.13-конверти",
    "814:VII.13-помилки",
    "814:VII.9-приклеєні",
    "814:VII.9-A3",
)
def particulars(
    plans: Sequence[VolumePlan],
    volume: VolumePlan,
    documents: Mapping[str, Document],
    drawn: Mapping[str, Sequence[MappedLeaf]],
    corrections: Sequence[NumberingCorrection] = (),
) -> Particulars:
    """What is peculiar about the sheets of one volume."""
    sheets = sheets_of(plans, volume, documents, drawn)
    return Particulars(
        unnumbered=tuple(_unnumbered(volume, documents, sheets)),
        pasted=_flagged(sheets, "pasted"),
        large=_flagged(sheets, "large"),
        envelopes=tuple(_envelopes(volume, documents, sheets)),
        corrections=tuple(_told(volume, corrections)),
    )


def _flagged(sheets: Sequence[SheetOf], flag: str) -> tuple[Label, ...]:
    return tuple(
        one.label
        for one in sheets
        if flag in one.leaf.flags and one.leaf.numbered and one.label is not None
    )


def _unnumbered(
    volume: VolumePlan, documents: Mapping[str, Document], sheets: Sequence[SheetOf]
) -> Sequence[str]:
    whole = [
        f"{documents[row.document].title} (рядок {row.number} опису)"
        for row in volume.rows
        if documents[row.document].kind_data.trait == "unnumbered"
    ]
    loose = [
        f"вкладення до документа «{documents[one.document].title}»"
        + (f" після арк. {one.label}" if one.label else "")
        + f" (рядок {one.row} опису)"
        for one in sheets
        if not one.leaf.numbered and documents[one.document].count.sheets
    ]
    return whole + loose


def _envelopes(
    volume: VolumePlan, documents: Mapping[str, Document], sheets: Sequence[SheetOf]
) -> Sequence[tuple[Label, int]]:
    """Open envelopes that hold something: documents of that kind, and leaves drawn as one."""
    found = []
    for row in volume.rows:
        leading = documents[row.document]
        if leading.kind_data.trait == "envelope" and len(row.labels) > 1:
            found.append((row.labels[0], len(row.labels) - 1))
        elif leading.kind_data.trait != "envelope":
            found += _drawn_envelopes(row, sheets)
    return found


def _drawn_envelopes(row: Row, sheets: Sequence[SheetOf]) -> Sequence[tuple[Label, int]]:
    counts: dict[Label, int] = {}
    envelope: Label | None = None
    for one in sheets:
        if one.row != row.number or one.label is None:
            continue
        if "envelope" in one.leaf.flags:
            envelope = one.label
        elif "enclosed" in one.leaf.flags and envelope is not None:
            counts[envelope] = counts.get(envelope, 0) + one.leaf.numbered
    return [(label, count) for label, count in counts.items() if count]


def _told(volume: VolumePlan, corrections: Sequence[NumberingCorrection]) -> Sequence[str]:
    """Each correction of the numbers as the note says it; nothing that was taken back later."""
    now = odd_numbers(volume.labels)
    told = []
    known: set[Label | int] = set()
    for one in corrections:
        by = ", ".join(filter(None, (short_date(one.on), one.by)))
        if one.sheets:
            known.clear()
            old = ", ".join(_runs(one.sheets))
            told.append(f"аркуші пронумеровано заново ({by}); старі й нові номери: {old}")
            continue
        letters = [e for e in one.lettered if e in now.lettered and e not in known]
        gaps = [n for n in one.missing if n in now.missing and n not in known]
        known.update(letters, gaps)
        again = [e for e in letters if e.number in one.repeated]
        found = [e for e in letters if e not in again]
        said = [
            f"{one_or_many[len(which) > 1]} {', '.join(map(str, which))}"
            for one_or_many, which in (
                (_FOUND, found),
                (_AGAIN, again),
                (_GAPS, gaps),
            )
            if which
        ]
        if said:
            told.append(f"{'; '.join(said)} ({by})")
    return told


def _runs(sheets: Sequence[tuple[str, Label, Label]]) -> list[str]:
    """Old and new numbers, those that moved on together as one: «13-20→14-21»."""
    runs: list[tuple[Label, Label, Label, Label]] = []
    for _, was, new in sheets:
        if was == new:
            continue
        if runs and not was.letter:
            first, first_new, last, last_new = runs[-1]
            on = Label(last.number + 1) == was and last_new.number + 1 == new.number
            if on and not first.letter:
                runs[-1] = (first, first_new, was, new)
                continue
        runs.append((was, new, was, new))
    return [
        f"{was}→{new}" if was == last else f"{was}-{last}→{new}-{last_new}"
        for was, new, last, last_new in runs
    ]
