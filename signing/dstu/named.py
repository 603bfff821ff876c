"""The recommended curves of ДСТУ 4145-2002, annex Г, and the base points used with them.

Knows: the table `curves.tsv`: ten curves over polynomial bases, five of them over normal ones too;
numbers as the standard writes them, to the base 16.
Does not know: what they are for.
Keeps: the tests check every curve here as one that came from outside.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path

from signing.dstu.curve import Curve
from signing.dstu.field import BinaryField


@functools.cache
def _rows() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("curves.tsv")
    with path.open(encoding="ascii", newline="") as table:
        return {row["oid"]: row for row in csv.DictReader(table, delimiter="\t")}


def names() -> tuple[str, ...]:
    """The object identifiers of all of them."""
    return tuple(_rows())


@functools.cache
def named_curve(oid: str) -> Curve:
    """The curve of this object identifier.

    Raises:
        KeyError: it names none.
    """
    row = _rows()[oid]
    middle = tuple(int(exponent) for exponent in row["middle"].split(",") if exponent)
    field = BinaryField(int(row["degree"]), middle, normal=not middle)
    b, x, y = (field.inner(int(row[name], 16)) for name in ("b", "x", "y"))
    return Curve(field, int(row["a"]), b, int(row["n"], 16), (x, y))
