"""How somebody comes in: the session they have, or the one a proxy's word begins.

Knows: sessions, and where who has none is sent. Does not know: pages, what may be seen.
Keeps: nobody is who they say, only who their session is.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.web.at_hand.seat import Seat
from desk.web.entry.credentials import Session
from desk.web.entry.forgery import ForgedForm
from inventory.access.queries import anybody, get_user
from vault.errors import UsageError


class SessionOver(UsageError):
    """Something was sent from a page whose session has ended; what was typed is still there."""

    code = "A019"
    what = "Сеанс закінчився."
    kept = "Сховище не змінено, введене не втрачено."
    remedy = "Увійдіть в іншій вкладці, а тоді надішліть ще раз звідси."


def session_of(seat: Seat, request: Request) -> Session | None:
    """The session whose cookie the browser sent, while it lasts."""
    token = request.cookies.get(seat.cookie)
    now = seat.workbench.vault.clock()
    return seat.credentials.find(token, now=now) if token else None


def nobody_named(seat: Seat) -> bool:
    """Whether the court has named no persons: then whoever reaches the server is its user."""
    with seat.workbench.vault.read() as connection:
        return not anybody(connection)


def begun(seat: Seat, request: Request, login: str) -> Response:
    """A session for whom the proxy let in; they come again with it.

    Raises:
        NoSuchPerson: nobody here has this login. ForgedForm: it was no page they asked for.
    """
    with seat.workbench.vault.read() as connection:
        user = get_user(connection, login, seat.today.isoformat())
    if request.method != "GET" or not user.active:
        raise ForgedForm
    token = seat.credentials.begin(
        login,
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", ""),
        now=seat.workbench.vault.clock(),
    )
    answer = to(asked_for(request), request)
    answer.set_cookie(seat.cookie, token, httponly=True, samesite="lax", secure=seat.secure)
    return answer


def asked_for(request: Request) -> str:
    """The path and query of a request."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def to(path: str, request: Request) -> Response:
    """To another page, however the browser asked for this one."""
    if "HX-Request" in request.headers:
        return Response(headers={"HX-Redirect": path})
    return RedirectResponse(path, 303)
