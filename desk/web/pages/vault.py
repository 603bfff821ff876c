"""Сховище: health, the last whole check, what waits, warnings in plain words.

Knows: the page. Does not know: how health is read. Keeps: a whole check is asked for, never begun
by looking.
"""

from __future__ import annotations

from starlette.responses import Response

from desk.web.at_hand.health import look
from desk.web.frame import Visit, page, post
from inventory.access import Action


def vault(visit: Visit) -> Response:
    """How the vault is."""
    with visit.reading() as reading:
        reading.demand(Action.KEEP)
    health = look(visit.workbench, visit.seat.checker)
    return visit.page("vault_part.html" if visit.partial else "vault.html", health=health)


def check(visit: Visit) -> Response:
    """Begin a whole check."""
    with visit.reading() as reading:
        reading.demand(Action.KEEP)
    visit.seat.checker.start(visit.workbench.vault.clock)
    return visit.go("/vault", "Перевірку розпочато; робота тим часом триває.")


ROUTES = [page("/vault", vault), post("/vault/check", check)]
