"""The register of clauses: what the law says, word for word, and in which edition.

Knows: the acts, and of each clause its quotation, edition, area and priority (the two tables here).
Does not know: which rule carries a clause out; rules name clauses, never the other way round.
Keeps: an id means one clause; a clause that is not registered cannot be looked up.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

__all__ = ["Clause", "Statute", "clause", "clauses"]


@dataclass(frozen=True, slots=True)
class Statute:
    """A legal act whose clauses are cited.

    Attributes:
        prefix: what ids of its clauses begin with: `814`.
        title: its full Ukrainian name.
        repealed_on: the day from which it is no longer law; None while it is in force.
    """

    prefix: str
    title: str
    repealed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule of an act, as quoted from the edition named.

    Attributes:
        id: as rules and verdicts cite it: `814:VII.10`.
        act: where it stands.
        edition_on: date of the act's edition that is quoted; None where the source names none,
            and then no rule may cite it.
        area: the part of the work it belongs to.
        priority: `core`, `useful` or `beyond` (what software can do for it).
        quotation: the Ukrainian words. The whole clause wins over the part quoted.
    """

    id: str
    act: Statute
    edition_on: dt.date | None
    area: str
    priority: str
    quotation: str


@cache
def clauses() -> Mapping[str, Clause]:
    """Every registered clause by its id, in the order of the acts."""
    acts = {
        row["prefix"]: Statute(row["prefix"], row["title"], _day(row["repealed_on"]))
        for row in _rows("acts.tsv")
    }
    register: dict[str, Clause] = {}
    for row in _rows("clauses.tsv"):
        assert row["id"] not in register, row["id"]
        register[row["id"]] = Clause(
            id=row["id"],
            act=acts[row["id"].partition(":")[0]],
            edition_on=_day(row["edition_on"]),
            area=row["area"],
            priority=row["priority"],
            quotation=row["quotation"],
        )
    return MappingProxyType(register)


def clause(clause_id: str) -> Clause:
    """The clause of that id.

    Raises:
        KeyError: the id is not in the register; that is a mistake of ours, not of the user.
    """
    return clauses()[clause_id]


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
