"""Printing an electronic document on paper with the court's registration mark (814 II.9).

Knows: what the mark says of a document. Does not know: how it is laid on a page.
Keeps: that the copy leaves is recorded by whoever hands it out (`exporting`), before it goes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from inventory.access.queries import find_user
from inventory.errors import MarkRefused
from inventory.export.marked import MarkedOrder
from inventory.forms.mark import RegistrationMark
from inventory.forms.outside import told_apart
from inventory.language.days import legal_day, wall_time
from inventory.language.words import short_date
from inventory.model import Document
from inventory.queries import get_document, particulars_of
from inventory.rules.copies import may_be_marked
from inventory.service.showing import to_copy
from inventory.volumes.papers import Letterhead
from vault import Vault, carries_out
from vault.airlock import Airlock, Limits, plain_file

MARK = "inventory.tasks:mark_copy"
LIMITS = Limits(seconds=120)


@dataclass(frozen=True, slots=True)
class Marked:
    """The copy while it is there, and whether its mark stands where nothing is written."""

    document: Document
    path: Path
    pages: int
    free: bool


@carries_out("814:II.9")
def mark_of(connection: Connection, head: Letterhead, document: Document) -> RegistrationMark:
    """What the mark on a copy of `document` says.

    Raises:
        MarkRefused: it is not incoming and electronic, or has no number.
    """
    said = particulars_of(connection, [document.id])[document.id]
    number = document.index or said.asds_number or ""
    may_be_marked(document, number=number).demand(MarkRefused)
    registered = legal_day(dt.datetime.fromisoformat(said.registered_at))
    if said.asds_date:
        registered = dt.date.fromisoformat(said.asds_date[:10])
    came = wall_time(document.received_at) if document.received_at else ""
    login = said.registered_by.rpartition(" as ")[2]
    person = find_user(connection, login, registered.isoformat())
    return RegistrationMark(
        court=head.court,
        number=number,
        date=short_date(registered),
        time=came[11:16] if document.receipt_confirmed else "",
        position=person.position if person else head.clerk.position,
        name=person.name if person else head.clerk.name,
    )


@contextmanager
def marked(
    vault: Vault,
    airlock: Airlock,
    head: Letterhead,
    document_id: str,
    *,
    pictures: str,
    templates: Mapping[str, Path],
) -> Iterator[Marked]:
    """A copy of a document for paper with its registration mark; it is gone afterwards.

    Raises:
        NoSuchDocument, MarkRefused, NothingToShow, ReadingCopyPending.
        AirlockError: the document's pages cannot be taken. TemplateExhausted: a court's template.
    """
    with vault.read() as connection:
        document = get_document(connection, document_id)
        mark = mark_of(connection, head, document)
    with airlock.folder() as folder:
        source = to_copy(vault, airlock, document, pictures=pictures, folder=folder)
        work = folder / "work"
        work.mkdir()
        with told_apart(airlock, templates):
            made = airlock.call(
                MARK,
                limits=LIMITS,
                order=MarkedOrder(title=document.title, mark=mark).as_json(),
                source=str(source),
                out=str(folder / "marked.pdf"),
                work=str(work),
                templates={name: str(path) for name, path in templates.items()},
            )
        path = plain_file(folder, "marked.pdf")
        yield Marked(document, path, made["pages"], made["free"])
