"""Надходження: what arrives, live; files sent from the browser; what was registered today.

Knows: the page, and how a body is taken in while it comes. Does not know: what an item is worth
telling (arriving.py), where a file goes (ingest/uploading.py).
Keeps: a file that is sent is never in memory whole; who sent it is the journal's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import anyio.from_thread
import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from desk.rights import numbers_seen
from desk.web.arrivals.arriving import STATES, items, progress, registered_today, shown_first
from desk.web.at_hand.seat import Seat
from desk.web.documents.recognition import recognising
from desk.web.frame import Visit, admit, page, post, turn
from desk.web.frame.admission import SessionOver
from desk.web.frame.advice import for_pages, status_of
from desk.web.frame.turns import Work
from ingest.uploading import Uploaded, receive
from inventory import CaseFile, nearest
from inventory.access import Action
from inventory.queries import get_case, no_such_case
from inventory.tables import case_table
from vault.errors import ArchiveError, UsageError

_PIECE = 1024 * 1024
_OFFERED = 10
_COMPARED = 5000


def arrivals(visit: Visit) -> Response:
    """What is not registered, what was today, and what still goes on."""
    state = visit.query("state")
    found = items(visit)
    return visit.page(
        "arrivals_part.html" if visit.partial else "arrivals.html",
        items=shown_first(found, state),
        state=state if state in STATES else "",
        states=STATES,
        counts=Counter(one.state for one in found),
        total=len(found),
        today=registered_today(visit),
        max_mib=visit.workbench.settings.limits.file_mib,
        **_slow(visit),
    )


def reading_now(visit: Visit) -> Response:
    """How far the slow work is: asked for with each page that is recognised."""
    return visit.page("arrivals_reading.html", **_slow(visit))


def _slow(visit: Visit) -> dict[str, Any]:
    with visit.reading() as reading:
        reading.demand(Action.REGISTER)
        now = recognising(visit.workbench.vault.layout, reading)
    return {"progress": progress(visit), "reading": now}


def case_options(visit: Visit) -> Response:
    """Numbers of case files one may register in, as the one who types goes on; nearest first."""
    wanted = visit.query("number") or visit.query("case")
    with visit.reading() as reading:
        reading.demand(Action.REGISTER)
        mine = sa.select(case_table.c.number, case_table.c.key).where(
            reading.cases(Action.REGISTER)
        )
        newest = case_table.c.opened_at.desc()
        like = mine.where(case_table.c.number.contains(wanted, autoescape=True))
        rows = list(reading.connection.execute(like.order_by(newest).limit(_OFFERED)))
        if wanted and len(rows) < _OFFERED:
            known = {r.number: r for r in reading.connection.execute(mine.limit(_COMPARED))}
            close = nearest(wanted, known, count=_OFFERED)
            rows += [known[number] for number in close if known[number] not in rows]
        offered = [(row.number, reading.case_of(row.key).title) for row in rows]
    return visit.page("arrivals_cases.html", offered=offered)


def send_form(visit: Visit) -> Response:
    """Files of an ordinary form, where no script runs."""
    case = _case(visit, visit.text("case"))
    files = [one for one in visit.form.getlist("files") if isinstance(one, UploadFile)]
    files = [one for one in files if one.filename]
    if not files:
        raise UsageError(reason="файлів не обрано")
    for one in files:
        _receive(visit, _pieces(one), str(one.filename), case, one.size)
    return visit.go("/arrivals", f"Надіслано файлів: {len(files)}.")


def _pieces(upload: UploadFile) -> Iterator[bytes]:
    while piece := upload.file.read(_PIECE):
        yield piece


async def send(request: Request) -> Response:
    """One file as the raw body of the request."""
    seat: Seat = request.app.state.seat
    visit = Visit(request, seat)
    try:
        if await run_in_threadpool(admit, visit) is not None:
            raise SessionOver
        async with turn(request, Work.FILES, body_read=False):
            sent = await run_in_threadpool(_sent, visit, request)
    except ArchiveError as error:
        error = await run_in_threadpool(visit.discreet, error)
        said = for_pages(" ".join(error.sentences()))
        status = status_of(error)
        if visit.actor:  # strangers are not listened to
            await _heard_out(request, seat.workbench.settings.limits.file_mib * _PIECE)
        return JSONResponse({"said": said, "code": error.code}, status)
    except ClientDisconnect:
        return Response(status_code=400)
    return JSONResponse({"path": sent.path, "size": sent.size}, 201)


async def _heard_out(request: Request, max_bytes: int) -> None:
    """Let the browser finish: it reads no answer before it has sent what it began."""
    heard = 0
    with suppress(ClientDisconnect, RuntimeError):  # gone, or heard already
        async for chunk in request.stream():
            heard += len(chunk)
            if heard > max_bytes:
                break


def _sent(visit: Visit, request: Request) -> Uploaded:
    case = _case(visit, visit.query("case"))
    said = request.headers.get("content-length", "")
    size = int(said) if said.isdecimal() else None
    return _receive(visit, _body(request), visit.query("name"), case, size)


def _body(request: Request) -> Iterator[bytes]:
    """The body in pieces, asked for from the thread that writes them."""
    stream = request.stream()

    async def following() -> bytes | None:
        return await anext(stream, None)

    piece = bytearray()
    while (chunk := anyio.from_thread.run(following)) is not None:
        piece += chunk
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _case(visit: Visit, number: str) -> CaseFile | None:
    """Where the files go; asked before gigabytes come, the guard asks again.

    Raises:
        NoSuchCase, AccessDenied.
    """
    with visit.reading() as reading:
        reading.demand(Action.REGISTER)
        case = get_case(reading.connection, number) if number else None
        if case is not None and not reading.may(Action.SEE, case.key):
            raise no_such_case(number, numbers_seen(reading))
        reading.demand(Action.REGISTER, case.key if case else "")
        return case


def _receive(
    visit: Visit, pieces: Iterator[bytes], name: str, case: CaseFile | None, size: int | None
) -> Uploaded:
    return receive(
        visit.workbench.vault,
        pieces,
        name=name,
        case=case,
        actor=visit.actor,
        max_bytes=visit.workbench.settings.limits.file_mib * _PIECE,
        size=size,
    )


ROUTES = [
    page("/arrivals", arrivals),
    page("/arrivals/cases", case_options),
    page("/arrivals/reading", reading_now),
    Route("/arrivals/upload", send, methods=["PUT"]),
    post("/arrivals/upload", send_form, action=Action.REGISTER, work=Work.FILES),
]
