"""One request of somebody: what it asks, who asks, what they may read, how they are answered.

Knows: sessions, fields, templates. Does not know: who is let in, what a page shows.
Keeps: what is read passes `Reading`; whoever changes something is named as the session has them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, unquote

from sqlalchemy.engine import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from desk.discretion import discreet
from desk.web.at_hand.seat import Seat
from desk.web.entry.credentials import Session
from desk.web.frame.admission import session_of
from desk.wiring import Workbench
from inventory.access import Action, Reading, User, Viewer, viewer_of
from vault.errors import ArchiveError, UsageError

SAID = "sprava-said"
_NUMBER_MAX = 2**31


@dataclass
class Visit:
    """One request of somebody.

    Attributes:
        session: None in a vault whose court has named nobody, and on the page for signing in.
        actor: as the journal names who acts.
        form: what was sent with POST.
        began_ns: what changed later, the page may not show.
    """

    request: Request
    seat: Seat
    session: Session | None = None
    actor: str = ""
    form: FormData = field(default_factory=FormData)
    began_ns: int = field(default_factory=time.time_ns)

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
    def may_now(self) -> Mapping[str, bool]:
        """The same where it may fail: nothing while it is not known who this is."""
        try:
            return self.may if self.actor else {}
        except ArchiveError:  # what keeps a page from being shown may keep rights from being read
            return {}

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
            "said": unquote(self.request.cookies.get(SAID, "")),
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
                SAID, quote(said), 30, httponly=True, samesite="strict", secure=self.seat.secure
            )
        return answer

    def viewed(self, case: str, document: str) -> None:
        """Leave the trace that a document was shown."""
        self.seat.traces.viewed(self.actor, case, document)


Handler = Callable[[Visit], Response]
