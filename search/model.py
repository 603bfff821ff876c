"""What a search shows to a person or a script.

Knows: the shape scripts rely on (`sprava search --json`).
Does not know: how it came about.
Keeps: names and types of that shape.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document that was found, where it stands today.

    Attributes:
        document: its id.
        case: number of the case file; None while it is in none.
        volume: number of the volume; None likewise.
        sheet: label of the sheet with the best page (`17`, `12а`); None when not numbered.
        title: as registered.
        date: of the document; None when it has none.
        snippet: HTML with <b> around what was found.
        score: how well it matches; only its order means anything.
    """

    document: str
    case: str | None
    volume: int | None
    sheet: str | None
    title: str
    date: dt.date | None
    snippet: str
    score: float

    def as_json(self) -> dict[str, Any]:
        """One of `hits`."""
        return {
            "document": self.document,
            "case": self.case,
            "volume": self.volume,
            "sheet": self.sheet,
            "title": self.title,
            "date": self.date and self.date.isoformat(),
            "snippet": self.snippet,
            "score": round(self.score, 3),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The answer to a query.

    Attributes:
        query: as it was typed.
        total: documents that match and may be seen.
        hits: some of them, best first.
        suggestion: a query that would find something, when this one finds nothing.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    suggestion: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The document printed by `sprava search --json`."""
        return {
            "query": self.query,
            "total": self.total,
            "hits": [hit.as_json() for hit in self.hits],
            "suggestion": self.suggestion,
        }
