"""Series of numbers that Sprava gives: orders, protocols, numbers during an outage of АСДС.

Knows: what a court configures of a series, and which number comes next in it.
Does not know: storage; who asks.
Keeps: pure; numbers of one series and period are 1, 2, 3 … without gaps, none is given twice.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass

from inventory.queries.registration import Issued
from vault import carries_out
from vault.errors import UsageError

_PATTERN = re.compile(r"(?:[^{}]|\{n(?::0[1-9])?\}|\{year\})*")
"""Words with `{n}`, `{n:03}` (three digits) and `{year}` in them; no braces besides."""

OUTAGE = "outage"
"""The series of numbers that stand in for those of АСДС; there is always one."""


class SeriesKind(enum.StrEnum):
    """What the numbers of a series are for."""

    ORDER = "order"
    PROTOCOL = "protocol"
    OTHER = "other"
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True)
class Series:
    """A series as the court's settings have it.

    Attributes:
        code: its name in commands; name: what it is for.
        pattern: of a number; `{n}` is the ordinal (`{n:03}` of three digits), `{year}` the year.
        term: of an elected body's protocols: its powers («2024–2027»), within which numbers go on
            (814 XVIII.2); empty for a series that begins anew every year.
    """

    code: str
    name: str
    kind: SeriesKind = SeriesKind.OTHER
    pattern: str = "{n}"
    term: str = ""

    def __post_init__(self) -> None:
        """Refuse a pattern that would give one number twice, or says more than a number."""
        if "{n" not in self.pattern or not _PATTERN.fullmatch(self.pattern):
            raise UsageError(
                reason=f"послідовність «{self.code}»: у зразку «{self.pattern}» має бути {{n}}"
            )


OUTAGE_SERIES = Series(
    OUTAGE, "Номери на час збою АСДС", SeriesKind.OUTAGE, pattern="тимч-{n}/{year}"
)


@dataclass(frozen=True, slots=True)
class NextNumber:
    """The number that comes next."""

    period: str
    ordinal: int
    number: str


@carries_out("814:XVIII.1-нумерація", "814:XVIII.2-нумерація")
def next_number(series: Series, on: dt.date, issued: Sequence[Issued]) -> NextNumber:
    """The next number of the series for a paper of that day; `issued` are those of this series."""
    period = series.term or str(on.year)
    last = max((one.ordinal for one in issued if one.period == period), default=0)
    number = series.pattern.format(n=last + 1, year=on.year)
    return NextNumber(period, last + 1, number)
