"""Reading which templates forms are printed with, and which of them an order confirms.

Knows: the table of templates. Does not know: what is in a template. Keeps: read-only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.tables import form_table


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTemplate:
    """A template the journal knows: adopted by the court, or ours and confirmed.

    Attributes:
        in_use: whether the court's form is printed with it.
        own: whether the court brought it.
        order, ordered_on, by: the order that confirms it; empty and None without one.
    """

    form: str
    sha512: str
    edition: str
    in_use: bool
    own: bool
    order: str
    ordered_on: str | None
    by: str


def recorded_templates(connection: Connection) -> Iterator[RecordedTemplate]:
    """All that were ever recorded, the oldest first."""
    query = sa.select(form_table).order_by(form_table.c.sequence, form_table.c.form)
    for row in connection.execute(query):
        yield RecordedTemplate(
            form=row.form,
            sha512=row.sha512,
            edition=row.edition,
            in_use=bool(row.in_use),
            own=bool(row.own),
            order=row.order_number or "",
            ordered_on=row.ordered_on,
            by=row.ordered_by or "",
        )
