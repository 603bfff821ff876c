"""A process that writes to an index until killed: `python -m tests.search.engines.writer ROOT`.

Says `taken N` after each batch; batch N holds two new documents and replaces one of batch N - 1.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from pathlib import Path

from search.analysis import Analysis
from search.documents import EVERYTHING
from search.engines.door import Change, Page
from search.index.serving import VaultIndex
from search.query.parsing import parse

ROOT = Path(__file__).parents[3]


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


def killed(root: Path, analysis: Analysis, seconds: float) -> VaultIndex:
    """An index whose writer was killed so long after its first batch; it has all it promised."""
    run = [sys.executable, "-m", "tests.search.engines.writer", str(root)]
    with subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        promised, deadline = 0, 0.0
        for line in child.stdout:
            promised = int(line.split()[1])
            deadline = deadline or time.monotonic() + seconds
            if time.monotonic() > deadline:
                child.kill()
                break
        promised = max([promised, *(int(line.split()[1]) for line in child.stdout)])

    index = VaultIndex(root, analysis)
    taken = index.stamp().sequence
    assert taken >= promised > 0
    index.verify()
    for query, expected in zip(("суд", "позов"), state(taken), strict=True):
        found = index.search(parse(query), EVERYTHING, limit=9999).found
        assert {one.document for one in found} == expected
    index.apply(batch(taken + 1), sequence=taken + 1)  # no lock, no litter in the way
    return index


if __name__ == "__main__":
    index = VaultIndex(Path(sys.argv[1]), Analysis())
    for number in itertools.count(index.stamp().sequence + 1):
        index.apply(batch(number), sequence=number)
        print(f"taken {number}", flush=True)  # noqa: T201
