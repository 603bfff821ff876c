"""Reading which templates forms are printed with, and what separator sheets were printed.

Knows: these two tables. Does not know: what is in a template. Keeps: read-only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.registration.separators import Separator
from inventory.tables import form_table, separator_table


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


def has_separators(connection: Connection) -> bool:
    """Whether this vault ever printed a separator sheet: else no damaged code can be one."""
    return connection.execute(sa.select(separator_table.c.serial).limit(1)).first() is not None


def separators_by_serial(connection: Connection, serials: Collection[str]) -> dict[str, Separator]:
    """Those of the separator sheets that this vault printed."""
    query = sa.select(separator_table).where(separator_table.c.serial.in_(serials))
    return {
        row.serial: Separator(
            serial=row.serial,
            case_key=row.case_key,
            number=row.number,
            kind=row.kind,
            title=row.title,
            index=row.reg_index,
            date=row.date,
            annex=bool(row.annex),
            duplex=bool(row.duplex),
        )
        for row in connection.execute(query)
    }
