"""Finding: a query, filters and permissions in; documents with volume, sheet and snippet out.

Knows: where a page stands today, and when the index must be made anew.
Does not know: ranking, engines. Keeps: what a reader may not see takes no part in matching,
counting, snippets or suggestions; the index knows pages, the plan knows sheets.
"""

from __future__ import annotations

import datetime as dt
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.engine import Connection

from inventory import CaseFile, Document, VolumePlan
from inventory.queries import case_by_key, get_document, plan_of
from search.analysis import Analysis
from search.engine import CARD, Found, Index
from search.errors import IndexBroken
from search.filters import Answering, Filters
from search.following import Progress, card_text, follow, newest, text_pages
from search.model import Hit, SearchResult
from search.query import Node, parse
from search.snippets import snippet
from search.whoosh_engine import WhooshIndex
from vault import Vault
from vault.errors import ArchiveError

Place = tuple[int | None, str | None]
_FOLLOW_S = 0.5
_TURN_S = 0.0005  # of a thread, while the index follows


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
            answering = Answering(connection, self._analysis, filters)
            tree = answering.resolved(parse(query))
            allowed = answering.allowed()
            answer = self._index.search(tree, allowed.__contains__, limit=limit, offset=offset)
            places = _Places(connection)
            hits = tuple(self._hit(connection, tree, found, places) for found in answer.found)
            suggestion = None
            if not answer.total:
                better = self._index.suggest(tree, allowed.__contains__)
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


def rebuild(
    vault: Vault,
    index: WhooshIndex,
    progress: Progress,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Make the index anew beside the serving one and let it serve; how many documents it has.

    What a rebuild has done before it was stopped is used by the next one.
    """
    with suppress(IndexBroken):
        if _is_ahead(vault, index):
            index.discard()
    fresh = index.anew()
    if _is_ahead(vault, fresh):
        fresh.remove()
        fresh = index.anew()
    while True:
        follow(vault, fresh, progress=progress, stopped=stopped)
        if stopped() or index.adopt(fresh):
            return fresh.stamp().documents
        # The old one went on meanwhile.


def follow_or_rebuild(
    vault: Vault, index: WhooshIndex, progress: Progress, stopped: Callable[[], bool]
) -> int:
    """Let the index follow; one that is missing, broken or of another journal is made anew."""
    with suppress(IndexBroken):
        if not _is_ahead(vault, index):
            return follow(vault, index, progress=progress, stopped=stopped)
    return rebuild(vault, index, progress, stopped)


@contextmanager
def followed(vault: Vault, index: WhooshIndex) -> Iterator[None]:
    """Let the index follow beside other work: what is read is found before the last is read.

    It may lag behind at the end, and its failures are not told: `follow_or_rebuild` then says.
    """
    over = threading.Event()

    def keep_up() -> None:
        while not over.wait(_FOLLOW_S):
            with suppress(ArchiveError):
                follow_or_rebuild(vault, index, lambda _done, _total: None, over.is_set)

    beside = threading.Thread(target=keep_up, name="index")
    turns = sys.getswitchinterval()
    beside.start()
    # The index only computes: whoever feeds the children would wait a whole turn after every call
    # of the system.
    sys.setswitchinterval(_TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(turns)
        over.set()
        beside.join()


def _is_ahead(vault: Vault, index: Index) -> bool:
    """Whether an index knows more than the journal: the journal was put back to an older state."""
    return index.stamp().sequence > newest(vault)
