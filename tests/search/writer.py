"""A process that writes to an index until it is killed: `python -m tests.search.writer ROOT`.

Says `taken N` after each batch; batch N holds two new documents and replaces one of batch N - 1.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from search.analysis import Analysis
from search.engines.door import Change, Page
from search.index.serving import VaultIndex


def batch(number: int) -> list[Change]:
    return [
        Change(f"а{number}", (Page(1, f"суд ухвалив рішення {number}"),)),
        Change(f"б{number}", (Page(1, f"позов слово{number}"),)),
        Change(f"б{number - 1}", (Page(1, f"суд слово{number - 1}"),)),
    ]


def state(number: int) -> tuple[set[str], set[str]]:
    """Keys of documents with суд and with позов after so many batches."""
    courts = {f"а{n}" for n in range(1, number + 1)} | {f"б{n}" for n in range(number)}
    return (courts, {f"б{number}"}) if number else (set(), set())


if __name__ == "__main__":
    index = VaultIndex(Path(sys.argv[1]), Analysis())
    for number in itertools.count(index.stamp().sequence + 1):
        index.apply(batch(number), sequence=number)
        print(f"taken {number}", flush=True)  # noqa: T201
