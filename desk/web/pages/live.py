"""Telling pages that something changed, so that they ask anew for what they show.

Knows: where changes leave their mark on the disk. Does not know: what a page shows.
Keeps: an event says only that something happened, never what; a stopped server waits for nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from desk.watching import NAME
from desk.web.frame import Visit, admit
from desk.web.seat import Seat
from vault import Layout

_LOOK_S = 1.0
_ALIVE_EVERY = 15


def _state(layout: Layout) -> tuple[int, ...]:
    """What is other as soon as the journal grew or a file came, went or was claimed."""
    places = [layout.head, layout.inbox, layout.quarantine, layout.claimed, layout.desk / NAME]
    with suppress(OSError):
        places += [place for place in layout.inbox.iterdir() if place.is_dir()]
        places += layout.claimed.iterdir()
    seen = []
    for place in places:
        with suppress(OSError):
            seen.append(place.stat().st_mtime_ns)
    return tuple(seen)


async def events(request: Request) -> Response:
    """A stream of «changed» (server-sent events)."""
    seat: Seat = request.app.state.seat
    refused = await run_in_threadpool(admit, Visit(request, seat))
    if refused is not None:
        return Response(status_code=403)
    return StreamingResponse(
        _changes(request, seat.workbench.vault.layout),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _changes(request: Request, layout: Layout) -> AsyncIterator[str]:
    known = await run_in_threadpool(_state, layout)
    yield "retry: 3000\n\n"
    quiet = 0
    while not await request.is_disconnected() and not request.app.state.stopping.is_set():
        await asyncio.sleep(_LOOK_S)
        now = await run_in_threadpool(_state, layout)
        quiet += 1
        if now != known:
            known, quiet = now, 0
            yield "event: changed\ndata: \n\n"
        elif quiet >= _ALIVE_EVERY:
            quiet = 0
            yield ": alive\n\n"


ROUTES = [Route("/events", events)]
