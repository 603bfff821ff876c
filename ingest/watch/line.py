"""The line: arrivals are prepared side by side and committed in batches.

Knows: how many files are in work at once, and when a batch is full.
Does not know: where arrivals come from, or what becomes of a file.
Keeps: memory stays bounded however many files wait; one file's trouble is that file's outcome.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from ingest.errors import IngestError, Unprocessed
from ingest.model import Arrival
from ingest.prepare import Preparing
from ingest.registering import PutBack, Refused, Result
from vault.errors import AirlockError, UsageError, VaultError


@dataclass(frozen=True, slots=True)
class Line:
    """Works off arrivals.

    Attributes:
        workers: threads that prepare; each waits for a child of the airlock or for the disk.
        batch_documents: how many a commit takes at most.
        batch_s: how long a prepared one waits for others at most.
    """

    preparing: Preparing
    workers: int
    batch_documents: int
    batch_s: float

    def run(self, arrivals: Iterator[Arrival], commit: Callable[[Sequence[Result]], None]) -> None:
        """Prepare all of `arrivals` and hand them to `commit` in batches.

        `arrivals` is asked for the next one only when there is room, and always in this thread.

        Raises:
            VaultError, UsageError: nothing can be taken now. What was not committed stays claimed.
        """
        done: queue.SimpleQueue[Future[Result]] = queue.SimpleQueue()
        batch: list[Result] = []
        began = 0.0
        more, working = True, 0
        room = self.batch_documents + 2 * self.workers
        with ThreadPoolExecutor(self.workers, "ingest") as threads:
            try:
                while more or working or batch:
                    while more and working < room:
                        arrival = next(arrivals, None)
                        if arrival is None:
                            more = False
                            break
                        threads.submit(self._result, arrival).add_done_callback(done.put)
                        working += 1
                    if working:
                        left = began + self.batch_s - time.monotonic() if batch else None
                        with suppress(queue.Empty):
                            future = done.get(timeout=left if left is None else max(left, 0))
                            working -= 1
                            began = began if batch else time.monotonic()
                            batch.append(future.result())
                    late = time.monotonic() - began >= self.batch_s
                    if batch and (len(batch) >= self.batch_documents or late or not working):
                        commit(batch)
                        batch = []
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                raise

    def _result(self, arrival: Arrival) -> Result:
        try:
            return self.preparing.prepare(arrival)
        except AirlockError as error:
            return Refused(arrival, error)
        except IngestError as error:
            return PutBack(arrival, error)
        except (VaultError, UsageError):
            raise
        except OSError as error:
            return PutBack(arrival, IngestError(reason=error.strerror or type(error).__name__))
        except Exception as error:  # noqa: BLE001  one file must not stop all the others
            return Refused(arrival, Unprocessed(reason=f"{type(error).__name__}: {error}"))
