"""A court's keys and the authorities around it, all real: OpenSSL answers as the TSA on loopback.

Everything is issued for the time at which the tests run, because OpenSSL stamps with that time.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.signing import pki

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
DAY = dt.timedelta(days=1)
PASSWORD = "шість-слів-яких-ніде-не-видно"
PIN = "73190264"
COURT = "Вигаданівський районний суд"
JUDGE = "Зразковий Захар Захарович"

_CONFIG = """\
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/chain.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def issue(common: str, **more: object) -> pki.Identity:
    """A certificate that is valid now, below the root unless said otherwise."""
    given: dict[str, object] = {"since": NOW - 400 * DAY, "until": NOW + 400 * DAY, **more}
    if not given.get("ca"):
        given.setdefault("issuer", root())
    given.setdefault("key", ec.generate_private_key(ec.SECP256R1()))
    return pki.issue(common, **given)  # type: ignore[arg-type]


@cache
def root() -> pki.Identity:
    return issue("Вигаданий ЦСК", ca=True)


@cache
def judge() -> pki.Identity:
    return issue(JUDGE, key=pki.rsa_key(JUDGE))


@cache
def seal() -> pki.Identity:
    subject = pki.name_of(COURT, organisation=COURT, identifier="NTRUA-12345678")
    return issue(COURT, subject=subject)


@cache
def tsa() -> pki.Identity:
    purpose = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING])
    return issue("Вигадана позначка часу", usage=["digital_signature"], critical=[purpose])


def crl(*revoked: pki.Identity) -> bytes:
    return pki.crl_of(root(), *revoked, at=NOW)


def container(identity: pki.Identity, password: str = PASSWORD) -> bytes:
    """A PKCS#12 file."""
    return pkcs12.serialize_key_and_certificates(
        "ключ".encode(),
        identity.key,
        identity.certificate,
        [root().certificate],
        serialization.BestAvailableEncryption(password.encode()),
    )


def private_pem(identity: pki.Identity) -> bytes:
    pem: bytes = identity.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem


@dataclass
class Server:
    """An HTTP server on loopback, and what it was asked for."""

    url: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def serving(answer: object) -> Iterator[Server]:
    """A server whose `answer(path, body)` is (status, body)."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.asked.append(self.path)
            status, data = answer(self.path, body)  # type: ignore[operator]
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _answer  # noqa: N815  the names http.server calls

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{http.server_address[1]}/")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def openssl_tsa(folder: Path, identity: pki.Identity | None = None) -> object:
    """What a server needs to answer as a time-stamping authority: `openssl ts -reply`."""
    identity = identity or tsa()
    (folder / "serial").write_text("01")
    (folder / "tsa.pem").write_bytes(identity.pem)
    (folder / "chain.pem").write_bytes(root().pem)
    (folder / "tsa.key").write_bytes(private_pem(identity))
    config = folder / "tsa.cnf"
    config.write_text(_CONFIG.format(folder=folder))

    def answer(_path: str, body: bytes) -> tuple[int, bytes]:
        query = folder / "query.tsq"
        query.write_bytes(body)
        command: list[str | Path] = ["openssl", "ts", "-reply", "-config", config]
        command += ["-queryfile", query]
        done = subprocess.run(command, capture_output=True, check=False)
        return (200, done.stdout) if done.returncode == 0 else (500, done.stderr)

    return answer
