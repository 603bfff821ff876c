"""Working days: weekends, holidays by a table a court can edit, martial law.

Knows: `data/holidays.tsv` and a court's own table of the same columns.
Does not know: what a term is for. Keeps: pure; who is given a day also gets the reason when the
table behind it was compared with no official list.

In the table `day` is a date (РРРР-ММ-ДД) or a day of every year (ММ-ДД); `what` is `off` (not
worked), `work` (a weekend that is worked) or `suspended` (from that day to that day holidays are
worked, as under martial law). A holiday of every year on a weekend moves to the next working day.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from vault import carries_out
from vault.errors import UsageError

_COLUMNS = ("day", "what", "name", "from_on", "until_on", "verified")
_WHAT = {what: what for what in ("off", "work", "suspended")}
_DAY = dt.timedelta(days=1)
_LOOK_BACK = 10  # days; a holiday is never made up for later than that


@dataclass(frozen=True, slots=True)
class _Row:
    day: str
    what: str
    name: str
    first: dt.date
    last: dt.date
    verified: bool

    def holds_on(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


class WorkingDays:
    """Which days are worked."""

    def __init__(self, rows: Iterable[_Row]) -> None:
        """Use `read_holidays`."""
        self._rows = tuple(rows)
        self._suspended = [row for row in self._rows if row.what == "suspended"]

    def is_worked(self, day: dt.date) -> bool:
        """Whether the court works on that day."""
        named = {row.what for row in self._on(day.isoformat(), day)}
        if named:
            return "work" in named
        return day.weekday() < 5 and not self._is_holiday(day) and not self._moved_to(day)

    @carries_out("814:III.20")
    def after(self, day: dt.date, count: int) -> dt.date:
        """The last of `count` working days that follow `day`; the day itself is not counted."""
        for _ in range(count):
            day = self.next_worked(day)
        return day

    def next_worked(self, day: dt.date) -> dt.date:
        """The first working day after `day`."""
        day += _DAY
        while not self.is_worked(day):
            day += _DAY
        return day

    def remark(self, first: dt.date, last: dt.date) -> str:
        """What a person should know about days counted from `first` to `last`."""
        notes = [row.name for row in self._suspended if row.first <= last and row.last >= first]
        if any(not row.verified for row in self._rows):
            notes.append("перелік святкових днів не звірено")
        return "; ".join(notes)

    def _on(self, key: str, day: dt.date) -> list[_Row]:
        if any(row.holds_on(day) for row in self._suspended):
            return [row for row in self._rows if row.day == key and row.what == "work"]
        return [row for row in self._rows if row.day == key and row.holds_on(day)]

    def _is_holiday(self, day: dt.date) -> bool:
        return any(row.what == "off" for row in self._on(f"{day:%m-%d}", day))

    def _moved_to(self, day: dt.date) -> bool:
        """Whether a holiday that fell on a weekend before is made up for on this day."""
        moved: set[dt.date] = set()
        for back in range(_LOOK_BACK, 0, -1):
            holiday = day - _DAY * back
            if holiday.weekday() >= 5 and self._is_holiday(holiday):
                instead = holiday + _DAY
                while instead.weekday() >= 5 or self._is_holiday(instead) or instead in moved:
                    instead += _DAY
                moved.add(instead)
        return day in moved


def read_holidays(own: Path | None = None) -> WorkingDays:
    """The working days by our table, or by the court's own.

    Raises:
        UsageError: a row of it cannot be understood; its line is named.
    """
    if own is None:
        text = resources.files("inventory").joinpath("data/holidays.tsv").read_text("utf-8")
    else:
        text = own.read_text(encoding="utf-8-sig")
    return WorkingDays(_rows(text))


def _rows(text: str) -> Iterable[_Row]:
    reader = csv.DictReader(text.splitlines(), delimiter="\t")
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise UsageError(reason=f"перелік святкових днів: потрібні стовпці {', '.join(_COLUMNS)}")
    for line, row in enumerate(reader, start=2):
        try:
            yield _Row(
                _day_key(row["day"]) if row["what"] != "suspended" else "",
                _WHAT[row["what"]],
                row["name"],
                dt.date.fromisoformat(row["from_on"]) if row["from_on"] else dt.date.min,
                dt.date.fromisoformat(row["until_on"]) if row["until_on"] else dt.date.max,
                row["verified"] == "звірено",
            )
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(reason=f"перелік святкових днів: рядок {line} незрозумілий") from error


def _day_key(text: str) -> str:
    if len(text) == 5:
        dt.date.fromisoformat(f"2024-{text}")  # a leap year has every day
        return text
    return dt.date.fromisoformat(text).isoformat()
