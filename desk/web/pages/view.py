"""Перегляд: a document's pages with their sheets, its words, signatures and everything known of it.

Knows: which parts the page has and how one gets to a sheet. Does not know: how pages are drawn,
what a signature is worth. Keeps: content is shown only to whoever may read it, and every view
leaves its trace; of what may not be read the page has the open data and says so.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from desk.registered import DIRECTIONS, document_json
from desk.web.at_hand.pictures import shown_by
from desk.web.documents import looking
from desk.web.documents.leafing import Leafed, address, leafed, plain
from desk.web.documents.recognition import recognising
from desk.web.documents.words import words_of
from desk.web.frame import Visit, page
from desk.web.frame.advice import for_pages
from desk.web.frame.turns import Work
from ingest.projection import still_unread
from inventory import Document
from inventory.access import Action, Reading
from inventory.access.queries import who_is
from inventory.queries import contents_of
from inventory.volumes.sheets import label
from search.engines.door import CARD
from search.finding.places import CasePlaces
from search.model import Box, Place
from search.reading import read_pages
from vault.errors import ArchiveError, NotFound

_FORMS = {"paper": "паперовий", "electronic": "електронний"}
_BESIDE = {"signature": "підпис", "own-signature": "підпис суду"}


@dataclass(frozen=True, slots=True)
class Around:
    """Where a document stands among those of its case file, from 1, and its neighbours' ids."""

    at: int
    of: int
    before: str
    behind: str


@dataclass(frozen=True, slots=True)
class Hits:
    """Where what is looked for stands in the case file.

    Attributes:
        pages: of this document.
        count: pages in the whole case file.
        ahead: how many of them are in documents before this one.
        before, behind: addresses of the found page nearest to the one that opens.
        out_before, out_behind: the same of those in other documents.
        cards: documents of the case file whose registration card matches.
        on_card: whether this one's does.
        said: why nothing could be looked for; empty otherwise.
    """

    query: str
    pages: frozenset[int] = frozenset()
    count: int = 0
    ahead: int = 0
    before: str = ""
    behind: str = ""
    out_before: str = ""
    out_behind: str = ""
    cards: int = 0
    on_card: bool = False
    said: str = ""

    def at(self, page: int) -> int:
        """Which of all it is, from 1; 0 when the page is not among them."""
        return self.ahead + sorted(self.pages).index(page) + 1 if page in self.pages else 0


def view(visit: Visit) -> Response:
    """The page; `sheet`, `page`, `volume` and `q` of the address say where to open it.

    `absent` names a sheet that was asked for and has no page.
    """
    seat = visit.seat
    with visit.reading() as reading:
        connection = reading.connection
        document = looking.exactly(reading, visit.request.path_params["document"])
        case = reading.case_of(document.case)
        places = seat.places.case(connection, document.case)
        if not reading.may(Action.READ, document.case, document.id):
            return _stub(visit, reading, document, places)
        seen = leafed(visit, connection, places, [document])[0]
        if visit.query("sheet"):
            return _to_sheet(visit, seen, places)
        hits = _hits(visit, reading, places, seen)
        answer = visit.page(
            "view.html",
            case=case,
            document=document,
            seen=seen,
            start=_start(visit, seen, hits),
            hits=hits,
            absent=_absent(visit, seen, places),
            may_export=reading.may(Action.EXPORT, document.case, document.id),
            reports=looking.reported(visit.workbench.vault, connection, document),
            card=document_json(connection, document),
            who=partial(who_is, connection),
            directions=DIRECTIONS,
            forms=_FORMS,
            links=list(looking.linked(reading, document)),
            copies=looking.copies(visit.workbench.vault, connection, document),
            beside=[
                (_BESIDE[role], name, one.sha512)
                for role, name, one in contents_of(connection, document.id)
                if role in _BESIDE
            ],
            around=_around(document, places),
            **_recognised(visit, reading, document),
        )
    visit.viewed(document.case, document.id)
    return answer


def reading_now(visit: Visit) -> Response:
    """How far a document's recognition is; nothing of its content."""
    with visit.reading() as reading:
        document = looking.readable(reading, visit.request.path_params["document"])
        said = _recognised(visit, reading, document)
    return visit.page("view_reading.html", document=document, **said)


def _recognised(visit: Visit, reading: Reading, document: Document) -> dict[str, Any]:
    """Whether the document waits for its words, and how far their recognition is."""
    lacks = still_unread(reading.connection, [document.id]).get(document.id)
    waits = lacks is not None and not lacks.text
    now = recognising(visit.workbench.vault.layout, reading).open if waits else ()
    own = next((one for one in now if one.document.id == document.id), None)
    return {"waits": waits, "recognition": own}


def _stub(visit: Visit, reading: Reading, document: Document, places: CasePlaces) -> Response:
    """Open data, and nothing else."""
    return visit.page(
        "view_stub.html",
        case=reading.case_of(document.case),
        document=reading.shown_document(document),
        around=_around(document, places),
    )


def _around(document: Document, places: CasePlaces) -> Around:
    order = list(places.labels)
    at = order.index(document.id)
    before = order[at - 1] if at else ""
    return Around(at + 1, len(order), before, order[at + 1] if at + 1 < len(order) else "")


def _start(visit: Visit, seen: Leafed, hits: Hits) -> int:
    """The page to open at, from 1."""
    pages = [one.page for one in seen.pages if one.page]
    return _opening(visit, hits.pages, pages) or (pages[0] if pages else 0)


def _opening(visit: Visit, found: Collection[int], pages: Collection[int]) -> int:
    """The page asked for, or else the first found from `from` on, or else the first found."""
    asked, since = visit.number("page"), visit.number("from") or 0
    if asked and asked in pages:
        return asked
    return min(found, key=lambda page: (page < since, page), default=0)


def _to_sheet(visit: Visit, seen: Leafed, places: CasePlaces) -> Response:
    """Go on to a sheet of this document, or else of its volume.

    Raises:
        NotFound: there is no such sheet.
    """
    sheet, volume = visit.query("sheet"), visit.number("volume")
    found = seen.at(sheet, volume)
    key = seen.document.case
    if found is not None and found.volume is not None:
        return RedirectResponse(seen.way_to(sheet, found.volume), 303)
    labels = places.labels.get(seen.document.id, [])
    volume = volume or (labels[0][0] if labels else 1)
    return RedirectResponse(f"/case/{quote(key, safe='')}/sheet/{volume}/{quote(sheet)}", 303)


def _absent(visit: Visit, seen: Leafed, places: CasePlaces) -> str:
    """The sheet of this document that was asked for and has no page, as the court writes it."""
    asked, volume = plain(visit.query("absent")), visit.number("volume")
    if not seen.pages or (volume, asked) not in places.labels.get(seen.document.id, []):
        return ""
    found = seen.at(asked, volume)
    if found is not None and found.page:
        return ""
    return label(asked).written(visit.workbench.settings.numbering.joiner)


# -- what was looked for -------------------------------------------------------------------


def _hits(visit: Visit, reading: Reading, places: CasePlaces, seen: Leafed) -> Hits:
    query = visit.query("q")
    if not query:
        return Hits("")
    try:
        finder, number = visit.workbench.finder, places.case.number
        every = finder.in_case(query, number, reading=reading, cards=True)
    except ArchiveError as error:
        return Hits(query, said=for_pages(error.sentences()[0]))

    def order(place: Place) -> tuple[int, int]:
        return places.order(place.document), place.page

    here = [one for one in every if one.document in places.labels]  # not of another container
    found = [one for one in here if one.page != CARD]
    cards = {one.document for one in here if one.page == CARD}
    document = seen.document.id
    mine = frozenset(one.page for one in found if one.document == document)
    at = _opening(visit, mine, [one.page for one in seen.pages])

    def nearest(first: int, last: int) -> tuple[str, str]:
        """Of the found pages before and behind these pages of the document."""
        before = [one for one in found if order(one) < (places.order(document), first)]
        behind = [one for one in found if order(one) > (places.order(document), last)]
        return _there(before[-1:], query), _there(behind[:1], query)

    before, behind = nearest(at, at)
    out_before, out_behind = nearest(0, sys.maxsize)
    return Hits(
        query=query,
        pages=mine,
        count=len(found),
        ahead=sum(order(one) < (places.order(document), 0) for one in found),
        before=before,
        behind=behind,
        out_before=out_before,
        out_behind=out_behind,
        cards=len(cards),
        on_card=document in cards,
    )


def _there(places: Sequence[Place], query: str) -> str:
    return "".join(address(one.document, one.page, query) for one in places)


# -- parts of the page ---------------------------------------------------------------------


def words(visit: Visit) -> Response:
    """The words of a page over its picture, what is looked for marked."""
    number, query = visit.request.path_params["page"], visit.query("q")
    workbench = visit.workbench
    marks: tuple[Box, ...] = ()
    with visit.reading() as reading:
        document = looking.readable(reading, visit.request.path_params["document"])
        content = shown_by(document)
        pages = visit.seat.pictures.sizes([content])[content].pages if content else ()
        if not 1 <= number <= len(pages):
            raise NotFound(what_for="сторінку", name=str(number))
        width, height = pages[number - 1]
        found = words_of(
            workbench.vault,
            workbench.airlock,
            reading.connection,
            document,
            number,
            height / width,
        )
        if query:
            try:
                marks = workbench.finder.boxes_of(
                    query, document.id, number, airlock=workbench.airlock, reading=reading
                )
            except ArchiveError:
                marks = ()  # the page itself has said why
    return visit.page("words.html", number=number, words=found, marks=marks)


def text(visit: Visit) -> Response:
    """All words of a document as plain text, page by page."""
    with visit.reading() as reading:
        document = looking.readable(reading, visit.request.path_params["document"])
        case = reading.case_of(document.case)
        pages = read_pages(visit.workbench.vault, reading.connection, document)
    visit.viewed(document.case, document.id)
    return visit.page("view_text.html", case=case, document=document, pages=pages)


def changes(visit: Visit) -> Response:
    """Pages that look different since they were signed, as they were and as they are.

    Raises:
        NotFound: no page of the document does.
    """
    vault = visit.workbench.vault
    with visit.reading() as reading:
        document = looking.readable(reading, visit.request.path_params["document"])
        case = reading.case_of(document.case)
        every = looking.reported(vault, reading.connection, document)
    reports = [one for one in every if one.newest and one.pictures]
    if not reports:
        raise NotFound(what_for="зображення", name=document.title or document.name)
    visit.viewed(document.case, document.id)
    return visit.page("view_changes.html", case=case, document=document, reports=reports)


def history(visit: Visit) -> Response:
    """What happened to a document."""
    with visit.reading() as reading:
        document = looking.readable(reading, visit.request.path_params["document"])
        found = looking.happened(reading, visit.workbench.vault, document)
    return visit.page("view_history.html", document=document, found=found)


ROUTES = [
    page("/view/{document}", view, work=Work.SEARCH),
    page("/view/{document}/words/{page:int}", words, work=Work.FILES),
    page("/view/{document}/text", text),
    page("/view/{document}/reading", reading_now),
    page("/view/{document}/changes", changes),
    page("/view/{document}/history", history),
]
