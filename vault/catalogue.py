"""The catalogue: a read model that only follows the journal.

Knows: how entries become rows (each package brings its own projection) and how far it has come.
Does not know: what the rows mean. Keeps: delete `catalogue.sqlite` and it comes back identical;
nothing is ever true because the catalogue says so.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from vault.journal import GENESIS, Head
from vault.model import JournalEntry, Json

metadata = sa.MetaData()

position = sa.Table(
    "catalogue_position",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("stamp", sa.Text, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("segment", sa.Text, nullable=False),
    sa.Column("offset", sa.Integer, nullable=False),
)


class Projection(Protocol):
    """A package's tables and how they follow its events."""

    name: str
    version: int
    """Raised when the tables or their meaning change: the catalogue is then made anew."""
    metadata: sa.MetaData

    def apply(self, entry: JournalEntry, end: Head, rows: Rows) -> None:
        """Follow one entry; unknown events are none of its business."""


class Rows:
    """Fast writes for projections: one prepared statement a shape, no ORM in between.

    Replay must pass 10,000 entries a second, which SQLAlchemy's `execute` per row does not.
    """

    def __init__(self, connection: Connection) -> None:
        """Writes go to `connection`'s transaction, which must be open."""
        assert connection.in_transaction(), "the driver would commit every statement"
        self.connection = connection
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        self._cursor = driver.cursor()
        self._sql: dict[tuple[object, ...], str] = {}

    def insert(self, table: sa.Table, **values: Json) -> None:
        """Add a row; a row with the same primary key is replaced."""
        key = ("insert", table.name, *values)
        sql = self._sql.get(key)
        if sql is None:
            marks = ",".join("?" * len(values))
            sql = f"INSERT OR REPLACE INTO {table.name} ({_names(values)}) VALUES ({marks})"  # noqa: S608  names are ours
            self._sql[key] = sql
        self._cursor.execute(sql, tuple(values.values()))

    def update(self, table: sa.Table, where: Mapping[str, Json], **values: Json) -> None:
        """Change the rows that match `where`."""
        key = ("update", table.name, tuple(where), *values)
        sql = self._sql.get(key)
        if sql is None:
            changes = ",".join(f'"{name}"=?' for name in values)
            sql = f"UPDATE {table.name} SET {changes} WHERE {_matches(where)}"  # noqa: S608  names are ours
            self._sql[key] = sql
        self._cursor.execute(sql, (*values.values(), *where.values()))

    def delete(self, table: sa.Table, where: Mapping[str, Json]) -> None:
        """Remove the rows that match `where`."""
        sql = f"DELETE FROM {table.name} WHERE {_matches(where)}"  # noqa: S608  names are ours
        self._cursor.execute(sql, tuple(where.values()))

    def one(self, table: sa.Table, where: Mapping[str, Json], *columns: str) -> tuple[Json, ...]:
        """One row's columns; the row must be there."""
        sql = f"SELECT {_names(columns)} FROM {table.name} WHERE {_matches(where)}"  # noqa: S608  names are ours
        row: tuple[Json, ...] = self._cursor.execute(sql, tuple(where.values())).fetchone()
        return row


def _names(names: Sequence[str] | Mapping[str, Json]) -> str:
    return ",".join(f'"{name}"' for name in names)


def _matches(where: Mapping[str, Json]) -> str:
    return " AND ".join(f'"{name}"=?' for name in where)


class Catalogue:
    """The SQLite file and the projections that fill it."""

    def __init__(self, path: Path, projections: Sequence[Projection]) -> None:
        """Opens nothing yet."""
        self.path = path
        self.projections = tuple(projections)
        self.stamp = json.dumps(sorted([p.name, p.version] for p in projections))
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """The engine; WAL, FULL; tables made where missing."""
        if self._engine is None:
            self._engine = _engine(self.path)
            with self._engine.begin() as connection:
                self._make_tables(connection)
        return self._engine

    def _make_tables(self, connection: Connection) -> None:
        for tables in (metadata, *(p.metadata for p in self.projections)):
            tables.create_all(connection)
        if connection.execute(sa.select(position.c.id)).first() is None:
            self.move(connection, Head())

    def close(self) -> None:
        """Let go of the file."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def discard(self) -> None:
        """Delete the file; the next use makes it anew from the journal."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def where(self, connection: Connection) -> Head | None:
        """How far the catalogue has followed; None when its shape is of another version."""
        row = connection.execute(sa.select(position)).one()
        if row.stamp != self.stamp:
            return None
        return Head(row.sequence, row.digest, row.segment, row.offset)

    def move(self, connection: Connection, head: Head) -> None:
        """Record how far the catalogue has followed."""
        Rows(connection).insert(
            position,
            id=1,
            stamp=self.stamp,
            sequence=head.sequence,
            digest=head.digest,
            segment=head.segment,
            offset=head.offset,
        )

    def apply(self, entry: JournalEntry, end: Head, rows: Rows) -> None:
        """Let every projection follow one entry."""
        for projection in self.projections:
            projection.apply(entry, end, rows)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state throughout."""
        with self.engine.connect() as connection:
            yield connection


def _engine(path: Path) -> Engine:
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 60})

    @sa.event.listens_for(engine, "connect")
    def prepare(driver: sqlite3.Connection, _record: object) -> None:
        driver.isolation_level = None  # we say BEGIN ourselves, so that SAVEPOINT works
        driver.execute("PRAGMA journal_mode=WAL")
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute("PRAGMA cache_size=-16000")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


__all__ = ["GENESIS", "Catalogue", "Projection", "Rows", "metadata", "position"]
