"""Names of the events of access.

Knows: how they are spelled. Does not know: who records or follows them.
Keeps: a name is never changed: journals that have it are for ever.
"""

from __future__ import annotations

PERSON_ADDED = "person added"
PERSON_ENDED = "person ended"
PERSON_RETURNED = "person returned"
RIGHT_GRANTED = "right granted"
RIGHT_REVOKED = "right revoked"
MARKED = "access restricted"
UNMARKED = "access restriction lifted"
UNIT_NAMED = "case unit named"
SIGN_IN_CHANGED = "sign-in changed"
VIEWED = "dissemination"
EXPORTED = "export"


def person_subject(login: str) -> str:
    """Subject of entries about a person."""
    return f"person:{login}"
