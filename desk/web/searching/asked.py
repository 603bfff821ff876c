"""What somebody asks the search for, as the page's address has it.

Knows: addresses, filters, words for both. Does not know: who asks, what is found.
Keeps: an address read and written again is the same question; what an address cannot mean is left
out of it, so that any link opens a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from inventory.arrangement.kinds import kinds
from search import FacetName, Filters, Sort
from search.finding.counting import WORTHS
from vault import single_spaced

PAGE = 20
_PAGES_MAX = 100_000
_VALUES_MAX = 50
_DIGITS = 4  # of a year
FACETS = {
    FacetName.CASE: "Справа",
    FacetName.KIND: "Вид документа",
    FacetName.YEAR: "Рік",
    FacetName.PARTY: "Від кого",
    FacetName.JUDGE: "Суддя",
    FacetName.UNIT: "Підрозділ",
    FacetName.VERDICT: "Підписи",
}
SORTS = {
    Sort.RELEVANCE: "за відповідністю",
    Sort.NEWEST: "спершу нові",
    Sort.OLDEST: "спершу давні",
    Sort.CASE: "за номером справи",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAsked:
    """A question.

    Attributes:
        chosen: values of facets; any of a facet's will do.
        grouped: by case file.
        page: from 1.
    """

    query: str = ""
    chosen: Mapping[FacetName, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    grouped: bool = False
    page: int = 1

    @classmethod
    def of(cls, params: QueryParams) -> SearchAsked:
        """What an address asks."""
        chosen = {name: _values(name, params.getlist(name.value)) for name in FACETS}
        page = params.get("page", "")
        sort = params.get("sort", "")
        return cls(
            query=single_spaced(params.get("q", "")),
            chosen={name: values for name, values in chosen.items() if values},
            sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
            grouped=params.get("group") == "case",
            page=min(max(int(page), 1), _PAGES_MAX) if page.isdecimal() else 1,
        )

    @property
    def filters(self) -> Filters:
        """What the catalogue narrows the search to."""
        said: dict[str, tuple[str, ...] | tuple[int, ...]] = {
            name.value: values for name, values in self.chosen.items()
        }
        if FacetName.YEAR in self.chosen:
            said["year"] = tuple(map(int, self.chosen[FacetName.YEAR]))
        return Filters(**said)  # type: ignore[arg-type]

    @property
    def asked(self) -> str:
        """The query part of the address."""
        pairs = [("q", self.query)]
        pairs += [(name.value, one) for name, values in self.chosen.items() for one in values]
        if self.sort is not Sort.RELEVANCE:
            pairs.append(("sort", self.sort.value))
        if self.grouped:
            pairs.append(("group", "case"))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return urlencode(pairs)

    @property
    def address(self) -> str:
        """Of the page that answers."""
        return f"/search?{self.asked}"

    def at(self, page: int) -> SearchAsked:
        """Another page of the same."""
        return replace(self, page=page)

    def saying(self, query: str) -> SearchAsked:
        """Other words, all else the same."""
        return replace(self, query=query, page=1)

    def within(self, case: str) -> SearchAsked:
        """The same in one case file, document by document."""
        chosen = {**self.chosen, FacetName.CASE: (case,)}
        return replace(self, chosen=chosen, grouped=False, page=1)

    def without(self, *names: FacetName) -> SearchAsked:
        """The same, not narrowed by these facets."""
        chosen = {name: values for name, values in self.chosen.items() if name not in names}
        return replace(self, chosen=chosen, page=1)

    def narrowed(self) -> Iterator[str]:
        """What it is narrowed to, in words."""
        for name, values in self.chosen.items():
            yield f"{FACETS[name]}: {', '.join(said(name, value) for value in values)}"


def said(name: FacetName, value: str) -> str:
    """A value of a facet in words."""
    match name:
        case FacetName.KIND:
            kind = kinds().get(value)
            return kind.name if kind else value
        case FacetName.YEAR:
            return "без дати" if value == "0" else value
        case FacetName.VERDICT:
            return WORTHS.get(value, value)
        case _:
            return value or "не зазначено"


def _values(name: FacetName, given: list[str]) -> tuple[str, ...]:
    """The values that can be one of this facet's."""
    if name is FacetName.KIND:
        given = [value for value in given if value in kinds()]
    elif name is FacetName.YEAR:
        given = [value for value in given if value.isdecimal() and len(value) <= _DIGITS]
    elif name is FacetName.VERDICT:
        given = [value for value in given if value in WORTHS]
    return tuple(dict.fromkeys(given))[:_VALUES_MAX]
