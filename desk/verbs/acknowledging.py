"""`sprava acknowledge …`: a person says to have seen damage that was put in order.

Knows: which entry is meant and what the person writes about it. Does not know: how damage is found.
Keeps: nothing is put right here; the journal only gets one entry more.
"""

from __future__ import annotations

import click

from desk.common import Desk, common, require_words
from desk.exits import ends
from vault.acknowledging import acknowledge


@ends()
@click.command("acknowledge")
@click.argument("entry", type=click.IntRange(min=1))
@click.option("--note", required=True, help="Що з'ясовано: причина і що зроблено.")
@common
def acknowledge_damage(desk: Desk, entry: int, note: str) -> None:
    """Підтвердити, що людина знає про впорядковане пошкодження (check називає його запис)."""
    require_words(note=note)
    workbench = desk.workbench()
    acknowledge(workbench.vault, entry, note=note, actor=workbench.actor)
    desk.out.data({"entry": entry, "note": note, "by": workbench.actor})
    desk.out.say("Пошкодження із запису {entry} підтверджено; журнал зберігає обидва.", entry=entry)


COMMANDS = (acknowledge_damage,)
