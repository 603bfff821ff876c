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
import time

from vault.model import Json

_HEAD = 4


class Late(Exception):
    """The deadline has passed."""


class Torn(Exception):
    """The other end is gone, or what it wrote is no frame."""


def packed(message: Json) -> bytes:
    """`message` as one frame."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    return len(body).to_bytes(_HEAD, "big") + body


def unpacked(body: bytes) -> Json:
    """The message in the body of a frame.

    Raises:
        Torn: no JSON, or JSON that we never write (floats, deep nesting).
    """
    try:
        return json.loads(body, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Torn from error


def _refuse(number: str) -> Json:
    raise ValueError(number)


def send(fd: int, frame: bytes, deadline: float) -> None:
    """Write a frame to a non-blocking pipe before `deadline` (of `time.monotonic`)."""
    rest = memoryview(frame)
    while rest:
        _wait(fd, select.POLLOUT, deadline)
        try:
            rest = rest[os.write(fd, rest) :]
        except BlockingIOError:
            continue
        except OSError as error:
            raise Torn from error


def receive(fd: int, most: int, deadline: float) -> bytes | None:
    """Read the body of one frame before `deadline`; None when it is longer than `most` bytes."""
    size = int.from_bytes(_read(fd, _HEAD, deadline), "big")
    return _read(fd, size, deadline) if size <= most else None


def _read(fd: int, size: int, deadline: float) -> bytes:
    body = bytearray()
    while len(body) < size:
        _wait(fd, select.POLLIN, deadline)
        try:
            part = os.read(fd, min(size - len(body), 1 << 20))
        except BlockingIOError:
            continue
        if not part:
            raise Torn
        body += part
    return bytes(body)


def _wait(fd: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(fd, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise Late
