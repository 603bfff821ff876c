"""What becomes of an arrival before the commit: ready, refused, or on its way back.

Knows: what the commit is handed. Does not know: how it was made, or what is recorded of it.
Keeps: whatever was stored on the way is named, so it can be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.errors import unprocessed
from ingest.model import Arrival
from ingest.reading import Reason
from ingest.scans import Aside
from inventory import Accession, Report
from vault.errors import AirlockError, ArchiveError


@dataclass(slots=True)
class Prepared:
    """An arrival ready to be registered.

    Attributes:
        accessions: the document first, then what was found inside it.
        more_reports: of the document, after the first.
        refused: what was found inside and is no document, with the reason.
        stored: SHA-512 of what was put on the shelf on the way.
        scan: whether the documents are pieces of one scan.
        aside: pages of it that wait for a person.
    """

    arrival: Arrival
    accessions: list[Accession] = field(default_factory=list)
    more_reports: list[Report] = field(default_factory=list)
    refused: dict[str, Reason] = field(default_factory=dict)
    signatures: int = 0
    stored: list[str] = field(default_factory=list)
    scan: bool = False
    aside: list[Aside] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refused:
    """An arrival that did not pass the airlock; what was stored before that is of no use."""

    arrival: Arrival
    error: AirlockError
    stored: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PutBack:
    """An arrival that goes back to the inbox; what was stored before that is of no use."""

    arrival: Arrival
    error: ArchiveError
    stored: Sequence[str] = ()


Result = Prepared | Refused | PutBack


def failed(arrival: Arrival, error: Exception, stored: Sequence[str] = ()) -> Refused:
    """What becomes of an arrival on which our own program failed."""
    return Refused(arrival, unprocessed(error), stored)
