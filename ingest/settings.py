"""How a court has its files taken.

Knows: what may be set, and what holds where nothing is. Does not know: where settings are written.
Keeps: values only; the desk reads `sprava.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.judging import Trusting


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSettings:
    """How files are taken.

    Attributes:
        settle_s: how long a file must stay the same.
        polling: look everywhere every `poll_s` instead of relying on the system's events.
        rescan_s: look everywhere at least so often.
        ready_only: take only what has a `.ready` marker beside it.
        workers: files worked on side by side.
        print_duplex: whether the court prints electronic documents on both sides.
        clamd: where a virus scanner listens (`ingest.clamd`); nowhere when empty.
        judging: gives the arguments of `signing.tasks:judge` that say whom we trust now.
    """

    settle_s: float = 5.0
    polling: bool = False
    poll_s: float = 10.0
    rescan_s: float = 300.0
    ready_only: bool = False
    workers: int = 2
    batch_documents: int = 250
    batch_s: float = 0.5
    print_duplex: bool = False
    clamd: str = ""
    judging: Trusting = dict
