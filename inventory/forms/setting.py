"""What a typesetter is asked for: one form to set with one template.

Knows: everything that is needed to set it. Does not know: who sets it, here or in a child.
Keeps: plain values; slots are clean and fit the template before they come here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from vault.model import Json

EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""The creation of pieces and trials: the same form is the same bytes."""
PIECES = frozenset({"copy_mark", "copy_total", "registration_mark", "signature_mark"})
"""Templates that are laid over pages of other documents, not printed by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One form to be set.

    Attributes:
        name: of the form.
        text: of the template.
        title: of the PDF and of its footer.
        slots: all the template prints.
        at: the moment the PDF names as its creation, in whole seconds.
        draft: whether «ПРОЄКТ» lies across every page.
    """

    name: str
    text: bytes
    title: str
    slots: Mapping[str, Json]
    at: dt.datetime
    draft: bool = False
