"""Asking servers that a file names, when the user allowed it.

Knows: how to ask over HTTP without being led astray by whoever wrote the file.
Does not know: what is asked, or whether an answer is true: children of the airlock make the
questions and read the answers.
Keeps: only http and https; only addresses of the open network, resolved once and connected to as
resolved, unless told otherwise; answers and redirects are bounded, and so is the time.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

_ANSWER_MAX = 32 * 1024 * 1024
_REDIRECTS = 3
_PORTS = {"http": 80, "https": 443}
_MOVED = {301, 302, 303, 307, 308}


class NotAllowed(OSError):
    """An address that must not be asked."""


@dataclass(frozen=True, slots=True)
class Network:
    """Asks any server of the open network, each no longer than `seconds`.

    `private`: servers of the own network, and this machine, may be asked as well.
    """

    seconds: float = 10
    private: bool = False
    longest: int = _ANSWER_MAX

    def __call__(self, url: str, question: bytes | None, kind: str) -> bytes:
        """The answer to `question`, of the media type `kind`; empty when there is none."""
        end = time.monotonic() + self.seconds
        try:
            for _ in range(_REDIRECTS + 1):
                moved, answer = self._asked(url, question, kind, end)
                if moved is None:
                    return answer
                url = urljoin(url, moved)
        except (OSError, http.client.HTTPException, ValueError):
            return b""
        return b""

    def _asked(
        self, url: str, question: bytes | None, kind: str, end: float
    ) -> tuple[str | None, bytes]:
        parts = urlsplit(url)
        connection = self._connection(parts, end)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Content-Type": kind} if kind else {}
        # Each read has a time-out of its own; a server that drips is cut off by this.
        cut = threading.Timer(max(end - time.monotonic(), 0), _cut, [connection.sock])
        cut.start()
        try:
            connection.request("GET" if question is None else "POST", path, question, headers)
            response = connection.getresponse()
            if response.status in _MOVED:
                return response.getheader("Location") or "", b""
            if response.status != http.client.OK:
                return None, b""
            return None, self._read(response, end)
        finally:
            cut.cancel()
            connection.close()

    def _connection(self, parts: SplitResult, end: float) -> http.client.HTTPConnection:
        """A connection that is open, to an address that may be asked."""
        host, port = parts.hostname, parts.port or _PORTS.get(parts.scheme, 0)
        if host is None or not port or parts.username is not None:
            raise NotAllowed(parts.geturl())
        address = self._address(host, port)
        opened = socket.create_connection((address, port), timeout=max(end - time.monotonic(), 0.1))
        if parts.scheme == "https":
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = opened
        return connection

    def _address(self, host: str, port: int) -> str:
        """Where `host` is; asked once, so that a second answer cannot lead elsewhere."""
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not found or not (self.private or all(_is_open(one) for one in found)):
            raise NotAllowed(host)
        return found[0]

    def _read(self, response: http.client.HTTPResponse, end: float) -> bytes:
        answer = response.read(self.longest + 1)
        if len(answer) > self.longest or time.monotonic() > end:
            raise NotAllowed(len(answer))
        return answer


def _cut(opened: socket.socket) -> None:
    with contextlib.suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)


def _is_open(address: str) -> bool:
    """Whether the address is one of the open network, whatever is embedded in it."""
    one = ipaddress.ip_address(address.partition("%")[0])
    inside = getattr(one, "ipv4_mapped", None) or getattr(one, "sixtofour", None)
    return one.is_global and not one.is_multicast and (inside is None or inside.is_global)
