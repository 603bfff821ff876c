"""The line: bounded, in order, and one mistake is one result."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from ingest.watch.line import Line
from vault.errors import DiskFull


def no_failure(item: int, error: Exception) -> int:
    raise AssertionError((item, error))


def test_everything_is_worked_off_once_in_batches() -> None:
    batches: list[Sequence[int]] = []

    Line(3, 10, 5.0).run(iter(range(95)), lambda n: n * n, no_failure, batches.append)

    assert sorted(n for batch in batches for n in batch) == [n * n for n in range(95)]
    assert max(map(len, batches)) == 10
    assert len(batches) == 10
    assert all(list(batch) == sorted(batch) for batch in batches)


def test_only_so_many_are_in_work_however_many_wait() -> None:
    taken = finished = most = 0

    def items() -> Iterator[int]:
        nonlocal taken, most
        for number in range(500):
            taken += 1
            most = max(most, taken - finished)
            yield number

    def commit(batch: Sequence[int]) -> None:
        nonlocal finished
        finished += len(batch)

    Line(2, 20, 5.0).run(items(), lambda n: n, no_failure, commit)

    assert finished == 500
    assert most <= 2 * 20 + 4 * 2


def test_what_is_finished_does_not_wait_long_for_what_is_slow() -> None:
    slow = threading.Event()
    batches: list[Sequence[int]] = []

    def commit(batch: Sequence[int]) -> None:
        batches.append(batch)
        slow.set()

    def work(number: int) -> int:
        if number == 0:
            assert slow.wait(20), "the others were not committed before"
        return number

    Line(2, 50, 0.05).run(iter(range(5)), work, no_failure, commit)

    assert sorted(n for batch in batches for n in batch) == list(range(5))
    assert 0 in batches[-1]


def test_a_mistake_of_ours_is_the_result_of_that_one() -> None:
    results: list[object] = []

    Line(2, 4, 0.1).run(iter([1, 0, 2]), lambda n: 10 // n, lambda n, error: -1, results.extend)

    assert sorted(results, key=str) == [-1, 10, 5]


def test_an_error_of_the_vault_ends_the_run_and_nothing_more_is_committed() -> None:
    committed: list[int] = []

    def work(number: int) -> int:
        if number == 3:
            raise DiskFull(path="shelf")
        time.sleep(0.001)
        return number

    with pytest.raises(DiskFull):
        Line(2, 1000, 60).run(iter(range(100)), work, no_failure, committed.extend)

    assert committed == []
