"""Sweeping an operation with power cuts.

`sweep(setup, operation, verify)` lets an operation run once on a recording disk, then builds the
disk as it could be after a power cut at every step, with every fate of what was not synced yet,
and lets `verify` look at each. `needless_syncs` drops each fsync in turn and demands that some
state then fails, so an operation has no fsync too few and none too many.

A case looks like this (tests/crash/test_vault_sweeps.py has more):

    def setup(root):            # an ordinary vault below `root`, closed again
    def operation(root, disk, promise):
        with open_vault(root / "vault", (), disk=disk) as vault:
            ...
            promise("document:1")   # somebody has been told
    def verify(root, promises):     # opens the vault and asserts; `promises` were made before

What is not written through the `Disk` (SQLite's files, locks) is no part of the states: the
catalogue is in every second state as it was before the operation, in the others it is gone.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.model import (
    Cut,
    Linked,
    Made,
    ModelDisk,
    Promised,
    Removed,
    Renamed,
    Step,
    Synced,
    SyncedAll,
    Wrote,
    fingerprint,
    read_tree,
    write_tree,
)
from vault.disk import Disk

Setup = Callable[[Path], None]
Promise = Callable[[object], None]
Operation = Callable[[Path, Disk, Promise], None]
Verify = Callable[[Path, Sequence[object]], None]
Tree = dict[str, bytes | None]

COMBINATIONS_MAX = 64
"""So many fates of a moment are all tried; of more, the extremes, those next to them, all pairs."""


NEIGHBOURS_MAX = 40
"""Past so many undecided things, those next to the extremes are left to the pairs."""


class QuickDisk(Disk):
    """A disk that does not wait for the platter: for set-up and verification."""

    def sync(self, fd: int) -> None:
        """Nothing: these tests do not cut real power."""

    def sync_all(self) -> None:
        """Nothing."""


class RecordingDisk(QuickDisk):
    """Does everything for real and notes every step."""

    def __init__(self, root: Path) -> None:
        """Paths are noted as below `root`."""
        self.steps: list[Step] = []
        self._root = root
        self._open: dict[int, str] = {}

    def open(self, path: Path, flags: int, mode: int = 0o640) -> int:
        new = bool(flags & os.O_CREAT) and not path.exists()
        fd = super().open(path, flags, mode)
        self._open[fd] = self._name(path)
        if new:
            self.steps.append(Made(self._name(path), folder=False))
        return fd

    def write(self, fd: int, data: bytes, offset: int) -> None:
        super().write(fd, data, offset)
        self.steps.append(Wrote(self._open[fd], offset, bytes(data)))

    def cut(self, fd: int, size: int) -> None:
        super().cut(fd, size)
        self.steps.append(Cut(self._open[fd], size))

    def sync(self, fd: int) -> None:
        self.steps.append(Synced(self._open[fd]))

    def sync_all(self) -> None:
        self.steps.append(SyncedAll())

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self.steps.append(Renamed(self._name(source), self._name(target)))

    def link(self, source: Path, target: Path) -> None:
        super().link(source, target)
        self.steps.append(Linked(self._name(source), self._name(target)))

    def unlink(self, path: Path) -> None:
        there = os.path.lexists(path)
        super().unlink(path)
        if there:
            self.steps.append(Removed(self._name(path)))

    def mkdir(self, path: Path) -> None:
        there = path.is_dir()
        super().mkdir(path)
        if not there:
            self.steps.append(Made(self._name(path), folder=True))

    def rmdir(self, path: Path) -> None:
        super().rmdir(path)
        self.steps.append(Removed(self._name(path)))

    def promise(self, what: object) -> None:
        """Somebody has been told."""
        self.steps.append(Promised(what))

    def _name(self, path: Path) -> str:
        name = path.relative_to(self._root).as_posix()
        return "" if name == "." else name


@dataclass(frozen=True)
class State:
    """A disk after a power cut."""

    step: int
    tree: Tree = field(repr=False)
    promises: tuple[object, ...]
    fates: str

    @property
    def key(self) -> tuple[bytes, int]:
        """Equal states need to be looked at once."""
        return fingerprint(self.tree), len(self.promises)


class LostInPowerCut(AssertionError):
    """A state in which the promise does not hold."""

    def __init__(self, state: State, steps: Sequence[Step]) -> None:
        """Say where the power went and what had not reached the platter."""
        done = "\n  ".join(_short(step) for step in steps[max(0, state.step - 8) : state.step])
        super().__init__(f"power cut after step {state.step}:\n  {done}\nfates: {state.fates}")


class Trial:
    """One operation, recorded, whose power cuts can be tried."""

    def __init__(self, setup: Setup, operation: Operation, verify: Verify) -> None:
        """Run set-up and operation once."""
        self._verify = verify
        self._place = Path(
            tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        )
        root = self._place / "real"
        root.mkdir()
        setup(root)
        self.before = {
            p: d for p, d in read_tree(root).items() if not p.endswith((".seat", "lock"))
        }
        disk = RecordingDisk(root)
        operation(root, disk, disk.promise)
        self.steps = disk.steps
        self._good: set[tuple[bytes, int]] = set()
        self._count = itertools.count()

    def close(self) -> None:
        """Remove what was made."""
        shutil.rmtree(self._place)

    def states(self, steps: Sequence[Step], moment: int) -> Iterator[State]:
        """All different states after the first `moment` steps."""
        disk = ModelDisk(self.before)
        for step in steps[:moment]:
            disk.do(step)
        promises = tuple(step.what for step in steps[:moment] if isinstance(step, Promised))
        yield from _fates(disk, moment, promises)

    def try_states(self, steps: Sequence[Step], moment: int) -> int:
        """Verify those states not known to be good; how many these were.

        Raises:
            LostInPowerCut: the first that does not hold.
        """
        tried = 0
        for state in self.states(steps, moment):
            if state.key not in self._good:
                tried += 1
                self._try(state, steps)
                self._good.add(state.key)
        return tried

    def _try(self, state: State, steps: Sequence[Step]) -> None:
        number = next(self._count)
        root = self._place / f"state-{number}"
        tree = state.tree
        if number % 2:
            tree = {path: data for path, data in tree.items() if "catalogue.sqlite" not in path}
        write_tree(tree, root)
        try:
            self._verify(root, state.promises)
        except Exception as error:
            raise LostInPowerCut(state, steps) from error
        finally:
            shutil.rmtree(root)


def sweep(setup: Setup, operation: Operation, verify: Verify, *, every: int = 1) -> int:
    """Try every power cut (or each `every`th moment); how many different states there were."""
    trial = Trial(setup, operation, verify)
    moments = {*range(0, len(trial.steps), every), len(trial.steps)}
    try:
        return sum(trial.try_states(trial.steps, moment) for moment in sorted(moments))
    finally:
        trial.close()


def needless_syncs(setup: Setup, operation: Operation, verify: Verify) -> list[str]:
    """The syncs whose absence no power cut would ever show."""
    trial = Trial(setup, operation, verify)
    try:
        return [
            f"{number}: {_short(step)}"
            for number, step in enumerate(trial.steps)
            if isinstance(step, Synced | SyncedAll) and not _is_missed(trial, number)
        ]
    finally:
        trial.close()


def _is_missed(trial: Trial, number: int) -> bool:
    """Whether some state fails without the step of that number."""
    without = [*trial.steps[:number], *trial.steps[number + 1 :]]
    try:
        # Late moments first: what was never synced is missed when all is promised.
        for moment in range(len(without), number - 1, -1):
            trial.try_states(without, moment)
    except LostInPowerCut:
        return True
    return False


def _fates(disk: ModelDisk, step: int, promises: tuple[object, ...]) -> Iterator[State]:
    files = disk.dirty()
    outcomes = [file.outcomes() for file in files]
    widths = [2] * len(disk.changes) + [len(found) for found in outcomes]
    seen: set[bytes] = set()
    for choice in _choices(widths):
        kept = [bool(c) for c in choice[: len(disk.changes)]]
        chosen = [o[c] for o, c in zip(outcomes, choice[len(disk.changes) :], strict=True)]
        tree = disk.tree(kept, chosen)
        key = fingerprint(tree)
        if key not in seen:
            seen.add(key)
            yield State(step, tree, promises, f"names {kept}, bytes {choice[len(kept) :]}")


def _choices(widths: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every combination when they are few; else the extremes, one off them, and all pairs."""
    total = 1
    for width in widths:
        total *= width
    if total <= COMBINATIONS_MAX:
        yield from itertools.product(*map(range, widths))
        return
    nothing, everything = tuple(0 for _ in widths), tuple(width - 1 for width in widths)
    for base in (nothing, everything):
        yield base
        for i, width in enumerate(widths if len(widths) <= NEIGHBOURS_MAX else ()):
            for other in range(width):
                yield (*base[:i], other, *base[i + 1 :])
    rng = random.Random(len(widths))
    pairs = {
        (i, a, j, b)
        for i, j in itertools.combinations(range(len(widths)), 2)
        for a in range(widths[i])
        for b in range(widths[j])
    }
    while pairs:
        i, a, j, b = min(pairs)
        row = [rng.randrange(width) for width in widths]
        row[i], row[j] = a, b
        yield tuple(row)
        pairs -= {(i, row[i], j, row[j]) for i, j in itertools.combinations(range(len(widths)), 2)}


def _short(step: Step) -> str:
    text = repr(step)
    return text if len(text) < 140 else f"{text[:136]}…)"
