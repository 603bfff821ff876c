"""`sprava case correct`: registered data put right, with a reason.

Knows: how people name what is corrected. Does not know: what may be corrected.
Keeps: the value that was wrong is kept; nothing here changes or removes content.
"""

from __future__ import annotations

import click

from desk.common import Desk, common, require_words, seen_option
from desk.corrected import name_of
from desk.exits import ends
from desk.verbs.cases import case
from desk.views import case_json
from inventory.queries import get_case
from inventory.service.corrections import correct_case
from vault import Json
from vault.errors import UsageError


@ends(3, 5)
@case.command("correct")
@click.argument("number")
@click.option("--set", "values", multiple=True, required=True, metavar="КЛЮЧ=ЗНАЧЕННЯ")
@click.option("--reason", required=True, help="Чому дані виправляють.")
@seen_option
@common
def case_correct(
    desk: Desk, number: str, *, values: tuple[str, ...], reason: str, seen: int | None
) -> None:
    """Виправити дані справи; попереднє значення зберігається."""
    require_words(reason=reason)
    changes = pairs(values)
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        corrected = correct_case(tx, number, changes, reason, seen=seen)
        tx.commit()
        now = get_case(tx.connection, str(changes.get("number", number)))
        shown = case_json(workbench.reading(tx.connection), now)
    desk.out.data(shown)
    desk.out.say(
        "Справу № {number} виправлено: {keys}.",
        number=shown["number"],
        keys=", ".join(desk.out.words(name_of(key, of_case=True)) for key in corrected.changed),
    )
    tell_certified(desk, corrected.certified)


def pairs(values: tuple[str, ...]) -> dict[str, Json]:
    """What `--set` says.

    Raises:
        UsageError: one is no `key=value`.
    """
    changes: dict[str, Json] = {}
    for text in values:
        key, sign, value = text.partition("=")
        if not sign or not key.strip():
            raise UsageError(reason=f"«{text}»: потрібно ключ=значення")
        changes[key.strip()] = value.strip()
    return changes


def tell_certified(desk: Desk, volumes: tuple[int, ...]) -> None:
    """That certified volumes keep what was printed."""
    if volumes:
        desk.out.say(
            "Увага: засвідчені томи {volumes} лишаються, як надруковано; зазначте зміну: "
            "sprava volume change",
            volumes=", ".join(map(str, volumes)),
        )
