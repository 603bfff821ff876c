"""The journal and its head."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.crash.powercut import QuickDisk
from tests.vault.sample import PROJECTIONS, START, Ticking, accede, alter, last_segment
from vault import Content, Hold, JournalEntry, Vault, make_vault, open_vault
from vault.errors import BrokenJournal
from vault.head import Head, HeadFile, slot
from vault.history import events_of
from vault.journal import Journal, extended
from vault.layout import Layout


def reopened(root: Path) -> Vault:
    return open_vault(root, PROJECTIONS, disk=QuickDisk(), clock=Ticking())


def journal_of(root: Path) -> Journal:
    layout = Layout(root)
    return Journal(layout.journal, layout.head, QuickDisk())


def test_an_entry_comes_back_as_it_went_in(vault: Vault) -> None:
    content = accede(vault, "document:1", b"bytes")
    with vault.read() as connection:
        (event,) = events_of(connection, "document:1")
    entry = vault.entry_at(event.end)
    assert entry.payload == {"title": "Заява document:1"}
    assert [(hold.subject, hold.content) for hold in entry.holds] == [("document:1", content)]
    assert entry.at.tzinfo is not None
    assert (entry.actor, entry.event, entry.sequence) == ("clerk", "accession", 1)


def test_a_month_is_a_file_and_a_clock_set_back_opens_no_older_one(tmp_path: Path) -> None:
    kyiv = dt.timezone(dt.timedelta(hours=2))
    times = [
        START,
        dt.datetime(2026, 12, 1, 1, 0, tzinfo=kyiv),  # in UTC still November
        dt.datetime(2026, 12, 5, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
    ]
    clock = iter(times)
    with make_vault(tmp_path / "v", (), disk=QuickDisk(), clock=lambda: next(clock)) as vault:
        for number in range(4):
            with vault.transaction("clerk") as tx:
                tx.record("noted", subjects=[f"s:{number}"])
                tx.commit()
    lines = {
        path.stem: [
            json.loads(line)["entry"]["subjects"] for line in path.read_bytes().splitlines()
        ]
        for path in sorted((tmp_path / "v" / "journal").iterdir())
    }
    assert lines == {"2026-11": [["s:0"], ["s:1"]], "2026-12": [["s:2"], ["s:3"]]}
    assert [end.sequence for end, _ in journal_of(tmp_path / "v").read()] == [1, 2, 3, 4]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_any_cut_or_changed_byte_up_to_the_head_is_an_integrity_error(
    filled: Path, data: st.DataObject
) -> None:
    path = last_segment(Layout(filled))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(
        st.sampled_from([whole[:place], _flipped(whole, place), whole[:place] + whole[place + 1 :]])
    )
    path.write_bytes(damaged)
    try:
        with pytest.raises(BrokenJournal):
            list(
                journal_of(filled).read(until=HeadFile(Layout(filled).head, QuickDisk()).read()[0])
            )
        if len(damaged) < len(whole):
            with pytest.raises(BrokenJournal):
                reopened(filled)
        assert path.read_bytes() == damaged, "nothing was repaired"
    finally:
        path.write_bytes(whole)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(tail=st.binary(min_size=1, max_size=300) | st.just(b"whole line"))
def test_bytes_after_the_head_are_set_aside_and_reported(filled: Path, tail: bytes) -> None:
    path = last_segment(Layout(filled))
    whole = path.read_bytes()
    if tail == b"whole line":
        tail = whole.splitlines(keepends=True)[-1]
    path.write_bytes(whole + tail)
    with reopened(filled) as vault:
        with vault.transaction("clerk"):
            pass
        assert [(n.code, n.grave) for n in vault.notices] == [("V023", False)]
        aside = vault.layout.root / vault.notices[0].subject
        assert aside.read_bytes() == tail
        assert path.read_bytes() == whole
        assert vault.check().ok
    aside.unlink()


def test_a_head_beyond_recognition_stops_everything(filled: Path) -> None:
    alter(Layout(filled).head, lambda data: data[:512])
    with pytest.raises(BrokenJournal):
        reopened(filled)


def test_any_changed_byte_of_the_head_is_seen(filled: Path) -> None:
    file = HeadFile(Layout(filled).head, QuickDisk())
    whole = file.path.read_bytes()
    for place in range(len(whole)):
        file.path.write_bytes(_flipped(whole, place))
        assert not file.read()[1]


def test_the_head_takes_turns_and_never_overwrites_the_newest(tmp_path: Path) -> None:
    file = HeadFile(tmp_path / "head", QuickDisk())
    file.make()
    for sequence in (3, 4, 9, 10):
        before, _ = file.read()
        head = Head(sequence, "ab" * 32, "2026-11", sequence * 100)
        file.record(head)
        assert file.read() == (head, True)
        assert slot(before) in file.path.read_bytes()


def test_a_lock_that_does_not_hold_is_noticed_before_anything_is_written(vault: Vault) -> None:
    accede(vault, "document:1", b"1")
    before, _ = vault.journal.recorded.read()
    lines = last_segment(vault.layout).read_bytes()
    with vault.transaction("clerk") as tx:
        tx.record("noted", subjects=["document:1"])
        vault.journal.recorded.record(Head(99, "ab" * 32, "2026-11", 5))
        with pytest.raises(BrokenJournal):
            tx.commit()
        alter(vault.layout.head, lambda _: slot(before) * 2)
    assert last_segment(vault.layout).read_bytes() == lines


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


GOLDEN = (
    '{"digest":"07fc7c2d0684377b40536093ba6464d086704298ffc06df7ae7ecabdc1985a6e",'
    '"entry":{"actor":"root as petrenko","at":"2026-11-30T10:01:00.000000Z",'
    '"cites":["814:II.1"],"event":"accession","holds":[{"content":{"sha256":"%(sha256)s",'
    '"sha512":"%(sha512)s","size":5},"subject":"document:1"}],"payload":{"title":"Позов №1"},'
    '"previous":"%(zeros)s","releases":[["document:0","%(sha512)s"]],"sequence":1,'
    '"subjects":["document:1","case:1"],"version":2}}\n'
)


def test_lines_of_format_1_stay_readable_and_are_written_the_same(tmp_path: Path) -> None:
    """A line as it was first written; this test must never be changed to fit the code."""
    content = Content("ab" * 64, "cd" * 32, 5)
    words = {"sha256": content.sha256, "sha512": content.sha512, "zeros": "0" * 64}
    line = (GOLDEN % words).encode()
    entry = JournalEntry(
        sequence=1,
        at=dt.datetime(2026, 11, 30, 12, 1, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        actor="root as petrenko",
        event="accession",
        version=2,
        subjects=("document:1", "case:1"),
        payload={"title": "Позов №1"},
        holds=(Hold("document:1", content),),
        releases=(("document:0", content.sha512),),
        cites=("814:II.1",),
        previous="0" * 64,
    )
    assert extended(Head(), entry) == (Head(1, line[11:75].decode(), "2026-11", len(line)), line)
    path = tmp_path / "2026-11.jsonl"
    path.write_bytes(line)
    journal = Journal(tmp_path, tmp_path / "journal.head", QuickDisk())
    assert [read for _, read in journal.read()] == [entry]
