"""What results are narrowed, counted and sorted by: a few columns of all documents, in memory.

Knows: of each document its case file, kind, day, year, sender, judge, unit and what its signatures
are worth. Does not know: texts, the index, who may see what.
Keeps: it is what the catalogue says at one entry of the journal; what that entry has touched since
is read again before it is asked, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from inventory.access.tables import unit_table
from inventory.tables import case_table, document_table
from search.documents import Mask, Numbers, Rows, numbers_of, places_in
from search.projection import signed_table, touched_table

NO_DAY = 0
_NO_DIGIT = re.compile(r"\D")
_AT_ONCE = 5_000  # subjects read again, in 0.2 s; all that 200,000 documents have takes 3 s

Codes = NDArray[np.int32]


@dataclass
class Names:
    """Texts and the codes that stand for them."""

    texts: list[str] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)

    def code(self, text: str | None) -> int:
        """The code of a text, made when it is new."""
        text = text or ""
        found = self.codes.get(text)
        if found is None:
            found = self.codes[text] = len(self.texts)
            self.texts.append(text)
        return found

    def codes_of(self, texts: Iterable[str]) -> list[int]:
        """The codes of texts that have one."""
        return [self.codes[text] for text in texts if text in self.codes]


@dataclass(eq=False)
class Board:
    """The columns, all in the order of `numbers`.

    Attributes:
        sequence: of the last journal entry that touched anything in them.
        numbers: of the documents, sorted.
        case: code of the case file's key.
        kind: code of the kind.
        day: the document's own date as 20250301; 0 without; likewise its year.
        sender: code of who sent it.
        worth: code of the worst indication; "" where nobody signed, "?" where nobody judged yet.
        judge_of: of each code in `cases`, that of the judge who has it; "" where none is named.
        unit_of: of each code in `cases`, that of the unit that has it; likewise.
        case_numbers: of each code in `cases`, its number; likewise titles.
        by_digits: codes in `cases` by the digits of the number, or of a former one; made late.
    """

    sequence: int = -1
    numbers: Numbers = field(default_factory=lambda: np.empty(0, np.int64))
    case: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    kind: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    year: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    day: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    sender: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    worth: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    judge_of: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    unit_of: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    cases: Names = field(default_factory=Names)
    case_numbers: dict[int, str] = field(default_factory=dict)
    case_titles: dict[int, str] = field(default_factory=dict)
    kinds: Names = field(default_factory=Names)
    senders: Names = field(default_factory=Names)
    worths: Names = field(default_factory=Names)
    judges: Names = field(default_factory=Names)
    units: Names = field(default_factory=Names)
    by_digits: dict[str, set[int]] = field(default_factory=dict)  # may have former numbers too

    def cases_called(self, spelled: Callable[[str], str], number: str) -> list[int]:
        """Codes of the case files whose number `spelled` makes `number` of."""
        if not self.by_digits:
            made: dict[str, set[int]] = {}
            for code, text in self.case_numbers.items():
                made.setdefault(_NO_DIGIT.sub("", text), set()).add(code)
            self.by_digits = made  # at once: others ask meanwhile, and later boards go on with it
        likely = sorted(self.by_digits.get(_NO_DIGIT.sub("", number), ()))
        numbers = self.case_numbers  # not of case files that a later board has added
        return [c for c in likely if c in numbers and spelled(numbers[c]) == number]

    def rows(self, numbers: Numbers) -> Rows:
        """Where documents with these numbers stand; those it does not know are passed over."""
        found = places_in(self.numbers, numbers)
        return found[found < len(self.numbers)]


def one_of(column: Codes, some: Iterable[int]) -> Mask:
    """Where a column has any of these codes."""
    wanted = np.zeros(int(column.max(initial=0)) + 1, bool)
    wanted[[code for code in some if code < len(wanted)]] = True
    found: Mask = wanted.take(column)
    return found


_COLUMNS = (
    document_table.c.id,
    document_table.c.case_key,
    document_table.c.kind,
    document_table.c.date,
    document_table.c.sender,
    sa.case((document_table.c.verdict.is_(None), "?"), else_=signed_table.c.worst).label("worth"),
)
_SELECT = sa.select(*_COLUMNS).select_from(
    document_table.outerjoin(signed_table, signed_table.c.document == document_table.c.id)
)
_CASES = sa.select(
    case_table.c.key,
    case_table.c.number,
    case_table.c.title,
    case_table.c.judge,
    unit_table.c.unit,
).select_from(case_table.outerjoin(unit_table, unit_table.c.case_key == case_table.c.key))


def newest_touch(connection: Connection) -> int:
    """The last entry that touched anything."""
    return connection.execute(sa.select(sa.func.max(touched_table.c.sequence))).scalar() or 0


def touched(connection: Connection, since: int) -> list[str] | None:
    """Subjects touched after an entry; None if they are so many that all is sooner read anew."""
    query = sa.select(touched_table.c.subject).where(touched_table.c.sequence > since)
    subjects = list(connection.execute(query.limit(_AT_ONCE + 1)).scalars())
    return subjects if len(subjects) <= _AT_ONCE else None


def board_of(connection: Connection, before: Board | None = None) -> Board:
    """The board of the state that `connection` sees, from an earlier one where that is quicker."""
    newest = newest_touch(connection)
    if before is not None and before.sequence == newest:
        return before
    if before is not None and 0 < before.sequence < newest:
        subjects = touched(connection, before.sequence)
        if subjects is not None:
            return _renewed(connection, before, subjects, newest)
    board = Board(sequence=newest)
    _read_cases(connection, board, board, _CASES)
    return _with(board, board, connection.execute(_SELECT).all())


def subjects_of(subjects: Iterable[str]) -> tuple[list[str], list[str]]:
    """Keys of the case files and ids of the documents among subjects."""
    names = [subject.partition(":") for subject in subjects]
    return (
        [name for kind, _, name in names if kind == "case"],
        [name for kind, _, name in names if kind == "document"],
    )


def _renewed(connection: Connection, before: Board, subjects: Sequence[str], newest: int) -> Board:
    keys, ids = subjects_of(subjects)
    board = Board(
        sequence=newest,
        cases=before.cases,  # codes are only ever added
        case_numbers=dict(before.case_numbers),
        case_titles=dict(before.case_titles),
        kinds=before.kinds,
        senders=before.senders,
        worths=before.worths,
        judges=before.judges,
        units=before.units,
        by_digits=before.by_digits,
    )
    _read_cases(connection, board, before, _CASES.where(case_table.c.key.in_(keys)))
    chosen = _SELECT.where(document_table.c.id.in_(ids))
    return _with(board, before, connection.execute(chosen).all())


def _read_cases(connection: Connection, board: Board, before: Board, query: sa.Select[Any]) -> None:
    rows = connection.execute(query).all()
    codes = [board.cases.code(row.key) for row in rows]
    judges, units = (np.zeros(len(board.cases.texts), np.int32) for _ in range(2))
    judges[: len(before.judge_of)], units[: len(before.unit_of)] = before.judge_of, before.unit_of
    judges[codes] = [board.judges.code(row.judge) for row in rows]
    units[codes] = [board.units.code(row.unit) for row in rows]
    board.judge_of, board.unit_of = judges, units
    for code, row in zip(codes, rows, strict=True):
        board.case_numbers[code], board.case_titles[code] = row.number, row.title
        if board.by_digits:
            board.by_digits.setdefault(_NO_DIGIT.sub("", row.number), set()).add(code)


def _with(board: Board, before: Board, rows: Sequence[Any]) -> Board:
    """`board` with the rows of `before`, and these put among them or in their place."""
    numbers = numbers_of([row.id for row in rows])
    order = np.argsort(numbers, kind="stable").tolist()
    rows, numbers = [rows[at] for at in order], numbers[order]
    places = np.searchsorted(before.numbers, numbers)
    there = np.append(before.numbers, -1)[places] == numbers
    came = places[~there]
    board.numbers = before.numbers  # the same array as long as it has the same numbers
    if len(came):
        board.numbers = np.insert(before.numbers, came, numbers[~there])
    at = np.searchsorted(board.numbers, numbers)

    def column(name: str, values: list[int]) -> Codes:
        known = getattr(before, name)
        found = np.insert(known, came, 0) if len(came) else known.copy()
        found[at] = values
        return found

    board.case = column("case", [board.cases.code(row.case_key) for row in rows])
    board.kind = column("kind", [board.kinds.code(row.kind) for row in rows])
    board.day = column("day", [_day(row.date) for row in rows])
    board.year = board.day // 10_000
    board.sender = column("sender", [board.senders.code(row.sender) for row in rows])
    board.worth = column("worth", [board.worths.code(row.worth) for row in rows])
    return board


def _day(date: str | None) -> int:
    return int(date[:10].replace("-", "")) if date else NO_DAY
