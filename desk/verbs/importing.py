"""`sprava case import`: lists of case files and documents from АСДС.

Knows: files, encodings people name. Does not know: columns, what becomes of a row.
Keeps: a list is taken whole or not at all; with `--dry-run` nothing is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.common import Desk, common, require_words
from desk.exits import ends
from desk.rights import numbers_seen
from desk.verbs.cases import case
from inventory.access import Reading
from inventory.queries import get_case
from inventory.registration.lists import (
    CASE_COLUMNS,
    DOCUMENT_COLUMNS,
    decoded,
    read_cases,
    read_documents,
    strange_columns,
)
from inventory.registration.numbers import by_look, look_of
from inventory.service.cases import remarks_on
from inventory.service.imports import Lists, Taken, take_lists
from inventory.service.series import outage_numbers
from vault import Json, Objection
from vault.errors import UsageError

if TYPE_CHECKING:
    from desk.wiring import Workbench

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@ends(3)
@case.command("import")
@click.argument("file", required=False, type=_FILE)
@click.option("--documents", "papers", type=_FILE, default=None, help="Список документів CSV.")
@click.option("--encoding", default=None, help="Кодування; інакше UTF-8 або Windows-1251.")
@click.option("--correct", default=None, metavar="ПІДСТАВА", help="Чому виправляти відмінне.")
@click.option("--dry-run", is_flag=True, help="Лише перевірити й показати, що буде.")
@common
def case_import(
    desk: Desk,
    file: Path | None,
    *,
    papers: Path | None,
    encoding: str | None,
    correct: str | None,
    dry_run: bool,
) -> None:
    """Взяти зі списків АСДС справи й документи: усе або нічого."""
    if file is None and papers is None:
        raise UsageError(reason="не названо жодного списку")
    if correct is not None:
        require_words(correct=correct)
    workbench = desk.workbench()
    read = [_cases(workbench.new_id, file, encoding, correct)] if file else []
    read += [_documents(papers, encoding, correct)] if papers else []
    taken: list[Taken] = []
    with workbench.vault.transaction(workbench.actor) as tx:
        for lists in read:
            taken += take_lists(tx, lists, workbench.new_id)
        odd = _odd(workbench, workbench.reading(tx.connection), taken)
        if not dry_run:
            tx.commit()
    desk.out.data([_taken(one, odd) for one in taken])
    counts = {what: sum(one.outcome == what for one in taken) for what in OUTCOMES}
    desk.out.say(
        "Відкрито справ: {opened}; очікується документів: {expected}; виправлено: {corrected}; "
        "без змін: {unchanged}.",
        **counts,
    )
    for lists in read:
        if lists.strange:
            desk.out.say(
                "Увага: у списку {name} є стовпці, яких програма не знає; їх не взято: {columns}.",
                name=lists.name,
                columns=", ".join(f"«{one}»" for one in lists.strange),
            )
    told = [(one.line, o) for one in taken if one.kind for o in odd.get(one.number, ())]
    for line, remark in told[:_SHOWN_MAX]:
        desk.out.say(
            "Увага: рядок {line}: {text} ({clause}).",
            line=line,
            text=remark.text,
            clause=remark.clause,
        )
    if len(told) > _SHOWN_MAX:
        desk.out.say("Ще зауважень: {count}; усі покаже --json.", count=len(told) - _SHOWN_MAX)
    if dry_run:
        desk.out.say("Це пробний прогін: нічого не записано.")


_SHOWN_MAX = 20  # remarks
OUTCOMES = ("opened", "expected", "corrected", "unchanged")


def _cases(
    new_id: Callable[[], str], file: Path, encoding: str | None, correct: str | None
) -> Lists:
    text = decoded(file.read_bytes(), encoding)
    rows, mistakes = read_cases(text, [new_id()[:6] for _ in text.splitlines()])
    strange = strange_columns(text, CASE_COLUMNS)
    return Lists(name=file.name, cases=rows, mistakes=mistakes, strange=strange, correct=correct)


def _documents(file: Path, encoding: str | None, correct: str | None) -> Lists:
    text = decoded(file.read_bytes(), encoding)
    rows, mistakes = read_documents(text)
    strange = strange_columns(text, DOCUMENT_COLUMNS)
    return Lists(
        name=file.name, documents=rows, mistakes=mistakes, strange=strange, correct=correct
    )


def _odd(
    workbench: Workbench, reading: Reading, taken: Sequence[Taken]
) -> dict[str, tuple[Objection, ...]]:
    """What is odd about the case files that were opened, by number."""
    today = workbench.today
    indexes, numbers = workbench.indexes(), by_look(numbers_seen(reading))
    given = outage_numbers(reading.connection)
    found = {}
    for one in taken:
        if one.outcome == "opened":
            case = get_case(reading.connection, one.number)
            on = dt.date.fromisoformat(case.received_on) if case.received_on else today
            alike = numbers.get(look_of(one.number), ())
            odd = remarks_on(case, indexes, on, alike, given)
            found[one.number] = odd.objections
    return found


def _taken(one: Taken, odd: Mapping[str, Sequence[Objection]]) -> dict[str, Json]:
    shown: dict[str, Json] = {"number": one.number, "outcome": one.outcome, "line": one.line}
    if one.strange:
        shown["not_taken"] = list(one.strange)
    if one.kind:
        remarks = [{"clause": o.clause, "text": o.text} for o in odd.get(one.number, ())]
        return shown | {"kind": one.kind, "remarks": remarks}
    return shown | {"index": one.index, "document": one.document}
