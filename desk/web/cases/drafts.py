"""Which forms would be printed with «ПРОЄКТ»: told where they are printed.

Knows: the press. Does not know: forms, orders. Keeps: no page waits for a template that does not
set: then nothing is told here, and whoever prints is.
"""

from __future__ import annotations

from contextlib import suppress

from desk.web.frame import Visit
from vault.errors import ArchiveError

VOLUME = ("cover", "inventory", "certification_note")


def is_draft(visit: Visit, *names: str) -> bool:
    """Whether no order of the court confirms one of these forms."""
    with suppress(ArchiveError):
        press = visit.workbench.press
        return not all(press.is_confirmed(press.template(name)) for name in names)
    return False
