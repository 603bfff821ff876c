"""Comparing the catalogue on the disk with one just made from the journal.

Knows: tables and rows. Does not know: what they mean.
Keeps: the catalogue's file is only read; not even SQLite's own side files are made or altered when
nobody else has the vault open.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from vault.catalogue import Catalogue, position, said
from vault.head import Head
from vault.model import Finding

SUBJECT = "catalogue.sqlite"


def compare_catalogue(
    path: Path, expected: Catalogue, made: sqlite3.Connection, end: Head, *, in_use: bool
) -> list[Finding]:
    """What differs between the catalogue at `path` and `made`; under the commit lock.

    Args:
        path: the catalogue's file.
        expected: whose tables are compared.
        made: a catalogue made from the journal up to `end`.
        end: the journal's end.
        in_use: whether another process may have the file open.
    """
    if not path.is_file():
        return [_behind("Каталогу немає; його буде складено під час наступного відкриття.")]
    kept = None
    try:
        kept = opened_read_only(path, in_use=in_use)
        _, stamp, *at = next(_rows(kept, position))
        if stamp != expected.stamp:
            return [_behind("Каталог складено іншою версією програми; його буде складено наново.")]
        if Head(*at) != end:
            return [_elsewhere(Head(*at), end)]
        return [
            finding
            for table in expected.tables
            if (finding := _difference(table, kept, made)) is not None
        ]
    except (sqlite3.Error, StopIteration) as error:
        text = (
            f"Каталог не читається ({said(error)}). Журнал цілий: створіть каталог заново "
            "(sprava rebuild)."
        )
        return [Finding("V025", SUBJECT, text)]
    finally:
        if kept is not None:
            kept.close()


def opened_read_only(path: Path, *, in_use: bool) -> sqlite3.Connection:
    """The catalogue's file as it stands, also where nothing can be written; under the commit lock.

    Without a log all of it lies in the file itself, and nobody adds to it while we hold the lock:
    SQLite need not (and on a read-only disk cannot) make a log to read it. With a log that nobody
    has open, it reads without locks and shared memory, so that no file is touched.

    Raises:
        sqlite3.Error: it cannot be read.
    """
    log = path.with_name(f"{path.name}-wal")
    if _is_filled(log):
        try:
            return _opened(path, "mode=ro" if in_use else "mode=ro&vfs=unix-none", in_use=in_use)
        except sqlite3.OperationalError:
            if _is_filled(log):
                raise
            # Its last user has just put it into the file.
    return _opened(path, "immutable=1", in_use=in_use)


def _is_filled(log: Path) -> bool:
    return log.is_file() and log.stat().st_size > 0


def _opened(path: Path, options: str, *, in_use: bool) -> sqlite3.Connection:
    kept = sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True, isolation_level=None)
    try:
        if not in_use:
            kept.execute("PRAGMA locking_mode=EXCLUSIVE")
        kept.execute("BEGIN")
        kept.execute("SELECT count(*) FROM sqlite_master").fetchone()  # only now it is opened
    except sqlite3.Error:
        kept.close()
        raise
    return kept


def _difference(
    table: sa.Table, kept: sqlite3.Connection, made: sqlite3.Connection
) -> Finding | None:
    for found, right in zip_longest(_rows(kept, table), _rows(made, table)):
        if found != right:
            row = json.dumps(right or found, ensure_ascii=False, default=repr)
            text = (
                f"Каталог розходиться з журналом: таблиця {table.name}, рядок {row:.200}. "
                "Журнал цілий: створіть каталог заново (sprava rebuild)."
            )
            return Finding("V036", SUBJECT, text)
    return None


def _rows(connection: sqlite3.Connection, table: sa.Table) -> Iterator[tuple[Any, ...]]:
    columns = ",".join(f'"{column.name}"' for column in table.columns)
    order = ",".join(f'"{c.name}"' for c in (table.primary_key.columns or table.columns))
    return connection.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY {order}')  # noqa: S608  names are ours


def _behind(text: str) -> Finding:
    return Finding("V035", SUBJECT, text, grave=False)


def _elsewhere(at: Head, end: Head) -> Finding:
    if at.sequence < end.sequence:
        return _behind(f"Каталог відстає від журналу: запис {at.sequence} із {end.sequence}.")
    text = (
        f"Каталог пам'ятає запис {at.sequence}, якого в журналі немає. Перевірте, чи журнал не "
        "замінено старішою копією."
    )
    return Finding("V026", SUBJECT, text)
