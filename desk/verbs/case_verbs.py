"""`sprava case …`: all its verbs together.

Knows: which modules add a verb to the group. Does not know: what the verbs do.
Keeps: the group has every verb, whichever of them is asked for.
"""

from __future__ import annotations

from desk.verbs import cases

cases.case.modules = (
    "containers",
    "correcting",
    "history",
    "importing",
    "inspecting",
    "order",
    "readiness",
    "relations",
    "removal",
)

COMMANDS = cases.COMMANDS
