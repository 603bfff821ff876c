"""`sprava kinds`: what a document may be called.

Knows: how kinds are listed, and how a court adds a name of its own.
Does not know: where they stand in a case file.
Keeps: codes and names are those of the data and of the court's list; none is typed here.
"""

from __future__ import annotations

import click

from desk.common import Desk, Misused, common, require_words
from desk.exits import ends
from inventory.arrangement.kinds import kinds
from inventory.queries import court_kinds
from inventory.service.kinds import drop_kind, name_kind


@ends(3, vault=False)
@click.command("kinds")
@click.option(
    "--add", "added", default=None, metavar="НАЗВА", help="Додати назву до переліку суду."
)
@click.option("--like", default=None, metavar="ВИД", help="До якого виду її прирівняти.")
@click.option("--ground", default="", help="Підстава: клас за ДК 010-98 або наказ.")
@click.option("--drop", "dropped", default=None, metavar="НАЗВА", help="Більше не пропонувати.")
@common
def list_kinds(
    desk: Desk, *, added: str | None, like: str | None, ground: str, dropped: str | None
) -> None:
    """Перелічити види документів: код і назву."""
    if added is not None:
        require_words(add=added, ground=ground)
        if like is None:
            raise Misused(reason="бракує --like", verb="sprava kinds")
    own: dict[str, str] = {}
    if added is not None or dropped is not None:
        workbench = desk.workbench()
        with workbench.vault.transaction(workbench.actor) as tx:
            if added is not None:
                own = name_kind(tx, added, like or "", ground)
            if dropped is not None:
                own = drop_kind(tx, dropped)
            tx.commit()
    elif desk.vault_named:
        with desk.workbench().vault.read() as connection:
            own = court_kinds(connection)
    desk.out.data(
        [{"code": kind.code, "name": kind.name} for kind in kinds().values()]
        + [{"code": code, "name": name, "court": True} for name, code in own.items()]
    )
    for code, name in [*((k.code, k.name) for k in kinds().values()), *_pairs(own)]:
        desk.out.say("{code}\t{name}", code=code, name=name)


def _pairs(own: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, name) for name, code in own.items()]


COMMANDS = (list_kinds,)
