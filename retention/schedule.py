"""The retention schedule (перелік зі строками зберігання): versioned data, never code.

Knows: how a schedule is written and read. Does not know: case files.
Keeps: what was not compared with the official list says «не звірено» and blocks destruction.

Source: 814 I.13.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

from retention.errors import BadSchedule
from vault import Json

PERMANENT = "постійно"
_STARTS = {"closed", "event"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleItem:
    """An item (стаття) of the schedule.

    Attributes:
        term_years: None means kept permanently.
        mark: «ЕПК» when the commission decides after the term.
        start: what the term counts from: `closed` (the file) or `event` (a date given by hand).
        verified: whether a person compared it with the official list.
    """

    item: str
    title: str
    term_years: int | None
    mark: str
    start: str
    source: str
    verified: bool
    note: str

    def as_json(self) -> dict[str, Json]:
        """As the journal and `--json` carry it."""
        return {name: getattr(self, name) for name in self.__slots__}


def shipped_schedule() -> list[ScheduleItem]:
    """The examples that come with the program, all «не звірено»."""
    text = resources.files("retention").joinpath("data/schedule.tsv").read_text(encoding="utf-8")
    return read_schedule(text)


def read_schedule(text: str) -> list[ScheduleItem]:
    """A schedule from tab-separated lines with a header.

    Raises:
        BadSchedule: naming the line.
    """
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines(), delimiter="\t")
    missing = {"item", "title", "term"} - set(reader.fieldnames or ())
    if missing:
        raise BadSchedule(reason=f"бракує стовпців: {', '.join(sorted(missing))}")
    items = [_item(row, line) for line, row in enumerate(reader, start=2)]
    names = [item.item for item in items]
    if len(set(names)) != len(names) or not items:
        raise BadSchedule(reason="статті порожні або повторюються")
    return items


def _item(row: Mapping[str, str | None], line: int) -> ScheduleItem:
    def cell(name: str, default: str = "") -> str:
        return (row.get(name) or default).strip()

    term = cell("term")
    if term != PERMANENT and not (term.isdecimal() and 0 < int(term) <= 500):
        raise BadSchedule(reason=f"рядок {line}: строк «{term}» не є роками або «{PERMANENT}»")
    start = cell("start", "closed")
    if start not in _STARTS or not cell("item") or not cell("title"):
        raise BadSchedule(reason=f"рядок {line}: потрібні стаття, заголовок і початок строку")
    return ScheduleItem(
        item=cell("item"),
        title=cell("title"),
        term_years=None if term == PERMANENT else int(term),
        mark=cell("mark"),
        start=start,
        source=cell("source"),
        verified=cell("verified") == "1",
        note=cell("note"),
    )


def from_json(values: Iterable[Mapping[str, Json]]) -> list[ScheduleItem]:
    """Read what `as_json` wrote."""
    return [ScheduleItem(**value) for value in values]
