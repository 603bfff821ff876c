"""Making signatures: PAdES in PDFs, detached CAdES over other files, and longer proof for both.

This is the door for whoever has a key. Importing it loads pyHanko.

Knows: how a signature comes to be. Does not know: who may sign; where the result is kept.
Keeps: no secret leaves this process but into a key (decision 0018); nothing is handed out that
our own judgement does not find whole.
"""

from signing.making.authority import Authority
from signing.making.fitness import require_fit
from signing.making.keys import SigningKey, TokenChoice, open_file, open_token
from signing.making.maker import Extended, Made, Maker, MarkOrder, Reach
from signing.making.proof import Endurance, Way
from signing.making.secret import Secret

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
