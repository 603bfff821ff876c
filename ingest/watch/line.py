"""The line: work is done side by side in threads and committed in batches.

Knows: how many are in work at once, and when a batch is full.
Does not know: what the work is, or where it comes from.
Keeps: memory stays bounded however much waits; a mistake of ours in one piece of work is that
piece's result, for one bad file must not stop all the others.
"""

from __future__ import annotations

import queue
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
            items: asked for the next one only when there is room, and always in this thread.
            work: done in threads; an `ArchiveError` it raises ends the run.
            failed: the result of one on which our own program failed.
            commit: called in this thread, with at least one result.

        Raises:
            ArchiveError: of `work` or `commit`; what was not committed is not done.
        """
        done: queue.SimpleQueue[tuple[int, Future[Result]]] = queue.SimpleQueue()
        batch: list[tuple[int, Result]] = []
        began = 0.0
        more, working, number = True, 0, 0
        with ThreadPoolExecutor(2 * self.workers, "ingest") as threads:
            try:
                while more or working or batch:
                    while more and working < self.batch + 4 * self.workers:
                        try:
                            item = next(items)
                        except StopIteration:
                            more = False
                            break
                        future = threads.submit(_guarded, work, failed, item)
                        number += 1
                        future.add_done_callback(partial(_put, done, number))
                        working += 1
                    if working:
                        left = max(0.0, began + self.batch_s - time.monotonic()) if batch else None
                        with suppress(queue.Empty):
                            place, finished = done.get(timeout=left)
                            working -= 1
                            began = began if batch else time.monotonic()
                            batch.append((place, finished.result()))
                    late = time.monotonic() - began >= self.batch_s
                    if batch and (len(batch) >= self.batch or late or not working):
                        batch.sort(key=itemgetter(0))  # as they came, as far as they are done
                        commit([result for _, result in batch])
                        batch = []
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                raise


def _put(
    done: queue.SimpleQueue[tuple[int, Future[Result]]], place: int, future: Future[Result]
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
