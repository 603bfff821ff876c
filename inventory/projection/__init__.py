"""How the inventory's tables follow its events: one module for each thing that is kept.

Knows: who follows which event. Does not know: rules; what is in the journal was allowed when it
was written. Keeps: rows are a function of the entries alone; one event has one follower.
"""

from __future__ import annotations

from inventory.projection import (
    audit,
    cases,
    documents,
    forms,
    order,
    registration,
    relations,
    volumes,
)
from inventory.tables import tables
from vault import Head, JournalEntry, Rows

_FOLLOWERS = (
    cases.FOLLOWERS
    | documents.FOLLOWERS
    | volumes.FOLLOWERS
    | order.FOLLOWERS
    | registration.FOLLOWERS
    | relations.FOLLOWERS
    | forms.FOLLOWERS
    | audit.FOLLOWERS
)


class InventoryProjection:
    """Case files, documents, volumes."""

    name = "inventory"
    version = 12
    metadata = tables

    def apply(self, entry: JournalEntry, _end: Head, rows: Rows) -> None:
        """Follow one entry."""
        follow = _FOLLOWERS.get(entry.event)
        if follow is not None:
            follow(entry, rows)
