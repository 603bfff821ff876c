"""Frames on the pipes between the vault and an airlock child.

Knows: four bytes of length, then JSON in UTF-8.
Does not know: what the messages mean.
Keeps: never pickle (a taken-over child must not run code in its parent); a frame longer than
allowed is refused before it is read; an answer is plain JSON without floats.
"""

from __future__ import annotations

import json
import os
import select
import threading
import time
from dataclasses import dataclass

from vault.model import Json

_HEAD = 4
_SLICE_S = 0.2


class Late(Exception):
    """The deadline has passed."""


class Stopped(Exception):
    """Whoever waits was told to stop."""


class Severed(Exception):
    """The other end is gone, or what it wrote is no frame."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait: until `deadline` (of `time.monotonic`), or until `stop` is set."""

    deadline: float
    stop: threading.Event | None = None

    def wait(self, fd: int, event: int) -> None:
        """Wait for `fd` to be ready.

        Raises:
            Late, Stopped: it did not become ready before.
        """
        poll = select.poll()
        poll.register(fd, event)
        while True:
            if self.stop is not None and self.stop.is_set():
                raise Stopped
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise Late
            if poll.poll((left if self.stop is None else min(left, _SLICE_S)) * 1000):
                return


def packed(message: Json) -> bytes:
    """`message` as one frame."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    return len(body).to_bytes(_HEAD, "big") + body


def unpacked(body: bytes) -> Json:
    """The message in the body of a frame.

    Raises:
        Severed: no JSON, or JSON that we never write (floats, deep nesting).
    """
    try:
        return json.loads(body, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Severed from error


def _refuse(number: str) -> Json:
    raise ValueError(number)


def send(fd: int, frame: bytes, patience: Patience) -> None:
    """Write a frame to a non-blocking pipe."""
    rest = memoryview(frame)
    while rest:
        try:
            rest = rest[os.write(fd, rest) :]
        except BlockingIOError:
            patience.wait(fd, select.POLLOUT)
        except OSError as error:
            raise Severed from error


def receive(fd: int, most: int, patience: Patience) -> bytes | None:
    """Read the body of one frame; None when it is longer than `most` bytes.

    Raises:
        Severed: the other end is gone, or wrote more than a frame: it is asked one thing at a time.
    """
    frame = bytearray()
    size = 0
    while len(frame) < _HEAD + size:
        patience.wait(fd, select.POLLIN)
        try:
            part = os.read(fd, 1 << 20)
        except BlockingIOError:
            continue
        if not part:
            raise Severed
        frame += part
        size = int.from_bytes(frame[:_HEAD], "big") if len(frame) >= _HEAD else 0
        if size > most:
            return None
    if len(frame) > _HEAD + size:
        raise Severed
    return bytes(frame[_HEAD:])
