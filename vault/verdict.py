"""Verdicts: what a rule of law answers.

Knows: how objections are gathered, that each names its clause, how a refusal is demanded,
and how code is marked as what carries out a clause.
Does not know: what any clause says (the packages above do); clause ids are strings here.
Keeps: a rule answers with all its objections at once, and a rule without a clause cannot exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason why the law says no.

    Attributes:
        clause: id of the clause, as in the clause register (`814:VII.10`).
        text: the Ukrainian sentence a clerk reads.
    """

    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All objections of a rule; empty means the rule agrees."""

    objections: tuple[Objection, ...] = ()

    @classmethod
    def of(cls, *objections: Objection | None) -> Verdict:
        """A verdict of those objections that are there."""
        return cls(tuple(o for o in objections if o is not None))

    @classmethod
    def all(cls, verdicts: Iterable[Verdict]) -> Verdict:
        """Several verdicts as one, their objections in order."""
        return cls(tuple(o for verdict in verdicts for o in verdict.objections))

    @property
    def agrees(self) -> bool:
        """Whether nothing was objected."""
        return not self.objections

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses objected under, in order."""
        return tuple(o.clause for o in self.objections)

    def demand(self, refusal: Callable[..., Exception]) -> None:
        """Pass only when the rule agrees.

        Raises:
            RuleViolation: `refusal`, one of its subclasses, carrying this verdict.
        """
        if self.objections:
            raise refusal(verdict=self)


def demands(satisfied: bool, clause: str, text: str) -> Objection | None:
    """The objection `text` under `clause` unless it is `satisfied`."""
    return None if satisfied else Objection(clause, text)


def rule(*clauses: str) -> Callable[[Callable[P, Verdict]], Callable[P, Verdict]]:
    """Mark a function as a rule of law: it answers whether `clauses` are kept.

    The clause table in docs/generated/CLAUSES.md and its test read the mark; nothing else does.
    """
    assert clauses, "no clause, no rule"

    def mark(function: Callable[P, Verdict]) -> Callable[P, Verdict]:
        function.__rule__ = clauses  # type: ignore[attr-defined]
        return function

    return mark


def carries_out(*clauses: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark what does as `clauses` say without judging: a service, a form, an arrangement."""
    assert clauses, "no clause, nothing to carry out"

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        function.__carries_out__ = clauses  # type: ignore[attr-defined]
        return function

    return mark
