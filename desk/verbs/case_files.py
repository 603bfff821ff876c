"""`sprava case …`: all its verbs together.

Knows: which modules add a verb to the group. Does not know: what the verbs do.
Keeps: the group has every verb, whichever of them is asked for.
"""

from __future__ import annotations

from desk.verbs import (
    cases,
    containers,
    correcting,
    history,
    importing,
    inspecting,
    order,
    readiness,
    relations,
    removal,
)

ADDED = (
    containers,
    correcting,
    history,
    importing,
    inspecting,
    order,
    readiness,
    relations,
    removal,
)
"""Modules that add verbs to the group when they are imported."""

COMMANDS = cases.COMMANDS
