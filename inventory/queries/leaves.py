"""Reading leaf maps that persons drew.

Knows: the table. Does not know: what is proposed where nobody drew (leaves.py).
Keeps: everything read within one connection is one state.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.tables import document_table, leaf_table
from inventory.volumes.leaves import MappedLeaf


def leaf_maps(connection: Connection, *keys: str) -> dict[str, tuple[MappedLeaf, ...]]:
    """The drawn maps of documents in these case files, by document."""
    mine = sa.select(document_table.c.id).where(document_table.c.case_key.in_(keys))
    query = sa.select(leaf_table).where(leaf_table.c.document.in_(mine))
    return {row.document: _leaves(row.leaves) for row in connection.execute(query)}


def drawn_map(connection: Connection, document: str) -> tuple[MappedLeaf, ...] | None:
    """The map a person drew of the document, if one did."""
    query = sa.select(leaf_table.c.leaves).where(leaf_table.c.document == document)
    leaves = connection.execute(query).scalar()
    return _leaves(leaves) if leaves else None


def _leaves(text: str) -> tuple[MappedLeaf, ...]:
    return tuple(MappedLeaf.from_json(leaf) for leaf in json.loads(text))
