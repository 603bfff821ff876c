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

from vault.catalogue import Catalogue, position
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
    kept = _open(path, in_use=in_use)
    try:
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
        text = f"Каталог не читається ({error}). Журнал цілий: виконайте sprava rebuild."
        return [Finding("V025", SUBJECT, text)]
    finally:
        kept.close()


def _open(path: Path, *, in_use: bool) -> sqlite3.Connection:
    """Read-only. Unused, also without locks and shared memory, so that no file is touched."""
    options = "mode=ro" if in_use else "mode=ro&vfs=unix-none"
    kept = sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True, isolation_level=None)
    if not in_use:
        kept.execute("PRAGMA locking_mode=EXCLUSIVE")
    return kept


def _difference(
    table: sa.Table, kept: sqlite3.Connection, made: sqlite3.Connection
) -> Finding | None:
    for found, right in zip_longest(_rows(kept, table), _rows(made, table)):
        if found != right:
            row = json.dumps(right or found, ensure_ascii=False, default=repr)
            text = (
                f"Каталог розходиться з журналом: таблиця {table.name}, рядок {row:.200}. "
                "Журнал цілий: виконайте sprava rebuild."
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
