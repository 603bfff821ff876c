"""Which role may do what: two tables a court can read.

Knows: data/roles.tsv (role × action) and data/actions.tsv (event → action).
Does not know: persons, storage. Keeps: an event nobody put into the table is for nobody.
"""

from __future__ import annotations

import csv
import enum
from functools import cache
from importlib import resources

from inventory.access.model import Action, Role
from vault import carries_out


class Scope(enum.StrEnum):
    """How far a role's permission reaches."""

    NONE = ""
    ALL = "all"
    CLOSED = "closed"
    GRANTED = "granted"


@cache
def _rows() -> dict[Action, dict[str, str]]:
    return {Action(row["action"]): row for row in _table("roles.tsv")}


def _table(name: str) -> list[dict[str, str]]:
    text = resources.files("inventory").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


@carries_out("814:I.9-канцелярія")
def scope_of(role: Role, action: Action) -> Scope:
    """How far `role` may do `action`."""
    return Scope(_rows()[action][role.value])


@cache
def _actions() -> dict[str, Action]:
    return {row["event"]: Action(row["action"]) for row in _table("actions.tsv")}


def action_of(event: str) -> Action | None:
    """What recording an event is; None for one the table does not know."""
    return _actions().get(event)
