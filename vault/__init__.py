"""The vault: identity, bytes, history, the airlock. Nothing here knows what a court is.

This is the door: other packages use these names, `vault.errors`, and the airlock's door.
"""

from vault.catalogue import Projection, Rows
from vault.fixity import Hashing, chunks, content_of
from vault.head import Head
from vault.history import Event, events_of, holds_of
from vault.layout import Layout
from vault.model import Content, Finding, Hold, JournalEntry, Json
from vault.ocfl import DepositFile
from vault.opening import make_vault, open_vault
from vault.service import Vault, utc_now
from vault.transaction import Transaction
from vault.verdict import Objection, Verdict, demands, rule

__all__ = [
    "Content",
    "DepositFile",
    "Event",
    "Finding",
    "Hashing",
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
    "chunks",
    "content_of",
    "demands",
    "events_of",
    "holds_of",
    "make_vault",
    "open_vault",
    "rule",
    "utc_now",
]
