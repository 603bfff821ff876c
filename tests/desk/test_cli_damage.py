"""Damage of the journal's head, as a person meets it, and verbs side by side."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from docs.clauses import ROOT
from tests.desk.cli import CASE, Office
from tests.ingest.samples import pdf
from tests.vault.mounts import fill, read_only, small_disk
from tests.vault.sample import picture


@pytest.fixture
def damaged(office: Office, tmp_path: Path) -> Office:
    copy = office.copy(tmp_path / "vault")
    flip(copy)
    return copy


def flip(office: Office, place: int = 90) -> None:
    head = office.vault / "journal.head"
    data = bytearray(head.read_bytes())
    data[place] ^= 1
    head.write_bytes(data)


def codes(office: Office, *, code: int) -> list[str]:
    return [one["code"] for one in office.json("check", code=code)["findings"]]


def test_a_flipped_bit_of_the_head_is_found_until_a_person_has_acknowledged_it(
    damaged: Office,
) -> None:
    head = (damaged.vault / "journal.head").read_bytes()
    assert codes(damaged, code=20) == ["V024"]
    for reading in (("case", "show", CASE), ("case", "list"), ("search", "позивач")):
        read = damaged(*reading)
        assert (read.code, "[V024]" in read.err) == (0, True)
    assert (damaged.vault / "journal.head").read_bytes() == head
    assert codes(damaged, code=20) == ["V024"]

    changed = damaged("case", "open", "757/1/26", "--kind", "civil", "--as", "petrenko")
    assert (changed.code, "[V038]" in changed.err) == (0, True)
    [mended] = damaged.json("check", code=20)["findings"]
    assert mended["code"] == "V038"
    assert "petrenko" in mended["text"]
    assert "ще ніхто не підтвердив" in damaged("check").out

    number = mended["text"].rpartition("acknowledge ")[2].rstrip(".)")
    refused = damaged("acknowledge", "1", "--note", "нічого", "--json")
    assert (refused.code, refused.error["code"]) == (2, "U003")
    said = damaged("acknowledge", number, "--note", "замінено диск", "--as", "petrenko")
    assert said.code == 0
    [known] = damaged.json("check")["findings"]
    assert (known["code"], "замінено диск" in known["text"]) == ("V038", True)
    assert damaged("acknowledge", number, "--note", "ще раз").code == 2


@contextmanager
def locked(vault: Path) -> Iterator[None]:
    """As while another process commits."""
    fd = os.open(vault / "lock", os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(fd)


def test_who_only_reads_does_not_wait_for_who_writes(office: Office) -> None:
    with locked(office.vault):
        began = time.monotonic()
        assert office("case", "show", CASE).code == 0
        assert office("inbox", "list").code == 0
        assert time.monotonic() - began < 20, "the lock is waited for a minute long"


def test_verbs_that_start_at_once_after_a_crash_all_end_well(own: Office) -> None:
    """The catalogue is lost, the tail is torn, and everybody comes at once."""
    for name in range(3):
        own.put(f"{name}.pdf", pdf(f"Page {name}"), {"title": f"{name}"})
    for path in own.vault.glob("catalogue.sqlite*"):
        path.unlink()
    segment = max((own.vault / "journal").glob("*.jsonl"))
    segment.write_bytes(segment.read_bytes() + b'{"digest":"01')
    verbs = (
        ("watch", "--once"),
        ("watch", "--once"),
        ("case", "show", CASE),
        ("check", "--quick"),
        ("volume", "close", CASE, "1"),
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "desk", "--vault", str(own.vault), *verb],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for verb in verbs
    ]
    for verb, process in zip(verbs, started, strict=True):
        out, err = process.communicate(timeout=120)
        assert b"Traceback" not in err, err.decode()
        assert process.returncode in {0, 3, 4, 5}, (verb, process.returncode, out, err)
    assert len([t for t in own.documents() if t in {"0", "1", "2"}]) == 3


READING = (
    ("check",),
    ("check", "--quick"),
    ("case", "list"),
    ("case", "show", CASE),
    ("search", "позивач"),
    ("retain", "due"),
)
CHANGING = (
    ("case", "open", "757/1/26", "--kind", "civil"),
    ("watch", "--once"),
    ("add", "{file}", "--case", CASE),
    ("volume", "close", CASE, "1"),
    ("rebuild",),
    ("backup", "{to}"),
)


def printed(office: Office, to: Path) -> list[int]:
    """How verbs end that put what they read into a file elsewhere."""
    to.mkdir()
    verbs = (("print", "inventory", CASE, "1"), ("volume", "export", CASE, "1"))
    return [office(*verb, "-o", to / f"{verb[0]}.pdf").code for verb in verbs]


def changed(office: Office, folder: Path) -> list[tuple[int, str]]:
    """How verbs end that have to write in the vault."""
    given = folder / "given.pdf"
    given.write_bytes(pdf("Given"))
    names = {"file": given, "to": folder / "backup"}
    ran = [office(*(word.format(**names) for word in verb), "--json") for verb in CHANGING]
    assert given.exists()
    assert not names["to"].exists()
    return [(one.code, one.error["code"]) for one in ran]


def test_a_vault_on_a_read_only_disk_is_read_and_checked(office: Office, tmp_path: Path) -> None:
    with read_only(office.vault, tmp_path / "seen") as seen:
        mounted = Office(seen)
        wanted = [office(*verb).out for verb in READING]  # a check is remembered where it may be
        before = picture(seen)
        for verb, out in zip(READING, wanted, strict=True):
            ran = mounted(*verb)
            assert (ran.code, ran.out) == (0, out), ran
            assert ("[V018]" in ran.err) == (verb[0] != "check")
        assert printed(mounted, tmp_path / "printed") == [0, 0]
        assert changed(mounted, tmp_path) == [(10, "V018")] * len(CHANGING)
        assert picture(seen) == before


def test_a_full_disk_hinders_nobody_from_reading(office: Office, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", mib=12) as disk:
        there = Office(Path(shutil.copytree(office.vault, disk / "vault")))
        fill(disk)
        for verb in READING:
            ran = there(*verb)
            assert (ran.code, ran.out) == (0, office(*verb).out), ran
        assert printed(there, tmp_path / "printed") == [0, 0]
        assert changed(there, tmp_path) == [(13, "V013")] * len(CHANGING)
        for language, word in (("uk", "Звільніть"), ("en", "Free")):
            err = there(*CHANGING[0], "--lang", language).err
            assert (err.count("[V013]"), err.count(word), "vault:" in err) == (1, 1, False)


def test_search_says_what_it_could_not_take_in(own: Office, tmp_path: Path) -> None:
    assert own("search", "позивач").code == 0
    index = shutil.copytree(own.vault / "index", tmp_path / "index")
    own.put("later.txt", "Пізніший лист позивача.".encode(), {"title": "Лист"})
    assert own("watch", "--once").code in {0, 4}
    shutil.rmtree(own.vault / "index")
    shutil.copytree(index, own.vault / "index")
    with read_only(own.vault, tmp_path / "seen") as seen:
        ran = Office(seen)("search", "позивач")
        assert (ran.code, "[V039]" in ran.err) == (0, True)


def test_nothing_of_a_document_stays_in_scratch_after_a_kill(own: Office, tmp_path: Path) -> None:
    scratch = own.vault / "scratch"
    given = tmp_path / "letter.txt"
    given.write_text("Таємний лист. " * 2000, encoding="utf-8")
    adding = ["--vault", str(own.vault), "add", str(given), "--case", CASE]
    started = subprocess.Popen(
        [sys.executable, "-m", "desk", *adding], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    while not list(scratch.glob("*/*")):
        assert started.poll() is None, "it ended before it was killed"
        time.sleep(0.005)
    started.send_signal(signal.SIGKILL)
    started.wait()
    assert list(scratch.iterdir()), "a killed process cannot clean up"
    assert own("case", "list").code == 0
    assert list(scratch.iterdir()) == []
    assert own("add", given, "--case", CASE).code in {0, 4}
    assert list(scratch.iterdir()) == [], "who ends in peace leaves nothing"
