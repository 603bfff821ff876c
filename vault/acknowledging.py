"""Acknowledging: a person says to have seen damage that was put in order.

Knows: which entries tell of damage. Does not know: what was damaged (mending.py).
Keeps: each damage is acknowledged once.
"""

from __future__ import annotations

from vault.errors import NotFound
from vault.history import event_at, events_of
from vault.journal import MENDED
from vault.mending import ACKNOWLEDGED
from vault.service import Vault


def acknowledge(vault: Vault, number: int, *, note: str, actor: str) -> None:
    """Record that a person knows of the damage that entry `number` tells of.

    Raises:
        NotFound: the entry tells of no damage, or somebody has acknowledged it.
    """
    subject = f"entry:{number}"
    with vault.transaction(actor) as tx:
        found = event_at(tx.connection, number)
        if found != MENDED or any(events_of(tx.connection, subject)):
            raise NotFound(what_for="непідтверджене пошкодження", name=number)
        tx.record(
            ACKNOWLEDGED, subjects=["vault", subject], payload={"entry": number, "note": note}
        )
        tx.commit()
