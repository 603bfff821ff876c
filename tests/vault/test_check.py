"""Checking: whatever is wrong is found, and nothing is touched."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import sqlite3
import threading
import tracemalloc
from functools import partial
from pathlib import Path

import pytest

from tests.crash.powercut import QuickDisk
from tests.crash.test_kill import child
from tests.vault.conftest import text
from tests.vault.sample import (
    PROJECTIONS,
    START,
    Ticking,
    accede,
    alter,
    deposit,
    picture,
    withdraw,
)
from vault import Vault, make_vault, open_vault
from vault.check import CheckReport, check
from vault.errors import NoVault
from vault.layout import Layout
from vault.readmes import readmes

SHA512_OF_X = hashlib.sha512(b"x").hexdigest()
DISPOSABLE = {"lock", "1.seat", "README.uk.txt", "README.en.txt", "README.txt"}


def look(root: Path, *, quick: bool = False, now: dt.datetime = START) -> CheckReport:
    return check(root, PROJECTIONS, quick=quick, now=now)


def codes(report: CheckReport) -> set[str]:
    return {finding.code for finding in report.findings}


def reopened(root: Path) -> Vault:
    return open_vault(root, PROJECTIONS, disk=QuickDisk(), clock=Ticking())


def test_a_sound_vault(filled: Path) -> None:
    report = look(filled)
    assert report == CheckReport(
        ok=True, journal_entries=6, contents=5, objects=1, findings=report.findings
    )
    assert report.findings == []
    assert look(filled, quick=True).as_json() == report.as_json()


def files_that_count(root: Path) -> list[Path]:
    found = [p for p in sorted(root.rglob("*")) if p.is_file() and p.name not in DISPOSABLE]
    assert len(found) > 15
    return [path for path in found if path.name != "sprava-vault.json"]


def flip(place: int, data: bytes) -> bytes:
    return data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]


def test_one_flipped_bit_anywhere_is_found(filled: Path) -> None:
    for path in files_that_count(filled):
        whole = path.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            alter(path, partial(flip, place))
            report = look(filled)
            unused = path.name == "catalogue.sqlite"  # a page may hold bytes that mean nothing
            assert not report.ok or unused, (path, place)
            path.write_bytes(whole)
    assert look(filled).findings == []


def test_one_byte_cut_off_anywhere_is_found(filled: Path) -> None:
    for path in files_that_count(filled):
        whole = path.read_bytes()
        for length in {0, len(whole) // 2, len(whole) - 1}:
            alter(path, lambda data: data[:length])  # noqa: B023  used at once
            for quick in (False, True):
                assert not look(filled, quick=quick).ok, (path, length)
        path.write_bytes(whole)


def test_one_file_missing_anywhere_is_found(filled: Path) -> None:
    for path in files_that_count(filled):
        hidden = path.rename(filled.parent / "hidden")
        report = look(filled, quick=True)
        assert report.findings
        assert report.ok == (path.name == "catalogue.sqlite")  # it holds nothing of its own
        hidden.rename(path)
    assert look(filled).findings == []


def test_files_that_do_not_belong_are_reported(filled: Path) -> None:
    object_root = next(p for p in (filled / "stacks").glob("[0-9a-f][0-9a-f]/*"))
    grave = {
        object_root / "notes.txt": "V032",
        object_root / "v1/content/more.pdf": "V032",
        object_root / "v9": "V032",
        filled / "stacks/ab/unknown": "V032",
        filled / f"shelf/ab/ab{'0' * 126}": "V020",
        filled / "journal/2027-01.jsonl": "V023",
        filled / f"journal/2027-01.torn-{'0' * 16}": "V023",
    }
    light = {
        filled / "Thumbs.db": "V031",
        filled / "shelf/00/readme": "V031",
        filled / "journal/old.jsonl": "V031",
        filled / "stacks/.DS_Store": "V031",
        filled / f"shelf/{SHA512_OF_X[:2]}/{SHA512_OF_X}": "V030",
        filled / "staging/4-1": "V033",
        filled / "journal/2026-12.jsonl": "V023",
    }
    for path, code in (grave | light).items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        report = look(filled)
        assert codes(report) == {code}, path
        assert report.ok == (path in light)
        path.unlink()
        if not any(path.parent.iterdir()) and path.parent.parent.name == "stacks":
            path.parent.rmdir()
    (object_root / "v1/content/empty").mkdir()
    assert codes(look(filled)) == {"V032"}


def test_every_table_of_the_catalogue_is_compared(filled: Path) -> None:
    catalogue = filled / "catalogue.sqlite"
    whole = catalogue.read_bytes()
    outside = sqlite3.connect(catalogue)
    tables = [
        name for (name,) in outside.execute("SELECT name FROM sqlite_master WHERE type='table'")
    ]
    outside.close()
    assert {"register", "hold", "content", "entry", "entry_subject"} < set(tables)
    for table in set(tables) - {"catalogue_position", "sqlite_stat1"}:
        outside = sqlite3.connect(catalogue)
        outside.execute(
            f"DELETE FROM {table} WHERE rowid = 1"
            if table in {"entry", "register"}
            else f"DELETE FROM {table}"
        )
        outside.commit()
        outside.close()
        report = look(filled)
        assert codes(report) == {"V036"}, table
        assert table in report.findings[0].text
        catalogue.write_bytes(whole)
    with sqlite3.connect(catalogue) as outside:
        outside.execute("UPDATE catalogue_position SET sequence = 5")
    outside.close()
    assert codes(look(filled)) == {"V035"}
    with sqlite3.connect(catalogue) as outside:
        outside.execute("UPDATE catalogue_position SET sequence = 7")
    outside.close()
    assert not look(filled).ok


@pytest.mark.parametrize("quick", [False, True])
def test_nothing_is_made_or_altered(filled: Path, quick: bool) -> None:
    with child(lambda tell: crash_after_a_commit(filled)) as (pid, _):
        os.waitpid(pid, 0)
    assert (filled / "catalogue.sqlite-wal").stat().st_size, "as a crashed process leaves it"
    (filled / "staging" / "9-1").write_bytes(b"left")
    before = picture(filled)
    report = look(filled, quick=quick)
    assert report.ok
    assert report.journal_entries == 7
    assert codes(report) == {"V033"}, "the catalogue was read with its unfinished log"
    assert picture(filled) == before
    for name in ("lock", "catalogue.sqlite-shm", "staging/1.seat", "staging/9-1"):
        (filled / name).unlink()
    before = picture(filled)
    assert look(filled, quick=quick).findings == []
    assert picture(filled) == before


def crash_after_a_commit(root: Path) -> None:
    accede(reopened(root), "document:9", b"9")
    os._exit(0)


def test_a_place_without_a_vault(tmp_path: Path) -> None:
    with pytest.raises(NoVault):
        look(tmp_path)


def test_a_vault_at_work_may_be_checked(filled: Path) -> None:
    """Documents arrive, volumes are deposited and destroyed; no check sees anything wrong."""
    stop = threading.Event()

    def work() -> None:
        with reopened(filled) as vault:
            number = 100
            accede(vault, "document:100", text(100))
            while not stop.is_set():
                number += 1
                accede(vault, f"document:{number}", text(number))
                if number % 2:
                    files = {"a.pdf": text(number), "b.pdf": text(number - 1)}
                    subjects = [f"document:{number}", f"document:{number - 1}"]
                    deposit(vault, f"live/{number % 3}", files, releases=subjects)
                if number % 9 == 0:
                    withdraw(vault, "live/1")

    worker = threading.Thread(target=work)
    worker.start()
    try:
        reports = [look(filled) for _ in range(6)]
    finally:
        stop.set()
        worker.join()
    assert [report.findings for report in reports if report.findings] == []
    assert reports[-1].journal_entries > reports[0].journal_entries
    assert look(filled).findings == []


def test_a_quick_check_has_read_everything_after_sixteen_days(filled: Path) -> None:
    (path,) = (
        p for p in (filled / "shelf").rglob("*") if p.is_file() and p.read_bytes() == text(3)
    )
    alter(path, lambda data: data.replace(b"3", b"4"))
    days = [START + dt.timedelta(days=n) for n in range(16)]
    assert [look(filled, quick=True, now=day).ok for day in days].count(False) == 1
    assert not look(filled).ok


def test_a_check_can_be_watched_and_stopped(filled: Path) -> None:
    seen: list[tuple[str, int, int]] = []

    def watch(stage: str, done: int, total: int) -> None:
        seen.append((stage, done, total))
        if stage == "stacks":
            raise KeyboardInterrupt

    before = picture(filled)
    with pytest.raises(KeyboardInterrupt):
        check(filled, PROJECTIONS, now=START, progress=watch)
    assert {stage for stage, _, _ in seen} == {"shelf", "stacks"}
    assert picture(filled) == before


@pytest.mark.slow
def test_memory_stays_flat(tmp_path: Path) -> None:
    assert peak(tmp_path / "large", 20_000) < 1.5 * peak(tmp_path / "small", 2_000)


def peak(root: Path, entries: int) -> int:
    """Bytes of Python memory at most in use during a check."""
    with make_vault(root, PROJECTIONS, disk=QuickDisk(), clock=Ticking()) as vault:
        content = accede(vault, "document", b"all hold the same")
        for batch in range(0, entries, 500):
            with vault.transaction("clerk") as tx:
                for number in range(batch, batch + 500):
                    tx.record(
                        "accession", subjects=[f"document:{number}"], payload={"title": "x" * 200}
                    )
                tx.commit()
        assert vault.shelf.has(content.sha512)
    tracemalloc.start()
    assert look(root).ok
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_a_check_of_a_copy_elsewhere_needs_no_lock_file(filled: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(
        filled, tmp_path / "copy", ignore=shutil.ignore_patterns("lock", "*.seat")
    )
    assert look(copy).findings == []
    assert not Layout(copy).lock.exists()


def test_the_texts_for_people_are_looked_at_too(vault: Vault) -> None:
    for path in readmes(vault.layout):
        written = path.read_bytes()
        path.write_bytes(written[:-2] + b"?\n")

        assert [f.code for f in vault.check().findings if f.grave] == ["V034"]
        path.write_bytes(written)
