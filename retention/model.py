"""Values of retention: acts and who approved them.

Knows: what is recorded about an act. Does not know: how it is stored or printed.
Keeps: what an act listed never changes; it is carried out or cancelled, never both.
"""

from __future__ import annotations

from dataclasses import dataclass

BODIES = {
    "ek": "ЕК суду",
    "epk": "ЕПК державного архіву",
    "court": "голова суду",
    "archive": "керівник державного архіву",
}
"""Whose approvals a transfer needs, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who agreed, endorsed or approved an act, and by which document."""

    body: str
    protocol: str
    on: str
    by: str

    @property
    def number(self) -> str:
        """Of the protocol, without the sign people write before it."""
        return self.protocol.strip().removeprefix("№").lstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A recorded act of handover or transfer.

    Attributes:
        document: sha-512 of its last printed form.
        done_on: day the files changed hands.
        cancelled_on: day the act was cancelled.
        revisions: of each case file when the act and its package were made; empty when not kept.
    """

    number: str
    kind: str
    made_on: str
    cases: tuple[str, ...]
    document: str
    approvals: tuple[Approval, ...]
    done_on: str | None
    cancelled_on: str | None = None
    revisions: tuple[int, ...] = ()

    @property
    def is_prepared(self) -> bool:
        """Whether it is a transfer that waits: neither carried out nor cancelled."""
        return self.kind == "transfer" and self.done_on is None and self.cancelled_on is None
