"""Ingest: from a file in the inbox to a registered document, and what is derived from it later.

This is the door: the desk uses these names, `ingest.errors`, and of `ingest.reading` the look for
tools of this machine. What is behind it is loaded when it is asked for: children that read pages
need little of it.

Knows: how a document comes in, is read and gets its reading copy. Does not know: retention, search.
Keeps: nothing is lost: a source leaves the inbox only once its journal line is durable.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.arrivals import Listed
    from ingest.clamd import Clamd
    from ingest.derive import Deriving, derive_pending, lacking, read_texts
    from ingest.judging import Judge, summary
    from ingest.model import Outcome, State, Summary
    from ingest.projection import IngestProjection
    from ingest.service import Intake
    from ingest.settings import IntakeSettings
    from ingest.splitting import Start

_HOMES = {
    "Clamd": "ingest.clamd",
    "Deriving": "ingest.derive",
    "IngestProjection": "ingest.projection",
    "Intake": "ingest.service",
    "IntakeSettings": "ingest.settings",
    "Judge": "ingest.judging",
    "Listed": "ingest.arrivals",
    "Outcome": "ingest.model",
    "Start": "ingest.splitting",
    "State": "ingest.model",
    "Summary": "ingest.model",
    "derive_pending": "ingest.derive",
    "lacking": "ingest.derive",
    "read_texts": "ingest.derive",
    "summary": "ingest.judging",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(_HOMES[name]), name)


__all__ = [
    "Clamd",
    "Deriving",
    "IngestProjection",
    "Intake",
    "IntakeSettings",
    "Judge",
    "Listed",
    "Outcome",
    "Start",
    "State",
    "Summary",
    "derive_pending",
    "lacking",
    "read_texts",
    "summary",
]
