"""Who is given a case file to read, as the command line says it; `sprava access readers`.

Knows: the options, the register's verb. Does not know: what must be shown (814 X.1).
Keeps: what is not said is not invented: the rule names it.
"""

from __future__ import annotations

from pathlib import Path

import click

from desk.common import Desk, common, options
from desk.days import day_in
from desk.exits import ends
from desk.files import require_place, write_new
from inventory.access.names import READERS, RESOLVERS
from inventory.access.readers import CaseReader, PaperKind, ReaderKind, Resolver, ShownPaper
from inventory.queries import get_case
from vault import Json

_PAPERS = ", ".join(kind.value for kind in PaperKind)
reader_options = options(
    click.option(
        "--reader",
        type=click.Choice([one.value for one in ReaderKind]),
        help="Хто ознайомлюється (разом із --case).",
    ),
    click.option("--standing", default="", help="Чим пов'язаний зі справою, кого представляє."),
    click.option(
        "--identity",
        default="",
        metavar="ВИД: НОМЕР",
        help="Документ, що посвідчує особу: passport, service-card, pension-card, "
        "advocate-card, other.",
    ),
    click.option(
        "--authority",
        default="",
        metavar="ВИД: НОМЕР",
        help="Документ про повноваження: advocate-card, contract, power-of-attorney, warrant, "
        "legal-aid, mandate, other.",
    ),
    click.option("--application", default="", help="Заява: номер і дата."),
    click.option(
        "--resolved-by",
        type=click.Choice([one.value for one in Resolver]),
        help="Чия резолюція; її зміст і дата — в --order.",
    ),
)
"""Who is given a case file to read."""


def reader_said(
    *,
    reader: str | None,
    standing: str,
    identity: str,
    authority: str,
    application: str,
    resolved_by: str | None,
) -> CaseReader | None:
    """The reader the options name; None when they name nobody.

    Raises:
        UsageError: only a part of what makes a reader was said.
    """
    if not any((reader, standing, identity, authority, application, resolved_by)):
        return None
    if reader is None or resolved_by is None:
        raise click.UsageError(
            "назвіть, хто ознайомлюється (--reader) і чия резолюція (--resolved-by)"
        )
    return CaseReader(
        kind=ReaderKind(reader),
        standing=standing,
        identity=_shown(identity),
        authority=_shown(authority),
        application=application,
        resolved_by=Resolver(resolved_by),
    )


def _shown(said: str) -> ShownPaper | None:
    """A document: its kind, a colon, what is written in it.

    Raises:
        UsageError: there is no such kind.
    """
    kind, _, details = said.partition(":")
    if not said:
        return None
    if kind.strip() not in set(PaperKind):
        raise click.UsageError(f"«{kind}» не є видом документа; види: {_PAPERS}")
    return ShownPaper(PaperKind(kind.strip()), details.strip())


@ends(4)
@click.command("readers")
@click.option("--case", "number", default=None, metavar="НОМЕР", help="Лише цієї справи.")
@click.option(
    "-o", "out_path", type=click.Path(path_type=Path), help="Надрукувати журнал, файл PDF."
)
@common
def readers(desk: Desk, *, number: str | None, out_path: Path | None) -> None:
    """Журнал видачі справ для ознайомлення: кому, за чиєю резолюцією, коли читали."""
    from inventory.service.readings import given_to_read, print_readings  # noqa: PLC0415  forms

    if out_path is not None:
        require_place(out_path)
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        key = get_case(connection, number).key if number else ""
        found = list(given_to_read(workbench.reading(connection), key))
    told: list[Json] = [
        {
            "login": one.login,
            "name": one.name,
            "case": one.number,
            "reader": one.reader.as_json() | {"standing": one.standing},
            "order": one.order,
            "given_at": one.given_at.isoformat(),
            "until": one.until,
            "revoked_by": one.ended_by,
            "first_read_at": one.first.isoformat() if one.first else None,
            "last_read_at": one.last.isoformat() if one.last else None,
            "views": one.views,
        }
        for one in found
    ]
    if out_path is not None:
        printed = print_readings(
            workbench.press, workbench.letterhead(), found, workbench.vault.clock()
        )
        write_new(out_path, printed.pdf)
    desk.out.data(told)
    for one in found:
        desk.out.say(
            "№ {number} · {name} · {kind} · {resolver}: {order} · переглядів: {views}{last}",
            number=one.number,
            name=one.name,
            kind=desk.out.words(READERS[one.reader.kind]),
            resolver=desk.out.words(RESOLVERS[one.reader.resolved_by]),
            order=one.order,
            views=one.views,
            last=f", {day_in(one.last.isoformat(), desk)}" if one.last else "",
        )
    if out_path is not None:
        desk.out.say("Журнал записано: {path}", path=out_path)
