"""Ingest: from a file in the inbox to a registered document, and what is derived from it later.

This is the door: the desk uses these names, `ingest.errors`, and nothing else of this package.
"""

from ingest.arrivals import Listed
from ingest.derive import Deriving, derive_pending, read_texts
from ingest.judging import Judge, summary
from ingest.model import Outcome, State, Summary
from ingest.projection import IngestProjection
from ingest.service import Intake, IntakeSettings

__all__ = [
    "Deriving",
    "IngestProjection",
    "Intake",
    "IntakeSettings",
    "Judge",
    "Listed",
    "Outcome",
    "State",
    "Summary",
    "derive_pending",
    "read_texts",
    "summary",
]
