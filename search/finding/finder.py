"""Finding: a query, filters and permissions in; documents with volume, sheet and snippet out.

Knows: in which order, groups and numbers results are shown, and what of a page was found.
Does not know: ranking, engines, plans. Keeps: what a reader may not see takes no part in matching,
counting, snippets or suggestions; the index knows pages, the plan knows sheets.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy.engine import Connection

from inventory import Document
from inventory.access import Action, Reading, Viewer
from inventory.queries import documents_by_id, get_document
from search.analysis import Analysis
from search.documents import Documents, number_of, numbers_of
from search.engines.door import CARD, Answer, Found
from search.errors import QuerySyntaxError
from search.finding.board import NO_DAY, Board, Codes
from search.finding.counting import facets_of
from search.finding.filters import NO_FILTERS, Answering, Filters
from search.finding.places import CasePlaces, Places
from search.finding.sight import Sights
from search.finding.snippets import marked_words, snippet
from search.index.following import card_text
from search.index.serving import VaultIndex
from search.model import WHOLE, Box, Hit, HitGroup, Place, SearchResult, Sort
from search.query.nodes import And, Field, FieldName, Node
from search.query.parsing import parse
from search.query.retyping import retyped
from search.reading import WrittenPage, read_pages
from vault import Vault
from vault.airlock import Airlock

_PER_GROUP = 3
_PIECES = re.compile(r"(\d+)|(\D+)")
_ANYBODY = Viewer("")  # reads all that is not restricted
_DEEP = 10  # documents looked at for each case file wanted; more, when they are all in one


class Finder:
    """Searches one vault; any number of threads may ask."""

    def __init__(self, vault: Vault, index: VaultIndex, analysis: Analysis) -> None:
        """`analysis` must be the one the index was made with."""
        self._vault = vault
        self._index = index
        self._analysis = analysis
        self._sights = Sights()
        self._places = Places()

    def warm(self, stopped: Callable[[], bool]) -> None:
        """Have ready what the first questions need; for a thread beside them.

        Raises:
            IndexBroken: there is none yet.
        """
        with self._vault.read() as connection:
            self._sights.of(Reading(connection, _ANYBODY))
        self._index.warm(stopped)

    def find(
        self,
        query: str,
        filters: Filters = NO_FILTERS,
        *,
        reading: Reading | None = None,
        sort: Sort = Sort.RELEVANCE,
        limit: int = 20,
        offset: int = 0,
        facets: bool = False,
        grouped: bool = False,
    ) -> SearchResult:
        """The best documents for a query, or the case files they are in (`grouped`).

        `reading` is that of whoever asks; None of whoever may read all that is not restricted.
        `limit` and `offset` count documents, or case files.

        Raises:
            QuerySyntaxError: nothing in it can be searched for (NoSuchKind: of such a kind).
            IndexBroken.
        """
        with self._vault.read() as connection:
            asked = self._asked(connection, parse(query), filters, reading)
            groups: tuple[HitGroup, ...] = ()
            hits: tuple[Hit, ...] = ()
            if grouped:
                answer, groups = self._grouped(asked, limit=limit, offset=offset)
            else:
                answer = self._answer(asked, sort, limit=limit, offset=offset)
                hits = self._hits(asked, answer.found)
            suggestion = None if answer.total else self._suggested(asked, query)
            counted = facets or grouped
            rows = answer.matching(asked.board.numbers) if counted else np.empty(0, np.int64)
            return SearchResult(
                query=query,
                understood=str(asked.tree),
                total=answer.total,
                hits=hits,
                suggestion=suggestion,
                facets=facets_of(asked.board, rows) if facets else (),
                groups=groups,
                cases=len(np.unique(asked.board.case[rows])) if grouped else None,
            )

    def in_case(
        self, query: str, case: str, *, reading: Reading | None = None, cards: bool = False
    ) -> tuple[Place, ...]:
        """Every page of a case file (its number) on which something asked for stands, in order.

        With `cards`, registration cards are among them, each before its document's pages.

        Raises:
            QuerySyntaxError, IndexBroken.
        """
        with self._vault.read() as connection:
            found = self._in_case(connection, query, case, reading)
        return tuple(one for one in found if cards or one.page != CARD)

    def boxes_of(
        self,
        query: str,
        document: str,
        page: int,
        *,
        airlock: Airlock,
        reading: Reading | None = None,
    ) -> tuple[Box, ...]:
        """Where on a page's picture (from 1) the words asked for stand.

        Of a recognised page they come from the recognition, of others from their reading copy;
        none where there is neither.

        Raises:
            QuerySyntaxError. AccessDenied: the reader may not read the document. AirlockError.
        """
        with self._vault.read() as connection:
            found = get_document(connection, document)
            if found.restricted:
                return ()
            if reading is not None:
                Reading(connection, reading.viewer).demand(Action.READ, found.case, found.id)
            pages = read_pages(self._vault, connection, found)
            copy = found.reading_copy or found.original
            path = self._vault.locate(copy, connection) if copy else None
        if not 1 <= page <= max(len(pages), found.pages):
            return ()
        lines = pages[page - 1].lines if page <= len(pages) else ()
        if not lines and path is not None and _is_pdf(path):
            seen = airlock.call("search.tasks:places", path=str(path), page=page - 1)
            lines = (tuple((word, Box(*(part / WHOLE for part in box))) for word, *box, _ in seen),)
        text, boxes = [], []
        for line in lines:
            for word, box in line:
                text.append(word)
                boxes.append(box)
            if text:
                text[-1] += "\n"
        marked = marked_words([word + " " for word in text], parse(query), self._analysis)
        return tuple(boxes[number] for number in marked)

    # -- one question ------------------------------------------------------------------------

    def _asked(
        self, connection: Connection, tree: Node, filters: Filters, reading: Reading | None
    ) -> _Asked:
        within = Reading(connection, reading.viewer if reading is not None else _ANYBODY)
        board, allowed = self._sights.of(within)
        answering = Answering(connection, self._analysis, board, filters)
        resolved = answering.resolved(tree)
        if filters != NO_FILTERS:
            mask = allowed.mask(board.numbers) & answering.passing()
            allowed = Documents.among(board.numbers, mask)
        return _Asked(connection, board, tree, resolved, allowed, within)

    def _answer(self, asked: _Asked, sort: Sort, *, limit: int, offset: int) -> Answer:
        if sort is Sort.RELEVANCE:
            return self._index.search(asked.resolved, asked.allowed, limit=limit, offset=offset)
        whole = self._index.search(asked.resolved, asked.allowed, limit=0)
        board = asked.board
        rows = whole.matching(board.numbers)
        day = board.day[rows]
        match sort:
            case Sort.NEWEST:
                order = np.lexsort((rows, -day))
            case Sort.OLDEST:
                order = np.lexsort((rows, np.where(day == NO_DAY, np.iinfo(day.dtype).max, day)))
            case _:
                order = np.lexsort((rows, day, _places_by_number(board, board.case[rows])))
        chosen = rows[order[offset : offset + limit]]
        some = Documents(np.sort(board.numbers[chosen]))
        found = self._index.search(asked.resolved, some, limit=len(chosen)).found
        place = {number: at for at, number in enumerate(board.numbers[chosen].tolist())}
        ordered = sorted(found, key=lambda one: place[number_of(one.document)])
        return Answer(whole.total, tuple(ordered), whole.matching)

    def _suggested(self, asked: _Asked, query: str) -> str | None:
        """A query like one that finds nothing, which finds something the reader may see."""
        better = self._index.suggest(asked.resolved, asked.allowed)
        if better is not None:
            return str(better)
        for meant in retyped(query):
            try:
                tree = parse(meant)
                answering = Answering(asked.connection, self._analysis, asked.board)
                resolved = answering.resolved(tree)
                if self._index.search(resolved, asked.allowed, limit=0).total:
                    return str(tree)
            except QuerySyntaxError:
                continue
        return None

    def _grouped(
        self, asked: _Asked, *, limit: int, offset: int
    ) -> tuple[Answer, tuple[HitGroup, ...]]:
        """Case files by their best document."""
        board, wanted, deep = asked.board, offset + limit, (offset + limit) * _DEEP
        while True:
            answer = self._index.search(asked.resolved, asked.allowed, limit=deep)
            rows = board.rows(numbers_of(one.document for one in answer.found))
            by_case: dict[int, list[Found]] = {}
            for code, found in zip(board.case[rows].tolist(), answer.found, strict=True):
                by_case.setdefault(code, []).append(found)
            if len(by_case) >= wanted or deep >= answer.total:
                break
            deep *= 4
        counts = np.bincount(board.case[answer.matching(board.numbers)], minlength=1)
        shown = {board.cases.texts[code]: code for code in list(by_case)[offset:wanted]}
        places = self._places.cases(asked.connection, shown)
        groups = []
        for key, code in shown.items():
            case = asked.reading.shown(places[key].case)
            groups.append(
                HitGroup(
                    case_key=key,
                    case=case.number,
                    title=case.title,
                    total=int(counts[code]),
                    hits=self._hits(asked, by_case[code][:_PER_GROUP]),
                )
            )
        return answer, tuple(groups)

    def _in_case(
        self, connection: Connection, query: str, case: str, reading: Reading | None
    ) -> tuple[Place, ...]:
        tree = And((parse(query), Field(FieldName.CASE, case)))
        asked = self._asked(connection, tree, NO_FILTERS, reading)
        answer = self._index.search(asked.resolved, asked.allowed, limit=len(asked.board.numbers))
        documents = documents_by_id(connection, [found.document for found in answer.found])
        cases = self._places.cases(connection, {one.case for one in documents.values()})
        found_places = []
        for found in answer.found:
            document = documents[found.document]
            places = cases[document.case]
            blank = _blank(read_pages(self._vault, connection, document))
            for page in found.pages:
                order = places.case.key, places.order(document.id), page
                found_places.append((order, places.of(document, page, blank)))
        return tuple(place for _, place in sorted(found_places, key=lambda one: one[0]))

    def _hits(self, asked: _Asked, found: Sequence[Found]) -> tuple[Hit, ...]:
        documents = documents_by_id(asked.connection, [one.document for one in found])
        cases = self._places.cases(asked.connection, {one.case for one in documents.values()})
        hits = ((documents[one.document], one) for one in found)
        return tuple(self._hit(asked, one, cases[one.case], found) for one, found in hits)

    def _hit(self, asked: _Asked, document: Document, places: CasePlaces, found: Found) -> Hit:
        pages = read_pages(self._vault, asked.connection, document)
        text = card_text(document, places.case)
        if CARD < found.page <= len(pages):
            text = pages[found.page - 1].text
        place = places.of(document, found.page, _blank(pages))
        return Hit(
            document=document.id,
            case=places.case.number,
            case_key=document.case,
            volume=place.volume,
            sheet=place.sheet,
            page=found.page,
            pages=found.pages,
            title=document.title,
            kind=document.kind_data.name,
            date=dt.date.fromisoformat(document.date[:10]) if document.date else None,
            snippet=snippet(text, asked.resolved, self._analysis, known=found.marked),
            score=found.score,
        )


@dataclass(frozen=True)
class _Asked:
    """A question to one state of the catalogue."""

    connection: Connection
    board: Board
    tree: Node
    resolved: Node
    allowed: Documents  # what the board does not know may not be seen
    reading: Reading


def _blank(pages: Sequence[WrittenPage]) -> list[int]:
    return [number for number, page in enumerate(pages, start=1) if page.blank]


def _places_by_number(board: Board, codes: Codes) -> Codes:
    """Of each case file its place among these by number: 757/2/25 before 757/10/25."""
    some = np.unique(codes)
    order = sorted(some.tolist(), key=lambda code: _spelled(board.case_numbers[code]))
    places = np.zeros(int(some.max(initial=0)) + 1, np.int32)
    places[order] = np.arange(len(order))
    return places[codes]


def _spelled(number: str) -> list[tuple[int, str]]:
    return [(int(digits or -1), other) for digits, other in _PIECES.findall(number)]


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)
