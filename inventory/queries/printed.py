"""Documents as a numbered volume names them, whatever was corrected since.

Knows: that a correction says which volumes were fixed when it was made.
Does not know: forms. Keeps: a row that was numbered prints the same for ever; what was corrected
after stands in the document's history and in the note on later changes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from sqlalchemy.engine import Connection

from inventory.model import Document
from inventory.queries.registration import corrections_of
from vault import Json, carries_out

_PRINTED = {"kind", "title", "index", "date", "copy", "note"}


@carries_out("814:VII.13-зміни")
def as_printed(
    connection: Connection, key: str, volume: int, documents: Mapping[str, Document]
) -> dict[str, Document]:
    """The documents with those values that were theirs when their row in `volume` was fixed."""
    was: dict[str, dict[str, Json]] = {}
    for correction in corrections_of(connection, key):
        if volume in correction.frozen and correction.key in _PRINTED:
            was.setdefault(correction.document, {}).setdefault(correction.key, correction.was)
    return {
        document.id: dataclasses.replace(document, **was.get(document.id, {}))
        for document in documents.values()
    }
