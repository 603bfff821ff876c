"""Fetching what a judgement lacks, with the network on this side of the airlock only.

Knows: how questions come out of a child and answers go back in as files.
Does not know: what certificates say; whether the network may be asked (whoever calls does).
Keeps: nothing that came from outside is read here; each thing is asked once; the judgement stays
pure: it gets the answers as bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from pathlib import Path

from vault.airlock import Airlock
from vault.model import Json

_QUESTIONS = "signing.tasks:questions"
_OCSP = "application/ocsp-request"
_ROUNDS, _MOST = 4, 40

Ask = Callable[[str, bytes | None, str], bytes]
"""Asks a server: address, request (None to get), its media type; empty without an answer."""


def fetched(
    airlock: Airlock, arguments: Mapping[str, Json], folder: Path, ask: Ask
) -> dict[str, Json]:
    """The `arguments` of `signing.tasks:judge`, with what the network adds kept in `folder`.

    An answer may lead to further questions (an issuer's certificate to its revocation list), so
    there are some rounds of them.

    Raises:
        AirlockError: the file cannot be opened.
    """
    asked: set[tuple[str, str]] = set()
    evidence: list[Json] = []
    for _ in range(_ROUNDS):
        answer = airlock.call(_QUESTIONS, **{**arguments, "evidence": evidence})
        questions = [(one["url"], one["request"]) for one in answer]
        new = [one for one in dict.fromkeys(questions) if one not in asked][: _MOST - len(asked)]
        if not new:
            break
        for url, request in new:
            asked.add((url, request))
            data = ask(url, base64.b64decode(request) or None, _OCSP if request else "")
            if data:
                path = folder / f"answer-{len(asked)}"
                path.write_bytes(data)
                evidence.append(str(path))
    return {**arguments, "evidence": evidence}
