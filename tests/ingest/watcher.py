"""A watcher in a process of its own, for tests that kill it: `python -m tests.ingest.watcher`."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from ingest import Intake, IntakeSettings, Outcome
from tests.ingest.court import PROJECTIONS
from vault import open_vault
from vault.airlock import Airlock, Limits


def say(words: object) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def told(outcome: Outcome) -> None:
    say(f"{outcome.state} {outcome.path}")


def main() -> None:
    vault = open_vault(Path(sys.argv[1]), PROJECTIONS)
    with Airlock(workers=2, limits=Limits(), scratch=vault.layout.scratch) as airlock:
        intake = Intake(
            vault,
            airlock,
            actor="watcher",
            settings=IntakeSettings(settle_s=0.05, batch_documents=10),
            tell=told,
            stop=threading.Event(),
        )
        intake.watch(say)


if __name__ == "__main__":
    main()
