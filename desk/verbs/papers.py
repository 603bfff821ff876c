"""Options that forms share: who signs instead of the judge.

Knows: the options and what they say together. Does not know: who may; the rule does.
Keeps: without them forms are signed by those whom the settings name.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

import click

from inventory.errors import PaperRefused
from inventory.forms import Signatory
from inventory.rules.papers import in_place_of, may_sign_inventory
from inventory.volumes.papers import Letterhead

_OPTIONS = (
    click.option("--judge-absent", is_flag=True, help="Судді немає: опис підписує інша особа."),
    click.option("--instead-by", default="", help="Хто саме: ініціали, прізвище."),
    click.option("--instead-position", default="", help="Посада цієї особи, без «за»."),
    click.option("--order", default="", help="Номер наказу голови суду; без нього — сам голова."),
)


def signed_instead(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a verb; it gets them together as `instead`."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        absent = kwargs.pop("judge_absent")
        who = Signatory(position=kwargs.pop("instead_position"), name=kwargs.pop("instead_by"))
        order = kwargs.pop("order")
        return function(*args, instead=(who, order) if absent else None, **kwargs)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


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
