"""How remarks tell times."""

from __future__ import annotations

import datetime as dt

import pytest

from signing.messages import UNTIMED, day, moment


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2025-05-03T21:00:02Z", "04.05.2025 00:00:02 (за київським часом, UTC+03:00)"),
        ("2025-01-03T22:00:00Z", "04.01.2025 00:00:00 (за київським часом, UTC+02:00)"),
    ],
)
def test_a_time_is_told_as_clocks_here_show_it_and_says_so(at: str, told: str) -> None:
    there = dt.datetime.fromisoformat(at)

    assert moment(there) == told
    assert day(there) == told[:10]


def test_a_time_that_is_none_or_has_no_end() -> None:
    last = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)

    assert moment(None) == UNTIMED
    assert (moment(last), day(last)) == ("31.12.9999 23:59:59 (UTC+00:00)", "31.12.9999")
