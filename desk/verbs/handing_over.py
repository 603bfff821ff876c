"""`sprava act handover`: files and documents from one person to another (814 I.12).

Knows: how people name who hands over, who takes, who signs. Does not know: who must sign.
Keeps: there is a place for the printed act before the act is made.
"""

from __future__ import annotations

from pathlib import Path

import click

from desk.common import Desk, common, require_words
from desk.days import day_of
from desk.exits import ends
from desk.files import require_place
from desk.signatories import person_of
from desk.verbs.acts import act, say_made
from inventory.rules.handing_over import HandingReason
from inventory.service.handing_over import HandingOver, hand_over


@ends(3, 4, 5)
@act.command("handover")
@click.option("--reason", required=True, type=click.Choice([one.value for one in HandingReason]))
@click.option("--case", "numbers", multiple=True, help="Справа; можна кілька.")
@click.option("--document", "documents", multiple=True, help="Окремий документ; можна кілька.")
@click.option("--giver", required=True, metavar="ПОСАДА; ПІБ", help="Хто передає.")
@click.option("--taker", required=True, metavar="ПОСАДА; ПІБ", help="Хто приймає.")
@click.option("--unit", default="", help="Підрозділ, який приймає.")
@click.option("--registry", multiple=True, metavar="ПОСАДА; ПІБ", help="Працівник канцелярії.")
@click.option("--staff", multiple=True, metavar="ПОСАДА; ПІБ", help="Інший працівник апарату.")
@click.option("--order", default="", help="Наказ голови суду, яким утворено комісію.")
@click.option("--leaves", default=None, help="Дата звільнення.")
@click.option("--number", "own_number", default=None, help="Номер акта, якщо його дано.")
@click.option("--place", default="", help="Місце складення.")
@click.option("-o", "out_path", type=click.Path(path_type=Path), help="Куди записати акт.")
@common
def act_handover(
    desk: Desk,
    *,
    reason: str,
    numbers: tuple[str, ...],
    documents: tuple[str, ...],
    giver: str,
    taker: str,
    unit: str,
    registry: tuple[str, ...],
    staff: tuple[str, ...],
    order: str,
    leaves: str | None,
    own_number: str | None,
    place: str,
    out_path: Path | None,
) -> None:
    """Скласти акт приймання-передавання справ та документів (звільнення, ліквідація, суддя)."""
    require_words(giver=giver, taker=taker, registry=registry, staff=staff)
    if out_path is not None:
        require_place(out_path)
    workbench = desk.workbench()
    said = HandingOver(
        reason=HandingReason(reason),
        numbers=numbers,
        documents=documents,
        giver=person_of(giver),
        taker=person_of(taker),
        unit=unit,
        registry=tuple(map(person_of, registry)),
        staff=tuple(map(person_of, staff)),
        order=order,
        leaves_on=day_of(leaves) if leaves else None,
        number=own_number,
        place=place,
    )
    head = workbench.letterhead()
    made = hand_over(workbench.vault, workbench.press, head, said, actor=workbench.actor)
    say_made(desk, made, out_path)
