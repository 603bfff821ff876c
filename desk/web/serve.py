"""Running the pages: one process answers, another takes documents in and does the slow work.

Knows: uvicorn, the child process with the watcher. Does not know: pages.
Keeps: the two share nothing but the vault, so neither waits for the other's Python; a watcher that
ends is started again, later each time; stopping lets requests and work in hand end.
"""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from desk.stopping import stopping
from desk.web.app import make_app
from desk.web.at_hand.health import Checker
from desk.web.at_hand.pictures import Pictures
from desk.web.at_hand.seat import Seat
from desk.web.at_hand.traces import Viewings
from desk.web.cases.drafts import VOLUME
from desk.web.entry.credentials import Credentials
from desk.web.entry.forgery import PEER
from desk.web.entry.provider import provider_of
from desk.web.frame.admission import nobody_named
from desk.web.frame.templating import templates
from desk.wiring import Workbench
from vault import Layout, os_cause
from vault.errors import ArchiveError, UsageError

_FIRST_S = 3.0
_PAUSE_S = 0.05  # between masks of some 7 ms, so that pages go first
_TURN_S = 0.0005
"""How long a thread computes while others wait for Python, who by default wait ten times as long: a
page waits so after each of its some forty questions to the catalogue while somebody searches."""
WASTE = (5_000, 10, 1_000)
"""How many new objects make Python look for waste among the young; how many such looks, among the
middle-aged, and how many of those, among all. To look through all takes everybody 50 to 150 ms; by
Python's own measure that came each half a minute."""
_LOCAL = {"127.0.0.1", "::1", "localhost"}
_AGAIN_S = (1.0, 5.0, 30.0)


def seat_of(workbench: Workbench, system: str, *, secure: bool = False) -> Seat:
    """What the pages need, over an opened vault."""
    vault = workbench.vault
    return Seat(
        workbench=workbench,
        credentials=Credentials(credentials_file(vault.layout.root)),
        traces=Viewings(vault),
        pictures=Pictures(vault, workbench.airlock),
        checker=Checker(vault.layout),
        templates=templates(),
        system=system,
        secure=secure,
        proxy_header=workbench.settings.web.proxy_header,
        provider=provider_of(workbench.settings.web),
    )


def credentials_file(root: Path) -> Path:
    """Where a vault's passwords and sessions lie."""
    return Layout(root).desk / "credentials.sqlite"


class NoPlace(UsageError):
    """The pages cannot be where they were wanted."""

    code = "A020"
    what = "Сторінки не можна відкрити за адресою {host}, порт {port}: {cause}."
    remedy = "Назвіть інший порт або адресу (sprava serve --port, --host)."


def serve(
    workbench: Workbench,
    system: str,
    *,
    host: str,
    port: int,
    secure: bool,
    watch: bool,
    begun: Callable[[], None] = lambda: None,
) -> None:
    """Answer until told to stop.

    Args:
        workbench: an opened vault.
        system: the operating system's user.
        host: address to listen at.
        port: likewise.
        secure: browsers come by https, through a proxy.
        watch: take documents in, too.
        begun: called when nothing keeps browsers from coming any more.

    Raises:
        UsageError: nobody is named in the vault, and others than this machine would be let in.
        NoPlace: nobody can listen there.
    """
    sys.setswitchinterval(_TURN_S)
    gc.set_threshold(*WASTE)
    seat = seat_of(workbench, system, secure=secure)
    if host not in _LOCAL and nobody_named(seat):
        raise UsageError(
            reason="користувачів ще не названо (sprava user add), тому сторінки відкриваються "
            "лише на цьому комп'ютері (127.0.0.1)"
        )
    place = _place(host, port)
    begun()
    app = make_app(seat)
    config = uvicorn.Config(
        behind_a_proxy(app) if secure else app,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # those of a proxy are read above, once it is known who it is
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    app.state.stopping = _Stopping(server)
    seat.traces.start()
    threading.Thread(target=seat.pictures.warm, name="pictures", daemon=True).start()
    warming = threading.Thread(target=_warm, args=(workbench, server), name="warm", daemon=True)
    warming.start()
    try:
        # The server raises once more what stopped it; without a handler that would be our end here.
        with stopping(), _watching(workbench.vault.layout.root, watch=watch):
            asyncio.run(server.serve([place]))
    finally:
        place.close()
        seat.traces.stop()


def _place(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise NoPlace(host=host, port=port, cause=os_cause(error)) from error


def _warm(workbench: Workbench, server: uvicorn.Server) -> None:
    """What the first case file and the first search need is made ready before somebody waits.

    Not at once: who has just started the program looks at a page first.
    """
    time.sleep(_FIRST_S)

    def stopped() -> bool:
        time.sleep(_PAUSE_S)
        return server.should_exit

    with suppress(ArchiveError):  # whoever prints is told
        for name in VOLUME:
            workbench.press.template(name)
    with suppress(ArchiveError):  # whoever searches is told
        workbench.finder.warm(stopped)


def behind_a_proxy(app: Any) -> Any:
    """The application, told which machine is connected, whatever a proxy says of the browser's."""

    async def told(scope: Any, receive: Any, send: Any) -> None:
        scope[PEER] = (scope.get("client") or ("",))[0]
        await proxied(scope, receive, send)

    proxied: Any = ProxyHeadersMiddleware(app)
    return told


class _Stopping:
    """Whether the server was told to stop."""

    def __init__(self, server: uvicorn.Server) -> None:
        self._server = server

    def is_set(self) -> bool:
        return self._server.should_exit


@contextmanager
def _watching(root: Path, *, watch: bool) -> Iterator[None]:
    """A child that watches the inbox as long as the server runs."""
    over = threading.Event()
    child: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        # Whoever waits for a page goes first; what arrives takes what is left. In a session of its
        # own it would take as much as the pages, however nice (sched(7), autogroup).
        command = ["nice", sys.executable, "-m", "desk", "--vault", str(root), "watch"]
        tries = 0
        while not over.is_set():
            child[:] = [
                subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    cwd=Path(__file__).parents[2],
                    env={k: v for k, v in os.environ.items() if k != "SPRAVA_USER"},
                    process_group=0,
                )
            ]
            child[0].wait()
            over.wait(_AGAIN_S[min(tries, len(_AGAIN_S) - 1)])
            tries += 1

    beside = threading.Thread(target=keep, name="watch", daemon=True)
    if watch:
        beside.start()
    try:
        yield
    finally:
        over.set()
        for one in child:
            one.terminate()
            one.wait()
