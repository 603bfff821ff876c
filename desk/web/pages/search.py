"""Пошук: one field, what was found by document or by case file, facets, saved searches, lists.

Knows: the page and its parts. Does not know: the query language, ranking, what may be seen.
Keeps: every answer has an address that can be passed on and means the same to whoever may see the
same; a list that is taken away is recorded, and so judged, before it goes out.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import QueryParams
from starlette.responses import Response

from desk.web.frame import Visit, page, post
from desk.web.frame.advice import for_pages
from desk.web.frame.sending import file_headers
from desk.web.frame.turns import Work
from desk.web.searching import results
from desk.web.searching.asked import PAGE, SORTS, SearchAsked
from desk.web.searching.saved import Saved
from inventory.access import Action
from inventory.forms import SearchResults, search_results
from inventory.language.days import KYIV
from inventory.service.exporting import record_list_export
from search import Hit, SearchResult, Sort, brief, examples, waiting
from search.errors import QuerySyntaxError
from vault.errors import UsageError


def search(visit: Visit) -> Response:
    """The page, or its changing part."""
    asked = SearchAsked.of(visit.request.query_params)
    result, said, status, panels = None, "", 200, []
    finder = visit.workbench.finder
    with visit.reading() as reading:
        reading.demand(Action.READ)
        if asked.query:
            try:
                result = results.find(finder, asked, reading)
                panels = list(results.panels(finder, asked, reading, result))
            except QuerySyntaxError as error:
                what, _, remedy = error.sentences()
                said, status = for_pages(f"{what} {remedy}"), 400
        behind = result is not None and bool(
            waiting(reading.connection, visit.workbench.index.stamp().sequence)
        )
        may_export = reading.may(Action.EXPORT)
    joiner = visit.workbench.settings.numbering.joiner
    shown = result.cases if result and asked.grouped else result.total if result else 0
    answer = visit.page(
        "search_found.html" if visit.partial else "search.html",
        status=status,
        asked=asked,
        result=result,
        said_wrong=said,
        panels=panels,
        rows=results.rows(result.hits, asked, joiner) if result else [],
        groups=[(one, results.rows(one.hits, asked, joiner)) for one in result.groups]
        if result
        else [],
        pages=-(-(shown or 0) // PAGE),
        suggestion=_suggested(result),
        understood=_understood(result),
        behind=behind,
        may_export=may_export,
        listed_max=results.LISTED_MAX,
        sorts=SORTS,
        help=examples(),
        saved=_saved(visit).of(_whose(visit)),
    )
    if visit.partial:
        answer.headers["HX-Push-Url"] = asked.address if asked.query else "/search"
    return answer


def _suggested(result: SearchResult | None) -> str:
    return brief(result.suggestion) if result and result.suggestion else ""


def _understood(result: SearchResult | None) -> str:
    """How the query was read, where that is not what was typed."""
    if result is None:
        return ""
    read = brief(result.understood)
    return "" if read.casefold() == result.query.casefold() else read


# -- lists that are taken away -----------------------------------------------------------------


def take(visit: Visit) -> Response:
    """The list as CSV or PDF, recorded first.

    Raises:
        UsageError: nothing is found. AccessDenied.
    """
    ending = visit.request.path_params["ending"]
    makers: dict[str, Callable[[Visit, SearchAsked, SearchResult], bytes]] = {
        "csv": _csv,
        "pdf": _pdf,
    }
    if ending not in makers:
        raise UsageError(reason=f"переліку у форматі «{ending}» немає")
    asked = SearchAsked.of(QueryParams(visit.text("asked")))
    with visit.reading() as reading:
        reading.demand(Action.EXPORT)
        result = visit.workbench.finder.find(
            asked.query,
            asked.filters,
            reading=reading,
            sort=asked.sort,
            limit=results.LISTED_MAX,
        )
    if not result.hits:
        raise UsageError(reason="за цим запитом нічого не знайдено, тож вивести нічого")
    data = makers[ending](visit, asked, result)
    with visit.workbench.vault.transaction(visit.actor) as tx:
        record_list_export(tx, asked.query, _cases(result.hits), ending=ending)
        tx.commit()
    kinds = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
    headers = file_headers(f"Результати пошуку.{ending}")
    return Response(data, media_type=kinds[ending], headers=headers)


def _cases(hits: tuple[Hit, ...]) -> dict[str, str]:
    return {hit.document: hit.case_key for hit in hits}


def _csv(visit: Visit, _asked: SearchAsked, result: SearchResult) -> bytes:
    return results.table(result.hits, visit.workbench.settings.numbering.joiner)


def _pdf(visit: Visit, asked: SearchAsked, result: SearchResult) -> bytes:
    at = visit.workbench.vault.clock()
    who = visit.user.name if visit.user else visit.actor
    narrowed = (*asked.narrowed(), *([f"порядок: {SORTS[asked.sort]}"] if _ordered(asked) else []))
    value = SearchResults(
        court=visit.workbench.settings.court.name,
        query=asked.query,
        narrowed=narrowed,
        made=f"{at.astimezone(KYIV):%d.%m.%Y %H:%M}, {who}",
        found=result.total,
        rows=results.listed(result.hits, visit.workbench.settings.numbering.joiner),
    )
    return visit.workbench.press.print(search_results(value), at=at, draft=False).pdf


def _ordered(asked: SearchAsked) -> bool:
    return asked.sort is not Sort.RELEVANCE


# -- saved searches ------------------------------------------------------------------------------


def _saved(visit: Visit) -> Saved:
    return Saved(visit.workbench.vault.layout.desk / "saved.sqlite")


def _whose(visit: Visit) -> str:
    return visit.session.login if visit.session else visit.actor


def keep(visit: Visit) -> Response:
    """Save a search under a name."""
    with visit.reading() as reading:
        reading.demand(Action.READ)
    asked = SearchAsked.of(QueryParams(visit.text("asked"))).at(1)
    if not asked.query:
        raise UsageError(reason="запит порожній, тож зберегти нічого")
    _saved(visit).keep(_whose(visit), visit.text("name") or asked.query[:80], asked.asked)
    return visit.go(asked.address, "Пошук збережено.")


def drop(visit: Visit) -> Response:
    """Forget a saved search."""
    _saved(visit).drop(_whose(visit), visit.request.path_params["number"])
    return visit.go("/search", "Пошук вилучено.")


ROUTES = [
    page("/search", search, work=Work.SEARCH),
    post("/search/list.{ending}", take, work=Work.SEARCH),
    post("/search/saved", keep),
    post("/search/saved/{number:int}/drop", drop),
]
