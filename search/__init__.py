"""Finding documents by their words: Ukrainian text, the query language, the engines.

This is the door: other packages use these names and `search.errors`.
"""

from search.analysis import Analysis
from search.engine import CARD, Answer, Change, Found, Index, Page, Stamp
from search.finding import Filters, Finder, follow_or_rebuild, rebuild
from search.following import follow, waiting
from search.model import Hit, SearchResult
from search.projection import SearchProjection
from search.query import Field, FieldName, Node, parse, resolve
from search.snippets import snippet
from search.whoosh_engine import WhooshIndex

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
    "parse",
    "rebuild",
    "resolve",
    "snippet",
    "waiting",
]
