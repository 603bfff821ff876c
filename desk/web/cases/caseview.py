"""A case file at a glance: its volumes as strips, the inventory of one of them, its sheets.

Knows: plan, facts, notes, what the reader may read. Does not know: pages, rules.
Keeps: numbers are those of today's plan; of a document that is kept from the reader there is only
its row, without a title or a note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from inventory import CaseFile, Document, VolumeFacts, VolumePlan
from inventory.access import Reading
from inventory.access.reading import HIDDEN
from inventory.model import Member, Row, VolumeState
from inventory.queries import as_bound, documents_of, volume_facts
from inventory.service.sheet_numbers import covers_to_print
from inventory.tables import document_table
from inventory.volumes.notes import row_notes
from inventory.volumes.sheets import VOLUME_LIMIT, Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A volume as a strip that is filled to 250 sheets.

    Attributes:
        reprint: its cover names another number of volumes than there are now.
    """

    plan: VolumePlan
    facts: VolumeFacts
    reprint: bool = False
    limit: int = VOLUME_LIMIT

    @property
    def number(self) -> int:
        """Its ordinal."""
        return self.plan.number

    @property
    def state(self) -> str:
        """As the words for states have it."""
        return self.facts.state.value

    @property
    def is_open(self) -> bool:
        """Whether something may still be put into it."""
        return self.facts.state is VolumeState.OPEN

    @property
    def certified(self) -> bool:
        """Whether its note is made."""
        return self.facts.state in {VolumeState.CERTIFIED, VolumeState.DEPOSITED}

    @property
    def uncounted(self) -> bool:
        """Whether its note was made without a count by hand."""
        return self.certified and self.facts.counted is None

    @property
    def joined(self) -> bool:
        """Whether something was joined since, so that its inventory goes on."""
        return len(self.plan.rows) > len(self.plan.first(self.facts.certified_rows).rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryLine:
    """A row of the inventory, or one more document within it.

    Attributes:
        position: of the row; 0 for what shares the row before it.
        labels: of its sheets, as the court writes them: «12–15».
        readable: the reader may open it.
        hidden: not even the title is the reader's to see.
    """

    document: Document
    position: int
    labels: str
    sheets: int
    notes: str
    numbered: bool
    signed: bool
    readable: bool
    hidden: bool


def strips(reading: Reading, case: CaseFile) -> list[Strip]:
    """All volumes of a case file."""
    facts = volume_facts(reading.connection, case.key)
    plans = as_bound(reading.connection, case)
    stale = {plan.number for plan in covers_to_print(plans, facts)}
    return [
        Strip(
            plan=plan,
            facts=facts.get(plan.number) or VolumeFacts(number=plan.number),
            reprint=plan.number in stale,
        )
        for plan in plans
    ]


def chosen(found: list[Strip], asked: int | None) -> Strip | None:
    """The volume that is asked for, else the first one that is open, else the last."""
    for strip in found:
        if strip.number == asked:
            return strip
    still_open = (strip for strip in found if strip.is_open)
    return next(still_open, found[-1] if found else None)


def shown_documents(reading: Reading, case: CaseFile) -> tuple[dict[str, Document], set[str]]:
    """The documents of a case file as the reader may see them, and the ids of those to read."""
    query = sa.select(document_table.c.id).where(
        document_table.c.case_key == case.key, reading.documents()
    )
    readable = set(reading.connection.execute(query).scalars())
    documents = {
        one.id: one if one.id in readable or one.restricted else reading.shown_document(one)
        for one in documents_of(reading.connection, case.key)
    }
    return documents, readable


def inventory(
    strip: Strip, documents: Mapping[str, Document], readable: set[str], joiner: str
) -> list[InventoryLine]:
    """The internal inventory of a volume."""
    return [
        _line(strip, row, member, documents, joiner, readable=member.document in readable)
        for row in strip.plan.rows
        for member in row.members
    ]


def _line(
    strip: Strip,
    row: Row,
    member: Member,
    documents: Mapping[str, Document],
    joiner: str,
    *,
    readable: bool,
) -> InventoryLine:
    document = documents[member.document]
    own = document.id == row.document
    hidden = document.title == HIDDEN
    labels = row.labels if own else member.labels
    facts = strip.facts
    return InventoryLine(
        document=document,
        position=row.number if own else 0,
        labels=span(labels, joiner),
        sheets=row.sheets if own else len(member.labels),
        notes=row_notes(row, document, documents) if own and not hidden else "",
        numbered=strip.plan.frozen or row.position <= max(facts.numbered_rows, facts.signed_rows),
        signed=row.position <= facts.signed_rows,
        readable=readable,
        hidden=hidden,
    )


def span(labels: tuple[Label, ...], joiner: str) -> str:
    """«12–15», «7а», nothing."""
    if not labels:
        return ""
    first, last = labels[0].written(joiner), labels[-1].written(joiner)
    return first if first == last else f"{first}–{last}"
