"""Finishing a certified volume: reading copies that still lack, then the deposit.

Knows: the order of the two. Does not know: how either is done.
Keeps: what cannot be finished now is left to the background work and said so.
"""

from __future__ import annotations

import threading

from desk.output import Tick
from desk.wiring import Workbench
from ingest import derive_pending
from inventory.queries import cases
from inventory.service.certification import look
from inventory.service.deposit import awaiting_deposit, deposit_volume, not_ready


def finish_volume(workbench: Workbench, number: str, volume: int, tick: Tick) -> bool:
    """Make what the volume's documents lack and deposit it; whether it is deposited."""
    with workbench.vault.read() as connection:
        lacking = [document.id for document in not_ready(look(connection, number, volume))]
    if lacking:
        derive_pending(workbench.deriving(), documents=lacking, progress=tick)
    return deposit_volume(workbench.vault, number, volume, actor=workbench.actor)


def deposit_ready(workbench: Workbench, stop: threading.Event) -> int:
    """Deposit every certified volume that is ready, until `stop`; how many were."""
    with workbench.vault.read() as connection:
        waiting = [
            (case.number, volume)
            for case in cases(connection)
            for volume in awaiting_deposit(connection, case.key)
        ]
    return sum(
        deposit_volume(workbench.vault, number, volume, actor=workbench.actor)
        for number, volume in waiting
        if not stop.is_set()
    )
