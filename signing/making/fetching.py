"""Asking the one server that the settings name: a time-stamping authority.

Knows: how it is asked over HTTP. Does not know: what is asked, or whether the answer is true.
Keeps: an answer is bounded in time and size. Whom files name is asked more warily
(signing/network.py): nobody but the court chose this address.
"""

from __future__ import annotations

import time
import urllib.request
from urllib.parse import urlsplit

_CHUNK = 64 * 1024


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
