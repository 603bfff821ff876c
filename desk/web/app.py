"""The application: every page's routes, the headers every answer carries.

Knows: which pages there are. Does not know: what they show.
Keeps: no script, style or picture from elsewhere, none written into a page; nobody may frame it;
a page with content is not kept by browsers or proxies.
"""

from __future__ import annotations

import importlib
import pkgutil
import threading
import time
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.web import pages
from desk.web.at_hand.seat import Seat
from desk.web.frame import Visit, error_page
from desk.web.frame.advice import ProgramFault
from desk.web.frame.turns import all_turns
from inventory.language.days import KYIV
from vault.errors import NotFound

_STATIC = Path(__file__).parent / "static"
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


_ONLY_HTTPS = {"strict-transport-security": "max-age=31536000"}


class _Headers:
    """Middleware: what every answer says to the browser."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        """`app` answers; `secure`: browsers come by https, and are to come by nothing else."""
        self._app = app
        self._told = _HEADERS | (_ONLY_HTTPS if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add to its answer."""
        began = time.perf_counter()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {key.decode().lower() for key, _ in message["headers"]}
                added = {k: v for k, v in self._told.items() if k not in given}
                if "cache-control" not in given:
                    added["cache-control"] = "no-store"
                took = (time.perf_counter() - began) * 1000
                added["server-timing"] = f"app;dur={took:.1f}"
                message["headers"] += [(k.encode(), v.encode()) for k, v in added.items()]
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


class _Static(StaticFiles):
    """Our own styles and scripts: the same until the program changes."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """The file, to be asked for again at most once an hour."""
        answer = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        answer.headers["cache-control"] = "public, max-age=3600"
        return answer


def make_app(seat: Seat) -> Starlette:
    """The application over an opened vault."""
    app = Starlette(
        routes=[
            Mount("/static", _Static(directory=_STATIC), name="static"),
            *_routes(),
        ],
        middleware=[Middleware(_Headers, secure=seat.secure)],
        exception_handlers={404: _nothing_there, 405: _nothing_there, 500: _our_fault},
    )
    app.state.seat = seat
    app.state.turns = all_turns()
    app.state.stopping = threading.Event()
    return app


def _routes() -> list[BaseRoute]:
    """The routes of every page there is."""
    found: list[BaseRoute] = []
    for module in pkgutil.iter_modules(pages.__path__):
        found += importlib.import_module(f"{pages.__name__}.{module.name}").ROUTES
    return found


def _nothing_there(request: Request, error: Exception) -> Response:
    """No page has this address, or none that is looked at."""
    visit = Visit(request, request.app.state.seat)
    visit.recognise()
    answer = error_page(visit, NotFound(what_for="сторінку", name=request.url.path))
    if isinstance(error, HTTPException):
        answer.status_code = error.status_code
    return answer


def _our_fault(request: Request, _error: Exception) -> Response:
    """Said without the vault, which may be what failed; no middleware adds to this answer."""
    seat: Seat = request.app.state.seat
    at = f"{seat.workbench.vault.clock().astimezone(KYIV):%d.%m.%Y %H:%M:%S}"
    answer = error_page(Visit(request, seat), ProgramFault(at=at))
    answer.headers.update(_HEADERS | {"cache-control": "no-store"})
    return answer
