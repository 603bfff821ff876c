"""The catalogue: a read model that only follows the journal.

Knows: how entries become rows (each package brings its own projection) and how far it has come.
Does not know: what the rows mean. Keeps: delete `catalogue.sqlite` and it comes back identical;
nothing is ever true because the catalogue says so.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from vault.causes import OS_CAUSES, OTHER_OS_CAUSE
from vault.errors import BrokenCatalogue, DiskFull, ReadOnly, VaultLocked
from vault.head import Head
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
        self.driver = driver
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

    def one(
        self, table: sa.Table, where: Mapping[str, Json], *columns: str
    ) -> tuple[Json, ...] | None:
        """The columns of the row that matches `where`; None when there is none."""
        row: tuple[Json, ...] | None = self._select(table, where, columns).fetchone()
        return row

    def all(
        self, table: sa.Table, where: Mapping[str, Json], *columns: str
    ) -> list[tuple[Json, ...]]:
        """The columns of every row that matches `where`, in no order."""
        return self._select(table, where, columns).fetchall()

    def _select(
        self, table: sa.Table, where: Mapping[str, Json], columns: Sequence[str]
    ) -> sqlite3.Cursor:
        sql = f"SELECT {_names(columns)} FROM {table.name} WHERE {_matches(where)}"  # noqa: S608  names are ours
        return self._cursor.execute(sql, tuple(where.values()))


def _names(names: Sequence[str] | Mapping[str, Json]) -> str:
    return ",".join(f'"{name}"' for name in names)


def _matches(where: Mapping[str, Json]) -> str:
    return " AND ".join(f'"{name}"=?' for name in where)


class Catalogue:
    """The SQLite file and the projections that fill it."""

    def __init__(self, path: Path | None, projections: Sequence[Projection]) -> None:
        """Opens nothing yet; without a path it is a private one that vanishes when closed."""
        self.path = path
        self.projections = tuple(projections)
        self.stamp = json.dumps(sorted([p.name, p.version] for p in projections))
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """The engine; tables made where missing (by the first use, which is under the lock)."""
        if self._engine is None:
            self._engine = self._made()
            with self._engine.begin() as connection:
                self.make_tables(connection)
        return self._engine

    def _made(self) -> Engine:
        return _engine(self.path) if self.path else _beginning(_private_engine())

    @property
    def tables(self) -> list[sa.Table]:
        """Every table of every projection."""
        return [table for p in self.projections for table in p.metadata.sorted_tables]

    def make_tables(self, connection: Connection) -> None:
        """Make the tables that are missing."""
        for tables in (metadata, *(p.metadata for p in self.projections)):
            tables.create_all(connection)
        if connection.execute(sa.select(position.c.id)).first() is None:
            self.move(connection, Head())

    def empty(self, connection: Connection) -> None:
        """Start anew within the open transaction: readers see the old state until it commits.

        Tables of another version of the program go too.
        """
        for name in sa.inspect(connection).get_table_names():
            connection.exec_driver_sql(f'DROP TABLE "{name}"')
        self.make_tables(connection)

    def close(self) -> None:
        """Let go of the file."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def discard(self) -> None:
        """Delete the file; only when nobody else has it open."""
        assert self.path is not None, "a private catalogue has no file"
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def where(self, connection: Connection) -> Head | None:
        """How far the catalogue has followed; None when its shape is of another version."""
        row = connection.execute(sa.select(position)).one()
        if row.stamp != self.stamp:
            return None
        return Head(row.sequence, row.digest, row.segment, row.offset)

    def stands_at(self, head: Head) -> bool:
        """Whether the file is there, of our shape, and has followed to `head`; alters nothing.

        It can then be read without the commit lock.
        """
        assert self.path is not None, "a private catalogue has no file"
        uri = f"{self.path.absolute().as_uri()}?mode=rw"  # not made when it is missing
        try:
            with contextlib.closing(sqlite3.connect(uri, uri=True)) as driver:
                row = driver.execute(
                    'SELECT stamp, sequence, digest, segment, "offset" FROM catalogue_position'
                ).fetchone()
        except sqlite3.Error:
            return False
        return row is not None and row == (self.stamp, *dataclasses.astuple(head))

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
    def connected(self) -> Iterator[Connection]:
        """A connection that sees one state throughout.

        Raises:
            DiskFull, VaultLocked, BrokenCatalogue: in place of what SQLite says.
        """
        with naming_failures(self.path), self.engine.connect() as connection:
            yield connection


class Snapshot(Catalogue):
    """A private catalogue that stands still once it is filled: many may read it at once.

    Up to `_HELD_KIB` it stays in memory, so that it needs no disk.
    """

    def __init__(self, projections: Sequence[Projection]) -> None:
        """Empty."""
        super().__init__(None, projections)

    def take(self, kept: sqlite3.Connection, connection: Connection) -> None:
        """Begin with what another catalogue holds; `kept` is an open one."""
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        kept.backup(driver)
        self.make_tables(connection)
        connection.commit()

    def _made(self) -> Engine:
        engine = _private_engine()  # without BEGIN: all who read it share one connection
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA cache_size=-{_HELD_KIB}")
            connection.exec_driver_sql("PRAGMA temp_store=MEMORY")
        return engine


_HELD_KIB = 256 * 1024


@contextmanager
def naming_failures(path: Path | None) -> Iterator[None]:
    """Say a failure of SQLite in our words."""
    try:
        yield
    except (sqlite3.Error, sa.exc.DBAPIError) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        code = getattr(cause, "sqlite_errorcode", None) or 0
        if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}:
            raise DiskFull(path=path) from error
        if code & 0xFF == sqlite3.SQLITE_BUSY:
            raise VaultLocked(path=path, seconds=_BUSY_S) from error
        if code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise BrokenCatalogue(path=path, reason=said(error)) from error
        if code & 0xFF in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}:
            raise ReadOnly(path=path, reason=said(error)) from error
        raise


def said(error: Exception) -> str:
    """What failed, without what SQLAlchemy adds: in Ukrainian, or the driver's own sentence."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None) or 0
    return _SAID.get(code & 0xFF, str(cause))


_SAID = {
    sqlite3.SQLITE_BUSY: OS_CAUSES[errno.EBUSY],
    sqlite3.SQLITE_CANTOPEN: OTHER_OS_CAUSE,
    sqlite3.SQLITE_CORRUPT: "файл пошкоджено",
    sqlite3.SQLITE_FULL: OS_CAUSES[errno.ENOSPC],
    sqlite3.SQLITE_IOERR: OS_CAUSES[errno.EIO],
    sqlite3.SQLITE_NOTADB: "файл пошкоджено",
    sqlite3.SQLITE_READONLY: OS_CAUSES[errno.EACCES],
}


_BUSY_S = 60
_CACHE_KIB = 512  # of each of some ten connections; the system keeps the file's pages anyway


def _engine(path: Path) -> Engine:
    # A question about so many documents is a statement of its own for every number of them, and
    # each that is kept ready takes some 30 kB.
    settings = {"timeout": _BUSY_S, "cached_statements": 64}
    # No bound on connections: a thread that reads may read again within, and with a bound twenty of
    # them would wait for one another. Threads are bounded by whoever has them.
    engine = sa.create_engine(f"sqlite:///{path}", connect_args=settings, max_overflow=-1)

    @sa.event.listens_for(engine, "connect")
    def prepare(driver: sqlite3.Connection, _record: object) -> None:
        driver.isolation_level = None  # we say BEGIN ourselves, so that SAVEPOINT works
        driver.execute("PRAGMA journal_mode=WAL")
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")

    return _beginning(engine)


def _private_engine() -> Engine:
    """A database in a file without a name: its memory stays flat, and nothing can remain of it."""

    def connect() -> sqlite3.Connection:
        driver = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        driver.execute("PRAGMA journal_mode=OFF")
        driver.execute("PRAGMA synchronous=OFF")
        return driver

    return sa.create_engine("sqlite://", creator=connect, poolclass=sa.pool.StaticPool)


def _beginning(engine: Engine) -> Engine:
    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
