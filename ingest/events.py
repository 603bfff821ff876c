"""Names of ingest's events: PREMIS 3 terms where one exists, ours in the same grammar.

Knows: how events and their subjects are spelled. Does not know: who records or follows them.
Keeps: a name is never changed: journals that have it are for ever.
"""

from __future__ import annotations

from ingest.reading import Reason
from inventory import RegistrationCard, card_json
from vault import Json

QUARANTINED = "quarantine"
REPEATED = "receipt repeated"
ADMITTED = "arrival admitted"
REJECTED = "arrival rejected"
SET_ASIDE = "pages set aside"
UPLOADED = "file uploaded"


def arrival_subject(arrival: str) -> str:
    """Subject of entries about something that arrived and is no document (yet)."""
    return f"arrival:{arrival}"


def waiting(
    arrival: str, *, path: str, number: str, arrived_at: str, reason: Reason, card: RegistrationCard
) -> dict[str, Json]:
    """What is said of an arrival that waits for a person, whatever it waits for.

    Args:
        arrival: its id.
        path: where it lay, as people read it.
        number: of the case file it came for.
        arrived_at: when, in Kyiv time.
        reason: why it waits.
        card: kept where somebody filled it in.
    """
    return {
        "arrival": arrival,
        "path": path,
        "number": number,
        "arrived_at": arrived_at,
        "reason": reason.as_json(),
        "card": card_json(card) if card.given else None,
    }


def upload_subject(upload: str) -> str:
    """Subject of the entry about a file that somebody sent from a browser."""
    return f"upload:{upload}"
