"""The line: work is done side by side in threads and committed in batches.

Knows: how many are in work at once, and when a batch is full. What comes next is looked for in a
thread of its own: the next are in work while a batch is committed.
Does not know: what the work is, or where it comes from.
Keeps: memory stays bounded however much waits; a mistake of ours in one piece of work is that
piece's result, for one bad file must not stop all the others.
"""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import TypeVar

from vault.errors import ArchiveError

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Line:
    """Works things off.

    Attributes:
        workers: children of the airlock. Twice as many threads: while one waits for the disk,
            another has its child to itself.
        batch: how many a commit takes at most.
        batch_s: how long a finished one waits for others at most.
    """

    workers: int
    batch: int
    batch_s: float

    def run(
        self,
        items: Iterator[Item],
        work: Callable[[Item], Result],
        failed: Callable[[Item, Exception], Result],
        commit: Callable[[Sequence[Result]], None],
    ) -> None:
        """Do `work` on all of `items` and hand the results to `commit` in batches.

        Args:
            items: asked for the next one only when there is room, always in one and the same
                thread, which is not the one that commits.
            work: done in threads; an `ArchiveError` it raises ends the run.
            failed: the result of one on which our own program failed.
            commit: called in this thread, with at least one result.

        Raises:
            ArchiveError: of `work` or `commit`; what was not committed is not done.
            Exception: whatever `items` raised.
        """
        done: queue.SimpleQueue[tuple[int, Future[Result] | None]] = queue.SimpleQueue()
        room = threading.Semaphore(2 * self.batch + 4 * self.workers)
        over = threading.Event()

        def feed() -> int:
            for number in itertools.count():
                room.acquire()
                item = _NO_MORE if over.is_set() else next(items, _NO_MORE)
                if isinstance(item, _NoMore):
                    return number
                future = threads.submit(_guarded, work, failed, item)
                future.add_done_callback(partial(_put, done, number))
            raise AssertionError

        with ThreadPoolExecutor(2 * self.workers + 1, "ingest") as threads:
            fed = threads.submit(feed)
            fed.add_done_callback(lambda _: done.put((0, None)))
            try:
                self._commit_batches(done, fed, room, commit)
            except BaseException:
                over.set()
                room.release()
                threads.shutdown(wait=False, cancel_futures=True)
                raise

    def _commit_batches(
        self,
        done: queue.SimpleQueue[tuple[int, Future[Result] | None]],
        fed: Future[int],
        room: threading.Semaphore,
        commit: Callable[[Sequence[Result]], None],
    ) -> None:
        batch: list[tuple[int, Result]] = []
        began, finished = 0.0, 0
        while batch or not fed.done() or finished < fed.result():
            left = max(0.0, began + self.batch_s - time.monotonic()) if batch else None
            with suppress(queue.Empty):
                place, future = done.get(timeout=left)
                if future is not None:
                    finished += 1
                    began = began if batch else time.monotonic()
                    batch.append((place, future.result()))
            late = time.monotonic() - began >= self.batch_s
            last = fed.done() and finished == fed.result()
            if batch and (len(batch) >= self.batch or late or last):
                batch.sort(key=itemgetter(0))  # as they came, as far as they are done
                commit([result for _, result in batch])
                room.release(len(batch))
                batch = []


class _NoMore:
    """What comes after the last item."""


_NO_MORE = _NoMore()


def _put(
    done: queue.SimpleQueue[tuple[int, Future[Result] | None]], place: int, future: Future[Result]
) -> None:
    done.put((place, future))


def _guarded(
    work: Callable[[Item], Result], failed: Callable[[Item, Exception], Result], item: Item
) -> Result:
    try:
        return work(item)
    except ArchiveError:
        raise
    except Exception as error:  # noqa: BLE001  one file must not stop all the others
        return failed(item, error)
