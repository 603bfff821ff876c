"""Places where nothing can be written: read-only mounts, full disks, somebody else's folders."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def read_only(root: Path, at: Path) -> Iterator[Path]:
    """What lies in `root`, seen at `at`, where it cannot be written."""
    at.mkdir()
    with _mounted(at, "--bind", root):
        subprocess.run(["mount", "-o", "remount,ro,bind", at], check=True)
        yield at


@contextmanager
def small_disk(at: Path, *, mib: int) -> Iterator[Path]:
    """A disk of its own."""
    at.mkdir()
    with _mounted(at, "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs"):
        yield at


def fill(disk: Path) -> None:
    """Leave no byte free."""
    with (disk / "filler").open("wb", 0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    assert os.statvfs(disk).f_bavail == 0


@contextmanager
def _mounted(at: Path, *arguments: object) -> Iterator[None]:
    try:
        mount = ["mount", *map(str, arguments), str(at)]
        subprocess.run(mount, check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("this user may not mount anything here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", at], check=True)
