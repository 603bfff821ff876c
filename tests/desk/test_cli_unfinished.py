"""What is committed is told as done, also when what follows it fails or is told to stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.wiring import Workbench
from docs.clauses import ROOT
from inventory.queries import get_document
from tests.desk.cli import ISSUED, VOLUME, Office, shaped
from tests.desk.conftest import SIGNED_AT, Built
from tests.ingest.samples import tiff
from tests.vault.mounts import small_disk

OLD = "757/777/19"


@pytest.fixture(scope="module")
def full(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Another vault, whose old case file has its volume full; to be copied."""
    office = built.office.copy(tmp_path_factory.mktemp("full") / "vault")
    office.json("case", "close", OLD, "--on", "2019-12-02")
    office.json("volume", "close", OLD, "1")
    return office


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", mib=24) as place:
        yield place


def entries(office: Office) -> int:
    return sum(p.read_bytes().count(b"\n") for p in (office.vault / "journal").glob("*.jsonl"))


def in_the_way(path: Path) -> Path:
    """Something that lets nothing be written to `path`, though its folder is writable."""
    path.with_name(f".{path.name}.partial").mkdir(parents=True)
    return path


@pytest.mark.parametrize("room", [110_000, 150_000, 170_000, 190_000])
def test_a_full_disk_never_hides_a_certification(full: Office, disk: Path, room: int) -> None:
    """Refused whole, or done and said so, with the deposit to follow."""
    office = full.copy(disk / "vault")
    before, filler = entries(office), disk / "filler"
    free = os.statvfs(disk)
    filler.write_bytes(bytes(free.f_bavail * free.f_bsize - room))

    ran = office("volume", "certify", OLD, "1", "--counted", "1", "--json")
    recorded = entries(office) - before
    filler.unlink()

    if recorded:
        assert ran.code == 4, ran
        assert shaped(ran.json, VOLUME)
        assert (ran.json["state"], ran.json["certification"]["sheets"]) == ("certified", 1)
        assert ran.json["unfinished"]["code"] == "V013"
    else:
        assert ran.error["code"] == "V013"
        assert office("volume", "certify", OLD, "1", "--counted", "1").code == 0
    assert office("watch", "--once").code in {0, 4}
    assert office.json("case", "show", OLD)["volumes"][0]["state"] == "deposited"
    assert office.json("check")["ok"]


def test_a_certified_copy_stays_when_its_document_is_deposited(
    full: Office, tmp_path: Path
) -> None:
    office = full.copy(tmp_path / "vault")
    document = office.documents(OLD)["Рішення"]["id"]
    paper = tmp_path / "copy.pdf"
    office.json("copy", "certify", document, "-o", paper, *ISSUED)
    shelf = office.vault / "shelf"
    kept = [path for path in shelf.glob("??/*") if path.read_bytes() == paper.read_bytes()]

    office.json("volume", "certify", OLD, "1", "--counted", "1")

    assert office.json("case", "show", OLD)["volumes"][0]["state"] == "deposited"
    assert len(kept) == 1
    assert kept[0].read_bytes() == paper.read_bytes()
    assert office.json("check")["ok"]


def test_a_deposit_that_fails_does_not_hide_the_certification(full: Office, tmp_path: Path) -> None:
    office = full.copy(tmp_path / "vault")
    workbench = Workbench.open(office.vault, "clerk")
    document = office.documents(OLD)["Рішення"]["id"]
    with workbench.vault.read() as connection:
        original = get_document(connection, document).original
    assert original is not None
    stored = workbench.vault.locate(original)
    workbench.close()
    good = stored.read_bytes()
    stored.chmod(0o640)
    stored.write_bytes(bytes([good[0] ^ 1]) + good[1:])

    ran = office("volume", "certify", OLD, "1", "--counted", "1")
    again = office("volume", "certify", OLD, "1", "--counted", "1", "--json")
    change = ("--text", "Пошкоджено аркуш 1", "--basis", "акт № 7")
    changed = office("volume", "change", OLD, "1", *change, "--json")

    assert ran.code == 20
    assert "Том 1 засвідчено: 1 арк. і 1 арк. опису; тепер засвідчений." in ran.out
    assert "повторювати не треба. Том буде депоновано згодом: Вміст" in ran.out
    assert again.code == 3
    assert changed.code == 20
    assert changed.json["unfinished"]["code"] == "V020"
    assert len(changed.json["certification"]["changes"]) == 1


def test_an_act_that_could_not_be_written_is_an_act_all_the_same(
    full: Office, tmp_path: Path
) -> None:
    office = full.copy(tmp_path / "vault")
    office.json("volume", "certify", OLD, "1", "--counted", "1")
    paper = in_the_way(tmp_path / "out" / "act.pdf")
    what = ("--from", "ТОВ «Зразок»", "--case", OLD, "--missing", "Додаток 3", "--present", "а; Б")

    handed = office("transfer", "handover", OLD, "-o", paper, "--json")
    short = office("shortage", "record", *what, "-o", paper, "--json")
    told = office("shortage", "record", *what, "-o", paper)

    for ran in (handed, short):
        assert (ran.code, ran.json["path"], ran.json["unfinished"]["code"]) == (4, None, "U001")
    assert "складати його ще раз не треба" in told.out
    kept = tmp_path / "kept.pdf"
    assert office("transfer", "print", handed.json["act"], "-o", kept).code == 0
    assert office("shortage", "print", short.json["act"], "-o", kept).code == 0
    assert office.json("case", "show", OLD)["state"] == "archived"


def test_nothing_is_recorded_whose_paper_cannot_be_written(own: Office, tmp_path: Path) -> None:
    """A certified copy, and a judgement that was to be printed."""
    before = entries(own)
    document = own.documents(OLD)["Рішення"]["id"]
    paper = in_the_way(tmp_path / "copy.pdf")
    nowhere = tmp_path / "none" / "copy.pdf"
    signed = own.documents()["Відзив"]["id"]

    refused = [
        own("copy", "certify", document, "-o", paper, *ISSUED, "--json"),
        own("copy", "certify", document, "-o", nowhere, *ISSUED, "--json"),
        own("verify-again", signed, "--at", SIGNED_AT.isoformat(), "--report", paper, "--json"),
    ]

    assert [(ran.code, ran.error["code"]) for ran in refused] == [(2, "U001")] * 3
    assert entries(own) == before
    assert not list(tmp_path.glob("**/copy.pdf"))


def test_ctrl_c_while_copies_are_read_ends_soon_and_says_what_is_kept(
    built: Built, tmp_path: Path
) -> None:
    office = built.office.copy(tmp_path / "vault")
    number, folder = "757/5/26", "757_5_26"
    office.json("case", "open", number, "--kind", "civil")
    paper = {"original_form": "paper", "kind": "claim", "sheets": 60, "date": "2026-01-01"}
    office.put("scan.tiff", tiff(60), {**paper, "received_at": "2026-01-01"}, folder)
    workbench = Workbench.open(office.vault, "clerk")
    workbench.intake(tell=lambda _outcome: None, stop=threading.Event()).take_inbox()
    workbench.close()
    office.json("case", "close", number, "--on", "2026-02-02")
    office.json("volume", "close", number, "1")
    before = entries(office)
    words = ["volume", "certify", number, "1", "--counted", "60"]
    process = subprocess.Popen(
        [sys.executable, "-m", "desk", "--vault", str(office.vault), *words, "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while process.poll() is None and entries(office) == before:
        time.sleep(0.01)
    time.sleep(0.5)

    process.send_signal(signal.SIGTERM)
    started = time.monotonic()
    out, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (130, b"")
    assert time.monotonic() - started < 10
    shown = json.loads(out)
    assert (shown["state"], shown["unfinished"]["code"]) == ("certified", "I024")
