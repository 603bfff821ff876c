"""Signing in elsewhere, by OpenID Connect.

Knows: how a browser goes to the provider and comes back. Does not know: how an answer is proven
(`provider`), rights: whoever comes back must be a named, active user here.
Keeps: nobody is made to come back from another browser's try.
"""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from desk.web.entry.credentials import same
from desk.web.entry.provider import TRY_S, NotLetIn
from desk.web.frame import Visit, page
from desk.web.pages.signing_in import begin, within
from inventory.access.queries import find_user
from vault.errors import UsageError


def start(visit: Visit) -> Response:
    """Send somebody to the provider.

    Raises:
        UsageError: there is none.
    """
    provider = visit.seat.provider
    if provider is None:
        raise UsageError(reason="вхід через іншу службу не налаштовано")
    address, state = provider.start(_back(visit), within(visit.query("after")))
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        _began(visit), state, max_age=TRY_S, httponly=True, samesite="lax", secure=visit.seat.secure
    )
    return answer


def finish(visit: Visit) -> Response:
    """Let in who came back.

    Raises:
        UsageError, NotLetIn.
    """
    provider = visit.seat.provider
    if provider is None:
        raise UsageError(reason="вхід через іншу службу не налаштовано")
    if not same(visit.request.cookies.get(_began(visit), ""), visit.query("state")):
        raise NotLetIn(provider=provider.issuer, reason="вхід почато не в цьому браузері")
    login, after = provider.finish(_back(visit), visit.request.query_params)
    with visit.workbench.vault.read() as connection:
        user = find_user(connection, login, visit.seat.today.isoformat())
    if user is None or not user.active:
        raise NotLetIn(provider=provider.issuer, reason="тут такого користувача не названо")
    return begin(visit, login, after)


def _began(visit: Visit) -> str:
    """The cookie of the browser that began; by https one that no other site of the domain sets."""
    return f"{visit.seat.cookie}-oidc"


def _back(visit: Visit) -> str:
    return str(visit.request.url.replace(path="/oidc/back", query="", fragment=""))


ROUTES = [page("/oidc", start, public=True), page("/oidc/back", finish, public=True)]
