"""The pool of airlock children, seen from the vault's side.

Knows: how to start, feed, time, kill and renew the processes in which hostile bytes are opened.
Does not know: any file format.
Keeps: a call ends with a JSON value or one of our errors, in bounded time; whatever a child does,
no code of its choosing runs here, and no child outlives the pool.

Accepted risk: a child that a file has taken over can lie about the files it sees until it is
renewed, read what this user may read (it has no way to send it out), and spoil what other calls
have below scratch. It cannot write elsewhere or reach the network where the kernel has Landlock and
network namespaces; without them only the library calls of Python are closed.
"""

from __future__ import annotations

import copy
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from vault.airlock import wire
from vault.airlock.errors import Interrupted, revived
from vault.airlock.limits import MIB, Limits
from vault.errors import ChildDied, TimedOut, TooLarge, Unreadable
from vault.model import Json
from vault.plain import clean

_TASK = re.compile(
    r"(vault|signing|inventory|search|ingest|retention|tests)(\.[a-z_0-9]+)+:[a-z][a-z_0-9]*\Z"
)
_PLAIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}\Z")
_CODE = str(Path(__file__).parents[2])
_START_S = 30
_CALLS_MAX = 2_000
_SLICE_S = 0.2
_YIELDS_S = 5.0  # so that a flood of arrivals does not stop all recognition


class Airlock:
    """Child processes with limits; the only way to open bytes that came from outside.

    Thread-safe: every call has a child to itself, and callers above `workers` wait for one.
    Children start with the first call that needs them and are renewed when they grow or age.
    """

    def __init__(self, *, workers: int, limits: Limits, scratch: Path) -> None:
        """Prepare a pool of at most `workers` children that may write only below `scratch`."""
        self.limits = limits
        self.stop: threading.Event | None = None
        self._state = _State()
        self._scratch = scratch.resolve()
        self._scratch.mkdir(parents=True, exist_ok=True)
        self._turns = _Turns(workers)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        # A child dies with the *thread* that started it (PR_SET_PDEATHSIG), so one thread that
        # lives as long as the pool starts them all.
        self._starter = ThreadPoolExecutor(1, "airlock-starter")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def peak_kib(self) -> int:
        """The most resident memory any child has had so far, KiB."""
        with self._lock:
            living = [*self._idle, *self._busy]
        return max([self._state.peak_kib, *(child.peak_kib() for child in living)])

    def until(self, stop: threading.Event) -> Airlock:
        """The same children for work that can be done again: its calls end soon after `stop`.

        Such a call kills the child it waits for and raises `Interrupted`; calls made through this
        airlock itself go on to their end, and go first: somebody waits for them.
        """
        other = copy.copy(self)  # the pool and its locks are shared
        other.stop = stop
        return other

    def call(self, task: str, *, limits: Limits | None = None, **arguments: Json) -> Json:
        """Run `task` (`package.module:function`) in a child and return its answer.

        A function with a parameter `limits` is given them. Limits of a call may be narrower than
        the pool's, or allow more time; they cannot allow more memory. Paths are absolute (a child
        lives in scratch), and what a task writes must lie in a `folder()`.

        Raises:
            TimedOut: the child was killed after `limits.seconds`.
            OutOfMemory, ChildDied: it ran into its limits, or crashed.
            TooLarge: its answer passes `limits.answer_mib`.
            RuntimeError: there is no such task, or it takes other arguments: our own mistake.
            Interrupted: it was told to stop (`until`).
            ArchiveError: whatever of ours the task raised; `Unreadable` for what a library threw.
        """
        assert _TASK.match(task), task
        limits = limits or self.limits
        with self._turn():
            child = self._take()
            keep = False
            try:
                answer = child.ask(task, arguments, limits, self.stop)
                keep = child.calls < _CALLS_MAX and answer.rss < limits.keep_mib * 1024
            finally:
                self._give_back(child, keep=keep)
        if answer.bug is not None:
            msg = f"{task}: {clean(answer.bug)}"
            raise RuntimeError(msg)
        if answer.error is not None:
            raise revived(answer.error)
        return answer.value

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A private folder below scratch for what one file unpacks to; removed at the end."""
        with tempfile.TemporaryDirectory(dir=self._scratch, ignore_cleanup_errors=True) as name:
            yield Path(name)

    def close(self) -> None:
        """Kill every child; calls still running in other threads end with `ChildDied`."""
        with self._lock:
            self._state.closed = True
            idle, busy = [*self._idle], [*self._busy]
            self._idle.clear()
        for child in idle:
            child.discard()
        for child in busy:  # the thread that waits for it discards it
            child.kill()
        self._starter.shutdown()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        stop = self.stop
        if stop is None:
            self._turns.take()
        else:
            yields_until = time.monotonic() + _YIELDS_S
            while stop.is_set() or not self._turns.take(
                _SLICE_S, behind=time.monotonic() < yields_until
            ):
                if stop.is_set():
                    raise Interrupted
        try:
            yield
        finally:
            self._turns.give_back()

    def _take(self) -> _Child:
        with self._lock:
            if self._state.closed:
                raise ChildDied(reason="шлюз уже закрито")
            child = self._idle.pop() if self._idle else None
        if child is not None and child.has_ended():
            child.discard()
            child = None
        child = child or self._start()
        with self._lock:
            self._busy.add(child)
        return child

    def _start(self) -> _Child:
        try:
            future = self._starter.submit(_Child, self.limits, self._scratch)
        except RuntimeError:  # closed since we looked
            raise ChildDied(reason="шлюз уже закрито") from None
        try:
            return future.result()
        except KeyboardInterrupt:  # nobody is left to own the child that is being started
            future.add_done_callback(lambda done: done.result().discard())
            raise

    def _give_back(self, child: _Child, *, keep: bool) -> None:
        with self._lock:
            self._busy.discard(child)
            if keep and not self._state.closed:
                self._idle.append(child)
                return
        self._state.peak_kib = max(self._state.peak_kib, child.discard())


@dataclass(slots=True)
class _State:
    """What views of one pool share and change."""

    closed: bool = False
    peak_kib: int = 0


class _Turns:
    """One turn for each child; who stands behind takes none while others wait for theirs."""

    def __init__(self, turns: int) -> None:
        self._free = turns
        self._ahead = 0
        self._changed = threading.Condition()

    def take(self, seconds: float | None = None, *, behind: bool = False) -> bool:
        """Wait for a turn, at most so long; whether there was one."""
        with self._changed:
            self._ahead += not behind
            try:
                mine = self._changed.wait_for(
                    lambda: self._free > 0 and not (behind and self._ahead), seconds
                )
            finally:
                self._ahead -= not behind
            self._free -= mine
            self._changed.notify_all()  # who stands behind may be next
            return mine

    def give_back(self) -> None:
        """Let somebody else have it."""
        with self._changed:
            self._free += 1
            self._changed.notify_all()


class _Answer:
    """What came back, checked to have the shape of an answer."""

    def __init__(self, message: Json, call: int) -> None:
        # The number tells an answer from one left over by an earlier file.
        if not isinstance(message, dict) or message.get("call") != call:
            raise wire.Severed
        rss, error = message.get("rss"), message.get("error")
        if not isinstance(rss, int):
            raise wire.Severed
        if error is not None and not (
            isinstance(error, dict) and isinstance(error.get("details"), dict)
        ):
            raise wire.Severed
        self.rss, self.error, self.bug = rss, error, message.get("bug")
        self.value: Json = message.get("value")


class _Child:
    """One child process and the two pipes to it."""

    def __init__(self, limits: Limits, scratch: Path) -> None:
        self.calls = 0
        self._ending = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", "vault.airlock.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=scratch,
            env=_environment(scratch),
            process_group=0,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        hello = wire.packed({"limits": limits.as_json(), "scratch": str(scratch)})
        try:
            self._exchange(hello, 1024, wire.Patience(time.monotonic() + _START_S))
        except (wire.Late, wire.Severed):
            self.discard()
            raise ChildDied(reason="процес не запустився") from None

    def ask(
        self, task: str, arguments: Json, limits: Limits, stop: threading.Event | None
    ) -> _Answer:
        """Send one task and wait for its answer; the caller kills the child on any error."""
        self.calls += 1
        request = wire.packed(
            {
                "call": self.calls,
                "task": task,
                "arguments": arguments,
                "limits": limits.as_json(),
            }
        )
        patience = wire.Patience(time.monotonic() + limits.seconds, stop)
        try:
            message = self._exchange(request, limits.answer_mib * MIB, patience)
            return _Answer(message, self.calls)
        except wire.Late:
            raise TimedOut(seconds=limits.seconds) from None
        except wire.Stopped:
            raise Interrupted from None
        except wire.Severed:
            raise ChildDied(reason=self._fate()) from None

    def _exchange(self, frame: bytes, most: int, patience: wire.Patience) -> Json:
        wire.send(self._to, frame, patience)
        body = wire.receive(self._from, most, patience)
        if body is None:
            raise TooLarge(reason=f"відповідь довша за {most // MIB} МБ")
        return wire.unpacked(body)

    def _fate(self) -> str:
        """Why the child is gone, for the message; SIGKILL when it was us or the kernel."""
        self.kill()
        ended = self._process.returncode
        return signal.Signals(-ended).name if ended < 0 else f"код {ended}"

    def has_ended(self) -> bool:
        """Whether the process is gone, without reaping it (see `kill`)."""
        options = os.WEXITED | os.WNOWAIT | os.WNOHANG
        return os.waitid(os.P_PID, self._process.pid, options) is not None

    def peak_kib(self) -> int:
        """The most resident memory it has had, KiB; 0 when nobody can tell any more."""
        with suppress(OSError, StopIteration):
            status = Path(f"/proc/{self._process.pid}/status")
            lines = status.read_text(encoding="ascii", errors="replace").splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
        return 0

    def kill(self) -> int:
        """End the child and all it started; its peak of resident memory, KiB, if still known."""
        with self._ending:
            if self._process.returncode is not None:
                return 0
            peak = self.peak_kib()
            # Before wait(): until the child is reaped nobody else can be given its process group.
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            return peak

    def discard(self) -> int:
        """Kill, and close the pipes; only for the thread that owns the child."""
        peak = self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        return peak


def plain_file(folder: Path, name: Json) -> Path:
    """The file `name` that a task left in `folder`; an answer's word is not trusted.

    Raises:
        Unreadable: it is not a plain file of one name directly inside the folder.
    """
    if isinstance(name, str) and _PLAIN.match(name):
        path = folder / name
        with suppress(OSError):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
                return path
    raise Unreadable(reason="розпакований файл не знайдено")


def _environment(scratch: Path) -> dict[str, str]:
    """All that a child sees of the environment: nothing of the parent's can leak into it."""
    return {
        "PYTHONPATH": _CODE,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        # One thread each: threads reserve address space, and the pool is the parallelism.
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "GOMAXPROCS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
