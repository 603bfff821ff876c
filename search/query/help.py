"""How to ask: examples of the query language, for the page and the command line.

Knows: the table. Does not know: the parser. Keeps: every example is a query that can be read.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

_TABLE = Path(__file__).with_name("help.tsv")


@dataclass(frozen=True, slots=True)
class Example:
    """A query and what it finds, in Ukrainian."""

    example: str
    meaning: str


@functools.cache
def examples() -> tuple[Example, ...]:
    """All examples, the simplest first."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(Example(row["example"], row["meaning"]) for row in rows)
