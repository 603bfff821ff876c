"""Names of the inventory's events: PREMIS 3 terms where one exists, ours in the same grammar.

Knows: how events and their subjects are spelled. Does not know: who records or follows them.
Keeps: a name is never changed: journals that have it are for ever.
"""

from __future__ import annotations

CASE_OPENED = "case opened"
CASE_CLOSED = "case closed"
CLOSING_CORRECTED = "case closing corrected"
CASE_ARCHIVED = "case archived"
CASE_TRANSFERRED = "transfer"
ACCESSION = "accession"
VALIDATION = "digital signature validation"
TEXT_READ = "text read"
READING_COPY = "normalization"
SHEETS_COUNTED = "sheets counted"
SHEETS_CONFIRMED = "sheets confirmed"
NUMBERING_NOTED = "numbering noted"
VOLUME_CLOSED = "volume closed"
VOLUME_CERTIFIED = "volume certified"
VOLUME_DEPOSITED = "volume deposited"
VOLUME_CHANGED = "volume changed"
COPY_CERTIFIED = "copy certified"
SIGNATURE_MADE = "digital signature generation"
PROOF_EXTENDED = "signature proof extended"


def case_subject(key: str) -> str:
    """Subject of entries about a case file."""
    return f"case:{key}"


def document_subject(document: str) -> str:
    """Subject of entries about a document; it holds the document's contents."""
    return f"document:{document}"


def copies_subject(document: str) -> str:
    """What holds the copies certified from a document: they are part of no volume (814 XI.9)."""
    return f"copies:{document}"


def signature_subject(sha256: str) -> str:
    """Subject of entries about a signature over a file that lies outside the vault."""
    return f"signature:{sha256}"


def volume_subject(key: str, number: int) -> str:
    """Subject of entries about a volume; it holds the volume's forms."""
    return f"volume:{key}/{number}"
