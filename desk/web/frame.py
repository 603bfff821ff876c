"""What every page shares: who is there, what may be read, forms, errors as pages.

Knows: sessions, tokens against forged forms, how our errors become pages.
Does not know: what a page shows. Keeps: a page cannot be reached without signing in unless it says
so; what changes something wants the session's token; every ArchiveError becomes its three sentences
and a status; nothing else does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import quote, unquote

from sqlalchemy.engine import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from desk.discretion import discreet
from desk.web.admission import SessionOver, asked_for, begun, nobody_named, session_of, to
from desk.web.advice import for_pages, goal_of, status_of
from desk.web.bodies import BODY_MAX_BYTES, STRANGERS_MAX_BYTES, TooLong, read_form
from desk.web.credentials import Session
from desk.web.forgery import (
    named_by_proxy,
    require_own_form,
    require_this_machine,
)
from desk.web.seat import Seat
from desk.web.turns import Busy, Turns, Work
from desk.wiring import Workbench
from inventory.access import Action, Reading, User, Viewer, viewer_of
from vault.errors import ArchiveError, RuleViolation, UsageError

_SAID = "sprava-said"
_SECRET = {"old", "new", "again", "password"}
_NUMBER_MAX = 2**31
STATIC = Path(__file__).parent / "static"


@dataclass
class Visit:
    """One request of somebody.

    Attributes:
        session: None in a vault whose court has named nobody, and on the page for signing in.
        actor: as the journal names who acts.
        form: what was sent with POST.
    """

    request: Request
    seat: Seat
    session: Session | None = None
    actor: str = ""
    form: FormData = field(default_factory=FormData)

    def recognise(self) -> Session | None:
        """Take up the session whose cookie the browser sent, while it lasts."""
        self.session = session_of(self.seat, self.request)
        if self.session is not None:
            self.actor = f"{self.seat.system} as {self.session.login}"
        return self.session

    @property
    def workbench(self) -> Workbench:
        """The vault and its services; whoever commits says `actor`, never the workbench's own."""
        return self.seat.workbench

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """What this person may read, on one committed state.

        Raises:
            AccessDenied, NoSuchPerson: the person may not act any more.
        """
        viewer = self._viewer
        with self.workbench.vault.read() as connection:
            yield Reading(connection, viewer)

    def reading_on(self, connection: Connection) -> Reading:
        """The same on a connection that is there, by the rights as they stand on it."""
        day = self.seat.today.isoformat()
        return Reading(connection, viewer_of(connection, self.actor, day))

    @cached_property
    def _viewer(self) -> Viewer:
        with self.workbench.vault.read() as connection:
            return self.reading_on(connection).viewer

    @property
    def user(self) -> User | None:
        """The person; None while the court has named nobody."""
        return self._viewer.person

    @cached_property
    def may(self) -> Mapping[str, bool]:
        """Which actions the person may do somewhere, for what pages offer."""
        with self.reading() as reading:
            return {action.value: reading.may(action) for action in Action}

    @property
    def partial(self) -> bool:
        """Whether htmx asks for a part of a page."""
        headers = self.request.headers
        whole = "HX-Boosted" in headers or "HX-History-Restore-Request" in headers
        return "HX-Request" in headers and not whole

    def text(self, name: str, default: str = "") -> str:
        """A field of the form."""
        value = self.form.get(name, default)
        return value.strip() if isinstance(value, str) else default

    def texts(self, name: str) -> list[str]:
        """All values of a field of the form."""
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    def query(self, name: str, default: str = "") -> str:
        """A value of the address."""
        return self.request.query_params.get(name, default).strip()

    def number(self, name: str, default: int | None = None) -> int | None:
        """A whole number of the form or the address.

        Raises:
            UsageError: it is none, or greater than anything there is.
        """
        text = self.text(name) or self.query(name)
        if not text:
            return default
        try:
            found = int(text)
        except ValueError:
            raise UsageError(reason=f"«{text}» не є числом") from None
        if abs(found) > _NUMBER_MAX:
            raise UsageError(reason="такого великого числа тут не буває")
        return found

    def discreet(self, error: ArchiveError) -> ArchiveError:
        """The error as the person may read it."""
        if not self.actor:
            return error
        try:
            with self.reading() as reading:
                return discreet(reading, error)
        except ArchiveError:  # who may not act at all, where nothing can be read: as it is
            return error

    def page(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """The page that a template makes of the values."""
        shared = {
            "visit": self,
            "csrf": self.session.csrf if self.session else "",
            "court": self.workbench.settings.court.name,
            "path": self.request.url.path,
            "said": unquote(self.request.cookies.get(_SAID, "")),
        }
        if "may" not in values:
            shared["may"] = self.may if self.actor else {}
        text = self.seat.templates.get_template(template).render(shared | values)
        return HTMLResponse(text, status)

    def go(self, path: str, said: str = "") -> Response:
        """Go on to another page after a change; `said` is told there once."""
        answer: Response
        if self.partial:
            answer = Response(headers={"HX-Redirect": path})
        else:
            answer = RedirectResponse(path, 303)
        if said:
            answer.set_cookie(
                _SAID, quote(said), 30, httponly=True, samesite="strict", secure=self.seat.secure
            )
        return answer

    def viewed(self, case: str, document: str) -> None:
        """Leave the trace that a document was shown."""
        self.seat.traces.viewed(self.actor, case, document)


Handler = Callable[[Visit], Response]


def page(
    path: str,
    handler: Handler,
    *,
    methods: tuple[str, ...] = ("GET",),
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

    return Route(path, endpoint, methods=list(methods))


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
    sends_files = action is Action.REGISTER and _may(visit).get(action.value)
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
    if _SAID in request.cookies and answer.status_code == 200 and not visit.partial:
        answer.delete_cookie(_SAID)
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


def error_page(visit: Visit, error: ArchiveError) -> Response:
    """What happened, what was kept, what to do; a part of a page when htmx asked."""
    error = visit.discreet(error)
    objections = error.verdict.objections if isinstance(error, RuleViolation) else ()
    what, kept, remedy = map(for_pages, error.sentences())
    may = _may(visit)
    answer = visit.page(
        "said.html" if visit.partial else "error.html",
        status_of(error),
        may=may,
        said="",
        code=error.code,
        what=what,
        kept=kept,
        remedy=remedy,
        goal=goal_of(error, may),
        again=_sent(visit) if isinstance(error, SessionOver) else [],
        objections=[(one.clause, for_pages(one.text)) for one in objections],
    )
    if visit.partial:
        answer.headers.update({"HX-Retarget": "#said", "HX-Reswap": "innerHTML"})
    return answer


def _sent(visit: Visit) -> list[tuple[str, str]]:
    """A form as it can be sent again from another page: without files, without secrets."""
    fields = visit.form.multi_items()
    told = [(name, value) for name, value in fields if isinstance(value, str)]
    return told if len(told) == len(fields) and not _SECRET & set(visit.form) else []


def _may(visit: Visit) -> Mapping[str, bool]:
    """What who visits may do now; nothing while it is not known who that is."""
    try:
        return visit.may if visit.actor else {}
    except ArchiveError:  # what keeps a page from being shown may keep rights from being read
        return {}
