"""The plan of volumes: which sheets stand in which volume under which numbers.

Knows: the limit of 250 sheets, units that are not torn, rows of the inventory.
Does not know: law on closing or certifying (rules/), storage, forms.
Keeps: a pure function of what is registered; full volumes and numbered beginnings come out as they
went in, no volume passes 250, and planning again changes nothing (814 VII.10).

The plan is computed, not stored: docs/decisions tells why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from inventory.arrangement.order import Item
from inventory.model import FrozenVolume, Member, Piece, Row, VolumePlan
from inventory.volumes.sheets import (
    PLAIN,
    VOLUME_LIMIT,
    Label,
    Numbering,
    next_letters,
    take,
)
from vault import carries_out


@carries_out("814:VII.10-том", "814:VII.10-нумерація томів", "814:VII.20")
def plan(
    items: Sequence[Item],
    frozen: Sequence[FrozenVolume],
    numbering: Mapping[int, Numbering],
    names: Numbering = PLAIN,
) -> tuple[VolumePlan, ...]:
    """All volumes of a case file, the frozen ones first.

    Args:
        items: what the case file holds, in the legal order.
        frozen: its full volumes, and last maybe an open one whose beginning is numbered.
        numbering: of the volumes' sheets, by ordinal, where it is not 1, 2, 3 ….
        names: the same of the volumes themselves.
    """
    full = [v for v in frozen if v.full]
    begun = next((v for v in frozen if not v.full), None)
    beginning = begun.pieces if begun else ()
    volumes = [(v.pieces, len(v.pieces)) for v in full]
    for pieces in _fill(_remaining(items, frozen), beginning):
        fixed = len(beginning) if len(volumes) == len(full) else 0
        volumes.append((_own_rows(pieces, fixed), fixed))
    labels = [str(name) for name in take(names.labels(), len(volumes))]
    where: dict[str, list[int]] = {}
    for number, (pieces, _) in enumerate(volumes, start=1):
        for piece in pieces:
            where.setdefault(piece.row, []).append(number)
    planned = []
    for number, (pieces, fixed) in enumerate(volumes, start=1):
        rows = _rows(number, pieces, numbering.get(number, PLAIN), where, labels)
        held = len(list(groupby(pieces[:fixed], key=lambda piece: piece.row)))
        planned.append(VolumePlan(number, rows, number <= len(full), held, labels[number - 1]))
    return tuple(planned)


@carries_out("814:VII.8-продовження")
def _remaining(items: Sequence[Item], frozen: Sequence[FrozenVolume]) -> list[Item]:
    """What the frozen volumes do not hold yet.

    What a frozen volume tore comes first. What came after the row it would share was fixed has a
    row and a unit of its own: rows that were signed stay as they are.
    """
    held: dict[str, int] = {}
    since: dict[str, int] = {}
    for volume in frozen:
        for piece in volume.pieces:
            held[piece.document] = held.get(piece.document, 0) + piece.sheets
            since.setdefault(piece.row, piece.since)
    torn, others = [], []
    for item in items:
        if item.document in held:
            if item.sheets > held[item.document]:
                torn.append(replace(item, sheets=item.sheets - held[item.document]))
        elif 0 < since.get(item.row, 0) < item.sequence:
            others.append(replace(item, unit=item.document, row=item.document))
        else:
            (torn if item.row in since else others).append(item)
    return torn + others


def _own_rows(pieces: Sequence[Piece], fixed: int) -> tuple[Piece, ...]:
    """The pieces, where what follows the fixed ones joins none of their rows in this volume."""
    closed = {piece.row for piece in pieces[:fixed]}
    behind = (
        replace(piece, row=piece.document) if piece.row in closed else piece
        for piece in pieces[fixed:]
    )
    return (*pieces[:fixed], *behind)


@carries_out("814:VII.10", "814:VII.9-том")
def _fill(items: Sequence[Item], beginning: Sequence[Piece]) -> list[tuple[Piece, ...]]:
    """Fill volumes in order, the first one behind its beginning.

    No unit lies in more volumes than it must; one that is begun goes on where it was.
    """
    volumes: list[list[Piece]] = [list(beginning)] if beginning else []
    left = VOLUME_LIMIT - sum(piece.sheets for piece in beginning)
    begun = {piece.row for piece in beginning}
    if {item.document for item in items} & {piece.document for piece in beginning}:
        left = 0  # a document that goes on in the next volume is the last of this one
    for name, members in groupby(items, key=lambda item: item.unit):
        unit = list(members)
        fresh = _cut(unit, VOLUME_LIMIT)
        going_on = _cut(unit, left)
        if volumes and (name in begun or sum(map(bool, going_on)) <= len(fresh)):
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
    names: Sequence[str],
) -> tuple[Row, ...]:
    labels = numbering.labels()
    rows = []
    for position, (document, group) in enumerate(
        groupby(pieces, key=lambda piece: piece.row), start=1
    ):
        members = tuple(Member(piece.document, take(labels, piece.sheets)) for piece in group)
        before = max((n for n in where[document] if n < number), default=None)
        after = min((n for n in where[document] if n > number), default=None)
        rows.append(
            Row(
                position,
                document,
                members,
                continued_from=names[before - 1] if before else None,
                continues_in=names[after - 1] if after else None,
            )
        )
    return tuple(rows)


@carries_out("814:VII.23-заміна")
def with_copies(plans: Sequence[VolumePlan], beyond: Mapping[str, int]) -> tuple[VolumePlan, ...]:
    """The volumes as they are bound where certified copies stand for originals (814 VII.23).

    Args:
        plans: as they were certified.
        beyond: by document, how many sheets its copy has more than the original: they take letters
            behind its last one; fewer than none leave gaps. No other sheet moves.
    """
    left = dict(beyond)

    def bound(member: Member) -> Member:
        more, labels = left.get(member.document, 0), member.labels
        if not more or not labels:
            return member
        fewer = min(max(-more, 0), len(labels))
        left[member.document] = min(more + fewer, 0)
        more = max(more, 0)
        return replace(
            member, labels=labels[: len(labels) - fewer] + next_letters(labels[-1], more)
        )

    volumes = []
    for volume in reversed(plans):  # a document ends in the last volume that has some of it
        rows = [replace(row, members=tuple(map(bound, row.members))) for row in volume.rows]
        volumes.append(replace(volume, rows=tuple(rows)))
    return tuple(reversed(volumes))


def label_range(labels: Sequence[Label]) -> tuple[str | None, str | None]:
    """First and last label as text; (None, None) for a document without numbered sheets."""
    return (str(labels[0]), str(labels[-1])) if labels else (None, None)
