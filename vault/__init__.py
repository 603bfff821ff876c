"""The vault: identity, bytes, history, the airlock. Nothing here knows what a court is.

This is the door: other packages use these names, `vault.errors`, and the airlock's door.
"""

from vault.catalogue import Projection, Rows
from vault.history import Event, events_of, holds_of
from vault.journal import Head
from vault.layout import Layout
from vault.model import Content, Finding, Hold, Json, JournalEntry
from vault.service import Vault, make_vault, open_vault, utc_now
from vault.shelf import content_of
from vault.transaction import Transaction
from vault.verdict import Objection, Verdict, demands, rule

__all__ = [
    "Content",
    "Event",
    "Finding",
    "Head",
    "Hold",
    "JournalEntry",
    "Json",
    "Layout",
    "Objection",
    "Projection",
    "Rows",
    "Transaction",
    "Vault",
    "Verdict",
    "content_of",
    "demands",
    "events_of",
    "holds_of",
    "make_vault",
    "open_vault",
    "rule",
    "utc_now",
]
