"""Who may record what: the question a vault asks before every entry.

Knows: the shape of the question. Does not know: persons, rights (the package above that does gives
its answer when a vault is opened). Keeps: without a guard, whoever may write to the vault's files
may record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.engine import Connection

from vault.model import Json

Admit = Callable[[str, Sequence[str], Mapping[str, Json]], None]
"""Asked for each event, its subjects and payload; raises an ArchiveError to refuse."""

Guard = Callable[[Connection, str, dt.datetime], Admit]
"""Asked once for a transaction's actor and time, under the commit lock."""


def no_guard(_connection: Connection, _actor: str, _now: dt.datetime) -> Admit:
    """Let everybody in."""
    return lambda _event, _subjects, _payload: None
