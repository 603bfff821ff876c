"""What a browser can be made to send by somebody else's page, and how it is told.

Knows: tokens, where a request comes from, under which name the server was asked.
Does not know: sessions, rights. Keeps: what would change something was sent by one of the session's
own pages; before the court names its persons nobody is asked who they are, so pages are given only
under this machine's own names: another site's name may lead here, too (DNS rebinding).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from desk.web.entry.credentials import same
from vault.errors import UsageError

PEER = "sprava.peer"
"""In an ASGI scope: the address of who is connected, be it a proxy."""
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class ForgedForm(UsageError):
    """A form that this session's page did not send."""

    code = "A013"
    what = "Форму надіслано не з цієї сторінки або сеанс уже закінчився."
    remedy = "Оновіть сторінку й повторіть."


class StrangeName(UsageError):
    """Somebody comes by another name than this machine's, and nobody can be asked who they are."""

    code = "A016"
    what = "Користувачів ще не названо, тому сторінки відкривають лише на цьому комп'ютері."
    remedy = "Відкрийте http://127.0.0.1 з тим самим портом або назвіть користувачів."


def require_this_machine(request: Request) -> None:
    """Raises: StrangeName."""
    if request.url.hostname not in _THIS_MACHINE:
        raise StrangeName


def named_by_proxy(request: Request, header: str) -> str:
    """Whom the proxy names in `header`, if the settings name one and it is on this machine."""
    peer = request.scope.get(PEER) or (request.client.host if request.client else "")
    if not header or peer not in _THIS_MACHINE:
        return ""
    named = request.headers.getlist(header)  # of two, one may be the browser's own
    return named[0].strip().lower() if len(named) == 1 else ""


def require_own_form(request: Request, token: str | None, given: str) -> None:
    """`token` is the session's, None when there is none yet; `given` what the form has of it.

    Raises:
        ForgedForm.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "")
    if site not in ("same-origin", "none") or (
        origin and urlsplit(origin).netloc != request.headers.get("host")
    ):
        raise ForgedForm
    if token is not None and not same(request.headers.get("x-csrf-token") or given, token):
        raise ForgedForm
