"""Whether the memory of the program grows with the vault.

Promise: under 350 MiB of anonymous memory in the main process, and no more at 20,000 documents
than at 1,000 (a fifth is allowed: caches of a fixed size fill up, of SQLite's and of numbers'
terms). The dictionary of lemmas and what search remembers of words are most of it; whatever else is
kept for each document would show as a slope: 2 kB each is 40 MiB. Files of the index that the
system has mapped are its cache and not counted: they go when somebody needs room.

Documents come in folders of 1,000, are registered, read and indexed, as `sprava watch` does; then
the index is made anew by each engine. Run with `python -m bench.bench_memory [thousands]`.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path

from bench.bench_ingest import (
    CASES,
    MEMORY_MIB,
    WORKERS,
    Run,
    deriving,
    filled,
    make_documents,
    measured,
)
from desk.memory import give_back
from ingest import Intake, IntakeSettings, read_texts
from search import Analysis, VaultIndex, follow_or_rebuild, rebuild
from search.index.serving import TANTIVY, WHOOSH, installed
from vault import Vault
from vault.airlock import Airlock, Limits

EACH = 1_000
KINDS = 50
SLOPE_MAX = 1.2


def drop(vault: Vault, kinds: list[bytes], begin: int) -> None:
    """A thousand distinct files in the inbox: the same pages, another comment at the end."""
    for number in range(begin, begin + EACH):
        folder = vault.layout.inbox / f"757_{number % CASES + 1}_25"
        folder.mkdir(exist_ok=True)
        page = kinds[number % len(kinds)]
        (folder / f"{number:06}.pdf").write_bytes(page + f"% {number}\n".encode())


def main() -> None:
    """Print the peak after each thousand, the last beside the first, and each engine's."""
    give_back()
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / "made"
        made.mkdir()
        make_documents(made, KINDS)
        kinds = [path.read_bytes() for path in sorted(made.iterdir())]
        vault = filled([], Path(name) / "vault")
        stop = threading.Event()
        peaks = []
        with vault, Airlock(workers=WORKERS, limits=Limits(), scratch=vault.layout.scratch) as lock:
            settings = IntakeSettings(settle_s=0, workers=WORKERS)
            way_in = Intake(
                vault, lock, actor="bench", settings=settings, tell=lambda _: None, stop=stop
            )
            index = VaultIndex(vault.layout.index, Analysis())
            for number in range(rounds):
                drop(vault, kinds, number * EACH)
                run = Run()
                with measured(run):
                    way_in.take_inbox()
                    read_texts(deriving(vault, lock, stop))
                    follow_or_rebuild(vault, index, lambda _done, _total: None, stop.is_set)
                peaks.append(run.peak_mib)
                count = (number + 1) * EACH
                print(f"{count:6} documents {run.peak_mib:5.0f} MiB {run.seconds:6.1f} s")
            assert index.stamp().documents == rounds * EACH
            slope = peaks[-1] / peaks[0]
            for engine in filter(installed, (TANTIVY, WHOOSH)):
                run = Run()
                with measured(run):
                    rebuild(vault, index, lambda _done, _total: None, engine=engine)
                peaks.append(run.peak_mib)
                print(f"{engine} index anew {run.peak_mib:5.0f} MiB {run.seconds:6.1f} s")
    kept = slope <= SLOPE_MAX and max(peaks) <= MEMORY_MIB
    print(f"last to first {slope:.2f}, most {max(peaks):.0f} MiB: {'kept' if kept else 'NOT KEPT'}")


if __name__ == "__main__":
    main()
