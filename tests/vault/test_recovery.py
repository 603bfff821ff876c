"""Opening after whatever happened."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.powercut import QuickDisk
from tests.vault.conftest import text
from tests.vault.sample import (
    PROJECTIONS,
    Register,
    Ticking,
    accede,
    alter,
    last_segment,
    rows_of,
)
from vault import Projection, Vault, make_vault, open_vault
from vault.errors import BrokenCatalogue, BrokenJournal, FormatTooNew, NoVault, VaultExists
from vault.layout import Layout

EXPECTED = [(f"document:{n}", f"Заява document:{n}", 1) for n in range(4)]


def reopened(root: Path, projections: tuple[Projection, ...] = PROJECTIONS) -> Vault:
    return open_vault(root, projections, disk=QuickDisk(), clock=Ticking())


def test_there_must_be_a_vault(tmp_path: Path, filled: Path) -> None:
    with pytest.raises(NoVault):
        reopened(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(VaultExists):
        make_vault(filled, PROJECTIONS)
    (filled / "sprava-vault.json").write_text('{"format":2,"program":"sprava"}')
    with pytest.raises(FormatTooNew):
        reopened(filled)


def test_a_new_vault_wants_an_empty_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "letter.pdf").write_bytes(b"%PDF")
    with pytest.raises(VaultExists):
        make_vault(tmp_path, ())
    with pytest.raises(VaultExists):
        make_vault(tmp_path / "inbox", ())
    assert [p.name for p in tmp_path.rglob("*")] == ["inbox", "letter.pdf"]


def test_an_inbox_may_lie_elsewhere(tmp_path: Path) -> None:
    inbox = tmp_path / "share" / "scans"
    with make_vault(tmp_path / "vault", (), inbox=inbox) as vault:
        assert vault.layout.inbox == inbox
        assert vault.layout.claimed == tmp_path / "share" / "scans.claimed"
        assert inbox.is_dir()
        assert not (tmp_path / "vault" / "inbox").exists()
    assert Layout(tmp_path, tmp_path / "inbox").claimed == tmp_path / "claimed"


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"not a database, though it is long enough" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(b""),
    ],
)
def test_a_lost_or_damaged_catalogue_is_made_anew(
    filled: Path, damage: Callable[[Path], object]
) -> None:
    damage(filled / "catalogue.sqlite")
    with reopened(filled) as vault:
        assert rows_of(vault) == EXPECTED
        assert not [n for n in vault.notices if n.grave]
        assert vault.check().findings == []


def test_a_damaged_catalogue_is_not_taken_from_under_others(filled: Path) -> None:
    with reopened(filled) as vault:
        assert rows_of(vault) == EXPECTED
        copy = filled / "catalogue.copy"
        (filled / "catalogue.sqlite").rename(copy)
        (filled / "catalogue.sqlite").write_bytes(b"not a database" * 99)
        with pytest.raises(BrokenCatalogue):
            reopened(filled)
        copy.rename(filled / "catalogue.sqlite")
        assert rows_of(vault) == EXPECTED


def test_a_catalogue_of_another_version_or_with_less_in_it_is_brought_up(filled: Path) -> None:
    older = Register()
    older.version = 7
    with reopened(filled, (older,)) as vault:
        assert rows_of(vault) == EXPECTED
    with reopened(filled) as vault:
        assert rows_of(vault) == EXPECTED
    behind = filled.parent / "behind.sqlite"
    shutil.copyfile(filled / "catalogue.sqlite", behind)
    with reopened(filled) as vault:
        accede(vault, "document:9", b"9")
    shutil.copyfile(behind, filled / "catalogue.sqlite")
    with reopened(filled) as vault:
        assert [row[0] for row in rows_of(vault)][-1] == "document:9"
        assert vault.notices == []
        assert vault.check().findings == []


def test_a_catalogue_that_knows_more_than_the_journal_is_evidence(filled: Path) -> None:
    older = filled.parent / "older"
    shutil.copytree(filled, older)
    with reopened(filled) as vault:
        accede(vault, "document:9", b"9")
    shutil.copyfile(filled / "catalogue.sqlite", older / "catalogue.sqlite")
    with reopened(older) as vault:
        assert [(n.code, n.grave) for n in vault.notices] == [("V026", True)]
        assert rows_of(vault) == EXPECTED


def test_rebuild_makes_the_same_catalogue_and_what_follows_it(filled: Path) -> None:
    done = []
    with reopened(filled) as vault, reopened(filled) as other:
        before = rows_of(vault)
        with sqlite3.connect(filled / "catalogue.sqlite") as outside:
            outside.execute("UPDATE register SET title = 'forged'")
        outside.close()
        assert not vault.check().ok
        assert vault.rebuild(also=[lambda: done.append("index")]) == 6
        assert rows_of(vault) == rows_of(other) == before
        assert vault.check().findings == []
    with reopened(filled) as vault:
        assert vault.rebuild() == 6, "alone, with a new file"
        assert rows_of(vault) == before
    assert done == ["index"]


def test_what_the_dead_left_is_swept_and_what_the_living_work_on_is_not(filled: Path) -> None:
    layout = Layout(filled)
    with reopened(filled) as living:
        assert living.staging.seat == 1
        at_work = [living.shelf.temp / living.staging.new_name(), living.staging.new_path()]
        left = [layout.staging / "2-5", layout.shelf_temp / "2-1", layout.shelf_temp / "7-1"]
        for path in (*at_work, *left[1:]):
            path.write_bytes(b"unfinished")
        left[0].mkdir()
        (left[0] / "file").write_bytes(b"x")
        with reopened(filled) as second:
            assert second.staging.seat == 2
            assert not any(path.exists() for path in left)
            assert all(path.exists() for path in at_work)
    with reopened(filled) as third:
        assert third.staging.seat == 1
        assert not any(path.exists() for path in at_work)


def test_content_without_an_entry_stays_and_is_reported(filled: Path) -> None:
    with reopened(filled) as vault:
        content = vault.store(b"stored, and then the power went")
    with reopened(filled) as vault:
        now, path = vault.clock().timestamp(), vault.locate(content.sha512)
        os.utime(path, (now, now))
        assert vault.check().findings == [], "it may be on its way into an entry"
        os.utime(path, (now, now - 7200))
        assert [(f.code, f.grave) for f in vault.check().findings] == [("V030", False)]
        accede(vault, "document:9", b"stored, and then the power went")
        assert vault.check().findings == []


def test_folders_that_a_copying_tool_dropped_come_back(filled: Path) -> None:
    layout = Layout(filled)
    for folder in layout.folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    with reopened(filled) as vault:
        for number in range(20):
            accede(vault, f"more:{number}", f"{number}".encode())
        assert vault.check().ok


def test_a_cut_tail_is_not_taken_for_a_torn_one(filled: Path) -> None:
    path = last_segment(Layout(filled))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    with pytest.raises(BrokenJournal):
        reopened(filled)
    path.unlink()
    with pytest.raises(BrokenJournal):
        reopened(filled)


def test_opening_reads_no_contents(filled: Path) -> None:
    """It must be quick; a damaged content is for `check` to find."""
    (path,) = (
        p for p in (filled / "shelf").rglob("*") if p.is_file() and text(3) == p.read_bytes()
    )
    alter(path, lambda data: data.replace(b"3", b"4"))
    with reopened(filled) as vault:
        assert vault.notices == []
        assert [f.code for f in vault.check().findings] == ["V020"]
