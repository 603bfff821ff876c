"""What the airlock's tasks leave of a document goes with the process that asked for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.crash.powercut import QuickDisk
from tests.crash.test_kill import child
from tests.vault.sample import PROJECTIONS, START, Ticking
from vault import Vault, open_vault
from vault.airlock import Airlock, Limits
from vault.check import check


def opened(root: Path) -> Vault:
    return open_vault(root, PROJECTIONS, disk=QuickDisk(), clock=Ticking())


def work(root: Path, tell: Callable[[str], None]) -> None:
    """As a task that lays out a letter does, until killed."""
    vault = opened(root)
    own = vault.staging.new_scratch()
    with Airlock(workers=1, limits=Limits(), scratch=own) as airlock, airlock.folder() as folder:
        (folder / "source.txt").write_text("таємне", encoding="utf-8")
        (folder / "outside").symlink_to(root / "shelf")
        (own / "lu12.tmp").write_text("таємне", encoding="utf-8")
        (own / "away").symlink_to(root / "journal")
        tell(own.name)
        time.sleep(60)


def test_what_a_killed_process_had_in_work_is_swept(filled: Path) -> None:
    scratch = filled / "scratch"
    kept = sorted(filled.glob("shelf/*/*")) + sorted(filled.glob("journal/*"))
    with child(lambda tell: work(filled, tell)) as (pid, told):
        [name] = told(1)
        with opened(filled):
            assert [path.name for path in scratch.iterdir()] == [name], "its owner lives"
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    report = check(filled, PROJECTIONS, quick=True, now=START)
    assert [(f.code, f.subject) for f in report.findings] == [("V033", f"scratch/{name}")]
    assert report.ok
    opened(filled).close()
    assert list(scratch.iterdir()) == []
    assert sorted(filled.glob("shelf/*/*")) + sorted(filled.glob("journal/*")) == kept


def test_what_nobody_owns_is_swept_by_whoever_is_alone(filled: Path) -> None:
    """As programs left it that had no folder of their own."""
    scratch = filled / "scratch"
    with opened(filled):
        (scratch / "tmpabc").mkdir()
        (scratch / "tmpabc" / "source.txt").write_text("таємне", encoding="utf-8")
        (scratch / "lu34.tmp").write_text("таємне", encoding="utf-8")
        (scratch / "away").symlink_to(filled / "shelf", target_is_directory=True)
        with opened(filled):
            assert len(list(scratch.iterdir())) == 3, "perhaps somebody at work needs it"
    opened(filled).close()
    assert list(scratch.iterdir()) == []
    assert len(list((filled / "shelf").iterdir())) == 257
