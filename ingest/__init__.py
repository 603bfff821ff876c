"""Ingest: from a file in the inbox to a registered document, and what is derived from it later.

This is the door: the desk uses these names, `ingest.errors`, and nothing else of this package.

What is behind it is loaded when it is asked for: children that read pages need little of it.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.arrivals import Listed
    from ingest.derive import Deriving, derive_pending, read_texts
    from ingest.judging import Judge, summary
    from ingest.model import Outcome, State, Summary
    from ingest.projection import IngestProjection
    from ingest.service import Intake, IntakeSettings

_HOMES = {
    "Deriving": "ingest.derive",
    "IngestProjection": "ingest.projection",
    "Intake": "ingest.service",
    "IntakeSettings": "ingest.service",
    "Judge": "ingest.judging",
    "Listed": "ingest.arrivals",
    "Outcome": "ingest.model",
    "State": "ingest.model",
    "Summary": "ingest.model",
    "derive_pending": "ingest.derive",
    "read_texts": "ingest.derive",
    "summary": "ingest.judging",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(_HOMES[name]), name)


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
