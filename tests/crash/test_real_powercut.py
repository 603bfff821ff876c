"""Real power cuts: the image of a mounted filesystem is copied while the vault is at work.

The copy holds what had reached the platter, SQLite's files included. ext4 with its own commits a
minute apart, so that only our fsyncs bring anything there (slow, needs root).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.crash.cases import ALLOWED, assert_sound
from tests.crash.powercut import QuickDisk
from tests.crash.test_kill import BUSY, Busy, child, seeded
from vault.disk import Disk
from vault.errors import VaultError

ROUNDS = 25


@pytest.mark.slow
@pytest.mark.parametrize("busy", BUSY)
def test_what_was_acknowledged_survives_a_real_power_cut(busy: str, tmp_path: Path) -> None:
    cut_power_repeatedly(tmp_path, BUSY[busy], Disk(), ROUNDS)


@pytest.mark.slow
@pytest.mark.parametrize("busy", BUSY)
def test_without_fsync_it_does_not(busy: str, tmp_path: Path) -> None:
    """The harness sees what it is made to see."""
    with pytest.raises((AssertionError, VaultError, OSError)):
        cut_power_repeatedly(tmp_path, BUSY[busy], QuickDisk(), ROUNDS)


def cut_power_repeatedly(root: Path, busy: Busy, disk: Disk, rounds: int) -> None:
    if os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        pytest.skip("mounting loop images needs root and mkfs.ext4")
    rng = seeded()
    image, copy = root / "disk.img", root / "copy.img"
    with image.open("wb") as file:
        file.truncate(96 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)
    told: list[str] = []
    with mounted(image, root / "disk") as place:
        busy.begin(place)
        os.sync()
        for number in range(rounds):
            with child(partial(busy.work, place, number, disk=disk)) as (pid, acknowledged):
                told += acknowledged(rng.randrange(40))
                time.sleep(rng.uniform(0, 0.02))
                os.kill(pid, signal.SIGSTOP)
                shutil.copyfile(image, copy)
                os.kill(pid, signal.SIGKILL)
                told += acknowledged(None)
            with (
                mounted(copy, root / "copy") as after,
                busy.opened(after) as vault,
            ):
                for name in told:
                    busy.assert_kept(vault, name)
                assert_sound(vault, allowed=ALLOWED | {"V025"})
    assert len(told) > rounds


@contextlib.contextmanager
def mounted(image: Path, place: Path) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    options = "loop,commit=60"
    mount = ["mount", "-o", options, str(image), str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("loop devices are not available")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
