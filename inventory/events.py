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
SHEETS_NUMBERED = "sheets numbered"
INVENTORY_ENDORSED = "inventory endorsed"
RENUMBERED = "sheets renumbered"
LEAVES_DRAWN = "leaves drawn"
VOLUMES_LABELLED = "volumes labelled"
DOCUMENT_JOINED = "document joined"
VOLUME_CLOSED = "volume closed"
VOLUME_COUNTED = "volume counted"
VOLUME_CERTIFIED = "volume certified"
VOLUME_DEPOSITED = "volume deposited"
VOLUME_CHANGED = "volume changed"
COPY_CERTIFIED = "copy certified"
SIGNATURE_MADE = "digital signature generation"
PROOF_EXTENDED = "signature proof extended"
ARRIVAL_ACT = "arrival act"
ACT_DRAWN_UP = "act drawn up"
FILES_HANDED_OVER = "files handed over"
INSPECTED = "inspection"
CASE_CORRECTED = "case corrected"
CASES_MERGED = "cases merged"
CASE_SEPARATED = "case separated"
CASE_JOINED_WITHIN = "case opened within bankruptcy"
CASE_REOPENED = "case reopened"
LEFT_WITHOUT_MOTION = "left without motion"
DEFECTS_CURED = "defects cured"
RETURNED_TO_APPLICANT = "returned to applicant"
DOCUMENT_CORRECTED = "document corrected"
DOCUMENTS_LINKED = "documents linked"
DOCUMENT_EXPECTED = "document expected"
NUMBER_ISSUED = "number issued"
NUMBER_TIED = "number tied"
OUTAGE_BEGAN = "outage began"
OUTAGE_ENDED = "outage ended"
MOVED = "movement"
HANDED_OVER = "handing register"

ORDER_CHANGED = "order changed"
ORDER_RESTORED = "order restored"
VOLUMES_RECEIVED = "volumes received"
COPIES_FILED = "copies filed"
ORIGINAL_REMOVED = "original removed"
KIND_NAMED = "kind named"

FORM_ADOPTED = "form adopted"
FORM_WITHDRAWN = "form withdrawn"
FORM_CONFIRMED = "form confirmed"
SEPARATORS_PRINTED = "separators printed"


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


def series_subject(series: str) -> str:
    """Subject of entries about a series of numbers."""
    return f"series:{series}"


def act_subject(number: str) -> str:
    """Subject of entries about an act; it holds the act's form."""
    return f"act:{number}"


def volume_subject(key: str, number: int) -> str:
    """Subject of entries about a volume; it holds the volume's forms."""
    return f"volume:{key}/{number}"


def form_subject(name: str) -> str:
    """Subject of entries about a form; it holds every template that was ever adopted for it."""
    return f"form:{name}"


PICTURES_MAX = 100
"""Pictures of pages beside one report: their places in the catalogue follow from it for ever."""
