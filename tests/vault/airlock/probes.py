"""Tasks that behave as badly as a library that a hostile file has bent."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from vault.airlock.errors import NotAccepted
from vault.airlock.limits import Limits
from vault.errors import FixityError
from vault.model import Json


def echo(value: Json) -> Json:
    return value


def who() -> int:
    return os.getpid()


def sleep(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def spin() -> None:
    while True:
        pass


def eat(mib: int) -> int:
    return len(bytearray(mib * 1024 * 1024))


def die(number: int) -> None:
    os.kill(os.getpid(), number)


def leave(status: int) -> None:
    os._exit(status)


def refuse() -> None:
    raise NotAccepted(reason="fmt/1", accepted="PDF")


def slander() -> None:
    raise FixityError(path="shelf", expected="a", actual="b")


def stumble() -> None:
    raise KeyError("\x1b[31mчервоне\n" + "x" * 1000)


def run_out_of_disk() -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "file")


def recurse() -> None:
    recurse()


def babble() -> None:
    sys.stdout.write("not the protocol\n")
    sys.stdout.flush()
    subprocess.run(["echo", "neither is this"], check=True)


def junk(body: str) -> None:
    """Write around the protocol and go, as machine code in the child could."""
    raw = body.encode()
    for fd in range(3, 10):
        with suppress(OSError):
            os.write(fd, len(raw).to_bytes(4, "big") + raw)
    os._exit(0)


def connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port))


def connect_around_python(port: int) -> str:
    done = subprocess.run(
        ["bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port}"], check=False, capture_output=True
    )
    return "connected" if done.returncode == 0 else "refused"


def write(path: str, size: int = 1) -> None:
    with Path(path).open("wb") as file:
        file.writelines(bytes(min(size, 1 << 20)) for _ in range(0, size, 1 << 20))


def standing() -> Json:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY))
    except OSError:
        terminal = False
    else:
        terminal = True
    return {"session": os.getsid(0), "nice": os.nice(0), "terminal": terminal}


def environment() -> Json:
    return dict(os.environ)


def grandchild() -> int:
    return subprocess.Popen(["sleep", "60"]).pid


def grandchild_then_sleep(note: str) -> None:
    Path(note).write_text(str(grandchild()))
    signal.pause()


def told(limits: Limits) -> int:
    return limits.pages


_HOARD: list[bytes] = []


def hoard(mib: int) -> None:
    _HOARD.append(b"x" * (mib * 1024 * 1024))
