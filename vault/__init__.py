"""The vault: identity, bytes, history, the airlock.

This is the door: other packages use these names, `vault.errors`, and the airlock's door. What is
behind it is loaded when it is asked for: an airlock child opens bytes and needs no catalogue.

Knows: contents, entries, projections. Does not know: what a court is.
Keeps: whoever was told of a commit finds it again.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault.catalogue import Projection, Rows
    from vault.causes import cause, os_cause
    from vault.fixity import Hashing, chunks, content_of
    from vault.head import Head
    from vault.history import Event, events_of, holds_of, newest_entry
    from vault.layout import Layout
    from vault.model import Content, Finding, Hold, JournalEntry, Json
    from vault.ocfl import DepositFile
    from vault.opening import make_vault, open_vault
    from vault.parts import utc_now
    from vault.plain import clean, single_spaced, unseen
    from vault.service import Vault
    from vault.transaction import Transaction
    from vault.verdict import Objection, Verdict, carries_out, demands, rule

_HOMES = {
    "Content": "vault.model",
    "DepositFile": "vault.ocfl",
    "Event": "vault.history",
    "Finding": "vault.model",
    "Hashing": "vault.fixity",
    "Head": "vault.head",
    "Hold": "vault.model",
    "JournalEntry": "vault.model",
    "Json": "vault.model",
    "Layout": "vault.layout",
    "Objection": "vault.verdict",
    "Projection": "vault.catalogue",
    "Rows": "vault.catalogue",
    "Transaction": "vault.transaction",
    "Vault": "vault.service",
    "Verdict": "vault.verdict",
    "carries_out": "vault.verdict",
    "cause": "vault.causes",
    "chunks": "vault.fixity",
    "clean": "vault.plain",
    "content_of": "vault.fixity",
    "demands": "vault.verdict",
    "events_of": "vault.history",
    "holds_of": "vault.history",
    "newest_entry": "vault.history",
    "make_vault": "vault.opening",
    "os_cause": "vault.causes",
    "open_vault": "vault.opening",
    "rule": "vault.verdict",
    "single_spaced": "vault.plain",
    "unseen": "vault.plain",
    "utc_now": "vault.parts",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(_HOMES[name]), name)


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
    "carries_out",
    "cause",
    "chunks",
    "clean",
    "content_of",
    "demands",
    "events_of",
    "holds_of",
    "make_vault",
    "newest_entry",
    "open_vault",
    "os_cause",
    "rule",
    "single_spaced",
    "unseen",
    "utc_now",
]
