"""`sprava case appeal-materials`, `control`, `retained`, `copies`, `came`, `back`.

Knows: how containers of copies and volumes that came are named on the command line.
Does not know: what may be copied or received.
Keeps: what the law wants in a container and is not there is told, and stops nothing.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import click

from desk.common import Desk, common, options, require_words, seen_option
from desk.exits import ends
from desk.verbs.cases import case
from desk.verbs.order import order_json, tell_lacking
from desk.views import case_json
from desk.wiring import Workbench
from inventory.queries import get_case
from inventory.service.containers import (
    CopiesMade,
    Filing,
    add_copies,
    make_appeal_materials,
    make_control,
    make_retained,
)
from inventory.service.receiving import Came, bring_back, receive_volumes
from vault import Transaction
from vault.errors import UsageError

_CAME = re.compile(r"(\d{1,4}):(\d{1,4})(?::(\d{1,3}))?\Z")
_copying = options(
    click.option(
        "--document", "documents", multiple=True, required=True, help="Документ; можна кілька."
    ),
    click.option("--by", default=None, help="Хто засвідчує копії; інакше суддя з налаштувань."),
    click.option("--position", default=None, help="Посада того, хто засвідчує копії."),
    seen_option,
)


def _filing(
    workbench: Workbench, documents: tuple[str, ...], by: str | None, position: str | None
) -> Filing:
    certifier = workbench.letterhead().judge
    if by is not None:
        certifier = dataclasses.replace(certifier, name=by)
    if position is not None:
        certifier = dataclasses.replace(certifier, position=position)
    return Filing(documents=documents, certifier=certifier, new_id=_new_id(workbench))


def _new_id(workbench: Workbench) -> Callable[[], str]:
    return lambda: workbench.vault.random(8).hex()


def _made(desk: Desk, make: Callable[[Workbench, Transaction], CopiesMade]) -> None:
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        made = make(workbench, tx)
        shown = case_json(workbench.reading(tx.connection), made.case)
        tx.commit()
    shown["copies"] = [{"document": copy, "original": of} for copy, of in made.copies.items()]
    shown["findings"] = [dataclasses.asdict(one) for one in made.lacking.objections]
    desk.out.data(shown)
    desk.out.say(
        "{name}: {heading}; копій {count}.",
        name=made.case.name,
        heading=made.case.heading,
        count=len(made.copies),
    )
    tell_lacking(desk, made.lacking)


@ends(3, 5)
@case.command("appeal-materials")
@click.argument("number")
@click.option("--ruling", required=True, help="Оскаржувана ухвала: документ справи.")
@click.option("--complainant", required=True, help="Хто подав апеляційну скаргу.")
@_copying
@common
def appeal_materials(
    desk: Desk,
    number: str,
    *,
    ruling: str,
    complainant: str,
    documents: tuple[str, ...],
    by: str | None,
    position: str | None,
    seen: int | None,
) -> None:
    """Сформувати матеріали оскарження ухвали: окремий том копій."""
    require_words(complainant=complainant)

    def make(workbench: Workbench, tx: Transaction) -> CopiesMade:
        return make_appeal_materials(
            tx,
            number,
            _filing(workbench, documents, by, position),
            ruling=ruling,
            complainant=complainant,
            court=workbench.letterhead().court,
            own=workbench.new_id()[:6],
            seen=seen,
        )

    _made(desk, make)


def _copies(
    desk: Desk,
    make: Callable[..., CopiesMade],
    *,
    number: str,
    documents: tuple[str, ...],
    by: str | None,
    position: str | None,
    seen: int | None,
    own: bool,
) -> None:
    def file(workbench: Workbench, tx: Transaction) -> CopiesMade:
        more = {"own": workbench.new_id()[:6]} if own else {}
        filing = _filing(workbench, documents, by, position)
        return make(tx, number, filing, seen=seen, **more)

    _made(desk, file)


@ends(3, 5)
@case.command("control")
@click.argument("number")
@_copying
@common
def control(desk: Desk, number: str, **said: Any) -> None:
    """Сформувати контрольне провадження: копії в окремій обкладинці."""
    _copies(desk, make_control, number=number, own=True, **said)


@ends(3, 5)
@case.command("retained")
@click.argument("number")
@_copying
@common
def retained(desk: Desk, number: str, **said: Any) -> None:
    """Залишити в суді копії матеріалів справи, яку надсилають за межі суду."""
    _copies(desk, make_retained, number=number, own=True, **said)


@ends(3, 5)
@case.command("copies")
@click.argument("number", metavar="NUMBER#N")
@_copying
@common
def more_copies(desk: Desk, number: str, **said: Any) -> None:
    """Долучити ще копії до контейнера копій."""
    _copies(desk, add_copies, number=number, own=False, **said)


@ends(3, 5)
@case.command("came")
@click.argument("number")
@click.option(
    "--volume",
    "volumes",
    multiple=True,
    required=True,
    metavar="SHEETS:ROWS[:INVENTORY]",
    help="Том, що надійшов: аркушів, рядків опису, аркушів опису; за порядком.",
)
@click.option("--cover", is_flag=True, help="Використати обкладинку, в якій надійшли матеріали.")
@click.option("--sound", is_flag=True, help="Обкладинка ціла й належної якості.")
@seen_option
@common
def came(
    desk: Desk,
    number: str,
    *,
    volumes: tuple[str, ...],
    cover: bool,
    sound: bool,
    seen: int | None,
) -> None:
    """Прийняти сформовані томи: опис і нумерація аркушів продовжуються."""
    workbench = desk.workbench()
    told = [_came(one) for one in volumes]
    with workbench.vault.transaction(workbench.actor) as tx:
        received = receive_volumes(
            tx, number, told, new_id=_new_id(workbench), cover=cover, sound=sound, seen=seen
        )
        shown = case_json(workbench.reading(tx.connection), received)
        tx.commit()
    desk.out.data(shown)
    desk.out.say(
        "Справу № {number} прийнято: томів {volumes}; далі — з арк. {sheet}, рядка опису {row}.",
        number=received.name,
        volumes=len(told),
        sheet=told[-1].sheets + 1,
        row=told[-1].rows + 1,
    )


def _came(text: str) -> Came:
    said = _CAME.match(text)
    if said is None:
        raise UsageError(reason=f"«{text}» не є томом: потрібно АРКУШІ:РЯДКИ або з :АРКУШІ_ОПИСУ")
    return Came(int(said[1]), int(said[2]), int(said[3] or 1))


@ends(3, 5)
@case.command("back")
@click.argument("number")
@click.option(
    "--document",
    "documents",
    multiple=True,
    required=True,
    help="Документ, підшитий іншим судом; за порядком.",
)
@click.option("--reason", required=True, help="Звідки й за яким листом повернулася справа.")
@seen_option
@common
def back(
    desk: Desk, number: str, *, documents: tuple[str, ...], reason: str, seen: int | None
) -> None:
    """Справа повернулася: документи, які підшив інший суд, стоять одразу за пронумерованими."""
    require_words(reason=reason)
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        view = bring_back(tx, number, documents, reason, seen=seen)
        shown = case_json(workbench.reading(tx.connection), get_case(tx.connection, number))
        tx.commit()
    desk.out.data(shown | {"order": order_json(view)})
    desk.out.say("Документи стоять так, як їх підшито: {count}.", count=len(documents))
    tell_lacking(desk, view.lacking)
