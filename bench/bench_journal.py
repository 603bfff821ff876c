"""What reading the journal back costs beside digesting and parsing the same bytes alone.

Promise: at least 10,000 lines a second of CPU with the chain checked and every row of the
catalogue made anew, as after a lost catalogue. Sketch: a line of an accession is some 900 bytes;
SHA-256 of it takes 1 µs, `json.loads` 6 µs; the entry as a value, its chain and six rows in
SQLite take about as much again each: 4 to 6 floors. Run with `python -m bench.bench_journal`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from vault import Hold, Vault, content_of, make_vault
from vault.check import check
from vault.disk import Disk

LINES = 20_000
LINES_PER_S_MIN = 10_000
REPEAT = 3


class WithoutSync(Disk):
    """Filling the vault is not what is measured."""

    def sync(self, fd: int) -> None:
        """Nothing."""


def filled(root: Path) -> Vault:
    """A vault with a journal of `LINES` accessions, 500 in a commit."""
    noon = dt.datetime(2026, 11, 30, 12, 0, tzinfo=dt.UTC)
    vault = make_vault(root, (), disk=WithoutSync(), clock=lambda: noon)
    contents = [vault.store(f"content {number}".encode()) for number in range(100)]
    for begin in range(0, LINES, 500):
        with vault.transaction("clerk") as tx:
            for number in range(begin, begin + 500):
                subject = f"document:{number}"
                tx.record(
                    "accession",
                    subjects=[subject, f"case:{number // 60}"],
                    payload={
                        "title": f"Позовна заява про стягнення заборгованості № {number}",
                        "date": "2026-11-30",
                        "sheets": number % 9 + 1,
                        "format": "fmt/95",
                        "original": contents[number % 100].as_json(),
                    },
                    holds=[Hold(subject, contents[number % 100])],
                    cites=["814:II.1"],
                )
            tx.commit()
    return vault


def floor(segment: Path) -> None:
    """Digest and parse the same bytes, nothing else."""
    with segment.open("rb") as file:
        for line in file:
            hashlib.sha256(line[85:-2]).hexdigest()
            json.loads(line[85:-2])


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of the quickest of some runs."""
    times = []
    for _ in range(REPEAT):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place, filled(Path(place) / "vault") as vault:
        (segment,) = vault.layout.journal.glob("*.jsonl")
        size = segment.stat().st_size
        assert content_of(segment).size == size, "read once, so that all find it in the cache"
        print(f"{LINES} lines, {size / LINES:.0f} bytes each")
        base = cpu_s(lambda: floor(segment))
        print(f"{'floor: sha256 + json.loads':34} {LINES / base:9,.0f} lines/s")
        measured = {
            "walk, chain checked": lambda: sum(1 for _ in vault.journal.read()),
            "replay into a new catalogue": vault.rebuild,
            "check --quick": lambda: check(vault.layout.root, (), quick=True, now=vault.clock()),
        }
        rates = {}
        for name, work in measured.items():
            taken = cpu_s(work)
            rates[name] = LINES / taken
            print(f"{name:34} {rates[name]:9,.0f} lines/s {taken / base:5.1f} floors")
        kept = rates["replay into a new catalogue"] >= LINES_PER_S_MIN
        print(f"promise of {LINES_PER_S_MIN:,} lines/s: {'kept' if kept else 'NOT KEPT'}")


if __name__ == "__main__":
    main()
