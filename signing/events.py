"""Names of signing's events: whom the court trusts, and since when.

Knows: how events and their subjects are spelled. Does not know: who records or follows them.
Keeps: a name is never changed: journals that have it are for ever.
"""

from __future__ import annotations

OPERATOR_NAMED = "trusted list operator named"
LIST_ACCEPTED = "trusted list accepted"
CERTIFICATES_TRUSTED = "certificates trusted"
TRUST_ENDED = "trust ended"


def operator_subject(sha256: str) -> str:
    """Subject of entries about somebody who may sign trusted lists, by the certificate."""
    return f"trust:operator:{sha256}"


def list_subject(key: str) -> str:
    """Subject of entries about a trusted list; it holds every snapshot of it."""
    return f"trust:list:{key}"


def certificates_subject(sha256: str) -> str:
    """Subject of entries about trusted certificates, by their file, which it holds."""
    return f"trust:certificates:{sha256}"
