"""What lies in the inbox, and what belongs together."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import (
    CardAlone,
    IngestError,
    LeftBehind,
    NotAPlainFile,
    OutsideCaseFolder,
    TooDeep,
)
from ingest.inbox import Inbox, Oddity, groups, ignored
from ingest.model import Group, shown

NAMES = st.sampled_from(["a.pdf", "b.pdf", "a", "a.p7s", "x"])
ENDINGS = st.sampled_from(["", ".card.json", ".p7s", ".P7S", ".ready", ".part", ".tmp"])


def test_a_document_its_card_and_its_signature_are_one_group() -> None:
    [group] = groups(["x.pdf", "x.pdf.p7s", "x.pdf.card.json"])

    assert group == Group("x.pdf", card="x.pdf.card.json", signatures=("x.pdf.p7s",))


def test_a_signature_without_its_document_may_be_one_itself() -> None:
    [group] = groups(["x.pdf.p7s", "x.pdf.p7s.card.json"])

    assert group == Group("x.pdf.p7s", card="x.pdf.p7s.card.json")


def test_a_card_without_its_document_is_named_alone() -> None:
    assert list(groups(["x.pdf.card.json"])) == ["x.pdf.card.json"]


def test_a_ready_marker_belongs_to_its_document_and_is_none_itself() -> None:
    assert list(groups(["x.pdf", "x.pdf.ready", "y.pdf.ready"])) == [
        Group("x.pdf", ready=("x.pdf.ready",))
    ]


def test_a_document_with_a_part_beside_it_is_not_finished() -> None:
    [group] = groups(["x.pdf", "x.pdf.part"])

    assert isinstance(group, Group)
    assert group.partial


def test_what_programs_leave_about_is_no_document() -> None:
    leavings = (".hidden", "~$позов.docx", "Thumbs.db", "x.pdf~", "x.part", "x.crdownload", "._x")

    assert all(map(ignored, leavings))
    assert not ignored("Позов.PDF")


@given(st.lists(st.builds(str.__add__, NAMES, ENDINGS), unique=True))
def test_every_name_is_in_one_place(names: list[str]) -> None:
    """Nobody's file is taken twice, and none disappears from sight."""
    found = list(groups(names))
    members = [n for g in found for n in (g.members if isinstance(g, Group) else (g,))]
    unseen = {n for n in names if ignored(n) or n.lower().endswith(".ready")}

    assert sorted(members) == sorted(set(members))
    assert set(names) - set(members) <= unseen


def looked(inbox: Path) -> dict[str, type[IngestError]]:
    found = Inbox(inbox)
    odd = [*found.misplaced()]
    odd += [s for f in found.folders() for s in found.sightings(f) if isinstance(s, Oddity)]
    return {oddity.path: type(oddity.error) for oddity in odd}


def test_what_cannot_be_taken_is_named_with_its_reason(tmp_path: Path) -> None:
    case = tmp_path / "1_2_25"
    (case / "deeper" / "still").mkdir(parents=True)
    (tmp_path / "loose.pdf").write_bytes(b"x")
    (case / "deeper" / "still" / "a.pdf").write_bytes(b"x")
    (case / "alone.pdf.card.json").write_bytes(b"{}")
    (case / "link.pdf").symlink_to(tmp_path / "loose.pdf")
    os.mkfifo(case / "pipe")

    assert looked(tmp_path) == {
        "loose.pdf": OutsideCaseFolder,
        "1_2_25/deeper/still/a.pdf": TooDeep,
        "1_2_25/alone.pdf.card.json": CardAlone,
        "1_2_25/link.pdf": NotAPlainFile,
        "1_2_25/pipe": NotAPlainFile,
    }


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.pdf").write_bytes(b"x")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "1_2_25").symlink_to(outside)

    assert Inbox(inbox).folders() == []
    assert looked(inbox) == {"1_2_25": NotAPlainFile}


NOW = dt.datetime(2026, 1, 10, 12, tzinfo=dt.UTC)


def laid(path: Path, hours_ago: float) -> None:
    path.write_bytes(b"x")
    at = NOW.timestamp() - hours_ago * 3600
    os.utime(path, (at, at))


def test_what_is_passed_over_for_its_name_is_told_of_after_a_day(tmp_path: Path) -> None:
    case = tmp_path / "1_2_25"
    case.mkdir()
    silent = ("..txt", ".hidden.txt", "x.part", "y.txt.part", "gone.pdf.ready")
    for name in silent:
        laid(case / name, 25)
    laid(tmp_path / "loose.crdownload", 25)
    laid(case / "young.part", 23)
    for name in ("Thumbs.db", "._x", "~$позов.docx", "x.pdf~", "here.pdf", "here.pdf.ready"):
        laid(case / name, 25)
    (case / ".folder").mkdir()
    (case / "link.part").symlink_to(case / "x.part")

    told = {oddity.path: type(oddity.error) for oddity in Inbox(tmp_path).left_behind(NOW)}

    expected = {"loose.crdownload", *(f"1_2_25/{name}" for name in silent)}
    assert told == dict.fromkeys(expected, LeftBehind)


def test_odd_bytes_in_a_name_are_shown_as_text() -> None:
    assert shown(os.fsdecode(b"\xff\x1b[31m.pdf")) == "\ufffd\ufffd[31m.pdf"
