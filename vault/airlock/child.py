"""The process in which hostile bytes are opened; started as `python -m vault.airlock.child`.

Knows: how to confine itself, to run one task after another, and to write answers and errors.
Does not know: the vault, its paths, its secrets: it is told one path at a time.
Keeps: only our own errors leave it; anything else a library throws becomes `Unreadable`.
"""

from __future__ import annotations

import errno
import importlib
import inspect
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import BinaryIO

from vault.airlock import wire
from vault.airlock.confine import confine, grant
from vault.airlock.errors import unreadable, written
from vault.airlock.limits import Limits
from vault.errors import ArchiveError, DiskFull, OutOfMemory, TooLarge
from vault.model import Json
from vault.plain import clean

_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024


def main() -> None:
    """Serve tasks until the parent closes the pipe."""
    requests, answers = _take_pipes()
    hello = _next(requests)
    if hello is None:
        return
    confine(Limits.from_json(hello["limits"]), Path(hello["scratch"]))
    answers.write(wire.packed({"ready": os.getpid()}))
    while (request := _next(requests)) is not None:
        answers.write(_answer(request))


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Move the pipes away from 0 and 1, where a chatty library would write into the protocol."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1):
        os.dup2(nothing, fd)
    os.close(nothing)
    return requests, answers


def _next(requests: BinaryIO) -> Mapping[str, Json] | None:
    head = requests.read(4)
    if len(head) < 4:
        return None
    message: Mapping[str, Json] = json.loads(requests.read(int.from_bytes(head, "big")))
    return message


def _answer(request: Mapping[str, Json]) -> bytes:
    limits = Limits.from_json(request["limits"])
    try:
        function, shape = _function(request["task"])
        asked = {"limits": limits} if "limits" in shape.parameters else {}
        arguments = shape.bind(**request["arguments"], **asked)
    except (ImportError, AttributeError, TypeError) as mistake:  # not the file's fault
        return wire.packed({"call": request["call"], "bug": clean(mistake), **_memory()})
    error: ArchiveError
    try:
        grant(limits)
        value = function(*arguments.args, **arguments.kwargs)
        return wire.packed({"call": request["call"], "value": value, **_memory()})
    except ArchiveError as ours:
        error = ours
    except MemoryError:
        error = OutOfMemory(mib=limits.memory_mib)
    except RecursionError:
        error = TooLarge(reason="вкладеність завелика")
    except Exception as theirs:  # noqa: BLE001  hostile bytes: any library may throw anything
        error = _ours(theirs)
    return wire.packed({"call": request["call"], "error": written(error), **_memory()})


@cache
def _function(task: str) -> tuple[Callable[..., Json], inspect.Signature]:
    module, name = task.split(":")
    function = getattr(importlib.import_module(module), name)
    return function, inspect.signature(function)


def _ours(error: Exception) -> ArchiveError:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return DiskFull(path=str(error.filename or ""))
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return TooLarge(reason="розпакований вміст завеликий")
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return unreadable("файл", f"{type(error).__name__}: {error}", where=where)


def _memory() -> dict[str, int]:
    """Resident memory of this process, KiB."""
    pages = int(Path("/proc/self/statm").read_bytes().split()[1])
    return {"rss": pages * _PAGE_KIB}


if __name__ == "__main__":
    main()
    sys.stderr.close()
    os._exit(0)  # no finalizers of libraries that a hostile file may have bent
