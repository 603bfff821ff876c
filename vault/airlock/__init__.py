"""The airlock: the only place where bytes from outside are opened.

Knows: how to run a task in a child process with limits, and what may come back.
Does not know: what a court is; what becomes of a file that was refused.
Keeps: whatever is inside a file, the vault's own process survives it and stays in bounds.
"""

from vault.airlock.errors import Ambiguous, Interrupted, NotAccepted, UnsafeArchive
from vault.airlock.limits import Limits
from vault.airlock.pool import Airlock, plain_file

__all__ = [
    "Airlock",
    "Ambiguous",
    "Interrupted",
    "Limits",
    "NotAccepted",
    "UnsafeArchive",
    "plain_file",
]
