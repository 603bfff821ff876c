"""What follows a commit: a volume's reading copies and deposit, a printed file.

Knows: in which order they follow, and how a verb ends when they cannot.
Does not know: how any is done.
Keeps: what is committed is told as done, whatever becomes of the rest; the rest is left to the
background work, or to a verb that is named.
"""

from __future__ import annotations

import threading
from pathlib import Path

from desk.common import Desk, Done
from desk.files import write_new
from desk.output import Tick
from desk.stopping import stopping
from desk.wiring import Workbench
from ingest import derive_pending
from inventory.service.certification import look
from inventory.service.deposit import awaiting_deposit, deposit_volume, not_ready
from vault import Json, Vault
from vault.airlock import Interrupted
from vault.errors import ArchiveError, ExitCode


def deposit_now(desk: Desk, number: str, volume: int) -> ArchiveError | None:
    """Deposit a volume whose certification is recorded; what kept it from that, if anything did.

    Nothing is raised: the verb has already done what it was asked for and must say so.
    """
    with stopping() as stop:
        try:
            with desk.out.progress("Депонування") as tick:
                deposited = _finish_volume(desk.workbench(), number, volume, tick, stop)
        except ArchiveError as error:
            return error
        return Interrupted() if stop.is_set() and not deposited else None


def _finish_volume(
    workbench: Workbench, number: str, volume: int, tick: Tick, stop: threading.Event
) -> bool:
    """Make what the volume's documents lack and deposit it, until `stop`; whether it is."""
    with workbench.vault.transaction(workbench.actor):
        pass  # the catalogue may not have followed the last commit
    with workbench.vault.read() as connection:
        lacking = [document.id for document in not_ready(look(connection, number, volume))]
    if lacking:
        derive_pending(workbench.deriving(stop), documents=lacking, progress=tick)
    if stop.is_set():
        return False
    return deposit_volume(workbench.vault, number, volume, actor=workbench.actor)


def print_act(vault: Vault, sha512: str, path: Path | None) -> ArchiveError | None:
    """Write a recorded act to `path`, if any; what kept it from that."""
    if path is not None:
        try:
            write_new(path, vault.locate(sha512).read_bytes())
        except ArchiveError as error:
            return error
    return None


def print_again(desk: Desk, act: str, sha512: str, path: Path) -> None:
    """Write an act that was recorded before to `path`, and say so."""
    write_new(path, desk.workbench().vault.locate(sha512).read_bytes())
    desk.out.data({"act": act, "path": str(path)})
    desk.out.say("Акт надруковано: {path}", path=path)


def told(value: dict[str, Json], left: ArchiveError | None) -> dict[str, Json]:
    """`value`, and what is left to do and why, when something is."""
    if left is None:
        return value
    return {**value, "unfinished": {"code": left.code, "text": left.sentences()[0]}}


def end(left: ArchiveError | None) -> None:
    """End the verb: done when nothing is left.

    Raises:
        Done: what was asked for is done, and a person must look after the rest.
    """
    if left is not None:
        grave = left.exit in {ExitCode.INTEGRITY, ExitCode.INTERRUPTED}
        raise Done(left.exit if grave else ExitCode.ATTENTION)


def deposit_ready(workbench: Workbench, stop: threading.Event) -> int:
    """Deposit every certified volume that is ready, until `stop`; how many were."""
    with workbench.vault.read() as connection:
        waiting = awaiting_deposit(connection)
    return sum(
        deposit_volume(workbench.vault, number, volume, actor=workbench.actor)
        for number, volume in waiting
        if not stop.is_set()
    )
