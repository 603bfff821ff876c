"""`@proves`: which clause a test proves; read by the clause table and its test."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


def proves(*clauses: str) -> Callable[[F], F]:
    """Mark a test as the proof that `clauses` are carried out."""
    assert clauses

    def mark(test: F) -> F:
        test.__proves__ = clauses  # type: ignore[attr-defined]
        return test

    return mark
