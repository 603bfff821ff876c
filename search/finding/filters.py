"""What the catalogue answers: which documents a filter names, and which may be shown at all.

Knows: cases, volumes, kinds, dates, parties and signers as the catalogue has them.
Does not know: texts, the index, ranking.
Keeps: names are compared as texts are: any form of a word finds it, in any spelling.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.arrangement.kinds import Kind, kinds, nearest_kinds
from inventory.queries import case_by_key, court_kinds, plan_of
from inventory.tables import document_table, piece_table, volume_table
from inventory.volumes.sheets import VOLUME_LIMIT
from search.analysis import Analysis, Token, fold
from search.documents import Documents, Mask
from search.errors import NoSuchKind, QuerySyntaxError
from search.finding.board import NO_DAY, Board, one_of
from search.projection import signed_table
from search.query.nodes import And, Field, FieldName, Node
from search.query.parsing import resolve

_MENTIONED = re.compile(r" (?:в|до|за|на|про|щодо) ")
"""Where the name of a kind goes on to say what such a document is about."""
_DOTTED = re.compile(r"(?:(?:(\d{1,2})\.)?(\d{1,2})\.)?(\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the catalogue narrows a search to, besides what the query says.

    Where several values are given, any of them will do.

    Attributes:
        case: number of the case file.
        kind: code or name of the documents' kind.
        first: the earliest of the documents' own dates.
        last: the latest, included.
        year: of that date; 0 for documents without one.
        party: who sent the documents, as registered; "" for those that came from nobody.
        judge: the judge or composition the case files are assigned to; "" where none is named.
        unit: that has the case files; "" where none is named.
        verdict: the worst of a document's signatures, as the facet has it.
    """

    case: str | tuple[str, ...] | None = None
    kind: str | tuple[str, ...] | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    year: int | tuple[int, ...] | None = None
    party: str | tuple[str, ...] | None = None
    judge: str | tuple[str, ...] | None = None
    unit: str | tuple[str, ...] | None = None
    verdict: str | tuple[str, ...] | None = None


NO_FILTERS = Filters()

_Value = TypeVar("_Value", str, int)


def _several(value: _Value | tuple[_Value, ...]) -> tuple[_Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def period(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of `2025`, `03.2025`, `01.03.2025`, `2025..01.03.2026`.

    Raises:
        QuerySyntaxError: it is none of these.
    """
    first, between, last = text.partition("..")
    begin = _days(first, text)[0] if first.strip() else dt.date.min
    end = _days(last if between else first, text)[1] if last.strip() or not between else dt.date.max
    return begin, end


def _days(text: str, whole: str) -> tuple[dt.date, dt.date]:
    text = text.strip()
    dotted = _DOTTED.fullmatch(text)
    if dotted is None:
        raise QuerySyntaxError(reason=f"дати «{whole}» не зрозуміти")
    day, month, year = dotted.groups()
    try:
        first = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError as wrong:
        raise QuerySyntaxError(reason=f"дати «{whole}» немає в календарі") from wrong
    if day:
        return first, first
    last_month = int(month or 12)
    return first, dt.date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


class Answering:
    """Answers filters from one state of the catalogue."""

    def __init__(
        self,
        connection: Connection,
        analysis: Analysis,
        board: Board,
        filters: Filters = NO_FILTERS,
    ) -> None:
        """Everything is read within `connection`, whose state is the board's."""
        self._connection = connection
        self._analysis = analysis
        self._board = board
        self._filters = filters
        self._within: frozenset[str] | None = None  # the case files asked for; None for all

    def resolved(self, tree: Node) -> Node:
        """`tree` with each filter replaced by the documents it names.

        Raises:
            QuerySyntaxError: a filter's value cannot be understood.
        """
        parts = tree.parts if isinstance(tree, And) else (tree,)
        numbers = [p.value for p in parts if isinstance(p, Field) and p.name is FieldName.CASE]
        asked = [frozenset(self._cases(number)) for number in numbers]
        if self._filters.case is not None:
            asked.append(frozenset(self._any_case(_several(self._filters.case))))
        self._within = frozenset.intersection(*asked) if asked else None
        return resolve(tree, self.answer)

    def passing(self) -> Mask:
        """Of each document of the board, whether it passes the filters.

        Raises:
            NoSuchKind: no kind has the code or the words of the filter.
        """
        filters, board = self._filters, self._board
        mask = np.ones(len(board.numbers), bool)
        if filters.case is not None:
            mask &= self._of_cases(self._any_case(_several(filters.case)))
        if filters.kind is not None:
            mask &= self._of_kinds(self._known_kinds(_several(filters.kind)))
        if filters.first is not None or filters.last is not None:
            first, last = filters.first or dt.date.min, filters.last or dt.date.max
            mask &= self._between(first, last)
        if filters.year is not None:
            mask &= np.isin(board.year, _several(filters.year))
        for asked, column, names in (
            (filters.party, board.sender, board.senders),
            (filters.judge, board.judge_of[board.case], board.judges),
            (filters.unit, board.unit_of[board.case], board.units),
            (filters.verdict, board.worth, board.worths),
        ):
            if asked is not None:
                mask &= one_of(column, names.codes_of(_several(asked)))
        return mask

    def _any_case(self, numbers: Iterable[str]) -> set[str]:
        return {key for number in numbers for key in self._cases(number)}

    def _known_kinds(self, names: Iterable[str]) -> list[str]:
        codes: list[str] = []
        for name in names:
            found = self._kinds(name)
            if not found:
                near = ", ".join(f"{k.code} ({k.name})" for k in self._nearest(name))
                raise NoSuchKind(name=name, nearest=f"; схожі: {near}" if near else "")
            codes += found
        return codes

    def _nearest(self, name: str) -> list[Kind]:
        """Of a name of the court's own the kind under which its documents stand."""
        own = {one.casefold(): like for one, like in court_kinds(self._connection).items()}
        like = own.get(name.casefold())
        return [kinds()[like]] if like else nearest_kinds(name)

    def answer(self, field: Field) -> Documents:
        """The documents a filter within the query names.

        Raises:
            QuerySyntaxError: its value cannot be understood. NoSuchKind.
        """
        match field.name:
            case FieldName.CASE:
                return self._documents(self._of_cases(self._cases(field.value)))
            case FieldName.VOLUME:
                return Documents.of(self._of_volume(field.value))
            case FieldName.KIND:
                return self._documents(self._of_kinds(self._known_kinds([field.value])))
            case FieldName.DATE:
                return self._documents(self._between(*period(field.value)))
            case FieldName.PARTY:
                return self._documents(self._of_party(field.value))
            case FieldName.SIGNER:
                return self._of_signer(field.value)

    def _documents(self, mask: Mask) -> Documents:
        """Never the shorter way of leaving out: what the catalogue has not seen is not named."""
        return Documents.among(self._board.numbers, mask)

    def _of_cases(self, keys: Iterable[str]) -> Mask:
        codes = self._board.cases.codes
        return one_of(self._board.case, [codes[key] for key in keys if key in codes])

    def _of_kinds(self, kinds: Iterable[str]) -> Mask:
        codes = self._board.kinds.codes
        return one_of(self._board.kind, [codes[kind] for kind in kinds if kind in codes])

    def _between(self, first: dt.date, last: dt.date) -> Mask:
        day = self._board.day
        begin, end = (int(d.strftime("%Y%m%d").rjust(8, "0")) for d in (first, last))
        between: Mask = (day >= begin) & (day <= end) & (day != NO_DAY)
        return between

    def _cases(self, value: str) -> list[str]:
        """Keys of the case files with this number, or one that begins so (`757/*`)."""
        board = self._board
        value = value.replace("_", "/")
        if value.endswith("*"):
            begin = fold(value.rstrip("*"))
            return [
                board.cases.texts[code]
                for code, number in board.case_numbers.items()
                if fold(number).startswith(begin)
            ]
        asked = self._number(value)
        return [board.cases.texts[code] for code in board.cases_called(self._number, asked)]

    def _number(self, text: str) -> str:
        """A case number whatever its dashes and letters look like."""
        return "".join(t.exact for t in self._analysis.tokens(text) if t.whole) or fold(text)

    def _kinds(self, value: str) -> list[str]:
        """Codes of the kinds whose code this is or whose name has these words.

        Where kinds are called so, those that only mention it are left out: «ухвала» is no
        «Супровідний лист про надіслання ухвали».
        """
        if value in kinds():
            return [value]
        asked = _Asked(value, self._analysis)
        named = [kind for kind in kinds().values() if asked.is_in(kind.name)]
        called = [kind for kind in named if asked.begins(_MENTIONED.split(kind.name)[0])]
        return [kind.code for kind in called or named]

    def _of_volume(self, value: str) -> frozenset[str]:
        """Documents with sheets in a volume of that number; only what may have it is planned.

        What is full is recorded. The open sheets of most files fill one volume; only where they
        are more does the plan say what stands where.
        """
        if not value.isdecimal():
            raise QuerySyntaxError(reason=f"«{value}» не є номером тому")
        number = int(value)
        held, found, full = self._frozen(number)
        left: dict[str, list[tuple[str, int]]] = {}
        documents = sa.select(
            document_table.c.id, document_table.c.case_key, document_table.c.sheets
        )
        for row in self._connection.execute(documents):
            if row.id not in held or row.sheets > held[row.id]:
                rest = row.sheets - held.get(row.id, 0)
                left.setdefault(row.case_key, []).append((row.id, rest))
        for key, rest in left.items():
            sheets, ahead = sum(count for _, count in rest), number - full.get(key, 0)
            if sheets <= VOLUME_LIMIT and ahead == 1:
                found.update(document for document, _ in rest)
            elif sheets > VOLUME_LIMIT and self._may_reach(key, ahead, sheets):
                found |= self._planned(key, number)
        return frozenset(found)

    def _frozen(self, number: int) -> tuple[dict[str, int], set[str], dict[str, int]]:
        """What is full: sheets by document, documents of that volume, volumes by case file."""
        held: dict[str, int] = {}
        found = set()
        full: dict[str, int] = {}
        pieces = sa.select(piece_table).join(
            volume_table,
            (volume_table.c.case_key == piece_table.c.case_key)
            & (volume_table.c.number == piece_table.c.volume),
        )
        full_ones = pieces.where(volume_table.c.state != "open")  # others are numbered in part
        for row in self._connection.execute(full_ones):
            held[row.document] = held.get(row.document, 0) + row.sheets
            full[row.case_key] = max(full.get(row.case_key, 0), row.volume)
            if row.volume == number:
                found.add(row.document)
        return held, found, full

    def _may_reach(self, key: str, ahead: int, sheets: int) -> bool:
        """Whether so many open sheets can make that many volumes: any two in a row pass 250."""
        asked = self._within is None or key in self._within
        return asked and 1 <= ahead <= 2 * sheets // VOLUME_LIMIT + 1

    def _planned(self, key: str, number: int) -> set[str]:
        plans = plan_of(self._connection, case_by_key(self._connection, key))
        rows = (row for volume in plans if volume.number == number for row in volume.rows)
        return {member.document for row in rows for member in row.members}

    def _of_party(self, value: str) -> Mask:
        """Documents sent by, or of case files whose title names, whom `value` names."""
        asked, board = _Asked(value, self._analysis), self._board
        named = [code for code, title in board.case_titles.items() if asked.is_in(title)]
        said = [code for code, name in enumerate(board.senders.texts) if name and asked.names(name)]
        return one_of(board.case, named) | one_of(board.sender, said)

    def _of_signer(self, value: str) -> Documents:
        asked = _Asked(value, self._analysis)
        query = sa.select(signed_table).where(signed_table.c.signers != "")
        return Documents.of(
            row.document
            for row in self._connection.execute(query)
            if any(map(asked.names, row.signers.splitlines()))
        )


class _Asked:
    """Words a name must have, in any form; the last may be only a beginning (`Вигад*`)."""

    def __init__(self, value: str, analysis: Analysis) -> None:
        self._analysis = analysis
        self._words = self._parts(value)
        self._beginning = self._words[-1] if self._words and value.endswith("*") else None

    def is_in(self, name: str) -> bool:
        return self._are_in(self._words, self._parts(name))

    def begins(self, name: str) -> bool:
        """Whether one of the words is in what a name begins with."""
        return any(self._are_in([word], self._parts(name)) for word in self._words)

    def names(self, somebody: str) -> bool:
        """Whether they are one person's name; a letter alone begins any other word of it."""
        initials = [word for word in self._words if self._is_initial(word)]
        words = [word for word in self._words if word not in initials]
        said = self._parts(somebody)
        rest = Counter(s.exact[0] for s in said if not any(self._same(word, s) for word in words))
        return self._are_in(words, said) and Counter(word.exact for word in initials) <= rest

    def _is_initial(self, word: Token) -> bool:
        return len(word.exact) == 1 and word.exact.isalpha() and word is not self._beginning

    def _are_in(self, words: Sequence[Token], said: Sequence[Token]) -> bool:
        found = (any(self._same(word, other) for other in said) for word in words)
        return bool(words) and all(found)

    def _same(self, asked: Token, said: Token) -> bool:
        if asked is self._beginning:
            return said.exact.startswith(asked.exact)
        return asked.exact == said.exact or not set(asked.lemmas).isdisjoint(said.lemmas)

    def _parts(self, text: str) -> list[Token]:
        return [token for token in self._analysis.tokens(text) if not token.whole]
