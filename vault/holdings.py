"""Holdings: what must lie on the disk, as the journal says it.

Knows: which contents the shelf owes to whom, and every single file of every object.
Does not know: what is really there (check.py), or where to copy it (backup.py).
Keeps: everything expected has its digests, so nothing on the disk vouches for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from vault.fixity import content_of
from vault.history import content_table, hold_table, object_table, stack_table
from vault.model import Content
from vault.ocfl import DECLARATION, INVENTORY, SIDECAR, sidecar


def on_shelf(connection: Connection) -> Iterator[tuple[str, dict[str, Content]]]:
    """The contents that somebody holds, for each folder of the shelf: (`ab`, by SHA-512)."""
    query = (
        sa.select(content_table)
        .where(sa.exists().where(hold_table.c.sha512 == content_table.c.sha512))
        .order_by(content_table.c.sha512)
    )
    groups = groupby(connection.execute(query), lambda row: row.sha512[:2])
    name, rows = next(groups, ("", iter(())))
    for folder in (f"{number:02x}" for number in range(256)):
        held: dict[str, Content] = {}
        if folder == name:
            held = {row.sha512: Content(row.sha512, row.sha256, row.size) for row in rows}
            name, rows = next(groups, ("", iter(())))
        yield folder, held


def objects(connection: Connection) -> Iterator[tuple[str, str]]:
    """Every object of the stacks, by its place below the storage root: (id, place)."""
    query = (
        sa.select(object_table.c.object, object_table.c.root)
        .where(object_table.c.version == 1)
        .order_by(object_table.c.root)
    )
    for row in connection.execute(query):
        yield row.object, row.root


def files_of(connection: Connection, object_id: str) -> dict[str, Content]:
    """Every file of an object, by its path below the object's root."""
    files = {DECLARATION[0]: content_of(DECLARATION[1])}
    versions = sa.select(object_table).where(object_table.c.object == object_id)
    for row in connection.execute(versions.order_by(object_table.c.version)):
        inventory = Content(row.sha512, row.sha256, row.size)
        for place in (f"v{row.version}/", ""):  # the last one is the object's
            files[f"{place}{INVENTORY}"] = inventory
            files[f"{place}{SIDECAR}"] = content_of(sidecar(row.sha512))
    contents = sa.select(stack_table).where(stack_table.c.object == object_id)
    for row in connection.execute(contents.order_by(stack_table.c.path)):
        files[row.path] = Content(row.sha512, row.sha256, row.size)
    return files


def count(connection: Connection) -> tuple[int, int]:
    """How many contents the shelf and the stacks must have, and how many objects there are."""
    held = sa.select(sa.func.count(hold_table.c.sha512.distinct()))
    stored = sa.select(sa.func.count()).select_from(stack_table)
    objects_there = sa.select(sa.func.count(object_table.c.object.distinct()))
    contents = connection.scalar(held), connection.scalar(stored)
    return (contents[0] or 0) + (contents[1] or 0), connection.scalar(objects_there) or 0
