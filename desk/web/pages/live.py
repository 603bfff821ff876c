"""Telling pages that something changed, so that they ask anew for what they show.

Knows: where changes leave their mark on the disk. Does not know: what a page shows.
Keeps: an event says only that something happened, never what, and of recognition, which goes on for
hours, not more than that it does; a stopped server waits for nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from desk.watching import NAME
from desk.web.at_hand.seat import Seat
from desk.web.frame import Visit, admit
from ingest.underway import places as readings
from vault import Layout

_LOOK_S = 1.0
_ALIVE_EVERY = 15
_COARSE_NS = 10_000_000
"""By how much the clock of files may be behind."""


def _state(layout: Layout) -> tuple[int, ...]:
    """What is other as soon as the journal grew or a file came, went or was claimed."""
    places = [layout.head, layout.inbox, layout.quarantine, layout.claimed, layout.desk / NAME]
    with suppress(OSError):
        places += [place for place in layout.inbox.iterdir() if place.is_dir()]
        places += layout.claimed.iterdir()
    return _stamps(places)


def _stamps(places: Iterable[Path]) -> tuple[int, ...]:
    seen = []
    for place in places:
        with suppress(OSError):
            seen.append(place.stat().st_mtime_ns)
    return tuple(seen)


def _look(layout: Layout) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The state of all, and that of what is being recognised."""
    return _state(layout), _stamps(readings(layout))


async def events(request: Request) -> Response:
    """A stream of «changed», and of «reading» (server-sent events)."""
    seat: Seat = request.app.state.seat
    visit = Visit(request, seat)
    refused = await run_in_threadpool(admit, visit)
    if refused is not None:
        return Response(status_code=403)
    since = visit.query("since")
    shown = int(since) if since.isdecimal() and len(since) < 20 else visit.began_ns
    return StreamingResponse(
        _changes(request, seat.workbench.vault.layout, shown - _COARSE_NS),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _changes(request: Request, layout: Layout, shown: int) -> AsyncIterator[str]:
    """What goes on, and at once what did after `shown`, when the page was made."""
    known, read = await run_in_threadpool(_look, layout)
    yield "retry: 3000\n\n"
    if max(known, default=0) > shown:
        yield "event: changed\ndata: \n\n"
    elif max(read, default=0) > shown:
        yield "event: reading\ndata: \n\n"
    quiet = 0
    while not await request.is_disconnected() and not request.app.state.stopping.is_set():
        await asyncio.sleep(_LOOK_S)
        now, reads = await run_in_threadpool(_look, layout)
        quiet += 1
        if now != known:
            known, read, quiet = now, reads, 0
            yield "event: changed\ndata: \n\n"
        elif reads != read:
            read, quiet = reads, 0
            yield "event: reading\ndata: \n\n"
        elif quiet >= _ALIVE_EVERY:
            quiet = 0
            yield ": alive\n\n"


ROUTES = [Route("/events", events)]
