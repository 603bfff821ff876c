"""`sprava kinds`: what a document may be called.

Knows: how kinds are listed. Does not know: where they stand in a case file.
Keeps: codes and names are those of the data; none is typed here.
"""

from __future__ import annotations

import click

from desk.common import Desk, common
from desk.exits import ends
from inventory.kinds import kinds


@ends(vault=False)
@click.command("kinds")
@common
def list_kinds(desk: Desk) -> None:
    """Перелічити види документів: код і назву."""
    desk.out.data([{"code": kind.code, "name": kind.name} for kind in kinds().values()])
    for kind in kinds().values():
        desk.out.say("{code}\t{name}", code=kind.code, name=kind.name)


COMMANDS = (list_kinds,)
