"""`sprava case ready`: whether a case file may be sewn and its volumes closed.

Knows: what a person can confirm. Does not know: what the law wants.
Keeps: nothing is changed; every finding names its clause.
"""

from __future__ import annotations

import dataclasses

import click

from desk.common import Desk, Done, common
from desk.exits import ends
from desk.verbs.cases import case
from inventory.queries import get_case
from inventory.service.readiness import Looked, look_before_sewing
from retention.queries import keeping_of
from vault.errors import ExitCode


@ends(4)
@case.command("ready")
@click.argument("number")
@click.option("--unfastened", is_flag=True, help="Скріпки, скоби, біндери вилучено.")
@click.option("--holes", is_flag=True, help="Підшито через чотири (А5 — два) проколи.")
@click.option("--nothing-glued", is_flag=True, help="Нічого не вклеєно й не вкладено.")
@click.option("--carried-over", is_flag=True, help="Перехідна справа номенклатури.")
@common
def case_ready(
    desk: Desk,
    number: str,
    *,
    unfastened: bool,
    holes: bool,
    nothing_glued: bool,
    carried_over: bool,
) -> None:
    """Перевірити справу перед підшиванням: повтори, поля, порядок, скріплення."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        item = keeping_of(connection, get_case(connection, number)).item
    found = look_before_sewing(
        workbench.vault,
        number,
        Looked(unfastened=unfastened, holes=holes, nothing_glued=nothing_glued),
        permanent=item is None or item.term_years is None,
        carried=carried_over,
    )
    desk.out.data(
        {
            "number": found.case.name,
            "ready": found.verdict.agrees,
            "findings": [dataclasses.asdict(one) for one in found.verdict.objections],
            "unread": list(found.unread),
        }
    )
    for one in found.verdict.objections:
        desk.out.say("{clause:<22} {text}", clause=one.clause, text=one.text)
    if found.unread:
        desk.out.say("Ще не прочитано документів: {count}.", count=len(found.unread))
    if found.verdict.agrees:
        desk.out.say("Зауважень немає.")
        return
    raise Done(ExitCode.ATTENTION)
