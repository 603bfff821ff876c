"""The virus scanner: a small server that speaks clamd's own protocol, and what becomes of files."""

from __future__ import annotations

import dataclasses
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import Clamd, State
from ingest.errors import Infected, NotScanned
from tests.ingest.court import CASE, Court
from tests.ingest.samples import archive, cms_with, pdf

BAD = b"%the signature this scanner knows%"
LONGEST = 3 << 20


class Scanner(socketserver.ThreadingUnixStreamServer):
    """zINSTREAM and zVERSION as clamd(8) describes them; it knows one signature."""

    daemon_threads = True
    request_queue_size = 50

    def __init__(self, path: Path) -> None:
        self.scanned: list[bytes] = []
        super().__init__(str(path), Answering)


class Answering(socketserver.StreamRequestHandler):
    """One connection, one command."""

    server: Scanner

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        self.wfile.write(
            b"ClamAV 1.0.9/27000/Sun Nov 22 2026\0" if command == b"zVERSION\0" else self._scan()
        )

    def _scan(self) -> bytes:
        data = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
            if len(data) > LONGEST:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.server.scanned.append(data)
        return b"stream: Test.Known-1 FOUND\0" if BAD in data else b"stream: OK\0"


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[Scanner]:
    with Scanner(tmp_path / "clamd.ctl") as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def guarded(court: Court, scanner: Scanner) -> Court:
    court.settings = dataclasses.replace(court.settings, clamd=str(scanner.server_address))
    return court


def test_what_is_clean_is_registered_and_was_scanned_whole(
    guarded: Court, scanner: Scanner
) -> None:
    data = pdf("Claim")
    guarded.put("a.pdf", data)

    assert guarded.take_one().state is State.REGISTERED
    assert scanner.scanned == [data]


def test_malware_goes_to_quarantine_with_its_name_the_others_are_registered(
    guarded: Court,
) -> None:
    guarded.put("bad.pdf", pdf("Bad") + BAD)
    guarded.put("good.pdf", pdf("Good"))

    outcomes = {o.path.rpartition("/")[2]: o for o in guarded.take()}

    assert outcomes["good.pdf"].state is State.REGISTERED
    bad = outcomes["bad.pdf"]
    assert bad.reason
    assert (bad.state, bad.reason.code) == (State.QUARANTINED, Infected.code)
    assert "Test.Known-1" in bad.reason.text
    assert guarded.left() == []
    guarded.told.clear()
    guarded.intake().retry(str(bad.id))
    assert [o.state for o in guarded.told] == [State.QUARANTINED]


def test_malware_in_what_only_we_unpack_refuses_the_whole(guarded: Court) -> None:
    guarded.put("wrapped.p7s", cms_with(pdf("Inside") + BAD))
    guarded.put("letters.zip", archive(**{"a.txt": b"letter " + BAD, "b.txt": b"letter"}))

    assert {o.state for o in guarded.take()} == {State.QUARANTINED}
    assert guarded.documents() == []


def test_a_restricted_file_is_not_shown_to_the_scanner(guarded: Court, scanner: Scanner) -> None:
    guarded.put("secret.pdf", b"secret", card={"restricted": True})

    assert guarded.take_one().state is State.REGISTERED
    assert scanner.scanned == []


def test_while_the_scanner_is_away_files_wait_and_say_so(guarded: Court, scanner: Scanner) -> None:
    settings = guarded.settings
    guarded.settings = dataclasses.replace(settings, clamd="/nowhere/clamd.ctl")
    guarded.put("a.pdf", pdf())

    outcome = guarded.take_one()

    assert outcome.reason
    assert (outcome.state, outcome.reason.code) == (State.UNASSIGNED, NotScanned.code)
    assert "/nowhere/clamd.ctl" in outcome.reason.text
    assert guarded.left() == ["a.pdf"]
    guarded.settings = settings
    assert guarded.take_one().state is State.REGISTERED


def test_a_file_longer_than_the_scanner_takes_is_not_called_clean(
    guarded: Court, scanner: Scanner, tmp_path: Path
) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"a long letter\n" * (2 * LONGEST // 14))

    with pytest.raises(NotScanned, match="size limit"):
        Clamd(str(scanner.server_address)).demand_clean(path)
    guarded.intake().add([path], CASE)
    assert [o.state for o in guarded.told] == [State.UNASSIGNED]


def test_a_scanner_that_says_nothing_is_no_clean_bill(tmp_path: Path) -> None:
    class Mute(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(5)

    (tmp_path / "x").write_bytes(b"x")
    with socketserver.TCPServer(("127.0.0.1", 0), Mute) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        clamd = Clamd(f"127.0.0.1:{server.server_address[1]}")
        with pytest.raises(NotScanned):
            clamd.demand_clean(tmp_path / "x")
        server.shutdown()
        thread.join()
    for nowhere in ("127.0.0.1:1", "neither", "host:port"):
        with pytest.raises(NotScanned):
            Clamd(nowhere).version()


def test_the_scanner_says_what_it_is(scanner: Scanner) -> None:
    assert Clamd(str(scanner.server_address)).version().startswith("ClamAV 1.0.9")
