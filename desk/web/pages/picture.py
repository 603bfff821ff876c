"""`/picture/…`: a page of a document as a picture, for whoever may read it.

Knows: the address. Does not know: how a picture is made. Keeps: asked for every time who looks;
browsers keep a picture for minutes and for this session alone, and proxies never.
"""

from __future__ import annotations

from starlette.responses import Response

from desk.web.documents.looking import readable
from desk.web.frame import Visit, page
from desk.web.frame.sending import send_picture
from desk.web.frame.turns import Work


def picture(visit: Visit) -> Response:
    """A JPEG of a page (from 0) in one of three widths."""
    params = visit.request.path_params
    with visit.reading() as reading:
        document = readable(reading, params["document"])
    width = visit.number("w", 900) or 900
    tag, data = visit.seat.pictures.of(document, params["page"], width)
    visit.viewed(document.case, document.id)
    return send_picture(visit.request, data, tag)


ROUTES = [page("/picture/{document}/{page:int}", picture, work=Work.FILES)]
