"""How far recognition is, as whoever looks may know it.

Knows: the sentences about it. Does not know: who reads, and how that is told (ingest/underway.py).
Keeps: of a document that somebody may not read nothing is told but that there is one.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.underway import underway
from inventory import CaseFile, Document
from inventory.access import Action, Reading
from inventory.queries import documents_by_id
from vault import Layout


@dataclass(frozen=True, slots=True)
class Recognition:
    """A document whose pages are being recognised, and how many are."""

    document: Document
    case: CaseFile
    done: int
    pages: int

    @property
    def said(self) -> str:
        """«Розпізнавання: 37 з 120 сторінок»."""
        if self.done >= self.pages:
            return "Сторінки розпізнано, виготовляється копія для читання"
        single = self.pages % 10 == 1 and self.pages % 100 != 11
        word = "сторінки" if single else "сторінок"
        return f"Розпізнавання: {self.done} з {self.pages} {word}"


@dataclass(frozen=True, slots=True)
class Recognising:
    """What is recognised now: those one may read, and how many others."""

    open: list[Recognition]
    hidden: int


def recognising(layout: Layout, reading: Reading) -> Recognising:
    """What is recognised now."""
    found = {one.document: one for one in underway(layout)}
    documents = documents_by_id(reading.connection, found).values()
    shown = [
        Recognition(one, reading.case_of(one.case), found[one.id].done, found[one.id].pages)
        for one in documents
        if reading.may(Action.READ, one.case, one.id)
    ]
    return Recognising(shown, len(found) - len(shown))
