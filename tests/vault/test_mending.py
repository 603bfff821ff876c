"""A damaged head: told from a torn one, never altered by reading, and never forgotten."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.crash.powercut import QuickDisk
from tests.vault.sample import (
    PROJECTIONS,
    START,
    Ticking,
    accede,
    alter,
    last_segment,
    picture,
    rows_of,
)
from vault import Vault, open_vault
from vault.acknowledging import acknowledge
from vault.backup import backup, restore
from vault.check import CheckReport, check
from vault.errors import BrokenJournal, DiskFailed, NotFound
from vault.head import Head, HeadFile, slot
from vault.journal import MENDED, Journal
from vault.layout import Layout
from vault.mending import ACKNOWLEDGED

SLOT = 512


def reopened(root: Path) -> Vault:
    return open_vault(root, PROJECTIONS, disk=QuickDisk(), clock=Ticking())


def look(root: Path) -> CheckReport:
    return check(root, PROJECTIONS, now=START)


def told(report: CheckReport) -> list[tuple[str, bool]]:
    return [(finding.code, finding.grave) for finding in report.findings]


def head_of(root: Path) -> HeadFile:
    return HeadFile(Layout(root).head, QuickDisk())


def ends(root: Path) -> list[Head]:
    layout = Layout(root)
    return [Head(), *(end for end, _ in Journal(layout.journal, layout.head, QuickDisk()).read())]


def flip(place: int, data: bytes, bit: int = 4) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def newest(root: Path) -> int:
    """The place of the slot that names the last entry."""
    return Layout(root).head.read_bytes().index(slot(ends(root)[-1]))


def damage(root: Path, *, which: str, place: int = 100) -> bytes:
    """Flip a bit in the newer or the older slot; the slot's bytes then."""
    start = newest(root) if which == "newer" else SLOT - newest(root)
    alter(Layout(root).head, partial(flip, start + place))
    return Layout(root).head.read_bytes()[start : start + SLOT]


def tear(root: Path, torn: Callable[[bytes, bytes], bytes]) -> None:
    """As if the power went while the newest slot was written, over the one two commits older."""
    start, (before, _, after) = newest(root), ends(root)[-3:]
    bad = torn(slot(before), slot(after))
    assert len(bad) == SLOT
    alter(Layout(root).head, lambda data: data[:start] + bad + data[start + SLOT :])


both = pytest.mark.parametrize("which", ["newer", "older"])


@both
def test_one_damaged_slot_is_one_finding_and_the_rest_is_checked(filled: Path, which: str) -> None:
    damage(filled, which=which)

    report = look(filled)

    assert told(report) == [("V024", True)]
    assert report.journal_entries == 6
    alter(max((filled / "shelf").rglob("?" * 128)), partial(flip, 3))
    assert told(look(filled)) == [("V024", True), ("V020", True)]


@both
def test_reading_repairs_nothing_and_shows_everything(filled: Path, which: str) -> None:
    with reopened(filled) as vault:
        shown = rows_of(vault)
    damage(filled, which=which)
    for path in filled.glob("catalogue.sqlite*"):
        path.unlink()
    before = {name: seen for name, seen in picture(filled).items() if name.startswith("journal")}

    with reopened(filled) as vault:
        assert rows_of(vault) == shown
        assert [(n.code, n.grave) for n in vault.notices] == [("V024", True)]
        assert vault.rebuild() == 6

    after = {name: seen for name, seen in picture(filled).items() if name.startswith("journal")}
    assert after == before
    assert told(look(filled)) == [("V024", True)]


@both
def test_a_change_puts_it_in_order_and_leaves_a_trace_until_it_is_acknowledged(
    filled: Path, which: str
) -> None:
    found = damage(filled, which=which)
    with reopened(filled) as vault:
        accede(vault, "document:9", b"9")
        assert [n.code for n in vault.notices] == ["V024", "V038"]
        layout = vault.layout
        entries = [e for _, e in Journal(layout.journal, layout.head, QuickDisk()).read()]
    trace = entries[6]
    assert (trace.event, trace.actor, trace.sequence) == (MENDED, "clerk", 7)
    assert bytes.fromhex(trace.payload["found"]) == found
    assert head_of(filled).read()[1]

    report = look(filled)
    assert told(report) == [("V038", True)]
    for part in (f"{trace.at:%Y-%m-%d %H:%M}", "clerk", "запис 7"):
        assert part in report.findings[0].text

    with reopened(filled) as vault:
        acknowledge(vault, 7, note="замінено диск", actor="petrenko")
    report = look(filled)
    assert told(report) == [("V038", False)]
    assert report.ok
    for part in ("clerk", "petrenko", "замінено диск"):
        assert part in report.findings[0].text


def test_only_damage_that_waits_for_it_can_be_acknowledged(filled: Path) -> None:
    damage(filled, which="newer")
    with reopened(filled) as vault:
        accede(vault, "document:9", b"9")
        for number in (1, 8, 99):
            with pytest.raises(NotFound):
                acknowledge(vault, number, note="n", actor="petrenko")
        acknowledge(vault, 7, note="n", actor="petrenko")
        with pytest.raises(NotFound):
            acknowledge(vault, 7, note="n", actor="petrenko")
        layout = vault.layout
        events = [e.event for _, e in Journal(layout.journal, layout.head, QuickDisk()).read()]
    assert events.count(ACKNOWLEDGED) == 1


def test_any_flipped_bit_of_the_head_is_one_grave_finding(filled: Path) -> None:
    """Also in the last digit, where it looks most like a write that broke off."""
    path = Layout(filled).head
    whole = path.read_bytes()
    journal = Journal(Layout(filled).journal, path, QuickDisk())
    for place in range(len(whole)):
        for bit in (1, 2, 128):
            path.write_bytes(flip(place, whole, bit))
            ending = journal.ending()
            assert [(f.code, f.grave) for f in ending.findings()] == [("V024", True)], place
            assert ending.head.sequence == 6


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(length=st.integers(0, SLOT - 1), nothing=st.booleans())
def test_a_slot_torn_by_a_power_cut_is_no_damage(filled: Path, length: int, nothing: bool) -> None:
    def torn(before: bytes, after: bytes) -> bytes:
        return after[:length] + (bytes(SLOT - length) if nothing else before[length:])

    path = Layout(filled).head
    whole = path.read_bytes()
    tear(filled, torn)
    journal = Journal(Layout(filled).journal, path, QuickDisk())
    try:
        ending = journal.ending()
        bad = path.read_bytes()[newest_of(whole, filled) :][:SLOT]
        almost = sum(a != b for a, b in zip(bad, slot(ends(filled)[-1]), strict=True)) < 2
        assert ending.head.sequence >= 5
        assert ending.torn or ending.damaged is None or almost
    finally:
        path.write_bytes(whole)


def newest_of(whole: bytes, root: Path) -> int:
    return whole.index(slot(ends(root)[-1]))


def test_a_torn_slot_is_written_again_without_a_trace(filled: Path) -> None:
    tear(filled, lambda before, after: after[:100] + before[100:])
    assert told(look(filled)) == [("V024", False)]

    with reopened(filled) as vault:
        accede(vault, "document:9", b"9")
        assert [(n.code, n.grave) for n in vault.notices] == [("V024", False)] * 2

    assert told(look(filled)) == []
    assert ends(filled)[-1].sequence == 7


def test_a_mending_that_broke_off_is_finished_with_one_trace(filled: Path) -> None:
    """The line is durable, and then the power goes while the slot is written, or before."""
    found = damage(filled, which="older")
    bad = Layout(filled).head.read_bytes()
    with reopened(filled) as vault, vault.transaction("clerk"):
        pass
    start = bad.index(found)
    for length in (0, 40):
        after = Layout(filled).head.read_bytes()[start : start + SLOT]
        half = bad[:start] + after[:length] + found[length:] + bad[start + SLOT :]
        alter(Layout(filled).head, lambda _: half)  # noqa: B023  used at once
        with reopened(filled) as vault, vault.transaction("clerk"):
            pass
        assert ends(filled)[-1].sequence == 7
        findings = [one for one in told(look(filled)) if one != ("V023", False)]
        assert findings == [("V038", True)]


@both
def test_damage_and_a_torn_tail_at_once_lose_nothing(filled: Path, which: str) -> None:
    damage(filled, which=which)
    path = last_segment(Layout(filled))
    path.write_bytes(path.read_bytes() + b'{"digest":"0123')
    assert told(look(filled)) == [("V024", True), ("V023", False)]

    with reopened(filled) as vault:
        accede(vault, "document:9", b"9")

    assert told(look(filled)) == [("V038", True), ("V023", False)]
    assert ends(filled)[-1].sequence == 8


def test_a_damaged_slot_does_not_hide_a_damaged_line(filled: Path) -> None:
    """The last line was acknowledged: it is no torn tail."""
    damage(filled, which="newer")
    alter(last_segment(Layout(filled)), lambda data: flip(len(data) - 100, data))
    whole = last_segment(Layout(filled)).read_bytes()

    assert not look(filled).ok
    with pytest.raises(BrokenJournal):
        reopened(filled)
    assert last_segment(Layout(filled)).read_bytes() == whole


def test_an_old_head_put_back_is_no_torn_tail(filled: Path) -> None:
    """Acknowledged entries follow it: nothing of them may be set aside."""
    old = Layout(filled).head.read_bytes()
    with reopened(filled) as vault:
        accede(vault, "document:8", b"8")
        accede(vault, "document:9", b"9")
    Layout(filled).head.write_bytes(old)
    lines = last_segment(Layout(filled)).read_bytes()

    assert ("V022", True) in told(look(filled))
    with pytest.raises(BrokenJournal):
        reopened(filled)
    assert last_segment(Layout(filled)).read_bytes() == lines


def test_an_emptied_segment_is_named(filled: Path) -> None:
    with open_vault(
        filled, PROJECTIONS, disk=QuickDisk(), clock=lambda: START.replace(year=2027)
    ) as vault:
        accede(vault, "document:9", b"9")
    (filled / "journal" / "2026-11.jsonl").write_bytes(b"")

    findings = {finding.subject: finding for finding in look(filled).findings}

    lost = findings["journal/2026-11.jsonl"]
    assert (lost.code, lost.grave) == ("V021", True)
    assert findings["journal"].code == "V022"


def test_an_empty_segment_that_never_had_a_line_is_only_odd(filled: Path) -> None:
    (filled / "journal" / "2020-01.jsonl").write_bytes(b"")

    [finding] = look(filled).findings

    assert (finding.code, finding.subject) == ("V031", "journal/2020-01.jsonl")
    assert not finding.grave


def test_a_month_to_come_is_fine_when_a_wrong_clock_wrote_it(filled: Path) -> None:
    with open_vault(
        filled, PROJECTIONS, disk=QuickDisk(), clock=lambda: START.replace(year=2031)
    ) as vault:
        accede(vault, "document:9", b"9")

    assert look(filled).findings == []


def test_what_was_told_to_nobody_is_left_by_readers(filled: Path) -> None:
    path = last_segment(Layout(filled))
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"digest":"0123')

    with reopened(filled) as vault:
        assert len(rows_of(vault)) == 4
    assert path.read_bytes() == whole + b'{"digest":"0123'


@both
def test_a_damaged_head_does_not_keep_from_a_whole_backup(
    filled: Path, tmp_path: Path, which: str
) -> None:
    damage(filled, which=which)
    with reopened(filled) as vault:
        report = backup(vault, tmp_path / "copy", actor="clerk")
    assert (report.head.sequence, list(report.findings)) == (6, [])

    restore(tmp_path / "copy", tmp_path / "again", now=START, disk=QuickDisk())
    assert told(look(tmp_path / "again")) == [("V035", False)]
    assert told(look(filled)) == [("V038", True)]


def test_a_damaged_head_and_a_lost_content_end_a_backup(filled: Path, tmp_path: Path) -> None:
    damage(filled, which="newer")
    max((filled / "shelf").rglob("?" * 128)).unlink()
    with reopened(filled) as vault:
        report = backup(vault, tmp_path / "copy", actor="clerk")
    assert {finding.code for finding in report.findings} == {"V021"}


class Failing(QuickDisk):
    """Takes no more writes of the head."""

    def overwrite(self, path: Path, offset: int, data: bytes) -> None:
        raise DiskFailed(path=path, reason="EIO")


def test_a_mending_that_fails_leaves_what_it_found(filled: Path) -> None:
    damage(filled, which="newer")
    bad = Layout(filled).head.read_bytes()
    with (
        open_vault(filled, PROJECTIONS, disk=Failing(), clock=Ticking()) as vault,
        pytest.raises(DiskFailed),
    ):
        accede(vault, "document:9", b"9")

    assert Layout(filled).head.read_bytes() == bad
    with reopened(filled) as vault:
        accede(vault, "document:9", b"9")
        events = rows_of(vault)
    assert [row[0] for row in events].count("document:9") == 1
    assert told(look(filled)) == [("V038", True)]
