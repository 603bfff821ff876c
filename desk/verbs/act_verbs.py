"""`sprava act …`, `shortage …` and `inspect`: all their verbs together.

Knows: which modules add a verb to the group. Does not know: what the verbs do.
Keeps: the group has every verb, whichever of them is asked for.
"""

from __future__ import annotations

from desk.verbs import acts, handing_over, inspecting

ADDED = (handing_over,)
"""Modules that add verbs to the group when they are imported."""

COMMANDS = (*acts.COMMANDS, *inspecting.COMMANDS)
