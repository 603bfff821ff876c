"""Where a child stands among the processes of the machine."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.vault.airlock.test_pool import PROBES
from vault.airlock import Airlock


def test_children_give_way_to_whoever_started_them(airlock: Airlock) -> None:
    standing = airlock.call(PROBES + "standing")

    assert isinstance(standing, dict)
    # Of another session they would take as much of the processors as all of ours, nice or not.
    assert standing["session"] == os.getsid(0)
    assert standing["nice"] == min(os.nice(0) + 5, 19)


@pytest.mark.skipif(shutil.which("setsid") is None, reason="no setsid here to give a terminal")
def test_a_child_cannot_reach_the_terminal_it_was_started_at(tmp_path: Path) -> None:
    script = f"""
import os
from pathlib import Path
from vault.airlock import Airlock, Limits
os.close(os.open("/dev/tty", os.O_RDONLY))
with Airlock(workers=1, limits=Limits(), scratch=Path({str(tmp_path / "scratch")!r})) as airlock:
    reached = airlock.call({PROBES + "standing"!r})["terminal"]
Path({str(tmp_path / "reached")!r}).write_text(str(reached))
"""
    ours, theirs = pty.openpty()
    command = ["setsid", "--ctty", "--wait", sys.executable, "-c", script]
    subprocess.run(command, stdin=theirs, stdout=theirs, stderr=theirs, check=True, timeout=60)
    os.close(theirs)
    os.close(ours)

    assert (tmp_path / "reached").read_text() == "False"
