"""`sprava transfer …`: to the court archive and to the state archive.

Knows: how acts are named, approved and told. Does not know: what may be transferred.
Keeps: there is a place for the handover act before it is made; no approval is of a day to come.
"""

from __future__ import annotations

from pathlib import Path

import click

from desk.common import Desk, common, require_words
from desk.days import day_in, day_of
from desk.exits import ends
from desk.files import require_outside, require_place
from desk.finish import end, print_act, print_again, told
from desk.names import ACT_KINDS
from desk.rights import sees
from inventory.access import Reading
from inventory.errors import ImpossibleDay, NoSuchCase
from inventory.language.words import short_date
from retention import Act, Approval, acts, get_act
from retention.model import BODIES
from retention.service.handover import hand_over
from retention.service.transfer import (
    approve_transfer,
    cancel_transfer,
    finish_transfer,
    prepare_transfer,
)


@click.group("transfer")
def transfer() -> None:
    """Передавання: до архіву суду і до державного архіву."""


@ends(3, 4, 5)
@transfer.command("handover")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
@click.option(
    "--basis",
    default="закінчення справ у діловодстві",
    help="Підстава, у родовому відмінку: «На підставі …».",
)
@click.option("-o", "out_path", type=click.Path(path_type=Path), help="Куди записати акт.")
@common
def transfer_handover(
    desk: Desk, numbers: tuple[str, ...], *, basis: str, out_path: Path | None
) -> None:
    """Передати засвідчені справи до архіву суду."""
    require_words(basis=basis)
    if out_path is not None:
        require_place(out_path)
    workbench = desk.workbench()
    act, form = hand_over(
        workbench.vault,
        workbench.press,
        workbench.letterhead(),
        numbers,
        actor=workbench.actor,
        basis=basis,
    )
    left = print_act(workbench.vault, form.sha512, out_path)
    path = str(out_path) if out_path and not left else None
    desk.out.data(told({"act": act, "cases": list(numbers), "path": path}, left))
    desk.out.say(
        "Акт № {act}: до архіву суду передано справ: {count}.", act=act, count=len(numbers)
    )
    if left is not None:
        desk.out.say(
            "Передання записано, повторювати його не треба; файл акта не записано: {what} "
            "Надрукувати акт: sprava transfer print {act} -o ФАЙЛ",
            what=desk.out.what(left),
            act=act,
        )
    end(left)


@ends(3, 5)
@transfer.command("prepare")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
@click.option(
    "-o", "package", required=True, type=click.Path(path_type=Path), help="Каталог пакета."
)
@common
def transfer_prepare(desk: Desk, numbers: tuple[str, ...], *, package: Path) -> None:
    """Скласти проєкт акта і пакет BagIt для державного архіву."""
    require_outside(package)
    workbench = desk.workbench()
    made = prepare_transfer(
        workbench.vault,
        workbench.press,
        workbench.letterhead(),
        numbers,
        actor=workbench.actor,
        package=package.absolute(),
    )
    desk.out.data(
        {"act": made.act, "package": str(made.package), "draft": True, "cases": list(numbers)}
    )
    desk.out.say("Проєкт акта № {act}, пакет: {path}", act=made.act, path=made.package)


@ends(3, 5)
@transfer.command("approve")
@click.argument("act")
@click.option("--body", required=True, type=click.Choice(list(BODIES)), help="Хто погодив.")
@click.option("--protocol", required=True, help="Номер протоколу або іншого документа.")
@click.option("--on", "day", required=True, help="Дата: РРРР-ММ-ДД або ДД.ММ.РРРР.")
@click.option("--by", default="", help="Посада, ініціали й прізвище.")
@common
def transfer_approve(desk: Desk, act: str, *, body: str, protocol: str, day: str, by: str) -> None:
    """Записати погодження акта передавання."""
    workbench = desk.workbench()
    on = day_of(day)
    if on > workbench.today:
        raise ImpossibleDay(reason=f"{short_date(on)} ще не настала")
    approval = Approval(body=body, protocol=protocol, on=on.isoformat(), by=by)
    approved = approve_transfer(
        workbench.vault,
        workbench.press,
        workbench.letterhead(),
        act,
        approval,
        actor=workbench.actor,
    )
    left = [desk.out.words(BODIES[b]) for b in list(BODIES)[len(approved.approvals) :]]
    desk.out.data(
        {"act": act, "approvals": [a.body for a in approved.approvals], "draft": bool(left)}
    )
    said = "Погоджено: {body}. Ще мають погодити: {left}." if left else "Акт погоджено повністю."
    desk.out.say(said, body=desk.out.words(BODIES[body]), left=", ".join(left))


@ends(3, 5)
@transfer.command("cancel")
@click.argument("act")
@click.option("--reason", required=True, help="Чому акт скасовують.")
@common
def transfer_cancel(desk: Desk, act: str, *, reason: str) -> None:
    """Скасувати підготовлене передавання; справи можна внести до іншого акта."""
    require_words(reason=reason)
    workbench = desk.workbench()
    cancelled = cancel_transfer(
        workbench.vault, workbench.press, workbench.letterhead(), act, reason, actor=workbench.actor
    )
    desk.out.data({"act": act, "cancelled_on": cancelled.cancelled_on})
    desk.out.say("Акт № {act} скасовано; пакет, складений за ним, не передавайте.", act=act)


@ends(3)
@transfer.command("finish")
@click.argument("act")
@click.option(
    "--on",
    "day",
    required=True,
    help="Дата приймання державним архівом: РРРР-ММ-ДД або ДД.ММ.РРРР.",
)
@common
def transfer_finish(desk: Desk, act: str, *, day: str) -> None:
    """Записати, що державний архів прийняв справи за погодженим актом."""
    workbench = desk.workbench()
    on = day_of(day)
    with workbench.vault.transaction(workbench.actor) as tx:
        finished = finish_transfer(tx, act, on)
        tx.commit()
    desk.out.data({"act": act, "done_on": finished.done_on})
    desk.out.say(
        "Акт № {act} виконано: справи прийняв державний архів {on}.", act=act, on=short_date(on)
    )


@ends()
@transfer.command("list")
@common
def transfer_list(desk: Desk) -> None:
    """Перелічити акти."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        reading = workbench.reading(connection)
        found = [act for act in acts(connection) if _seen(reading, act)]
    desk.out.data(
        [
            {
                "act": act.number,
                "kind": act.kind,
                "on": act.made_on,
                "approvals": [approval.body for approval in act.approvals],
                "done_on": act.done_on,
                "cancelled_on": act.cancelled_on,
            }
            for act in found
        ]
    )
    for act in found:
        desk.out.say(
            "№ {number} від {on}: {kind}",
            number=act.number,
            on=day_in(act.made_on, desk),
            kind=desk.out.words(ACT_KINDS[act.kind]),
        )
        _tell_state(desk, act)


def _seen(reading: Reading, act: Act) -> bool:
    """Whether all case files of an act may be seen."""
    return all(sees(reading, number) for number in act.cases)


def _tell_state(desk: Desk, act: Act) -> None:
    """What became of the act: its approvals, and whether it waits, is done or cancelled."""
    if act.approvals:
        given = "; ".join(
            f"{desk.out.words(BODIES[one.body])} {day_in(one.on, desk)} № {one.number}"
            for one in act.approvals
        )
        desk.out.say("    погоджено: {given}", given=given)
    left = [desk.out.words(BODIES[body]) for body in list(BODIES)[len(act.approvals) :]]
    if act.cancelled_on:
        desk.out.say("    скасовано {on}", on=day_in(act.cancelled_on, desk))
    elif act.done_on:
        desk.out.say("    виконано {on}", on=day_in(act.done_on, desk))
    elif left:
        desk.out.say("    проєкт; ще мають погодити: {left}", left=", ".join(left))
    else:
        desk.out.say("    погоджено повністю, очікує приймання державним архівом")


@ends()
@transfer.command("print")
@click.argument("act")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def transfer_print(desk: Desk, act: str, *, out_path: Path) -> None:
    """Надрукувати акт."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        found = get_act(connection, act)
        if not _seen(workbench.reading(connection), found):
            raise NoSuchCase(name=", ".join(found.cases), nearest="")
    print_again(desk, act, found.document, out_path)


COMMANDS = (transfer,)
