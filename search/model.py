"""What a search shows to a person or a script.

Knows: the shape scripts rely on (`sprava search --json`).
Does not know: how it came about.
Keeps: names and types of that shape.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from dataclasses import dataclass
from typing import Any


class Sort(enum.StrEnum):
    """In which order results come."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    CASE = "case"


class FacetName(enum.StrEnum):
    """By what results are counted and narrowed."""

    CASE = "case"
    KIND = "kind"
    YEAR = "year"
    PARTY = "party"
    JUDGE = "judge"
    UNIT = "unit"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page of a document, where it stands today.

    Attributes:
        document: its id.
        page: from 1; 0 is the registration card, which is no page.
        volume: number of the volume; None while it is in none.
        sheet: label of the sheet (`17`, `12а`); None when not numbered.
        back: whether the page is the back of the sheet.
    """

    document: str
    page: int
    volume: int | None = None
    sheet: str | None = None
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document that was found, where it stands today.

    Attributes:
        document: its id.
        case: number of the case file; None while it is in none.
        case_key: the case file's key.
        volume: number of the volume; None likewise.
        sheet: label of the sheet with the best page (`17`, `12а`); None when not numbered.
        page: the best page, from 1; 0 when only the registration card matches.
        pages: all pages on which something asked for stands; 0 as above.
        title: as registered.
        kind: name of its kind.
        date: of the document; None when it has none.
        snippet: HTML with <b> around what was found.
        score: how well it matches; only its order means anything.
    """

    document: str
    case: str | None
    case_key: str
    volume: int | None
    sheet: str | None
    page: int
    pages: tuple[int, ...]
    title: str
    kind: str
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
            "page": self.page,
            "pages": list(self.pages),
            "title": self.title,
            "kind": self.kind,
            "date": self.date and self.date.isoformat(),
            "snippet": self.snippet,
            "score": round(self.score, 3),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class HitGroup:
    """Results of one case file.

    Attributes:
        case_key: its key.
        case: its number.
        title: as the reader may see it.
        total: how many of its documents match.
        hits: the best of them.
    """

    case_key: str
    case: str
    title: str
    total: int
    hits: tuple[Hit, ...]

    def as_json(self) -> dict[str, Any]:
        """One of `groups`."""
        return {
            "case": self.case,
            "title": self.title,
            "total": self.total,
            "hits": [hit.as_json() for hit in self.hits],
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: what `Filters` wants, what a person reads, how many results have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """How results divide by something; the commonest values first, at most twenty."""

    name: FacetName
    choices: tuple[Choice, ...]

    def as_json(self) -> dict[str, Any]:
        """One of `facets`."""
        return {
            "name": self.name.value,
            "choices": [dataclasses.asdict(choice) for choice in self.choices],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The answer to a query.

    Attributes:
        query: as it was typed.
        understood: as it was read, in the query language.
        total: documents that match and may be seen.
        hits: some of them, in the order asked for; none when they are grouped.
        suggestion: a query that would find something, when this one finds nothing.
        facets: how all that match divide; none unless asked for.
        groups: some case files, when results are grouped.
        cases: how many case files the documents are in, when results are grouped.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    understood: str = ""
    suggestion: str | None = None
    facets: tuple[Facet, ...] = ()
    groups: tuple[HitGroup, ...] = ()
    cases: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The document printed by `sprava search --json`."""
        return {
            "query": self.query,
            "understood": self.understood,
            "total": self.total,
            "hits": [hit.as_json() for hit in self.hits],
            "suggestion": self.suggestion,
            "facets": [facet.as_json() for facet in self.facets],
            "groups": [group.as_json() for group in self.groups],
        }


WHOLE = 1_000_000
"""Of it places on a page are parts where only whole numbers pass."""


@dataclass(frozen=True, slots=True)
class Box:
    """A found word on the picture of a page: fractions of its width and height, from upper left."""

    left: float
    top: float
    width: float
    height: float
