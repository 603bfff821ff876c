"""Routes of pages: who is let in to a page, how much of a form is read, whose turn it is.

Knows: sessions, tokens against forged forms, turns. Does not know: what a page shows.
Keeps: a page cannot be reached without signing in unless it says so; what changes something wants
the session's token; every ArchiveError becomes a page, nothing else does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from desk.web.at_hand.seat import Seat
from desk.web.entry.bodies import BODY_MAX_BYTES, STRANGERS_MAX_BYTES, TooLong, read_form
from desk.web.entry.forgery import named_by_proxy, require_own_form, require_this_machine
from desk.web.frame.admission import SessionOver, asked_for, begun, nobody_named, to
from desk.web.frame.refusals import error_page
from desk.web.frame.turns import Busy, Turns, Work
from desk.web.frame.visit import SAID, Handler, Visit
from inventory.access import Action
from vault.errors import ArchiveError


def page(
    path: str,
    handler: Handler,
    *,
    method: str = "GET",
    public: bool = False,
    action: Action | None = None,
    work: Work | None = None,
) -> Route:
    """A route whose `handler` runs in a thread.

    `public` is for who has not signed in, too. Who may `action` nowhere is refused before anything
    is looked up, so that no other answer tells them what there is; the guard judges all the same.
    What is dear waits for a turn of its kind of `work`.
    """
    answer = handler if action is None else _only(action, handler)

    async def endpoint(request: Request) -> Response:
        seat: Seat = request.app.state.seat
        form = FormData()
        try:
            if request.method == "POST":
                form = await _form(seat, request, action)
            answering = partial(_answer, seat, request, form, public=public)
            if work is None or not _dear(request, work):
                return await run_in_threadpool(answering, answer)
            async with turn(request, work):
                return await run_in_threadpool(answering, answer)
        except (Busy, SessionOver, TooLong) as error:
            if public and isinstance(error, SessionOver):
                return to("/sign-in", request)
            return await run_in_threadpool(_refused, seat, request, error)
        except ClientDisconnect:
            return Response(status_code=400)
        finally:
            await form.close()

    return Route(path, endpoint, methods=[method])


# A change: what a form sends, answered with the page to go on to.
post = partial(page, method="POST")


def _dear(request: Request, work: Work) -> bool:
    """Whether a page that can search is asked to."""
    asked = bool(request.query_params.get("q", "").strip())
    return asked or work is not Work.SEARCH or request.method != "GET"


async def _form(seat: Seat, request: Request, action: Action | None) -> FormData:
    """What was sent.

    Raises:
        SessionOver: nobody may send so much here who has not signed in. TooLong. ClientDisconnect.
    """
    most = await run_in_threadpool(_most, seat, request, action=action)
    if not most:
        raise SessionOver
    return await read_form(request, most)


def _refused(seat: Seat, request: Request, error: ArchiveError) -> Response:
    """The page of what was refused before anybody looked."""
    visit = Visit(request, seat)
    visit.recognise()
    return error_page(visit, error)


@asynccontextmanager
async def turn(request: Request, work: Work, *, body_read: bool = True) -> AsyncIterator[None]:
    """A turn of the session a request says it is of; it is told later whether there is one.

    Raises:
        Busy: it takes too long. ClientDisconnect: nobody waits for it any more.
    """
    seat: Seat = request.app.state.seat
    turns: Turns = request.app.state.turns[work]
    who = request.cookies.get(seat.cookie, "")
    async with turns.taken(who, request if body_read else None):
        yield


def _only(action: Action, handler: Handler) -> Handler:
    """The handler, for who may do this somewhere."""

    def answer(visit: Visit) -> Response:
        with visit.reading() as reading:
            reading.demand(action)
        return handler(visit)

    return answer


def _most(seat: Seat, request: Request, *, action: Action | None) -> int:
    """How long a body is read: of a stranger not far, files of few."""
    visit = Visit(request, seat)
    if visit.recognise() is None:
        if not nobody_named(seat):
            said = request.headers.get("content-length", "")
            brief = said.isdecimal() and int(said) <= STRANGERS_MAX_BYTES
            return STRANGERS_MAX_BYTES if brief else 0
        visit.actor = seat.system
    sends_files = action is Action.REGISTER and visit.may_now.get(action.value)
    return seat.files_max_bytes if sends_files else BODY_MAX_BYTES


def _answer(
    seat: Seat, request: Request, form: FormData, handler: Handler, *, public: bool
) -> Response:
    """The handler's answer, or the page of what refused it."""
    visit = Visit(request, seat, form=form)
    try:
        refused = admit(visit, public=public)
        if refused is not None:
            return refused
        answer = handler(visit)
    except ArchiveError as error:
        return error_page(visit, error)
    if SAID in request.cookies and answer.status_code == 200 and not visit.partial:
        answer.delete_cookie(SAID)
    return answer


def admit(visit: Visit, *, public: bool = False) -> Response | None:
    """Who it is; an answer when nobody may pass like this.

    Raises:
        ForgedForm, StrangeName: what a page of somebody else's may have made the browser send.
        SessionOver: a page with what somebody typed is there, and stays there.
    """
    seat, request = visit.seat, visit.request
    session, proxied = visit.recognise(), named_by_proxy(request, seat.proxy_header)
    if proxied and (session is None or session.login != proxied):
        visit.session, visit.actor = None, ""  # the cookie is of whoever sat here before
        return begun(seat, request, proxied)
    if session is None and nobody_named(seat):
        require_this_machine(request)
        visit.actor = seat.system
    elif session is None and not public:
        if request.method not in ("GET", "HEAD") or visit.partial:
            require_own_form(request, None, "")
            raise SessionOver
        return to("/sign-in?after=" + quote(asked_for(request)), request)
    if request.method not in ("GET", "HEAD"):
        require_own_form(request, session.csrf if session else None, visit.text("csrf"))
    if session is not None and session.once and not public:
        return to("/password", request) if request.url.path != "/password" else None
    return None
