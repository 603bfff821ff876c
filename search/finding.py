"""Finding: a query, filters and permissions in; documents with volume, sheet and snippet out.

Knows: how the catalogue answers filters and where a page stands today.
Does not know: ranking, engines. Keeps: what a reader may not see takes no part in matching,
counting, snippets or suggestions; the index knows pages, the plan knows sheets.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory import CaseFile, Document, VolumePlan, kind_of
from inventory.queries import case_by_key, get_document, plan_of
from inventory.tables import case_table, document_table
from search.analysis import Analysis
from search.engine import CARD, Found, Index
from search.errors import IndexBroken
from search.following import Progress, card_text, follow, text_pages
from search.model import Hit, SearchResult
from search.query import Field, FieldName, Node, parse, resolve
from search.snippets import snippet
from search.whoosh_engine import WhooshIndex
from vault import Vault

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
Place = tuple[int | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the catalogue narrows a search to.

    Attributes:
        first, last: of the documents' own dates, both included.
    """

    case: str | None = None
    kind: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None


class Finder:
    """Searches one vault."""

    def __init__(self, vault: Vault, index: Index, analysis: Analysis) -> None:
        """`analysis` must be the one the index was made with."""
        self._vault = vault
        self._index = index
        self._analysis = analysis

    def find(
        self, query: str, filters: Filters, *, limit: int = 20, offset: int = 0
    ) -> SearchResult:
        """The best documents for a query.

        Raises:
            QuerySyntaxError: nothing in it can be searched for. IndexBroken: see `rebuild`.
        """
        with self._vault.read() as connection:
            tree = resolve(parse(query), lambda field: _answer(connection, field))
            allowed = _allowed(connection, filters)
            answer = self._index.search(tree, allowed.__contains__, limit=limit, offset=offset)
            places = _Places(connection)
            hits = tuple(self._hit(connection, tree, found, places) for found in answer.found)
            suggestion = None
            if not answer.total:
                better = self._index.suggest(parse(query), allowed.__contains__)
                suggestion = str(better) if better is not None else None
        return SearchResult(query=query, total=answer.total, hits=hits, suggestion=suggestion)

    def _hit(self, connection: Connection, tree: Node, found: Found, places: _Places) -> Hit:
        document = get_document(connection, found.document)
        text = card_text(document, places.case(document.case))
        if found.page != CARD:
            pages = text_pages(self._vault, connection, document)
            text = pages[found.page - 1] if found.page <= len(pages) else text
        volume, sheet = places.of(document, found.page)
        return Hit(
            document=document.id,
            case=places.case(document.case).number,
            volume=volume,
            sheet=sheet,
            title=document.title,
            date=dt.date.fromisoformat(document.date[:10]) if document.date else None,
            snippet=snippet(text, tree, self._analysis),
            score=found.score,
        )


class _Places:
    """Where pages stand today; a case file is planned once for all its hits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cases: dict[str, CaseFile] = {}
        self._plans: dict[str, tuple[VolumePlan, ...]] = {}

    def case(self, key: str) -> CaseFile:
        if key not in self._cases:
            self._cases[key] = case_by_key(self._connection, key)
        return self._cases[key]

    def of(self, document: Document, page: int) -> Place:
        """Volume and sheet of a page (from 1; `CARD` for the first sheet)."""
        if document.case not in self._plans:
            self._plans[document.case] = plan_of(self._connection, self.case(document.case))
        sheets: list[Place] = []
        volumes: list[int] = []
        for plan in self._plans[document.case]:
            for row in plan.rows:
                for member in row.members:
                    if member.document == document.id:
                        volumes.append(plan.number)
                        sheets += [(plan.number, str(entry)) for entry in member.labels]
        if not sheets:
            return (volumes[0] if volumes else None), None
        per_sheet = max(1, -(-document.pages // len(sheets)))
        return sheets[min(max(page - 1, 0) // per_sheet, len(sheets) - 1)]


def _allowed(connection: Connection, filters: Filters) -> frozenset[str]:
    """Documents that may be shown and pass the filters."""
    query = sa.select(document_table.c.id).where(document_table.c.restricted == 0)
    if filters.case is not None:
        query = query.where(document_table.c.case_key.in_(_case_keys(filters.case)))
    if filters.kind is not None:
        query = query.where(document_table.c.kind == kind_of(filters.kind).code)
    if filters.first is not None:
        query = query.where(document_table.c.date >= filters.first.isoformat())
    if filters.last is not None:
        after = filters.last + dt.timedelta(days=1)
        query = query.where(document_table.c.date < after.isoformat())
    return frozenset(connection.execute(query).scalars())


def _case_keys(number: str) -> sa.Select[tuple[str]]:
    return sa.select(case_table.c.key).where(
        sa.or_(case_table.c.number == number, case_table.c.number == number.replace("_", "/"))
    )


def _answer(connection: Connection, field: Field) -> frozenset[str]:
    """The documents a filter within the query names."""
    return _FILTERS[field.name](connection, field.value.strip())


def _ids(connection: Connection, condition: sa.ColumnElement[bool]) -> frozenset[str]:
    query = sa.select(document_table.c.id).where(condition)
    return frozenset(connection.execute(query).scalars())


def _of_case(connection: Connection, value: str) -> frozenset[str]:
    return _ids(connection, document_table.c.case_key.in_(_case_keys(value)))


def _of_volume(connection: Connection, value: str) -> frozenset[str]:
    if not value.isdecimal():
        return frozenset()
    found: set[str] = set()
    for key in connection.execute(sa.select(case_table.c.key)).scalars().all():
        for plan in plan_of(connection, case_by_key(connection, key)):
            if plan.number == int(value):
                found.update(m.document for row in plan.rows for m in row.members)
    return frozenset(found)


def _of_kind(connection: Connection, value: str) -> frozenset[str]:
    return _ids(connection, document_table.c.kind == kind_of(value).code)


def _of_date(connection: Connection, value: str) -> frozenset[str]:
    iso = "-".join(reversed(value.split("."))) if "." in value else value
    if not _DATE.match(iso):
        return frozenset()
    return _ids(connection, document_table.c.date.startswith(iso, autoescape=True))


def _of_party(connection: Connection, value: str) -> frozenset[str]:
    cases = sa.select(case_table.c.key).where(case_table.c.title.contains(value, autoescape=True))
    return _ids(
        connection,
        sa.or_(
            document_table.c.case_key.in_(cases),
            document_table.c.sender.contains(value, autoescape=True),
        ),
    )


def _of_signer(connection: Connection, value: str) -> frozenset[str]:
    return _ids(connection, document_table.c.verdict.contains(value, autoescape=True))


_FILTERS: dict[FieldName, Callable[[Connection, str], frozenset[str]]] = {
    FieldName.CASE: _of_case,
    FieldName.VOLUME: _of_volume,
    FieldName.KIND: _of_kind,
    FieldName.DATE: _of_date,
    FieldName.PARTY: _of_party,
    FieldName.SIGNER: _of_signer,
}


def rebuild(vault: Vault, index: WhooshIndex, progress: Progress) -> int:
    """Make the index anew beside the serving one and let it serve; how many documents it has."""
    fresh = index.anew()
    follow(vault, fresh, progress=progress)
    while not index.adopt(fresh):  # the old one went on meanwhile
        follow(vault, fresh, progress=progress)
    return index.stamp().documents


def follow_or_rebuild(
    vault: Vault, index: WhooshIndex, progress: Progress, stopped: Callable[[], bool]
) -> int:
    """Let the index follow; one that is missing or broken is made anew."""
    try:
        index.stamp()
    except IndexBroken:
        return rebuild(vault, index, progress)
    return follow(vault, index, progress=progress, stopped=stopped)
