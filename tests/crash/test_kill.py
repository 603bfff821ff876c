"""SIGKILL at random moments, and several processes at once, with the real disk.

The page cache outlives a killed process, so this shows nothing about fsync (test_vault_sweeps.py
does); it shows that locks, seats, temp files and loose ends of the dead are dealt with.
"""

from __future__ import annotations

import contextlib
import logging
import os
import random
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import pytest

from tests.crash import filing, signed
from tests.crash.cases import assert_sound
from tests.crash.powercut import QuickDisk
from vault import DepositFile, Hold, Vault, content_of, holds_of, make_vault, open_vault
from vault.disk import Disk
from vault.history import events_of


@dataclass(frozen=True)
class Busy:
    """What a process does until it is killed, in a vault of its own kind.

    Attributes:
        begin: makes the vault below a folder.
        opened: opens it.
        work: does it, and tells the name of each thing that is done.
        assert_kept: what was told of under a name is there, whole.
    """

    begin: Callable[[Path], None]
    opened: Callable[[Path], Vault]
    work: Callable[..., None]
    assert_kept: Callable[[Vault, str], None]


@pytest.mark.parametrize(("busy", "kills"), [("depositing", 100), ("signing", 40)])
def test_many_kills(busy: str, kills: int, tmp_path: Path) -> None:
    kill_repeatedly(tmp_path, BUSY[busy], kills=kills, checked_every=10)


@pytest.mark.slow
@pytest.mark.parametrize(("busy", "kills"), [("depositing", 1000), ("signing", 400)])
def test_very_many_kills(busy: str, kills: int, tmp_path: Path) -> None:
    kill_repeatedly(tmp_path, BUSY[busy], kills=kills, checked_every=10)


def kill_repeatedly(root: Path, busy: Busy, *, kills: int, checked_every: int) -> None:
    rng = seeded()
    busy.begin(root)
    told: list[str] = []
    for round_ in range(kills):
        with child(partial(busy.work, root, round_)) as (pid, acknowledged):
            told += acknowledged(rng.randrange(8))
            time.sleep(rng.uniform(0, 0.02))
            os.kill(pid, signal.SIGKILL)
            told += acknowledged(None)
        with busy.opened(root) as vault:
            for name in told[-20:]:
                busy.assert_kept(vault, name)
            if round_ % checked_every == 0:
                assert_sound(vault)
    with busy.opened(root) as vault:
        for name in told:
            busy.assert_kept(vault, name)
        assert_sound(vault)
    assert len(told) > kills


def seeded() -> random.Random:
    """Chance that a failing test names, so that it can be had again."""
    seed = random.randrange(1 << 32)
    logging.getLogger(__name__).warning("seed %s", seed)
    return random.Random(seed)


def work(root: Path, number: int, tell: Callable[[str], None], disk: Disk | None = None) -> None:
    """Accessions and a deposit after every third, until killed."""
    with open_vault(root / "vault", (), disk=disk or QuickDisk()) as vault:
        for step in range(10_000):
            names = [f"{number}-{step}-{part}" for part in range(3)]
            for name in names:
                content = vault.store(bytes_of(name))
                with vault.transaction("clerk") as tx:
                    tx.record("accession", subjects=[name], holds=[Hold(name, content)])
                    tx.commit()
                tell(name)
            contents = [(name, content_of(bytes_of(name))) for name in names]
            vault.deposit(
                f"case-{number}/{step % 2}",
                [DepositFile(f"{name}/original.pdf", content) for name, content in contents],
                actor="archivist",
                event="volume deposited",
                subjects=[f"volume:{number}"],
                payload={},
                releases=[(name, content.sha512) for name, content in contents],
                message="a version",
            )


def begin(root: Path) -> None:
    make_vault(root / "vault", (), disk=QuickDisk()).close()


def opened(root: Path) -> Vault:
    return open_vault(root / "vault", (), disk=QuickDisk())


def bytes_of(name: str) -> bytes:
    return name.encode() * 1000


def assert_kept(vault: Vault, name: str) -> None:
    with vault.read() as connection:
        assert any(events_of(connection, name)), name
        held = list(holds_of(connection, name))
    with vault.open(content_of(bytes_of(name)).sha512) as file:
        assert file.read() == bytes_of(name)
    assert vault.shelf.has(content_of(bytes_of(name)).sha512) == bool(held)


BUSY = {
    "depositing": Busy(begin, opened, work, assert_kept),
    "signing": Busy(signed.begin, filing.opened, signed.work, signed.assert_kept),
}


def test_processes_that_commit_at_once_wait_for_one_another(tmp_path: Path) -> None:
    make_vault(tmp_path / "vault", ()).close()

    def commit(tell: Callable[[str], None]) -> None:
        with open_vault(tmp_path / "vault", ()) as vault:
            for number in range(25):
                with vault.transaction("clerk") as tx:
                    before = sum(1 for _ in events_of(tx.connection, "case:1"))
                    name = f"{os.getpid()}:{number}"
                    tx.record("counted", subjects=["case:1", name], payload={"before": before})
                    tx.commit()
                tell(name)

    with child(commit) as (one, told_by_one), child(commit) as (other, told_by_other):
        os.waitpid(one, 0)
        os.waitpid(other, 0)
        told = told_by_one(None) + told_by_other(None)
    assert len(told) == 50
    with open_vault(tmp_path / "vault", ()) as vault:
        with vault.read() as connection:
            events = list(events_of(connection, "case:1"))
        assert [vault.entry_at(event.end).payload["before"] for event in events] == [*range(50)]
        assert_sound(vault, allowed=set())


@contextlib.contextmanager
def child(
    task: Callable[[Callable[[str], None]], None],
) -> Iterator[tuple[int, Callable[[int | None], list[str]]]]:
    """Run `task` in a forked process; wait for so many things it tells, or for its end."""
    read_end, write_end = os.pipe()
    sys.stdout.flush()
    with warnings.catch_warnings():  # of threads that are not there in the child: it runs `task`
        warnings.simplefilter("ignore")
        pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(read_end)
            task(lambda line: void(os.write(write_end, f"{line}\n".encode())))
            status = 0
        finally:
            os._exit(status)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        yield pid, lambda many: [line.decode().strip() for line in islice(pipe, many)]
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def void(_: object) -> None:
    """Nothing."""
