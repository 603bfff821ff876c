"""A running site for tests: users with roles, a browser's view of it without a browser, a server.

`Site.visitor(login)` is a client that has signed in (Starlette's own test client, in this process);
`serving(site)` is the real server in a process of its own, for a real browser.
"""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from httpx2 import Response
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.testclient import TestClient

from desk.web.app import make_app
from desk.web.serve import seat_of
from desk.wiring import Workbench
from inventory.access import Right, service
from tests.desk.cli import CASE
from tests.inventory.access.readers import reader

PASSWORD = "zelenyi-litak-desiat"
ORDER = "№ 1 від 02.01.2026"
READING = Right(kind="case", value=CASE, order=ORDER, reader=reader())
"""The case file, given to an advocate to read."""
READER_FORM = {
    "login": "chytach",
    "order": ORDER,
    "reader": "advocate",
    "standing": "представник позивача",
    "authority_kind": "advocate-card",
    "authority": "№ 00000",
    "application": "№ 3 від 01.03.2026",
    "resolved_by": "judge",
}
"""The same as a page sends it."""
ROLES = {
    "kants": ("К. К. Канцеляренко", "секретар суду", ("registry",)),
    "sekretar": ("С. С. Засіданко", "секретар судового засідання", ("former",)),
    "suddia": ("С. С. Суддівенко", "суддя", ("judge",)),
    "chytach": ("Ч. Ч. Читайло", "адвокат", ("reviewer",)),
    "arkhiv": ("А. А. Архівенко", "архіваріус", ("archivist",)),
    "kerivnyk": ("К. А. Апаратенко", "керівник апарату", ("head",)),
    "admin": ("А. А. Адміненко", "системний адміністратор", ("administrator",)),
}
_CSRF = re.compile(r'name="csrf" content="([^"]*)"')


class Visitor:
    """Somebody before the pages; posts carry the session's token as a form of a page would."""

    def __init__(self, app: Starlette, login: str | None) -> None:
        """Sign in, unless `login` is None."""
        self.client = TestClient(app, follow_redirects=False, raise_server_exceptions=True)
        if login is not None:
            answer = self.client.post("/sign-in", data={"login": login, "password": PASSWORD})
            assert answer.status_code == 303, answer.text

    def get(self, path: str) -> Response:
        """A page."""
        return self.client.get(path)

    @property
    def csrf(self) -> str:
        """The session's token, as a page carries it."""
        found = _CSRF.search(self.client.get("/password").text)
        assert found is not None
        return found[1]

    def post(
        self,
        path: str,
        data: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a form."""
        return self.client.post(path, data={"csrf": self.csrf, **(data or {})}, headers=headers)


@dataclass
class Site:
    """The pages over a vault of tests."""

    root: Path
    workbench: Workbench
    app: Starlette
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, login: str | None) -> Visitor:
        """Somebody, signed in once."""
        if login is None:
            return Visitor(self.app, None)
        if login not in self.visitors:
            self.visitors[login] = Visitor(self.app, login)
        return self.visitors[login]


def name_people(workbench: Workbench) -> None:
    """The people of `ROLES`, with their roles and one password for all."""
    seat = seat_of(workbench, "система")
    with workbench.vault.transaction("система") as tx:
        for login, (name, position, roles) in ROLES.items():
            service.add_user(tx, login, name=name, position=position)
            for role in roles:
                service.grant(tx, login, Right(kind="role", value=role, order=ORDER))
        tx.commit()
    now = workbench.vault.clock()
    for login in ROLES:
        seat.credentials.set_password(login, PASSWORD, now=now, once=False)


@contextlib.contextmanager
def opened(root: Path) -> Iterator[Site]:
    """The pages over the vault at `root`, in this process."""
    workbench = Workbench.open(root, "система")
    try:
        seat = seat_of(workbench, "система")
        yield Site(root, workbench, make_app(seat))
        seat.traces.stop()
    finally:
        workbench.close()


def sign_in(page: Page, path: str, login: str) -> None:
    """Open a page in the browser, where somebody has to sign in before it shows."""
    page.goto(path)
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@contextlib.contextmanager
def serving(root: Path, *options: str) -> Iterator[str]:
    """`sprava serve` over the vault at `root`; the address it answers at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "desk", "--vault", str(root), "serve", "--port", str(port)]
    server = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(900):
            assert server.poll() is None, "the server ended"
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/sign-in", timeout=1).close()
                break
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)
