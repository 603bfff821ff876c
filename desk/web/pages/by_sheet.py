"""`/case/…/volume/…`: a whole volume as one scroll; `/case/…/sheet/…`: on to where a sheet is.

Knows: volumes and labels. Does not know: how a page is shown. Keeps: in a volume, a document the
reader may not read has its place and no content.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from starlette.responses import RedirectResponse, Response

from desk.web.cases.casework import open_case_at
from desk.web.documents.leafing import Leafed, address, leafed, of_volume, plain, volumes_of
from desk.web.documents.looking import exactly
from desk.web.frame import Visit, page
from inventory import CaseFile
from inventory.access import Action
from inventory.queries import as_bound
from inventory.tables import document_table
from vault.errors import NotFound


def volume(visit: Visit) -> Response:
    """All documents of a volume in order, their pages one below the other."""
    key, number = visit.request.path_params["key"], visit.request.path_params["volume"]
    with visit.reading() as reading:
        case = reading.shown(open_case_at(visit, reading))
        connection = reading.connection
        places = visit.seat.places.case(connection, key)
        documents = of_volume(connection, places, number)
        if not documents:
            raise NotFound(what_for="том", name=str(number))
        query = sa.select(document_table.c.id).where(
            document_table.c.case_key == key, reading.documents()
        )
        open_to = set(connection.execute(query).scalars())
        seen = iter(
            leafed(
                visit,
                connection,
                places,
                [one for one in documents if one.id in open_to],
                volume=number,
            )
        )
        parts = [
            next(seen)
            if one.id in open_to
            else Leafed(document=reading.shown_document(one), pages=(), shut=True)
            for one in documents
        ]
    volumes = volumes_of(places)
    return visit.page("volume.html", case=case, number=number, volumes=volumes, parts=parts)


def sheet(visit: Visit) -> Response:
    """Where a sheet of a volume is: on to the page that shows it.

    Raises:
        NotFound: there is no such sheet.
    """
    params = visit.request.path_params
    key, number, label = params["key"], params["volume"], plain(params["label"])
    with visit.reading() as reading:
        open_case_at(visit, reading)
        places = visit.seat.places.case(reading.connection, key)
        own = next(
            (one for one, labels in places.labels.items() if (number, label) in labels), None
        )
        found = own or _of_copy(reading.connection, places.case, number, label)
        if found is None:
            raise NotFound(what_for="аркуш", name=f"{params['label']}, том {number}")
        to = address(found, 0)
        if own and reading.may(Action.READ, key, own):
            parts = leafed(visit, reading.connection, places, [exactly(reading, own)])
            to = parts[0].way_to(label, number)
    return RedirectResponse(to, 303)


def _of_copy(connection: Connection, case: CaseFile, number: int, label: str) -> str | None:
    """Whose certified copy has the sheet by which it is longer than the original (814 VII.23)."""
    return next(
        (
            member.document
            for volume in as_bound(connection, case)
            if volume.number == number
            for row in volume.rows
            for member in row.members
            if label in map(str, member.labels)
        ),
        None,
    )


ROUTES = [
    page("/case/{key:case}/volume/{volume:int}", volume),
    page("/case/{key:case}/sheet/{volume:int}/{label}", sheet),
]
