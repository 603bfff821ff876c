"""How far the recognition of a document is: told while it goes on, and by nobody afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingest import Deriving, derive_pending
from ingest.reading import Reader, ReadingCopy
from ingest.underway import Underway, places, telling, underway
from tests.ingest.court import Court
from tests.ingest.samples import scan
from vault import Layout


def test_what_is_told_is_read_until_the_reading_ends(tmp_path: Path) -> None:
    layout = Layout(tmp_path)

    with telling(layout, "a1") as one, telling(layout, "b2") as other:
        assert underway(layout) == []  # nothing said yet
        one(0, 120)
        other(7, 8)
        one(37, 120)
        assert underway(layout) == [Underway("a1", 37, 120), Underway("b2", 7, 8)]

    assert underway(layout) == []
    assert places(layout) == []
    assert layout.desk.stat().st_mode & 0o077 == 0


def test_what_a_full_disk_cut_short_is_passed_over(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    with telling(layout, "a1") as tell:
        tell(37, 120)
        os.truncate(places(layout)[0], 8)  # one number of the two
        assert underway(layout) == []
        tell(38, 120)
        assert underway(layout) == [Underway("a1", 38, 120)]


def test_another_process_is_heard_and_not_believed_once_it_was_killed(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    work = (
        "import pathlib, sys, time\n"
        "from ingest.underway import telling\n"
        "from vault import Layout\n"
        "with telling(Layout(pathlib.Path(sys.argv[1])), 'a1') as tell:\n"
        "    tell(37, 120)\n"
        "    print('told', flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", work, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with telling(layout, "a1") as tell:  # both read it: who is ahead counts
            tell(36, 120)
            assert underway(layout) == [Underway("a1", 37, 120)]
        assert underway(layout) == [Underway("a1", 37, 120)]
        child.kill()

    assert underway(layout) == []
    assert len(places(layout)) == 1
    with telling(layout, "b2"):
        assert [path.name for path in places(layout)] == [f"b2.{os.getpid()}"]


def test_where_nothing_can_be_written_reading_goes_on_untold(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.desk.write_bytes(b"")

    with telling(layout, "a1") as tell:
        tell(1, 2)

    assert underway(layout) == []


def test_rubble_is_not_believed(tmp_path: Path) -> None:
    layout = Layout(tmp_path)

    with telling(layout, "a1") as tell:
        tell(1, 2)
        (places(layout)[0]).write_bytes(b"x" * 100)
        assert underway(layout) == []


def test_how_far_recognition_is_can_be_seen_while_it_goes_on(
    court: Court, work: Deriving, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Underway] = []
    copied = Reader._copy

    def looked(self: Reader, *arguments: Any) -> ReadingCopy:
        seen.extend(underway(court.vault.layout))
        return copied(self, *arguments)

    monkeypatch.setattr(Reader, "_copy", looked)
    court.put("x.pdf", scan(3))
    court.take()

    derive_pending(work)

    [document] = court.documents()
    assert seen == [Underway(document.id, 3, 3)]
    assert underway(court.vault.layout) == []
