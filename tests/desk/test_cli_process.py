"""The command line as a process of its own: signals, terminals, pipes, encodings."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from docs.clauses import ROOT
from tests.desk.cli import CASE, Office
from tests.ingest.samples import pdf

FILES = 4
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Start:
    def started(
        office: Office,
        *arguments: str,
        stdout: int = subprocess.PIPE,
        stderr: int = subprocess.PIPE,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "desk", "--vault", str(office.vault), *arguments],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env={**os.environ, **(env or {})},
        )

    return started


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_an_interrupted_watch_loses_nothing(own: Office, start: Start) -> None:
    names = [f"{number:02}.pdf" for number in range(FILES)]
    for name in names:
        own.put(name, pdf(f"Page of {name}"), {"title": name})
    process = start(own, "watch", "--once", "--json")
    while process.poll() is None and not any((own.vault / "claimed").rglob("*.pdf")):
        time.sleep(0.01)

    process.send_signal(signal.SIGINT)
    code, out, err = ended(process)

    told = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (130, b"")
    assert "summary" in told[-1]
    own("watch", "--once")
    with_names = [title for title in own.documents(CASE) if title in names]
    assert sorted(with_names) == names


def test_progress_is_for_a_terminal_only(own: Office, start: Start) -> None:
    silent = ended(start(own, "check", "--json"))
    reading, terminal = os.openpty()
    shown = ended(start(own, "check", "--json", stderr=terminal, env={"TERM": "xterm"}))
    os.close(terminal)
    seen = os.read(reading, 65536).decode()
    os.close(reading)

    assert silent[0] == shown[0] == 0
    assert silent[2] == b""
    assert json.loads(silent[1])["ok"]
    assert json.loads(shown[1])["ok"]
    assert "Перевірка" in seen


@pytest.mark.parametrize("encoding", ["ascii", "koi8-u", "utf-8"])
def test_output_is_utf_8_whatever_the_locale(office: Office, start: Start, encoding: str) -> None:
    code, out, _ = ended(
        start(office, "case", "show", CASE, "--json", env={"PYTHONIOENCODING": encoding})
    )

    assert code == 0
    assert json.loads(out.decode("utf-8"))["title"] == "Вигаданенко до Прикладного"


def test_a_reader_that_leaves_is_no_bug_of_ours(office: Office, start: Start) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code, _, err = ended(start(office, "case", "list", stdout=writing))
    os.close(writing)

    assert (code, err) == (130, b"")


def test_what_cannot_be_read_is_said(own: Office, start: Start, tmp_path: Path) -> None:
    code, out, err = ended(start(own, "case", "import", str(tmp_path), "--json"))

    assert (code, err) == (2, b"")
    assert json.loads(out)["error"]["code"] == "U004"
