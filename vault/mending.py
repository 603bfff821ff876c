"""Mending: the trace that stays when a damaged head of the journal was put in order.

Knows: the entry made of the damage, what a check tells of it and of the entry by which a person
says to have seen it (acknowledging.py). Does not know: how the head is written (head.py,
journal.py).
Keeps: damage that was put in order is found by every check until a person has acknowledged it, and
is told for ever.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from vault.journal import HEAD, MENDED, Ending
from vault.model import Finding, JournalEntry

ACKNOWLEDGED = "damage acknowledged"
UNSEEN = "V038"
"""Code of the finding about damage that was put in order."""


def entry_of(ending: Ending, *, clock: Callable[[], dt.datetime], actor: str) -> JournalEntry:
    """The entry that tells of the damaged slot, with its bytes, and of who put it in order."""
    assert ending.damaged is not None, "nothing is damaged"
    return JournalEntry(
        sequence=ending.head.sequence + 1,
        at=clock(),
        actor=actor,
        event=MENDED,
        subjects=("vault",),
        payload={"path": HEAD, "found": ending.damaged.hex()},
        previous=ending.head.digest,
    )


class Traces:
    """What the journal tells of damage, entry by entry."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self._mended: dict[int, JournalEntry] = {}
        self._seen: dict[int, JournalEntry] = {}

    def follow(self, entry: JournalEntry) -> None:
        """Take in one entry."""
        if entry.event == MENDED:
            self._mended[entry.sequence] = entry
        elif entry.event == ACKNOWLEDGED:
            self._seen[entry.payload["entry"]] = entry

    def findings(self) -> list[Finding]:
        """One for each damage; grave while nobody has acknowledged it."""
        return [self._finding(entry) for entry in self._mended.values()]

    def _finding(self, entry: JournalEntry) -> Finding:
        seen = self._seen.get(entry.sequence)
        text = (
            f"{entry.at:%Y-%m-%d %H:%M} UTC пошкоджену копію голови журналу впорядковано; діяв "
            f"{entry.actor}; запис {entry.sequence} зберігає знайдені байти. "
        )
        if seen is None:
            text += f"Перевірте диск і підтвердьте (sprava acknowledge {entry.sequence})."
        else:
            note = seen.payload["note"]
            text += f"Підтвердив {seen.actor} {seen.at:%Y-%m-%d %H:%M} UTC: {note}."
        return Finding(UNSEEN, entry.payload["path"], text, grave=seen is None)
