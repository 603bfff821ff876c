"""What reading the journal back costs beside digesting and parsing the same bytes alone.

Promise: at least 10,000 lines a second of CPU with the chain checked and every row of the
catalogue made anew, as after a lost catalogue. Sketch: a line of an accession is some 1,600 bytes;
SHA-256 of it takes 2 µs, `json.loads` 9 µs; the entry as a value, its chain and nine rows in
SQLite of all projections take about as much again each: 4 to 6 floors. Run with
`python -m bench.bench_journal`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ingest import IngestProjection
from inventory import (
    Accession,
    CaseFile,
    InventoryProjection,
    NewCase,
    OriginalForm,
    RegistrationCard,
    open_case,
    register,
)
from inventory.queries import cases as all_cases
from search import SearchProjection
from vault import Content, Vault, content_of, make_vault
from vault.check import check
from vault.disk import Disk

LINES = 20_000
LINES_PER_S_MIN = 10_000
REPEAT = 3
PROJECTIONS = (InventoryProjection(), IngestProjection(), SearchProjection())


class WithoutSync(Disk):
    """Filling the vault is not what is measured."""

    def sync(self, fd: int) -> None:
        """Nothing."""


def filled(root: Path) -> Vault:
    """A vault with a journal of some `LINES` registrations, 500 in a commit."""
    noon = dt.datetime(2026, 11, 30, 12, 0, tzinfo=dt.UTC)
    vault = make_vault(root, PROJECTIONS, disk=WithoutSync(), clock=lambda: noon)
    with vault.transaction("clerk") as tx:
        for number in range(1, 41):
            open_case(tx, NewCase(number=f"757/{number}/26", kind="civil", own="a"))
        tx.commit()
    with vault.read() as connection:
        cases = list(all_cases(connection))
    for begin in range(0, LINES - len(cases), 500):
        contents = [vault.store(f"content {n}".encode()) for n in range(begin, begin + 500)]
        with vault.transaction("clerk") as tx:
            for number, content in enumerate(contents, start=begin):
                register(tx, accession(number, content, cases[number % len(cases)], noon))
            tx.commit()
    return vault


def accession(number: int, content: Content, case: CaseFile, at: dt.datetime) -> Accession:
    """A document as it comes from the inbox, with a card."""
    return Accession(
        id=f"{number:016x}",
        case=case,
        card=RegistrationCard(
            kind="claim",
            title=f"Позовна заява про стягнення заборгованості № {number}",
            date="2026-11-30",
            given=True,
        ),
        arrived_at=at.isoformat(),
        name=f"scan-{number}.pdf",
        format="fmt/95",
        content=content,
        pages=number % 9 + 1,
        form=OriginalForm.PAPER,
        print_duplex=False,
        facts={"kind": "pdf", "mime": "application/pdf"},
    )


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
            "check --quick": lambda: check(
                vault.layout.root, PROJECTIONS, quick=True, now=vault.clock()
            ),
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
