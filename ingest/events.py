"""Names of ingest's events: PREMIS 3 terms where one exists, ours in the same grammar.

Knows: how events and their subjects are spelled. Does not know: who records or follows them.
Keeps: a name is never changed: journals that have it are for ever.
"""

from __future__ import annotations

QUARANTINED = "quarantine"
REPEATED = "receipt repeated"
ADMITTED = "arrival admitted"
REJECTED = "arrival rejected"
SET_ASIDE = "pages set aside"
UPLOADED = "file uploaded"


def arrival_subject(arrival: str) -> str:
    """Subject of entries about something that arrived and is no document (yet)."""
    return f"arrival:{arrival}"


def upload_subject(upload: str) -> str:
    """Subject of the entry about a file that somebody sent from a browser."""
    return f"upload:{upload}"
