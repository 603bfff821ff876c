"""The list of what a search found, as a printed page.

Knows: its columns and its total. Does not know: how anything was found.
Keeps: it says what was asked, by whom and when, and how many of the documents found it lists.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from inventory.forms.slots import day, form
from vault.model import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDocument:
    """A row.

    Attributes:
        case: number of its case file.
        place: volume and sheet.
        words: what of the text was found, without marks.
    """

    case: str
    place: str
    title: str
    kind: str
    date: dt.date | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """A list.

    Attributes:
        narrowed: to what the search was narrowed besides its query.
        made: when and by whom, in words.
        found: how many documents were found, of which `rows` are the first.
    """

    court: str
    query: str
    narrowed: tuple[str, ...]
    made: str
    found: int
    rows: tuple[FoundDocument, ...]


@form("search_results", "Результати пошуку")
def search_results(value: SearchResults) -> dict[str, Json]:
    """Результати пошуку: each document a row."""
    listed = len(value.rows)
    return {
        "court": value.court,
        "query": value.query,
        "narrowed": "; ".join(value.narrowed),
        "made": value.made,
        "rows": [
            {
                "position": str(position),
                "case": row.case,
                "place": row.place,
                "title": row.title if row.title == row.kind else f"{row.title} ({row.kind})",
                "date": day(row.date),
                "words": row.words,
            }
            for position, row in enumerate(value.rows, 1)
        ],
        "total": f"Знайдено документів: {value.found}"
        + ("." if listed == value.found else f", наведено перші {listed}."),
    }
