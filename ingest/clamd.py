"""The virus scanner ClamAV, when the court has configured one.

Knows: how to hand a file to a running clamd (INSTREAM) and what its answers mean.
Does not know: what becomes of a file; how clamd is run and kept up to date.
Keeps: a file is clean only when clamd said so about all of its bytes; everything else is an error.
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import Infected, NotScanned
from vault import chunks, os_cause

_TIMEOUT_S = 60.0
_ANSWER_MAX = 4096


@dataclass(frozen=True, slots=True)
class Clamd:
    """A scanner at `address`: the path of a socket, or `host:port`."""

    address: str

    def demand_clean(self, path: Path) -> None:
        """Have the file scanned; several threads may at once.

        Raises:
            Infected: something was found in it.
            NotScanned: nobody can say: the scanner is away, or does not take the file.
        """
        with self._connected() as scanner:
            scanner.sendall(b"zINSTREAM\0")
            # It may stop listening before the end, to say that the file is too long for it.
            with suppress(BrokenPipeError, ConnectionResetError):
                for part in chunks(path):
                    scanner.sendall(struct.pack(">I", len(part)) + part)
                scanner.sendall(struct.pack(">I", 0))
            answer = _answer(scanner)
        if answer.endswith(" FOUND"):
            raise Infected(name=answer.removeprefix("stream: ").removesuffix(" FOUND"))
        if answer != "stream: OK":
            raise NotScanned(reason=answer or "сканер не відповів")

    def version(self) -> str:
        """What the scanner says it is.

        Raises:
            NotScanned: it is away.
        """
        with self._connected() as scanner:
            scanner.sendall(b"zVERSION\0")
            return _answer(scanner)

    def _connected(self) -> _Connection:
        return _Connection(self.address)


class _Connection:
    """A socket whose troubles are ours."""

    def __init__(self, address: str) -> None:
        self._address = address

    def __enter__(self) -> socket.socket:
        try:
            self._socket = self._open()
        except (OSError, ValueError) as error:
            raise self._away(error) from error
        return self._socket

    def _open(self) -> socket.socket:
        host, _, port = self._address.rpartition(":")
        if not self._address.startswith("/"):
            return socket.create_connection((host, int(port)), timeout=_TIMEOUT_S)
        opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            opened.settimeout(_TIMEOUT_S)
            opened.connect(self._address)
        except OSError:
            opened.close()
            raise
        return opened

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._socket.close()
        if isinstance(error, TimeoutError | ConnectionError):
            raise self._away(error) from error

    def _away(self, error: Exception) -> NotScanned:
        said = os_cause(error) if isinstance(error, OSError) else "відповідь незрозуміла"
        return NotScanned(reason=f"{self._address}: {said}")


def _answer(scanner: socket.socket) -> str:
    """What it says until it closes or ends the line."""
    said = b""
    with suppress(ConnectionResetError):
        while b"\0" not in said and len(said) < _ANSWER_MAX:
            part = scanner.recv(_ANSWER_MAX)
            if not part:
                break
            said += part
    words = said.partition(b"\0")[0].decode("utf-8", "replace")
    return "".join(c for c in words if c.isprintable()).strip()
