"""Options that forms share: who signs instead of the judge.

Knows: the options and what they say together. Does not know: who may; the rule does.
Keeps: without them forms are signed by those whom the settings name.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from desk.common import options
from inventory.forms import Signatory

_OPTIONS = options(
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

    return _OPTIONS(run)
