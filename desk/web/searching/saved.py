"""Searches somebody keeps under a name of their own.

Knows: the file they lie in. Does not know: what an address means.
Keeps: they are personal: everything is asked for by whose it is; no result is ever kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vault import single_spaced
from vault.errors import UsageError

NAME_MAX = 80
MOST = 50
_TABLE = """
CREATE TABLE IF NOT EXISTS saved (
    id INTEGER PRIMARY KEY, whose TEXT NOT NULL, name TEXT NOT NULL, asked TEXT NOT NULL,
    UNIQUE (whose, name)
);
"""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with its name; `asked` is the query part of its address."""

    id: int
    name: str
    asked: str


class Saved:
    """The file of saved searches; any number of threads may use it."""

    def __init__(self, path: Path) -> None:
        """`path` is made when there is something to keep; only its owner may read it."""
        self._path = path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(mode=0o700, exist_ok=True)
        self._path.touch(mode=0o600)
        connection = sqlite3.connect(self._path, timeout=10)
        try:
            with connection:
                connection.execute(_TABLE)
                yield connection
        finally:
            connection.close()

    def of(self, whose: str) -> list[SavedSearch]:
        """Somebody's searches by name."""
        if not self._path.exists():
            return []
        with self._open() as connection:
            query = "SELECT id, name, asked FROM saved WHERE whose = ?"
            found = [SavedSearch(*row) for row in connection.execute(query, (whose,))]
        return sorted(found, key=lambda one: one.name.casefold())

    def keep(self, whose: str, name: str, asked: str) -> None:
        """Keep a search; one of the same name is replaced.

        Raises:
            UsageError: the name is empty or too long, or there are too many.
        """
        name = single_spaced(name)
        if not 0 < len(name) <= NAME_MAX:
            raise UsageError(reason=f"назва пошуку має від 1 до {NAME_MAX} знаків")
        with self._open() as connection:
            query = "SELECT count(*) FROM saved WHERE whose = ? AND name != ?"
            if connection.execute(query, (whose, name)).fetchone()[0] >= MOST:
                raise UsageError(reason=f"збережено вже {MOST} пошуків; спершу вилучіть зайві")
            connection.execute(
                "INSERT INTO saved (whose, name, asked) VALUES (?, ?, ?)"
                " ON CONFLICT (whose, name) DO UPDATE SET asked = excluded.asked",
                (whose, name, asked),
            )

    def drop(self, whose: str, number: int) -> None:
        """Forget one of somebody's searches; nothing happens when it is not theirs."""
        with self._open() as connection:
            connection.execute("DELETE FROM saved WHERE whose = ? AND id = ?", (whose, number))
