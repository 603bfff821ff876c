"""Watching: everything that comes is taken once, whole, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import State, service
from ingest.errors import IngestError
from ingest.watch.hints import Hints
from tests.ingest.court import CASE, FOLDER, Court
from tests.ingest.samples import pdf
from vault.errors import ArchiveError, VaultLocked
from vault.lock import commit_lock

ROOT = Path(__file__).parents[2]


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


@contextlib.contextmanager
def watching(court: Court, **settings: object) -> Iterator[list[ArchiveError]]:
    court.settings = replace(court.settings, **settings)  # type: ignore[arg-type]
    trouble: list[ArchiveError] = []
    thread = threading.Thread(target=lambda: court.intake().watch(trouble.append))
    thread.start()
    try:
        yield trouble
    finally:
        court.stop.set()
        thread.join(30)
    assert not thread.is_alive()


def test_what_lies_there_and_what_comes_is_taken(court: Court) -> None:
    court.put("before.pdf", pdf("A"))
    with watching(court):
        wait_for(lambda: len(court.told) == 1)
        court.put("after.pdf", pdf("B"))
        wait_for(lambda: len(court.told) == 2)
        court.open_case("757/2/25")
        court.put("new.pdf", pdf("C"), folder="757_2_25")
        wait_for(lambda: len(court.told) == 3)

    assert {o.state for o in court.told} == {State.REGISTERED}
    assert court.left() == []


def test_without_hints_looking_again_is_enough(court: Court) -> None:
    """As on a network share, where the system does not say what others write."""
    with watching(court, polling=True, poll_s=0.1):
        court.put("x.pdf", pdf())
        wait_for(lambda: len(court.told) == 1)


def test_a_file_written_slowly_is_taken_once_and_whole(court: Court) -> None:
    data = pdf("Slow", 20)
    place = court.inbox / FOLDER / "slow.pdf"
    place.parent.mkdir()
    with watching(court, settle_s=0.2):
        with place.open("wb") as file:
            for start in range(0, len(data), len(data) // 10 + 1):
                file.write(data[start : start + len(data) // 10 + 1])
                file.flush()
                time.sleep(0.05)
        wait_for(lambda: bool(court.told))

    [document] = court.documents()
    assert court.bytes_of(document) == data
    assert [o.state for o in court.told] == [State.REGISTERED]


def test_a_writer_that_pauses_longer_than_the_settle_time_is_waited_for(court: Court) -> None:
    data = pdf("Pause", 20)
    place = court.inbox / FOLDER / "pause.pdf"
    place.parent.mkdir()
    with watching(court, settle_s=0.1, rescan_s=0.1):
        with place.open("wb") as file:
            file.write(data[:1000])
            file.flush()
            time.sleep(1)
            assert court.told == []
            file.write(data[1000:])
        wait_for(lambda: bool(court.told))

    [document] = court.documents()
    assert court.bytes_of(document) == data


def test_a_document_and_its_card_arrive_one_after_the_other(court: Court) -> None:
    place = court.inbox / FOLDER
    place.mkdir()
    with watching(court, settle_s=0.5):
        (place / "x.pdf").write_bytes(pdf())
        time.sleep(0.2)
        (place / "x.pdf.card.json").write_text('{"title": "Позов", "sheets": 3}')
        wait_for(lambda: bool(court.told))

    [document] = court.documents()
    assert (document.title, document.count.sheets) == ("Позов", 3)


def test_what_waits_is_told_once(court: Court) -> None:
    with watching(court, rescan_s=0.05):
        court.put("x.pdf", pdf(), folder="9_9_99")
        court.put("y.p7s", b"no signature at all")
        wait_for(lambda: len(court.told) >= 2)
        time.sleep(0.5)

    assert sorted(o.state for o in court.told) == [State.QUARANTINED, State.UNASSIGNED]


def test_a_busy_vault_is_waited_for(court: Court) -> None:
    court.vault._lock_wait_s = 0.05
    with watching(court) as trouble:
        with commit_lock(court.vault.layout.lock):
            court.put("x.pdf", pdf())
            wait_for(lambda: bool(trouble))
        court.stop.set()

    assert isinstance(trouble[0], VaultLocked)
    court.stop.clear()
    court.vault._lock_wait_s = 60
    assert [o.state for o in court.take()] == [State.REGISTERED]


def test_an_inbox_that_goes_away_and_comes_back_is_watched_again(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a network share does; the watcher lives on and tells the trouble."""
    monkeypatch.setattr(service, "_TROUBLE_S", 0.1)
    court.put("first.pdf", pdf("A"))
    with watching(court, polling=True, poll_s=0.05) as trouble:
        wait_for(lambda: len(court.told) == 1)
        aside = court.inbox.with_name("aside")
        court.inbox.rename(aside)
        wait_for(lambda: bool(trouble))
        aside.rename(court.inbox)
        court.put("x.pdf", pdf())
        wait_for(lambda: len(court.told) == 2)

    assert isinstance(trouble[0], IngestError)


def test_lost_events_make_it_look_everywhere(tmp_path: Path) -> None:
    with Hints(tmp_path, polling=False) as hints:
        assert hints.take() is None
        assert hints.take() == set()
        logging.getLogger("watchdog.observers.inotify_c").warning("queue overflowed")
        assert hints.take() is None


def test_a_hint_names_the_folder(tmp_path: Path) -> None:
    with Hints(tmp_path, polling=False) as hints:
        hints.take()
        (tmp_path / "1_2_25").mkdir()
        (tmp_path / "1_2_25" / "x.pdf").write_bytes(b"x")
        wait_for(lambda: hints.take() == {"1_2_25"})


def test_reading_the_inbox_is_no_hint(tmp_path: Path) -> None:
    """The default mask would report our own looking, and loop."""
    (tmp_path / "x.pdf").write_bytes(b"x")
    with Hints(tmp_path, polling=False) as hints:
        hints.take()
        (tmp_path / "x.pdf").read_bytes()
        list(tmp_path.iterdir())
        time.sleep(0.3)
        assert hints.take() == set()


def killed_and_restarted(court: Court, files: int, kills: int) -> None:
    """Let a watcher be killed at odd moments while files pour in."""
    rng = random.Random(files)
    data = {f"{number:05}.pdf": pdf(f"N{number}") for number in range(files)}
    pouring = iter(data.items())
    root = court.vault.layout.root
    for _ in range(kills):
        with subprocess.Popen(
            [sys.executable, "-m", "tests.ingest.watcher", root],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        ) as watcher:
            assert watcher.stdout is not None
            for _ in range(files // kills):
                court.put(*next(pouring))
            for _ in range(rng.randrange(1, files // kills // 2)):
                watcher.stdout.readline()
            time.sleep(rng.random() / 20)
            os.kill(watcher.pid, signal.SIGKILL)
    for name, content in pouring:
        court.put(name, content)

    court.take()

    documents = court.documents(CASE)
    assert {d.name: court.bytes_of(d) for d in documents} == data
    assert len(documents) == files
    assert court.left() == []
    assert court.intake().list_arrivals() == []


def test_a_watcher_killed_in_between_takes_everything_exactly_once(court: Court) -> None:
    killed_and_restarted(court, files=300, kills=4)


@pytest.mark.slow
def test_ten_thousand_files_and_a_watcher_killed_twenty_times(court: Court) -> None:
    killed_and_restarted(court, files=10_000, kills=20)
