"""When a file is finished."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.inbox import Inbox
from ingest.model import Sighting
from ingest.settle import Settling, has_writer


class Clock:
    """Seconds, turned by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def seen(root: Path) -> Sighting:
    [sighting] = Inbox(root).sightings("1_2_25")
    assert isinstance(sighting, Sighting)
    return sighting


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "1_2_25"
    folder.mkdir()
    (folder / "x.pdf").write_bytes(b"one")
    return folder


def test_a_file_settles_when_it_has_stayed_the_same(case: Path, clock: Clock) -> None:
    settling = Settling(5, clock)
    assert not settling.settled(seen(case.parent))
    clock.now = 4.9
    assert not settling.settled(seen(case.parent))
    clock.now = 5
    assert settling.settled(seen(case.parent))


@pytest.mark.parametrize("change", ["grow", "touch", "replace", "card", "signature"])
def test_whatever_changes_starts_anew(case: Path, clock: Clock, change: str) -> None:
    settling = Settling(5, clock)
    settling.settled(seen(case.parent))
    path = case / "x.pdf"
    match change:
        case "grow":
            with path.open("ab") as file:
                file.write(b"two")
        case "touch":
            os.utime(path, ns=(1, 1))
        case "replace":
            (case / "new").write_bytes(b"one")
            (case / "new").rename(path)
        case "card":
            (case / "x.pdf.card.json").write_text("{}")
        case _:
            (case / "x.pdf.p7s").write_bytes(b"s")
    clock.now = 5
    assert not settling.settled(seen(case.parent))
    clock.now = 10
    assert settling.settled(seen(case.parent))


def test_a_file_somebody_has_open_for_writing_waits(case: Path, clock: Clock) -> None:
    settling = Settling(0, clock)
    with (case / "x.pdf").open("ab"):
        clock.now = 1000
        assert has_writer(case / "x.pdf")
        assert not settling.settled(seen(case.parent))
    assert not has_writer(case / "x.pdf")
    assert settling.settled(seen(case.parent))


def test_a_reader_does_not_keep_a_file_waiting(case: Path, clock: Clock) -> None:
    with (case / "x.pdf").open("rb"):
        assert Settling(0, clock).settled(seen(case.parent))


def test_opening_a_file_while_it_is_asked_about_does_no_harm(case: Path) -> None:
    """The kernel tells a lease's holder by a signal; ours must not end the process."""
    for _ in range(200):
        assert not has_writer(case / "x.pdf")
        with (case / "x.pdf").open("ab") as file:
            file.write(b"more")


def test_a_ready_marker_settles_at_once(case: Path, clock: Clock) -> None:
    (case / "x.pdf.ready").touch()

    assert Settling(5, clock).settled(seen(case.parent))


def test_with_markers_demanded_nothing_settles_without_one(case: Path, clock: Clock) -> None:
    settling = Settling(0, clock, ready_only=True)
    assert not settling.settled(seen(case.parent))
    (case / "x.pdf.ready").touch()
    assert settling.settled(seen(case.parent))


def test_a_part_beside_it_keeps_a_file_waiting(case: Path, clock: Clock) -> None:
    (case / "x.pdf.part").touch()

    assert not Settling(0, clock).settled(seen(case.parent))


def test_what_has_gone_is_forgotten(case: Path, clock: Clock) -> None:
    settling = Settling(5, clock)
    before = seen(case.parent)
    settling.settled(before)
    settling.keep("1_2_25", [])
    clock.now = 5
    assert not settling.settled(before)
