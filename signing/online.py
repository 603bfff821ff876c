"""Fetching what a judgement lacks, with the network on this side of the airlock only.

Knows: how questions come out of a child and answers go back in as files.
Does not know: what certificates say; whether the network may be asked (whoever calls does).
Keeps: nothing that came from outside is read here; each thing is asked once; the judgement stays
pure: it gets the answers as bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
    asking = Asking(folder, ask)
    evidence: list[Json] = []
    for _ in range(_ROUNDS):
        answers = asking.about(airlock.call(_QUESTIONS, **{**arguments, "evidence": evidence}))
        if not answers:
            break
        evidence += answers
    return {**arguments, "evidence": evidence}


@dataclass(frozen=True, slots=True)
class Asking:
    """Puts the questions of children to the network, each once, and keeps answers in `folder`."""

    folder: Path
    ask: Ask
    asked: set[tuple[str, str]] = field(default_factory=set)

    def about(self, questions: Sequence[Mapping[str, str]]) -> list[str]:
        """Paths of the answers to questions that are new: `url`, and `request` in Base64."""
        answers: list[str] = []
        for one in questions:
            url, request = one["url"], one["request"]
            if (url, request) in self.asked or len(self.asked) == _MOST:
                continue
            self.asked.add((url, request))
            data = self.ask(url, base64.b64decode(request) or None, _OCSP if request else "")
            if data:
                path = self.folder / f"answer-{len(self.asked)}"
                path.write_bytes(data)
                answers.append(str(path))
        return answers
