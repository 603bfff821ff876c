"""Turns: how much dear work is done at once, and how much of it for one person.

Knows: which kinds of work can take seconds, and who waits for it. Does not know: what the work is.
Keeps: whoever waits, waits on no thread, so that pages that are not dear always find one; nobody
has all turns of a kind; what nobody waits for any more is not begun.
"""

from __future__ import annotations

import asyncio
import enum
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request

from vault.errors import ArchiveError, ExitCode


class Busy(ArchiveError):
    """Earlier requests, the person's own or everybody's, keep us busy longer than one waits."""

    code = "A017"
    exit = ExitCode.LOCKED
    what = "Ще працюємо над попередніми запитами."
    kept = "Цей запит не розпочато, нічого не змінено."
    remedy = "Зачекайте кілька секунд і повторіть."


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a kind of work is done.

    Attributes:
        at_once: for everybody.
        each: of that for one person.
        waiting: of one person's that wait; whoever asks for more is told to come again.
        patience_s: who has waited so long is told the same.
    """

    at_once: int
    each: int
    waiting: int
    patience_s: float


class Work(enum.Enum):
    """What can take seconds; of the forty threads that answer pages the kinds have 16."""

    SEARCH = Share(at_once=4, each=2, waiting=8, patience_s=20)
    """Questions to the index."""
    FILES = Share(at_once=12, each=6, waiting=1000, patience_s=120)
    """Pictures, prints, copies, uploads: what waits for a child process, the press or a network.
    A browser asks for six at once."""


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """In the queue: whose, and what comes true with the turn."""

    who: str
    turn: asyncio.Future[None]


class Turns:
    """The turns of one kind of work; for one event loop."""

    def __init__(self, share: Share) -> None:
        """Nobody is there yet."""
        self._share = share
        self._at_work = Counter[str]()
        self._queue: list[_Place] = []

    @asynccontextmanager
    async def taken(self, who: str, request: Request | None) -> AsyncIterator[None]:
        """A turn of `who`, for as long as the context lasts.

        `request` tells whether they still wait; None while its body is still to come.

        Raises:
            Busy: it takes too long. ClientDisconnect: nobody waits for it any more.
        """
        if sum(place.who == who for place in self._queue) >= self._share.waiting:
            raise Busy
        place = _Place(who, asyncio.get_running_loop().create_future())
        self._queue.append(place)
        try:
            self._next()
            if not place.turn.done():
                await self._come(place.turn, request)
            yield
        finally:
            if place in self._queue:
                self._queue.remove(place)
            else:
                self._at_work -= Counter((who,))
            self._next()

    def _next(self) -> None:
        """Give what turns are free to whoever waits longest and has not had their share."""
        for place in list(self._queue):
            free = self._at_work.total() < self._share.at_once
            if free and self._at_work[place.who] < self._share.each and not place.turn.done():
                self._queue.remove(place)
                self._at_work[place.who] += 1
                place.turn.set_result(None)

    async def _come(self, turn: asyncio.Future[None], request: Request | None) -> None:
        """Raises: Busy, ClientDisconnect."""
        watching = asyncio.create_task(_watch(request, turn)) if request is not None else None
        try:
            async with asyncio.timeout(self._share.patience_s):
                await turn
        except TimeoutError:
            raise Busy from None
        finally:
            if watching is not None:
                watching.cancel()


async def _watch(request: Request, turn: asyncio.Future[None]) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    if not turn.done():
        turn.set_exception(ClientDisconnect())


def all_turns() -> dict[Work, Turns]:
    """Of every kind of work."""
    return {work: Turns(work.value) for work in Work}
