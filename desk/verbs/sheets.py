"""`sprava sheets …`: how many sheets a document has.

Knows: that a person confirms the number. Does not know: when one must, or what follows from it.
Keeps: only a person's word comes this way; what is counted by itself does not.
"""

from __future__ import annotations

import click

from desk.common import Desk, common, seen_option
from desk.exits import ends
from inventory import confirm_sheets


@click.group("sheets")
def sheets() -> None:
    """Аркуші документа."""


@ends(3, 5)
@sheets.command("confirm")
@click.argument("document")
@click.argument("count", type=click.IntRange(min=0))
@seen_option
@common
def sheets_confirm(desk: Desk, document: str, count: int, *, seen: int | None) -> None:
    """Підтвердити кількість аркушів документа."""
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        confirmed = confirm_sheets(tx, document, count, seen=seen)
        tx.commit()
    desk.out.data({"document": confirmed.id, "sheets": confirmed.count.sheets})
    desk.out.say(
        "Документ {id}: підтверджено {sheets} арк.", id=confirmed.id, sheets=confirmed.count.sheets
    )


COMMANDS = (sheets,)
