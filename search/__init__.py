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
    from search.counting import FACETS
    from search.documents import EVERYTHING, Documents
    from search.engine import CARD, Answer, Change, Found, Index, Page, Stamp
    from search.filters import Filters
    from search.finding import Finder
    from search.following import follow, waiting
    from search.help import Example, examples
    from search.keeping_up import follow_or_rebuild, followed, rebuild
    from search.model import Box, Choice, Facet, FacetName, Hit, HitGroup, Place, SearchResult, Sort
    from search.nodes import Field, FieldName, Node
    from search.projection import SearchProjection
    from search.query import parse, resolve
    from search.serving import VaultIndex, advised, engine_at, installed
    from search.snippets import snippet

_HOMES = {
    "advised": "search.serving",
    "engine_at": "search.serving",
    "installed": "search.serving",
    "Analysis": "search.analysis",
    "Answer": "search.engine",
    "Box": "search.model",
    "CARD": "search.engine",
    "Change": "search.engine",
    "Choice": "search.model",
    "Documents": "search.documents",
    "Example": "search.help",
    "examples": "search.help",
    "EVERYTHING": "search.documents",
    "Facet": "search.model",
    "FACETS": "search.counting",
    "FacetName": "search.model",
    "Field": "search.nodes",
    "FieldName": "search.nodes",
    "Filters": "search.filters",
    "Finder": "search.finding",
    "follow": "search.following",
    "follow_or_rebuild": "search.keeping_up",
    "followed": "search.keeping_up",
    "Found": "search.engine",
    "HitGroup": "search.model",
    "Hit": "search.model",
    "Index": "search.engine",
    "Node": "search.nodes",
    "Page": "search.engine",
    "parse": "search.query",
    "Place": "search.model",
    "rebuild": "search.keeping_up",
    "resolve": "search.query",
    "SearchProjection": "search.projection",
    "SearchResult": "search.model",
    "snippet": "search.snippets",
    "Sort": "search.model",
    "Stamp": "search.engine",
    "waiting": "search.following",
    "VaultIndex": "search.serving",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(_HOMES[name]), name)


__all__ = [
    "CARD",
    "EVERYTHING",
    "FACETS",
    "Analysis",
    "Answer",
    "Box",
    "Change",
    "Choice",
    "Documents",
    "Example",
    "Facet",
    "FacetName",
    "Field",
    "FieldName",
    "Filters",
    "Finder",
    "Found",
    "Hit",
    "HitGroup",
    "Index",
    "Node",
    "Page",
    "Place",
    "SearchProjection",
    "SearchResult",
    "Sort",
    "Stamp",
    "VaultIndex",
    "advised",
    "engine_at",
    "examples",
    "follow",
    "follow_or_rebuild",
    "followed",
    "installed",
    "parse",
    "rebuild",
    "resolve",
    "snippet",
    "waiting",
]
