"""Making signatures: PAdES in PDFs, detached CAdES over other files, and longer proof for both.

This is the door for whoever has a key. Its parts are loaded when they are first asked
for: children judge without the half of pyHanko that signs.

Knows: how a signature comes to be. Does not know: who may sign; where the result is kept.
Keeps: no secret leaves this process but into a key (decision 0018); nothing is handed out that
our own judgement does not find whole.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signing.making.authority import Authority
    from signing.making.fitness import require_fit
    from signing.making.keys import SigningKey, TokenChoice, open_file, open_token
    from signing.making.maker import Extended, Made, Maker, MarkOrder, Reach
    from signing.making.proof import Endurance, Way
    from signing.making.secret import Secret

_HOMES = {
    "Authority": "signing.making.authority",
    "Endurance": "signing.making.proof",
    "Extended": "signing.making.maker",
    "Made": "signing.making.maker",
    "Maker": "signing.making.maker",
    "MarkOrder": "signing.making.maker",
    "Reach": "signing.making.maker",
    "Secret": "signing.making.secret",
    "SigningKey": "signing.making.keys",
    "TokenChoice": "signing.making.keys",
    "Way": "signing.making.proof",
    "open_file": "signing.making.keys",
    "open_token": "signing.making.keys",
    "require_fit": "signing.making.fitness",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(_HOMES[name]), name)


__all__ = [
    "Authority",
    "Endurance",
    "Extended",
    "Made",
    "Maker",
    "MarkOrder",
    "Reach",
    "Secret",
    "SigningKey",
    "TokenChoice",
    "Way",
    "open_file",
    "open_token",
    "require_fit",
]
