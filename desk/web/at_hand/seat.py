"""What the server has at hand for every request.

Knows: the services and files behind the pages, and how the session's cookie is called. Does not
know: requests, pages. Keeps: made once, when the server starts; what it holds may be used by any
number of threads.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from jinja2 import Environment

from desk.web.at_hand.health import Checker
from desk.web.at_hand.pictures import Pictures
from desk.web.at_hand.traces import Viewings
from desk.web.entry.bodies import FILES_MAX
from desk.web.entry.credentials import Credentials
from desk.web.entry.provider import Provider
from desk.wiring import Workbench
from search.finding.places import Places

COOKIE = "sprava"


@dataclass(frozen=True)
class Seat:
    """What the server has: the vault and its services, passwords, templates.

    Attributes:
        system: the operating system's user the server runs as.
        secure: whether browsers reach it by https.
        provider: where people sign in by OpenID Connect, if anywhere.
        proxy_header: in which a proxy on this machine names who signed in with it; or nothing.
        places: which sheet each page is, remembered while a case file does not change.
    """

    workbench: Workbench
    credentials: Credentials
    traces: Viewings
    pictures: Pictures
    checker: Checker
    templates: Environment
    system: str
    secure: bool = False
    proxy_header: str = ""
    provider: Provider | None = None
    places: Places = field(default_factory=Places)

    @property
    def cookie(self) -> str:
        """The session's cookie; by https one that no other site of the domain can set."""
        return f"__Host-{COOKIE}" if self.secure else COOKIE

    @property
    def files_max_bytes(self) -> int:
        """How long a form with files to be registered may be."""
        return FILES_MAX * self.workbench.settings.limits.file_mib * 1024 * 1024

    @property
    def today(self) -> dt.date:
        """The legal day."""
        return self.workbench.today
