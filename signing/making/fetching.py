"""Asking the network about certificates, when the user allowed it.

Knows: how a server is asked over HTTP. Does not know: what is asked, or whether an answer is true:
children of the airlock make the questions and read the answers (evidence.py).
Keeps: answers are bounded in time and size; a server that fails is passed over.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlsplit

_ANSWER_MAX, _CHUNK = 32 * 1024 * 1024, 64 * 1024


class TooMuch(ValueError):
    """An answer that is longer than anything that was asked for."""


def http_answer(
    url: str, question: bytes | None, kind: str, *, seconds: float, longest: int
) -> bytes:
    """What the server at `url` answers, in `seconds`; `kind` is the type of the question.

    No proxy of the environment is used: who is asked is what settings and certificates say.

    Raises:
        OSError, HTTPException: no answer, or none in time. TooMuch: more than `longest` bytes.
        ValueError: this is no address of HTTP.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError(url)
    headers = {"Content-Type": kind} if kind else {}
    asked = urllib.request.Request(url, data=question, headers=headers)  # noqa: S310  checked
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    answer, end = b"", time.monotonic() + seconds
    with opener.open(asked, timeout=seconds) as response:
        while more := response.read1(_CHUNK):
            answer += more
            if len(answer) > longest:
                raise TooMuch
            if time.monotonic() > end:  # a server that drips is not waited for
                raise TimeoutError
    return answer


@dataclass(frozen=True, slots=True)
class Network:
    """Asks any server, each no longer than `seconds`."""

    seconds: float = 20

    def __call__(self, url: str, question: bytes | None, kind: str) -> bytes:
        """The answer; nothing when there is none."""
        try:
            return http_answer(url, question, kind, seconds=self.seconds, longest=_ANSWER_MAX)
        except (OSError, http.client.HTTPException, ValueError):
            return b""
