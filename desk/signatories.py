"""Who signs: people as they are named, and the letterhead with them.

Knows: how a person and a position are written. Does not know: who may sign; the rule does.
Keeps: without a word forms are signed by those whom the settings name.
"""

from __future__ import annotations

import dataclasses

from inventory.errors import PaperRefused
from inventory.forms import Signatory
from inventory.rules.papers import in_place_of, may_sign_inventory
from inventory.volumes.papers import Letterhead


def person_of(text: str) -> Signatory:
    """`position; initials and surname`."""
    position, _, name = text.partition(";")
    return Signatory(position=position.strip(), name=name.strip())


def signatories(head: Letterhead, instead: tuple[Signatory, str] | None) -> Letterhead:
    """The letterhead with who signs instead of the judge.

    Raises:
        PaperRefused: they may not.
    """
    who, order = instead or (head.judge, "")
    if instead is not None and not who.position and not order:
        who = dataclasses.replace(who, position=head.head.position, name=who.name or head.head.name)
    may_sign_inventory(who, head.clerk, instead=instead is not None, order=order).demand(
        PaperRefused
    )
    if instead is None:
        return head
    return dataclasses.replace(head, judge=in_place_of(head.judge, who, order))


def signed_by(head: Letterhead, judge: str | None, clerk: Signatory) -> Letterhead:
    """The letterhead with the judge who is named, and this clerk where the settings name none."""
    named = head.judge if judge is None else dataclasses.replace(head.judge, name=judge)
    return dataclasses.replace(head, judge=named, clerk=head.clerk if head.clerk.name else clerk)
