"""What the network adds to a judgement, and what it may never be asked."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from signing.network import Network
from tests.desk.cli import sprava
from tests.signing import pki
from tests.signing.pki import SignerPart, file_of, signed_data

TEXT = "Ухвала".encode()
Answer = Callable[[bytes], tuple[int, dict[str, str], bytes]]


class Server:
    """A server on this machine that answers as a test wants it."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(b"")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])))

            def _answer(self, body: bytes) -> None:
                outer.asked.append(self.path)
                status, headers, data = outer.answers[self.path](body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def serve(self, path: str, data: bytes, status: int = 200, **headers: str) -> str:
        self.answers[path] = lambda _: (status, headers, data)
        return self.url + path


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    threading.Thread(target=one.server.serve_forever, daemon=True).start()
    yield one
    one.server.shutdown()
    one.server.server_close()


def access(**places: str) -> x509.AuthorityInformationAccess:
    methods = {
        "ocsp": AuthorityInformationAccessOID.OCSP,
        "issuer": AuthorityInformationAccessOID.CA_ISSUERS,
    }
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(methods[key], x509.UniformResourceIdentifier(url))
            for key, url in places.items()
        ]
    )


def listed(url: str) -> x509.CRLDistributionPoints:
    place = x509.UniformResourceIdentifier(url)
    return x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)])


def world(server: Server) -> tuple[pki.Identity, pki.Identity]:
    """A root, and a signer whose issuer's certificate and revocation data are only on the net."""
    now = dt.datetime.now(dt.UTC)
    issue = partial(pki.issue, since=now - dt.timedelta(days=9), until=now + dt.timedelta(days=9))
    root = issue("Корінь у мережі", ca=True)
    issuer = issue(
        "Надавач у мережі",
        ca=True,
        issuer=root,
        extensions=[listed(server.url + "/root.crl")],
    )
    places = access(ocsp=server.url + "/ocsp", issuer=server.url + "/issuer.cer")
    signer = issue("Зразок Мережа Тестівна", issuer=issuer, extensions=[places])

    def answer(request: bytes) -> tuple[int, dict[str, str], bytes]:
        wanted = ocsp.load_der_ocsp_request(request)
        assert wanted.serial_number == signer.certificate.serial_number
        return 200, {}, pki.ocsp_of(issuer, signer, at=now)

    server.serve("/issuer.cer", issuer.der)
    server.serve("/root.crl", pki.crl_of(root, at=now))
    server.answers["/ocsp"] = answer
    return root, signer


def verified(
    folder: Path, root: pki.Identity, signer: pki.Identity, *options: str
) -> dict[str, object]:
    path = file_of(folder, signed_data(SignerPart(signer, TEXT), content=TEXT))
    trusted = file_of(folder, root.pem, "корінь.pem")
    ran = sprava("verify", path, "--trust", trusted, "--json", *options)
    one = ran.json["signatures"][0]
    assert isinstance(one, dict)
    return one


def test_chain_and_revocation_are_fetched_when_the_user_allows_it(
    server: Server, tmp_path: Path
) -> None:
    root, signer = world(server)
    one = verified(tmp_path, root, signer, "--online", "--private-network")

    assert one["indication"] == "TOTAL-PASSED"
    assert set(server.asked) == {"/issuer.cer", "/root.crl", "/ocsp"}
    assert len(server.asked) == len(set(server.asked))


@pytest.mark.parametrize("options", [(), ("--online",)])
def test_nothing_is_asked_unless_it_is_allowed(
    options: tuple[str, ...], server: Server, tmp_path: Path
) -> None:
    root, signer = world(server)
    one = verified(tmp_path, root, signer, *options)

    assert one["sub_indication"] == "NO_CERTIFICATE_CHAIN_FOUND"
    assert server.asked == []


def test_an_answer_that_does_not_hold_changes_nothing(server: Server, tmp_path: Path) -> None:
    root, signer = world(server)
    server.serve("/ocsp", b"\x30\x03\x0a\x01\x01")
    one = verified(tmp_path, root, signer, "--online", "--private-network")

    assert one["sub_indication"] == "TRY_LATER"


class TestNetwork:
    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/",
            "http://localhost/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://10.0.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://0.0.0.0/",
            "http://224.0.0.1/",
            "http://2130706433/",
        ],
    )
    def test_the_own_network_is_not_asked(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        tried: list[object] = []
        monkeypatch.setattr(socket, "create_connection", lambda *a, **_: tried.append(a))

        assert Network(seconds=1)(url, None, "") == b""
        assert tried == []

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "http:///", "x", ""])
    def test_only_http_is_spoken(self, url: str) -> None:
        assert Network(seconds=1, private=True)(url, None, "") == b""

    def test_a_redirect_is_looked_at_like_any_address(self, server: Server) -> None:
        there = server.serve("/there", b"here")
        near = server.serve("/near", b"", 302, Location="/there")
        away = server.serve("/away", b"", 302, Location="file:///etc/passwd")
        ring = server.serve("/ring", b"", 302, Location="/ring")
        ask = Network(seconds=5, private=True)

        assert ask(there, None, "") == b"here"
        assert ask(near, None, "") == b"here"
        assert ask(away, None, "") == b""
        assert ask(ring, None, "") == b""
        assert server.asked.count("/ring") == 4

    def test_an_answer_is_bounded(self, server: Server) -> None:
        url = server.serve("/long", b"x" * 5000)

        assert Network(private=True, longest=4999)(url, None, "") == b""
        assert len(Network(private=True, longest=5000)(url, None, "")) == 5000

    def test_an_error_is_no_answer(self, server: Server) -> None:
        assert Network(private=True)(server.serve("/bad", b"sorry", 500), None, "") == b""

    def test_a_server_that_says_nothing_is_not_waited_for(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
            assert Network(seconds=0.3, private=True)(url, None, "") == b""

    def test_a_server_that_drips_is_cut_off(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as slow:

            def drip() -> None:
                with slow.accept()[0] as client, contextlib.suppress(OSError):
                    while True:
                        client.sendall(b"H")
                        time.sleep(0.05)

            threading.Thread(target=drip, daemon=True).start()
            start = time.monotonic()
            url = f"http://127.0.0.1:{slow.getsockname()[1]}/"
            assert Network(seconds=0.5, private=True)(url, None, "") == b""
            assert time.monotonic() - start < 15
