"""Who signs the internal inventory.

Knows: 814 VII.8, XIV.8. Does not know: forms, storage.
Keeps: pure; every objection at once.
"""

from __future__ import annotations

import dataclasses
import re

from inventory.forms import Signatory
from vault import Verdict, carries_out, demands, rule

_PRESIDES = re.compile(r"голова суду|(т\. ?)?в\. ?о\. голови суду|.*обов'язки голови суду")


@rule("814:VII.8-підпис", "814:VII.8-заміна", "814:XIV.8")
def may_sign_inventory(
    judge: Signatory, clerk: Signatory, *, instead: bool = False, order: str = ""
) -> Verdict:
    """Whether these two may sign the internal inventory.

    Args:
        judge: the judge, or who signs instead.
        clerk: who forms the case file.
        instead: whether somebody signs instead of the judge.
        order: number of the president's order that names them; empty for the president or who
            acts as president.
    """
    presides = _presides(judge.position)
    positions = (judge.position, clerk.position)
    return Verdict.of(
        demands(
            bool(judge.position.strip()) and bool(clerk.position.strip()),
            "814:VII.8-підпис",
            "опис підписують суддя і працівник апарату: названо не обох",
        ),
        demands(
            not instead or bool(order.strip()) or presides,
            "814:VII.8-заміна",
            "замість судді опис підписує особа, названа наказом голови суду, а без наказу — "
            "голова суду або особа, яка виконує його обов'язки",
        ),
        demands(
            not any(position.strip().casefold().startswith("за ") for position in positions),
            "814:XIV.8",
            "перед назвою посади не ставлять «за»",
        ),
    )


def _presides(position: str) -> bool:
    return bool(_PRESIDES.match(position.strip().casefold().replace("’", "'")))


@carries_out("814:VII.8-заміна")
def in_place_of(judge: Signatory, substitute: Signatory, order: str) -> Signatory:
    """The block of who signs instead of the judge: the own title, and the order that names them."""
    basis = f" (наказ № {order})" if order else ""
    return dataclasses.replace(
        judge, position=f"{substitute.position}{basis}", name=substitute.name
    )
