"""The plan of volumes: which sheets stand in which volume under which numbers.

Knows: the limit of 250 sheets, units that are not torn, rows of the inventory.
Does not know: law on closing or certifying (rules/), storage, forms.
Keeps: a pure function of what is registered; frozen volumes come out as they went in, no volume
passes 250, and planning again changes nothing (814 VII.10).

The plan is computed, not stored: docs/decisions tells why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from inventory.model import FrozenVolume, Member, Piece, Row, VolumePlan
from inventory.order import Item
from inventory.sheets import VOLUME_LIMIT, Label, Numbering, take
from vault import carries_out


@carries_out("814:VII.10-том")
def plan(
    items: Sequence[Item],
    frozen: Sequence[FrozenVolume],
    numbering: Mapping[int, Numbering],
) -> tuple[VolumePlan, ...]:
    """All volumes of a case file, the frozen ones first."""
    tail = _fill(_remaining(items, frozen))
    volumes = [(v.number, v.pieces, True) for v in frozen]
    volumes += [(len(frozen) + i, pieces, False) for i, pieces in enumerate(tail, start=1)]
    where: dict[str, list[int]] = {}
    for number, pieces, _ in volumes:
        for piece in pieces:
            where.setdefault(piece.row, []).append(number)
    return tuple(
        VolumePlan(
            number, _rows(number, pieces, numbering.get(number, Numbering()), where), is_frozen
        )
        for number, pieces, is_frozen in volumes
    )


def _remaining(items: Sequence[Item], frozen: Sequence[FrozenVolume]) -> list[Item]:
    """What the frozen volumes do not hold yet."""
    held: dict[str, int] = {}
    for volume in frozen:
        for piece in volume.pieces:
            held[piece.document] = held.get(piece.document, 0) + piece.sheets
    left = []
    for item in items:
        if item.document not in held:
            left.append(item)
        elif item.sheets > held[item.document]:
            rest = item.sheets - held[item.document]
            left.append(Item(item.document, rest, item.unit, item.row))
    return left


@carries_out("814:VII.10", "814:VII.9-том")
def _fill(items: Iterable[Item]) -> list[tuple[Piece, ...]]:
    """Fill volumes in order; no unit lies in more volumes than it must."""
    volumes: list[list[Piece]] = []
    left = 0
    for _, members in groupby(items, key=lambda item: item.unit):
        unit = list(members)
        fresh = _cut(unit, VOLUME_LIMIT)
        going_on = _cut(unit, left)
        if volumes and sum(map(bool, going_on)) <= len(fresh):
            volumes[-1] += going_on[0]
            volumes += going_on[1:]
        else:
            volumes += fresh
        left = VOLUME_LIMIT - sum(piece.sheets for piece in volumes[-1])
    return [tuple(pieces) for pieces in volumes]


def _cut(unit: Sequence[Item], left: int) -> list[list[Piece]]:
    """A unit cut into volumes, the first of which has room for `left` sheets and may stay empty.

    It is cut where a document ends; only one longer than a volume is cut within.
    """
    volumes: list[list[Piece]] = [[]]
    for item in unit:
        rest = item.sheets
        if left < rest <= VOLUME_LIMIT:
            volumes.append([])
            left = VOLUME_LIMIT
        while rest > left:
            if left:
                volumes[-1].append(Piece(item.document, item.row, left))
            rest -= left
            volumes.append([])
            left = VOLUME_LIMIT
        if rest or not item.sheets:
            volumes[-1].append(Piece(item.document, item.row, rest))
        left -= rest
    return volumes


def _rows(
    number: int,
    pieces: Sequence[Piece],
    numbering: Numbering,
    where: Mapping[str, Sequence[int]],
) -> tuple[Row, ...]:
    labels = numbering.labels()
    rows = []
    for position, (document, group) in enumerate(
        groupby(pieces, key=lambda piece: piece.row), start=1
    ):
        members = tuple(Member(piece.document, take(labels, piece.sheets)) for piece in group)
        rows.append(
            Row(
                position,
                document,
                members,
                continued_from=max((n for n in where[document] if n < number), default=None),
                continues_in=min((n for n in where[document] if n > number), default=None),
            )
        )
    return tuple(rows)


def label_range(labels: Sequence[Label]) -> tuple[str | None, str | None]:
    """First and last label as text; (None, None) for a document without numbered sheets."""
    return (str(labels[0]), str(labels[-1])) if labels else (None, None)
