"""Damage of the journal's head, as a person meets it, and verbs side by side."""

from __future__ import annotations

import fcntl
import os
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

    number = mended["text"].rpartition("acknowledge ")[2].rstrip(".")
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
