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
    from search.documents import EVERYTHING, Documents
    from search.engines.door import CARD, Answer, Change, Found, Index, Page, Stamp
    from search.finding.counting import FACETS
    from search.finding.filters import Filters
    from search.finding.finder import Finder
    from search.finding.snippets import snippet
    from search.index.following import follow, waiting
    from search.index.keeping_up import follow_or_rebuild, followed, rebuild
    from search.index.serving import VaultIndex, advised, engine_at, installed
    from search.model import Box, Choice, Facet, FacetName, Hit, HitGroup, Place, SearchResult, Sort
    from search.projection import SearchProjection
    from search.query.help import Example, examples
    from search.query.nodes import Field, FieldName, Node
    from search.query.parsing import brief, parse, resolve

_HOMES = {
    "advised": "search.index.serving",
    "engine_at": "search.index.serving",
    "installed": "search.index.serving",
    "Analysis": "search.analysis",
    "Answer": "search.engines.door",
    "Box": "search.model",
    "brief": "search.query.parsing",
    "CARD": "search.engines.door",
    "Change": "search.engines.door",
    "Choice": "search.model",
    "Documents": "search.documents",
    "Example": "search.query.help",
    "examples": "search.query.help",
    "EVERYTHING": "search.documents",
    "Facet": "search.model",
    "FACETS": "search.finding.counting",
    "FacetName": "search.model",
    "Field": "search.query.nodes",
    "FieldName": "search.query.nodes",
    "Filters": "search.finding.filters",
    "Finder": "search.finding.finder",
    "follow": "search.index.following",
    "follow_or_rebuild": "search.index.keeping_up",
    "followed": "search.index.keeping_up",
    "Found": "search.engines.door",
    "HitGroup": "search.model",
    "Hit": "search.model",
    "Index": "search.engines.door",
    "Node": "search.query.nodes",
    "Page": "search.engines.door",
    "parse": "search.query.parsing",
    "Place": "search.model",
    "rebuild": "search.index.keeping_up",
    "resolve": "search.query.parsing",
    "SearchProjection": "search.projection",
    "SearchResult": "search.model",
    "snippet": "search.finding.snippets",
    "Sort": "search.model",
    "Stamp": "search.engines.door",
    "waiting": "search.index.following",
    "VaultIndex": "search.index.serving",
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
    "brief",
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
