"""Indexes of annex 3: data a court can edit, each with the days between which it is in force.

Knows: `data/indexes.tsv` and a court's own table of the same columns. Does not know: numbers.
Keeps: an unknown index is kept as written; a table nobody compared with the annex says so.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from vault import carries_out
from vault.errors import UsageError

_COLUMNS = ("index", "name", "from_on", "until_on", "verified")


@dataclass(frozen=True, slots=True)
class CaseIndex:
    """An index (814, annex 3).

    Attributes:
        first, last: days of effect, both included.
        verified: whether it was compared with the annex.
    """

    index: str
    name: str
    first: dt.date
    last: dt.date
    verified: bool


@carries_out("814:II.17")
def read_indexes(own: Path | None = None) -> tuple[CaseIndex, ...]:
    """The indexes by our table, or by the court's own.

    Raises:
        UsageError: a row of it cannot be understood; its line is named.
    """
    if own is None:
        text = resources.files("inventory").joinpath("data/indexes.tsv").read_text("utf-8")
    else:
        text = own.read_text(encoding="utf-8-sig")
    reader = csv.DictReader(text.splitlines(), delimiter="\t")
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise UsageError(reason=f"перелік індексів: потрібні стовпці {', '.join(_COLUMNS)}")
    found = []
    for line, row in enumerate(reader, start=2):
        try:
            first = dt.date.fromisoformat(row["from_on"]) if row["from_on"] else dt.date.min
            last = dt.date.fromisoformat(row["until_on"]) if row["until_on"] else dt.date.max
            verified = row["verified"] == "звірено"
        except (TypeError, ValueError) as error:
            raise UsageError(reason=f"перелік індексів: рядок {line} незрозумілий") from error
        found.append(CaseIndex(row["index"], row["name"], first, last, verified))
    return tuple(found)


def in_force(indexes: Sequence[CaseIndex], index: str, on: dt.date) -> CaseIndex | None:
    """The index as it was in force on that day, if it was."""
    named = [one for one in indexes if one.index == index]
    return next((one for one in named if one.first <= on <= one.last), None)
