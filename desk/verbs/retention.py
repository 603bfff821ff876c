"""`sprava retain …` and `sprava transfer …`: terms, handover, transfer."""

from __future__ import annotations

from pathlib import Path

import click

from desk.common import Desk, common
from desk.files import write_new
from desk.verbs.cases import day_of
from inventory.words import short_date
from retention import (
    BODIES,
    Approval,
    acts,
    adopt_schedule,
    all_keepings,
    approve_transfer,
    assign_item,
    first_act_year,
    get_act,
    hand_over,
    may_be_listed,
    prepare_transfer,
    read_schedule,
    schedule_in_force,
)
from vault import Json
from vault.errors import UsageError


@click.group("retain")
def retain() -> None:
    """Строки зберігання: перелік, статті справ, що підлягає розгляду."""


@click.group("transfer")
def transfer() -> None:
    """Передавання: до архіву суду і до державного архіву."""


def add_to(cli: click.Group) -> None:
    """Add this family to the command line."""
    cli.add_command(retain)
    cli.add_command(transfer)


@retain.command("adopt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", required=True, help="Назва і дата переліку.")
@common
def retain_adopt(desk: Desk, file: Path, *, name: str) -> None:
    """Увести в дію перелік зі строками (TSV). Коди виходу: 0, 2, 10, 11, 13."""
    office = desk.office()
    items = read_schedule(file.read_text(encoding="utf-8-sig"))
    with office.vault.transaction(office.actor) as tx:
        adopt_schedule(tx, name, items)
        tx.commit()
    desk.out.data({"name": name, "items": len(items)})
    desk.out.say("Перелік «{name}» введено в дію, статей: {count}.", name=name, count=len(items))


@retain.command("items")
@common
def retain_items(desk: Desk) -> None:
    """Показати чинний перелік. Коди виходу: 0, 10."""
    office = desk.office()
    with office.vault.read() as connection:
        name, items = schedule_in_force(connection)
    desk.out.data({"name": name, "items": [item.as_json() for item in items.values()]})
    desk.out.say("Перелік: {name}", name=name)
    for item in items.values():
        desk.out.say(
            "{item}\t{term}\t{title}{note}",
            item=item.item,
            term=f"{item.term_years} р. {item.mark}" if item.term_years else "постійно",
            title=item.title,
            note="" if item.verified else " (не звірено)",
        )


@retain.command("assign")
@click.argument("number")
@click.option("--item", required=True, help="Стаття переліку.")
@click.option("--start", default=None, help="Дата події, від якої лічать строк.")
@click.option("--basis", default="", help="Підстава.")
@common
def retain_assign(desk: Desk, number: str, *, item: str, start: str | None, basis: str) -> None:
    """Визначити статтю переліку для справи. Коди виходу: 0, 2, 10, 11, 13."""
    office = desk.office()
    started_on = day_of(start) if start else None
    with office.vault.transaction(office.actor) as tx:
        keeping = assign_item(tx, number, item, started_on=started_on, basis=basis)
        tx.commit()
    year = first_act_year(keeping)
    desk.out.data({"case": number, "item": item, "first_act_year": year})
    if year is None:
        desk.out.say("Справа № {number}: стаття {item}.", number=number, item=item)
    else:
        desk.out.say(
            "Справа № {number}: стаття {item}, найраніше акт {year} року.",
            number=number,
            item=item,
            year=year,
        )


@retain.command("due")
@click.option("--year", type=click.IntRange(1991, 2999), help="Рік акта; інакше поточний.")
@click.option("--all", "everything", is_flag=True, help="Показати і справи, строк яких не минув.")
@common
def retain_due(desk: Desk, *, year: int | None, everything: bool) -> None:
    """Справи, строк яких минає, і що перешкоджає їх знищенню. Коди виходу: 0, 10."""
    office = desk.office()
    wanted = year or office.vault.clock().year
    due: list[Json] = []
    with office.vault.read() as connection:
        for keeping in all_keepings(connection):
            first = first_act_year(keeping)
            if keeping.item is None or not (everything or (first is not None and first <= wanted)):
                continue
            blocks = [
                {"code": f"R{100 + i}", "clause": o.clause, "text": o.text}
                for i, o in enumerate(may_be_listed(keeping, wanted).objections)
            ]
            due.append(
                {
                    "case": keeping.case.number,
                    "first_act_year": first,
                    "item": keeping.item.item,
                    "verified": keeping.item.verified,
                    "blocks": blocks,
                }
            )
    desk.out.data(due)
    for one in due:
        desk.out.say(
            "{case}: стаття {item}, акт не раніше {year} року{blocks}",
            case=one["case"],
            item=one["item"],
            year=one["first_act_year"] or "—",
            blocks="".join(f"; {block['text']}" for block in one["blocks"]),
        )


@transfer.command("handover")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
@click.option("--basis", default="закінчення справ у діловодстві", help="Підстава.")
@click.option("-o", "out_path", type=click.Path(path_type=Path), help="Куди записати акт.")
@common
def transfer_handover(
    desk: Desk, numbers: tuple[str, ...], *, basis: str, out_path: Path | None
) -> None:
    """Передати засвідчені справи до архіву суду. Коди виходу: 0, 2, 3, 5, 10, 11, 13."""
    office = desk.office()
    act, form = hand_over(
        office.vault, office.press, office.letterhead(), numbers, actor=office.actor, basis=basis
    )
    if out_path is not None:
        write_new(out_path, office.vault.locate(form.sha512).read_bytes())
    desk.out.data({"act": act, "cases": list(numbers), "path": str(out_path) if out_path else None})
    desk.out.say(
        "Акт № {act}: передано справ до архіву суду: {count}.", act=act, count=len(numbers)
    )


@transfer.command("prepare")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
@click.option(
    "-o", "package", required=True, type=click.Path(path_type=Path), help="Каталог пакета."
)
@common
def transfer_prepare(desk: Desk, numbers: tuple[str, ...], *, package: Path) -> None:
    """Скласти проєкт акта і пакет BagIt для державного архіву. Коди виходу: 0, 2, 3, 5, 10–13."""
    office = desk.office()
    made = prepare_transfer(
        office.vault,
        office.press,
        office.letterhead(),
        numbers,
        actor=office.actor,
        package=package.absolute(),
    )
    desk.out.data(
        {"act": made.act, "package": str(made.package), "draft": True, "cases": list(numbers)}
    )
    desk.out.say("Проєкт акта № {act}, пакет: {path}", act=made.act, path=made.package)


@transfer.command("approve")
@click.argument("act")
@click.option("--body", required=True, type=click.Choice(list(BODIES)), help="Хто погодив.")
@click.option("--protocol", required=True, help="Протокол або підпис: номер.")
@click.option("--on", "day", required=True, help="Дата.")
@click.option("--by", default="", help="Посада, ініціали й прізвище.")
@common
def transfer_approve(desk: Desk, act: str, *, body: str, protocol: str, day: str, by: str) -> None:
    """Записати погодження акта передавання. Коди виходу: 0, 2, 5, 10, 11, 13."""
    office = desk.office()
    on = day_of(day)
    if on > office.vault.clock().date():
        raise UsageError(reason=f"дата {short_date(on)} ще не настала")
    approval = Approval(body=body, protocol=protocol, on=on.isoformat(), by=by)
    approved = approve_transfer(
        office.vault, office.press, office.letterhead(), act, approval, actor=office.actor
    )
    left = [BODIES[b] for b in list(BODIES)[len(approved.approvals) :]]
    desk.out.data(
        {"act": act, "approvals": [a.body for a in approved.approvals], "draft": bool(left)}
    )
    desk.out.say(
        "Погоджено: {body}. Лишилося: {left}.", body=BODIES[body], left=", ".join(left) or "нічого"
    )


@transfer.command("list")
@common
def transfer_list(desk: Desk) -> None:
    """Перелічити акти. Коди виходу: 0, 10."""
    office = desk.office()
    with office.vault.read() as connection:
        found = acts(connection)
    desk.out.data(
        [
            {
                "act": act.number,
                "kind": act.kind,
                "on": act.made_on,
                "approvals": [approval.body for approval in act.approvals],
                "done_on": act.done_on,
            }
            for act in found
        ]
    )
    for act in found:
        desk.out.say(
            "№ {number} від {on}: {kind}", number=act.number, on=act.made_on, kind=act.kind
        )


@transfer.command("print")
@click.argument("act")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def transfer_print(desk: Desk, act: str, *, out_path: Path) -> None:
    """Надрукувати акт. Коди виходу: 0, 2, 10."""
    office = desk.office()
    with office.vault.read() as connection:
        found = get_act(connection, act)
        write_new(out_path, office.vault.locate(found.document, connection).read_bytes())
    desk.out.data({"act": act, "path": str(out_path)})
    desk.out.say("Акт надруковано: {path}", path=out_path)
