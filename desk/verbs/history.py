"""`sprava case history` and `document history`: what happened, when, who.

Knows: how a history is filtered, shown and written down as a table. Does not know: the sentences.
Keeps: only entries about the case file or the document are read; the newest is the last line.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from desk.common import Desk, common, options
from desk.days import day_of
from desk.discretion import told_to
from desk.exits import ends
from desk.files import require_place, write_new
from desk.spreadsheet import csv_table
from desk.verbs.cases import case
from inventory.audit.history import Happening, find, happenings, sentences
from inventory.events import case_subject, document_subject
from inventory.queries import get_case, get_document
from vault.errors import UsageError

COLUMNS = (
    "№ запису",
    "Дата і час",
    "Хто",
    "Ім'я входу",
    "Користувач системи",
    "Подія",
    "Що сталося",
    "Пункти",
)


@click.group("document")
def document() -> None:
    """Документи: картка, зв'язки, виправлення, рух, історія."""


_filters = options(
    click.option("--event", "events", multiple=True, help="Лише такі події; можна кілька."),
    click.option(
        "--by", "person", default=None, help="Лише дії цієї особи (ім'я входу чи прізвище)."
    ),
    click.option("--since", default=None, help="З якого дня."),
    click.option("--until", default=None, help="По який день."),
    click.option("--csv", "csv_path", type=click.Path(path_type=Path), help="Файл CSV."),
)


@ends()
@case.command("history")
@click.argument("number")
@_filters
@common
def case_history(desk: Desk, number: str, **asked: Any) -> None:
    """Що відбувалося зі справою: коли, хто і що зробив."""
    with desk.workbench().vault.read() as connection:
        found = get_case(connection, number).key
    _tell(desk, case_subject(found), found, **asked)


@ends()
@document.command("history")
@click.argument("document_id", metavar="DOCUMENT")
@_filters
@common
def document_history(desk: Desk, document_id: str, **asked: Any) -> None:
    """Що відбувалося з документом: коли, хто і що зробив."""
    with desk.workbench().vault.read() as connection:
        found = get_document(connection, document_id)
    _tell(desk, document_subject(found.id), found.case, **asked)


def _tell(
    desk: Desk,
    subject: str,
    key: str,
    *,
    events: tuple[str, ...],
    person: str | None,
    since: str | None,
    until: str | None,
    csv_path: Path | None,
) -> None:
    if unknown := sorted(set(events) - sentences().keys()):
        raise UsageError(reason=f"такої події немає: {', '.join(unknown)}")
    if csv_path is not None:
        require_place(csv_path)
    vault = desk.workbench().vault
    with vault.read() as connection:
        reading = desk.workbench().reading(connection)
        found = find(
            told_to(reading, key, happenings(connection, vault.entry_at, subject)),
            events=events,
            person=person,
            since=day_of(since) if since else None,
            until=day_of(until) if until else None,
        )
    if csv_path is not None:
        write_new(csv_path, _table(desk, found))
    desk.out.data([one.as_json(desk.out.words) for one in found])
    for one in found:
        desk.out.say(
            "{when}  {who}: {text}",
            when=one.when,
            who=one.who,
            text=desk.out.words(one.template, **one.values),
        )


def _table(desk: Desk, found: Sequence[Happening]) -> bytes:
    words = desk.out.words
    return csv_table(
        [words(column) for column in COLUMNS],
        (
            (
                one.sequence,
                one.when,
                one.who,
                one.person,
                one.system_user,
                one.event,
                words(one.template, **one.values),
                ", ".join(one.cites),
            )
            for one in found
        ),
    )


COMMANDS = (document,)
