"""`sprava retain …`: retention terms.

Knows: how a schedule is read from a file and how terms are told. Does not know: how they are
counted. Keeps: an item nobody has verified is shown as such.
"""

from __future__ import annotations

from pathlib import Path

import click

from desk.common import Desk, common
from desk.days import day_of
from desk.exits import ends
from inventory.access import Action
from retention import (
    adopt_schedule,
    all_keepings,
    assign_item,
    first_act_year,
    may_be_electronic_only,
    may_be_listed,
    read_schedule,
    schedule_in_force,
)
from vault import Json
from vault.errors import UsageError


@click.group("retain")
def retain() -> None:
    """Строки зберігання: перелік, статті справ, що підлягає розгляду."""


@ends()
@retain.command("adopt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", required=True, help="Назва і дата переліку.")
@common
def retain_adopt(desk: Desk, file: Path, *, name: str) -> None:
    """Увести в дію перелік зі строками (TSV)."""
    workbench = desk.workbench()
    try:
        items = read_schedule(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(reason=f"«{file.name}» не в кодуванні UTF-8") from error
    with workbench.vault.transaction(workbench.actor) as tx:
        adopt_schedule(tx, name, items)
        tx.commit()
    desk.out.data({"name": name, "items": len(items)})
    desk.out.say("Перелік «{name}» введено в дію, статей: {count}.", name=name, count=len(items))


@ends()
@retain.command("items")
@common
def retain_items(desk: Desk) -> None:
    """Показати чинний перелік."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        name, items = schedule_in_force(connection)
    desk.out.data({"name": name, "items": [item.as_json() for item in items.values()]})
    desk.out.say("Перелік: {name}", name=name)
    for item in items.values():
        desk.out.say(
            "{item}\t{term}{mark}\t{title}{note}",
            item=item.item,
            term=desk.out.words("{years} р.", years=item.term_years)
            if item.term_years
            else desk.out.words("постійно"),
            mark=f" {item.mark}" if item.mark else "",
            title=item.title,
            note="" if item.verified else desk.out.words(" (не звірено)"),
        )


@ends()
@retain.command("assign")
@click.argument("number")
@click.option("--item", required=True, help="Стаття переліку.")
@click.option("--start", default=None, help="Дата події, від якої лічать строк.")
@click.option("--basis", default="", help="Підстава.")
@common
def retain_assign(desk: Desk, number: str, *, item: str, start: str | None, basis: str) -> None:
    """Визначити статтю переліку для справи."""
    workbench = desk.workbench()
    started_on = day_of(start) if start else None
    with workbench.vault.transaction(workbench.actor) as tx:
        keeping = assign_item(tx, number, item, started_on=started_on, basis=basis)
        tx.commit()
    year = first_act_year(keeping)
    desk.out.data({"case": number, "item": item, "first_act_year": year})
    if year is None:
        desk.out.say("Справа № {number}: стаття {item}.", number=number, item=item)
    else:
        desk.out.say(
            "Справа № {number}: стаття {item}, акт не раніше {year} року.",
            number=number,
            item=item,
            year=year,
        )
    assert keeping.item is not None, "it was assigned"
    for objection in may_be_electronic_only(keeping.case.original_form, keeping.item).objections:
        desk.out.say("Увага: {text} ({clause}).", text=objection.text, clause=objection.clause)


@ends()
@retain.command("due")
@click.option("--year", type=click.IntRange(1991, 2999), help="Рік акта; інакше поточний.")
@click.option("--all", "everything", is_flag=True, help="Показати і справи, строк яких не минув.")
@common
def retain_due(desk: Desk, *, year: int | None, everything: bool) -> None:
    """Справи, строк яких минає, і що перешкоджає їх знищенню."""
    workbench = desk.workbench()
    wanted = year or workbench.today.year
    due: list[Json] = []
    with workbench.vault.read() as connection:
        reading = workbench.reading(connection)
        for keeping in all_keepings(connection):
            first = first_act_year(keeping)
            if not reading.may(Action.SEE, keeping.case.key):
                continue
            if keeping.item is None or not (everything or (first is not None and first <= wanted)):
                continue
            blocks = [
                {"code": f"R{100 + i}", "clause": o.clause, "text": o.text}
                for i, o in enumerate(may_be_listed(keeping, wanted).objections)
            ]
            due.append(
                {
                    "case": keeping.case.name,
                    "first_act_year": first,
                    "item": keeping.item.item,
                    "verified": keeping.item.verified,
                    "blocks": blocks,
                }
            )
    desk.out.data(due)
    for one in due:
        desk.out.say(
            "№ {case}: стаття {item}, акт не раніше {year} року{blocks}"
            if one["first_act_year"]
            else "№ {case}: стаття {item}, рік акта не визначено{blocks}",
            case=one["case"],
            item=one["item"],
            year=one["first_act_year"],
            blocks="".join(f"; {block['text']}" for block in one["blocks"]),
        )


COMMANDS = (retain,)
