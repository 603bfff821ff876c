"""Signing in and out, one's own password and sessions.

Knows: the cookie, where somebody wanted to go. Does not know: how passwords are kept.
Keeps: after signing in nobody is sent off the site; signing out ends the session on the server.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response

from desk.web.entry.credentials import Session, WrongPassword
from desk.web.frame import Visit, page, post
from inventory.access.queries import find_user
from vault.errors import UsageError


def sign_in_page(visit: Visit) -> Response:
    """The form."""
    if visit.session is not None:
        return RedirectResponse("/", 303)
    return visit.page("sign_in.html", after=visit.query("after"), login="", problem="")


def sign_in(visit: Visit) -> Response:
    """Let somebody in."""
    login, password = visit.text("login").lower(), visit.form.get("password", "")
    address = visit.request.client.host if visit.request.client else ""
    now = visit.workbench.vault.clock()
    try:
        visit.seat.credentials.check(login, str(password), address=address, now=now)
        with visit.workbench.vault.read() as connection:
            user = find_user(connection, login, visit.seat.today.isoformat())
        if user is None or not user.active:
            raise WrongPassword
    except UsageError as error:
        what, _, remedy = error.sentences()
        return visit.page(
            "sign_in.html",
            403,
            after=visit.text("after"),
            login=login,
            problem=f"{what} {remedy}",
        )
    return begin(visit, login, visit.text("after"))


def begin(visit: Visit, login: str, after: str) -> Response:
    """A session for somebody who has proven who they are."""
    address = visit.request.client.host if visit.request.client else ""
    token = visit.seat.credentials.begin(
        login,
        address=address,
        agent=visit.request.headers.get("user-agent", ""),
        now=visit.workbench.vault.clock(),
    )
    answer = RedirectResponse(within(after), 303)
    seat = visit.seat
    answer.set_cookie(seat.cookie, token, httponly=True, samesite="lax", secure=seat.secure)
    return answer


def within(path: str) -> str:
    """A place on this site, or its first page."""
    parts = urlsplit(path)
    odd = any(letter <= " " or letter == "\\" for letter in path)  # browsers read them as slashes
    if odd or parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//"):
        return "/"
    return path


def sign_out(visit: Visit) -> Response:
    """End the session."""
    seat = visit.seat
    token = visit.request.cookies.get(seat.cookie)
    if token:
        visit.seat.credentials.end(token)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(seat.cookie, secure=seat.secure, httponly=True, samesite="lax")
    answer.headers["clear-site-data"] = '"cache"'  # page images, before somebody else sits here
    return answer


def own_page(visit: Visit, problem: str = "", status: int = 200) -> Response:
    """One's own name, rights, password and sessions."""
    sessions: list[Session] = []
    if visit.session is not None:
        sessions = visit.seat.credentials.sessions(
            visit.session.login, now=visit.workbench.vault.clock()
        )
    return visit.page("own.html", status, problem=problem, sessions=sessions)


def change_password(visit: Visit) -> Response:
    """Set one's own password; every other session ends.

    Raises:
        UsageError: nobody signed in.
    """
    session = visit.session
    if session is None:
        raise UsageError(reason="паролі мають лише названі користувачі")
    old, new = str(visit.form.get("old", "")), str(visit.form.get("new", ""))
    now, credentials = visit.workbench.vault.clock(), visit.seat.credentials
    try:
        credentials.check(session.login, old, address=session.address, now=now)
        _require_new(old, new, str(visit.form.get("again", "")))
        credentials.set_password(session.login, new, now=now, once=False)
    except UsageError as error:
        what, _, remedy = error.sentences()
        return own_page(visit, f"{what} {remedy}", 400)
    return begin(visit, session.login, "/")


def _require_new(old: str, new: str, again: str) -> None:
    if new != again:
        raise UsageError(reason="новий пароль двічі введено по-різному")
    if new == old:
        raise UsageError(reason="новий пароль такий самий, як старий")


def end_session(visit: Visit) -> Response:
    """End one of one's own sessions."""
    if visit.session is not None:
        visit.seat.credentials.end_named(visit.session.login, visit.text("name"))
    return visit.go("/password", "Сеанс завершено.")


ROUTES = [
    page("/sign-in", sign_in_page, public=True),
    post("/sign-in", sign_in, public=True),
    post("/sign-out", sign_out, public=True),
    page("/password", own_page),
    post("/password", change_password),
    post("/password/session", end_session),
]
