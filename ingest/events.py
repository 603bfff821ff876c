"""Names of ingest's events: PREMIS 3 terms where one exists, ours in the same grammar.

Knows: the names. Does not know: what an entry of that name holds.
Keeps: a name that was ever written is never changed.
"""

from __future__ import annotations

QUARANTINED = "quarantine"
REPEATED = "receipt repeated"
ADMITTED = "arrival admitted"
REJECTED = "arrival rejected"
SHORTAGE = "arrival act"


def arrival_subject(arrival: str) -> str:
    """Subject of entries about something that arrived and is no document (yet)."""
    return f"arrival:{arrival}"
