"""`sprava handover …`: registers of case files and documents handed over under signature.

Knows: who hands over to whom. Does not know: what may be handed over, how it is laid out.
Keeps: there is a place for the printed register before it is made.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from desk.common import Desk, common
from desk.days import day_in
from desk.exits import ends
from desk.files import require_place, write_new
from desk.finish import end, print_act, told
from desk.rights import register_seen
from inventory.queries import registers
from inventory.service.registers import Handing, hand_over
from vault.errors import NotFound

_OUT = click.option("-o", "out_path", type=click.Path(path_type=Path), help="Файл PDF.")
_LEFT = click.option("--from", "left", default="Канцелярія суду", help="Хто передає.")
_TO = click.option("--to", required=True, help="Кому передають.")


@click.group("handover")
def handover() -> None:
    """Реєстри передавання справ і документів під підпис."""


@ends(3, 4, 5)
@handover.command("registry")
@click.argument("numbers", nargs=-1, required=True)
@click.option("--from", "left", default="Секретар судового засідання", help="Хто передає.")
@click.option("--to", default="Канцелярія суду", help="Кому передають.")
@_OUT
@common
def handover_registry(
    desk: Desk, numbers: tuple[str, ...], *, left: str, to: str, out_path: Path | None
) -> None:
    """Передати розглянуті справи до канцелярії (п'ять робочих днів)."""
    _hand(desk, Handing(kind="registry", numbers=numbers, left=left, to=to), out_path)


@ends(3, 4, 5)
@handover.command("judge")
@click.argument("numbers", nargs=-1, required=True)
@_LEFT
@_TO
@_OUT
@common
def handover_judge(
    desk: Desk, numbers: tuple[str, ...], *, left: str, to: str, out_path: Path | None
) -> None:
    """Передати справи судді після розподілу."""
    _hand(desk, Handing(kind="judge", numbers=numbers, left=left, to=to), out_path)


@ends(3, 4, 5)
@handover.command("documents")
@click.argument("documents", nargs=-1, required=True)
@_LEFT
@_TO
@_OUT
@common
def handover_documents(
    desk: Desk, documents: tuple[str, ...], *, left: str, to: str, out_path: Path | None
) -> None:
    """Передати зареєстровані документи судді."""
    _hand(desk, Handing(kind="documents", documents=documents, left=left, to=to), out_path)


def _hand(desk: Desk, handing: Handing, out_path: Path | None) -> None:
    if out_path is not None:
        require_place(out_path)
    workbench = desk.workbench()
    number, form = hand_over(
        workbench.vault,
        workbench.press,
        workbench.letterhead(),
        dataclasses.replace(handing, kept_in=workbench.settings.registration.registers),
        workbench.working_days(),
        actor=workbench.actor,
    )
    left = print_act(workbench.vault, form.sha512, out_path)
    path = str(out_path) if out_path and not left else None
    desk.out.data(told({"register": number, "path": path}, left))
    desk.out.say("Реєстр № {number} складено, передавання зазначено.", number=number)
    if left is not None:
        desk.out.say(
            "Реєстр у журналі, файл не записано: {what} Надрукувати: "
            "sprava handover print {number} -o ФАЙЛ",
            what=desk.out.what(left),
            number=number,
        )
    end(left)


@ends()
@handover.command("list")
@common
def handover_list(desk: Desk) -> None:
    """Перелічити реєстри."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        reading = workbench.reading(connection)
        found = [one for one in registers(connection) if register_seen(reading, one.number)]
    desk.out.data(
        [
            {
                "register": one.number,
                "kind": one.kind,
                "on": one.on,
                "from": one.left,
                "to": one.to,
                "count": one.count,
            }
            for one in found
        ]
    )
    for one in found:
        desk.out.say(
            "№ {number} від {on}: {left} → {to}, {count}",
            number=one.number,
            on=day_in(one.on, desk),
            left=one.left,
            to=one.to,
            count=one.count,
        )


@ends()
@handover.command("print")
@click.argument("number")
@click.option("-o", "out_path", required=True, type=click.Path(path_type=Path), help="Файл PDF.")
@common
def handover_print(desk: Desk, number: str, *, out_path: Path) -> None:
    """Надрукувати реєстр ще раз."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        found = [one for one in registers(connection) if one.number == number]
        seen = register_seen(workbench.reading(connection), number)
    if not found or not seen:
        raise NotFound(what_for="реєстр", name=number)
    write_new(out_path, workbench.vault.locate(found[0].form).read_bytes())
    desk.out.data({"register": number, "path": str(out_path)})
    desk.out.say("Форму надруковано: {path}", path=out_path)


COMMANDS = (handover,)
