"""Ingest: from a file in the inbox to a registered document, and what is derived from it later.

This is the door: the desk uses these names, `ingest.errors`, and nothing else of this package.
"""

from ingest.arrivals import Listed
from ingest.model import Outcome, State, Summary
from ingest.projection import IngestProjection
from ingest.service import Intake, IntakeSettings

__all__ = [
    "IngestProjection",
    "Intake",
    "IntakeSettings",
    "Listed",
    "Outcome",
    "State",
    "Summary",
]
