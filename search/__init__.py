"""Finding documents by their words: Ukrainian text, the query language, the engines.

This is the door: other packages use these names and `search.errors`. What is behind it is loaded
when it is asked for, because most verbs never search.

Knows: texts, queries, ranking. Does not know: case law.
Keeps: what a reader may not see takes no part in any answer.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.analysis import Analysis
    from search.engine import CARD, Answer, Change, Found, Index, Page, Stamp
    from search.filters import Filters
    from search.finding import Finder, follow_or_rebuild, followed, rebuild
    from search.following import follow, waiting
    from search.model import Hit, SearchResult
    from search.projection import SearchProjection
    from search.query import Field, FieldName, Node, parse, resolve
    from search.snippets import snippet
    from search.whoosh_engine import WhooshIndex

_HOMES = {
    "Analysis": "search.analysis",
    "Answer": "search.engine",
    "CARD": "search.engine",
    "Change": "search.engine",
    "Field": "search.query",
    "FieldName": "search.query",
    "Filters": "search.filters",
    "Finder": "search.finding",
    "Found": "search.engine",
    "Hit": "search.model",
    "Index": "search.engine",
    "Node": "search.query",
    "Page": "search.engine",
    "SearchProjection": "search.projection",
    "SearchResult": "search.model",
    "Stamp": "search.engine",
    "WhooshIndex": "search.whoosh_engine",
    "follow": "search.following",
    "follow_or_rebuild": "search.finding",
    "followed": "search.finding",
    "parse": "search.query",
    "rebuild": "search.finding",
    "resolve": "search.query",
    "snippet": "search.snippets",
    "waiting": "search.following",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(_HOMES[name]), name)


__all__ = [
    "CARD",
    "Analysis",
    "Answer",
    "Change",
    "Field",
    "FieldName",
    "Filters",
    "Finder",
    "Found",
    "Hit",
    "Index",
    "Node",
    "Page",
    "SearchProjection",
    "SearchResult",
    "Stamp",
    "WhooshIndex",
    "follow",
    "follow_or_rebuild",
    "followed",
    "parse",
    "rebuild",
    "resolve",
    "snippet",
    "waiting",
]
