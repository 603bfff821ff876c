"""Incoming, outgoing, internal: which of them a document is when nobody said (814 II.2).

Knows: that a court makes some kinds itself, and sends some of these. Does not know: storage.
Keeps: pure; what a card says comes first.
"""

from __future__ import annotations

from inventory.arrangement.kinds import Kind
from vault import carries_out

_SENT = ("letter-", "notice-", "summons")
_FROM_ABOVE = ("ruling-appeal", "resolution-appeal", "minutes-appeal")


def is_made_here(kind: Kind) -> bool:
    """Whether a court of first instance itself makes papers of this kind."""
    return kind.court and not kind.code.startswith(_FROM_ABOVE)


@carries_out("814:II.2-типи", "814:I.1-вхідна")
def direction_of(kind: Kind, said: str) -> str:
    """Incoming, outgoing or internal: as `said`, else as the kind implies.

    What comes to the court is incoming; where the Instruction prints «вихідна» of it, that is a
    slip (814 I.1).
    """
    if said:
        return said
    if not is_made_here(kind):
        return "incoming"
    return "outgoing" if kind.code.startswith(_SENT) else "internal"
