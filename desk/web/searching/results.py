"""What a search found, ready to be shown or taken away as a list.

Knows: facets beside one another, words of places, files of lists. Does not know: who may see what.
Keeps: nothing is in a list that the reader's search did not find.
"""

from __future__ import annotations

import contextlib
import html
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from desk.spreadsheet import csv_table
from desk.web.documents.leafing import address
from desk.web.searching.asked import FACETS, PAGE, SearchAsked, said
from inventory.access import Reading
from inventory.forms import FoundDocument
from inventory.volumes.sheets import label
from search import Choice, FacetName, Finder, Hit, SearchResult
from search.errors import WordsTooCommon
from search.finding.counting import CHOICES_MAX

LISTED_MAX = 500
_TAG = re.compile(r"</?b>")
_COLUMNS = ("№ з/п", "Справа", "Том", "Аркуш", "Сторінка", "Документ", "Вид", "Дата", "Уривок")
_FEW = 6


@dataclass(frozen=True, slots=True)
class TickBox:
    """A choice of a facet, to be ticked."""

    id: str
    value: str
    label: str
    count: int
    ticked: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """A facet: the first boxes, and those behind «ще».

    Attributes:
        cut: there may be more choices than these.
    """

    name: str
    title: str
    boxes: tuple[TickBox, ...]
    more: tuple[TickBox, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A found document, ready to be shown.

    Attributes:
        address: of the page that matches best.
        others: other pages that match: label and address.
        left: how many more there are.
    """

    hit: Hit
    address: str
    place: str
    words: Markup
    others: tuple[tuple[str, str], ...]
    left: int


def find(finder: Finder, asked: SearchAsked, reading: Reading) -> SearchResult:
    """One page of what is found, with facets.

    Raises:
        QuerySyntaxError, IndexBroken.
    """
    return finder.find(
        asked.query,
        asked.filters,
        reading=reading,
        sort=asked.sort,
        limit=PAGE,
        offset=PAGE * (asked.page - 1),
        facets=True,
        grouped=asked.grouped,
    )


def panels(
    finder: Finder, asked: SearchAsked, reading: Reading, result: SearchResult
) -> Iterator[Panel]:
    """The facets worth showing; one that is ticked counts what its other choices would find."""
    counted = {facet.name: facet.choices for facet in result.facets}
    for name, title in FACETS.items():
        ticked = asked.chosen.get(name, ())
        choices = counted.get(name, ())
        if ticked:
            wider = asked.without(name)
            with contextlib.suppress(WordsTooCommon):  # too many without it: only it is shown
                beside = finder.find(
                    wider.query, wider.filters, reading=reading, limit=0, facets=True
                )
                choices = next(f.choices for f in beside.facets if f.name is name)
        boxes = list(_boxes(name, choices, ticked))
        if ticked or len(boxes) > 1:
            few = max(_FEW, sum(box.ticked for box in boxes))
            cut = len(choices) == CHOICES_MAX
            yield Panel(name.value, title, tuple(boxes[:few]), tuple(boxes[few:]), cut)


def _boxes(name: FacetName, choices: Iterable[Choice], ticked: tuple[str, ...]) -> list[TickBox]:
    counts = {one.value: one.count for one in choices}
    labels = {one.value: one.label for one in choices}
    missing = [value for value in ticked if value not in counts]
    boxes = [
        TickBox(
            id=f"{name.value}-{zlib.crc32(value.encode()):08x}",
            value=value,
            label=labels.get(value) or said(name, value),
            count=counts.get(value, 0),
            ticked=value in ticked,
        )
        for value in (*counts, *missing)
    ]
    if name is FacetName.YEAR:
        boxes.sort(key=lambda box: -int(box.value))
    return sorted(boxes, key=lambda box: not box.ticked)


def rows(hits: Iterable[Hit], asked: SearchAsked, joiner: str) -> list[FoundRow]:
    """Hits, ready to be shown."""
    found = []
    for hit in hits:
        others = [page for page in hit.pages if page not in {0, hit.page}]
        found.append(
            FoundRow(
                hit=hit,
                address=address(hit.document, hit.page, asked.query),
                place=place(hit, joiner),
                words=_marked(hit.snippet),
                others=tuple(
                    (str(page), address(hit.document, page, asked.query)) for page in others[:_FEW]
                ),
                left=max(len(others) - _FEW, 0),
            )
        )
    return found


def _marked(snippet: str) -> Markup:
    """The snippet with marks; search has escaped everything else in it."""
    return Markup(snippet.replace("<b>", "<mark>").replace("</b>", "</mark>"))  # noqa: S704


def place(hit: Hit, joiner: str) -> str:
    """«т. 1, арк. 12а»; the page where sheets have no numbers."""
    said_ = [f"т. {hit.volume}"] if hit.volume else []
    if hit.sheet:
        said_.append(f"арк. {label(hit.sheet).written(joiner)}")
    elif hit.page:
        said_.append(f"с. {hit.page}")
    return ", ".join(said_)


def plain(snippet: str) -> str:
    """A snippet without marks, as the text has it."""
    return html.unescape(_TAG.sub("", snippet))


def listed(hits: Iterable[Hit], joiner: str) -> tuple[FoundDocument, ...]:
    """Hits as the printed list has them."""
    return tuple(
        FoundDocument(
            case=hit.case or "",
            place=place(hit, joiner),
            title=hit.title or hit.kind,
            kind=hit.kind,
            date=hit.date,
            words=plain(hit.snippet),
        )
        for hit in hits
    )


def table(hits: Iterable[Hit], joiner: str) -> bytes:
    """Hits as a spreadsheet opens them."""
    return csv_table(
        _COLUMNS,
        (
            (
                position,
                hit.case,
                hit.volume or None,
                label(hit.sheet).written(joiner) if hit.sheet else None,
                hit.page or None,
                hit.title,
                hit.kind,
                hit.date,
                plain(hit.snippet),
            )
            for position, hit in enumerate(hits, 1)
        ),
    )
