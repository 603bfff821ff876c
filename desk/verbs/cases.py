"""`sprava case …`: case files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from desk.common import Desk, common
from desk.views import case_json
from inventory import CASE_KINDS, NewCase, OriginalForm, close_case, open_case, read_case_list
from inventory.numbers import looks_usual
from inventory.queries import cases, get_case
from inventory.words import short_date
from vault.errors import UsageError


@click.group("case")
def case() -> None:
    """Справи: відкрити, закрити, переглянути, імпортувати список."""


@case.command("open")
@click.argument("number")
@click.option("--kind", required=True, type=click.Choice(sorted(CASE_KINDS)), help="Вид справи.")
@click.option("--title", default="", help="Сторони або особа (для обкладинки).")
@click.option("--claim", default="", help="Суть вимог або норма закону.")
@click.option("--received", default=None, help="Дата надходження до суду.")
@click.option("--proceeding", multiple=True, help="Номер провадження; можна кілька.")
@click.option("--index", default="", help="Індекс (додаток 3).")
@click.option("--original-form", type=click.Choice(["paper", "electronic"]), default="paper")
@common
def case_open(
    desk: Desk,
    number: str,
    *,
    kind: str,
    title: str,
    claim: str,
    received: str | None,
    proceeding: tuple[str, ...],
    index: str,
    original_form: str,
) -> None:
    """Відкрити справу. Коди виходу: 0, 2, 10, 11, 13."""
    office = desk.office()
    new = NewCase(
        number=number,
        kind=kind,
        own=office.new_id()[:6],
        title=title,
        claim=claim,
        received_on=received,
        proceedings=proceeding,
        index=index,
        original_form=OriginalForm(original_form),
    )
    with office.vault.transaction(office.actor) as tx:
        opened = open_case(tx, new)
        shown = case_json(tx.connection, opened)
        tx.commit()
    desk.out.data(shown)
    desk.out.say("Справу № {number} відкрито.", number=opened.number)
    for objection in looks_usual(opened.number).objections:
        desk.out.say("Увага: {text} ({clause}).", text=objection.text, clause=objection.clause)


@case.command("close")
@click.argument("number")
@click.option("--on", "day", required=True, help="Дата закриття: РРРР-ММ-ДД або ДД.ММ.РРРР.")
@common
def case_close(desk: Desk, number: str, *, day: str) -> None:
    """Закрити справу в діловодстві. Коди виходу: 0, 2, 10, 11, 13."""
    office = desk.office()
    on = day_of(day)
    with office.vault.transaction(office.actor) as tx:
        closed = close_case(tx, number, on)
        shown = case_json(tx.connection, closed)
        tx.commit()
    desk.out.data(shown)
    desk.out.say("Справу № {number} закрито {on}.", number=number, on=short_date(on))


@case.command("list")
@common
def case_list(desk: Desk) -> None:
    """Перелічити справи. Коди виходу: 0, 10."""
    office = desk.office()
    with office.vault.read() as connection:
        found = list(cases(connection))
    desk.out.data(
        [
            {
                "number": one.number,
                "kind": one.kind,
                "title": one.title,
                "state": one.state.value,
                "closed_on": one.closed_on,
            }
            for one in found
        ]
    )
    for one in found:
        desk.out.say(
            "{number}\t{state}\t{title}", number=one.number, state=one.state, title=one.title
        )


@case.command("show")
@click.argument("number")
@common
def case_show(desk: Desk, number: str) -> None:
    """Показати справу: томи, документи, аркуші. Коди виходу: 0, 2, 10."""
    office = desk.office()
    with office.vault.read() as connection:
        shown = case_json(connection, get_case(connection, number))
    desk.out.data(shown)
    desk.out.say(
        "Справа № {number} ({kind}), стан: {state}. {title}",
        number=shown["number"],
        kind=CASE_KINDS[shown["kind"]],
        state=shown["state"],
        title=shown["title"],
    )
    for volume in shown["volumes"]:
        desk.out.say(
            "Том {volume}: {sheets} арк., стан: {state}",
            volume=volume["number"],
            sheets=volume["sheets"],
            state=volume["state"],
        )
        for row in volume["documents"]:
            desk.out.say(
                "  {position}. арк. {sheets}  {date}  {title}  [{id}] {notes}",
                position=row["position"],
                sheets="–".join(
                    dict.fromkeys(filter(None, (row["first_sheet"], row["last_sheet"])))
                )
                or "—",
                date=row["date"] or "без дати",
                title=row["title"],
                id=row["id"],
                notes=row["notes"],
            )


def _range(first: str | None, last: str | None) -> str:
    return f"{first}–{last}" if first != last else first or "—"


@case.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def case_import(desk: Desk, file: Path) -> None:
    """Відкрити справи зі списку CSV: усі або жодної. Коди виходу: 0, 2, 10, 11, 13."""
    office = desk.office()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(reason=f"«{file.name}» не в кодуванні UTF-8") from error
    own = [office.new_id()[:6] for _ in text.splitlines()]
    with office.vault.transaction(office.actor) as tx:
        opened = [open_case(tx, new) for new in read_case_list(text, own)]
        tx.commit()
    desk.out.data([{"number": one.number, "kind": one.kind} for one in opened])
    desk.out.say("Відкрито справ: {count}.", count=len(opened))


def day_of(text: str) -> dt.date:
    """A day as people write it.

    Raises:
        UsageError: it is none.
    """
    try:
        if len(text) == 10 and text[2] == text[5] == ".":
            return dt.date(int(text[6:]), int(text[3:5]), int(text[:2]))
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(reason=f"«{text}» не є датою") from error


COMMANDS = (case,)
