"""The cover for what is left without motion: with the unique number, apart from the file.

Knows: 814 III.10. Does not know: how a cover is laid out.
Keeps: nothing is changed by printing it.
"""

from __future__ import annotations

import datetime as dt

from inventory.errors import LeavingRefused
from inventory.forms import Press, Printed, cover
from inventory.language.words import short_date
from inventory.model import VolumePlan
from inventory.queries import get_case, held_in
from inventory.rules.relations import has_something_held
from inventory.volumes.papers import Letterhead, cover_of
from vault import Vault, carries_out


@carries_out("814:III.10-обкладинка")
def print_held_cover(vault: Vault, press: Press, head: Letterhead, number: str) -> Printed:
    """The cover of the materials of a case file that are left without motion.

    Raises:
        NoSuchCase. LeavingRefused: nothing of it is without motion.
    """
    with vault.read() as connection:
        case = get_case(connection, number)
        held = held_in(connection, case.key)
    has_something_held(case.number, held=bool(held)).demand(LeavingRefused)
    since = short_date(dt.date.fromisoformat(held[0].since))
    heading = f"МАТЕРІАЛИ, залишені без руху {since}"
    volume = VolumePlan(1, (), frozen=False)
    form = cover(cover_of(head, case, volume, 1, heading))
    return press.print(form, at=vault.clock(), draft=head.draft)
