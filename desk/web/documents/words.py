"""The words of a page on their places, so that they can be selected, copied and read aloud.

Knows: lines as eyes see them. Does not know: who asks, how words were recognised.
Keeps: words come from the airlock; every place is a fraction of the page as it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from desk.web.at_hand.pictures import shown_by
from inventory import Document
from search.model import WHOLE, Box
from search.reading import read_pages
from vault import Vault
from vault.airlock import Airlock
from vault.errors import AirlockError

_TASK = "search.tasks:places"
_OVERLAP = 0.5  # of the lower one's height: then two words stand in one line

_DOWN = 90


@dataclass(frozen=True, slots=True)
class WordLine:
    """Words one after another, their boxes as they lie when `turn` is undone.

    Attributes:
        turn: clockwise, in degrees: 90 runs down the page, 270 up.
    """

    turn: int
    words: list[tuple[str, Box]]

    @property
    def box(self) -> Box:
        """Of its last word."""
        return self.words[-1][1]


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a page, in thousandths of its width; `height` likewise."""

    lines: tuple[WordLine, ...]
    height: float


def words_of(
    vault: Vault,
    airlock: Airlock,
    connection: Connection,
    document: Document,
    page: int,
    proportion: float,
) -> Words:
    """The words of a page (from 1) whose height is `proportion` of its width; none if unknown."""
    content = shown_by(document)
    high = 1000 * proportion
    lines: Iterable[WordLine] = ()
    path = vault.locate(content, connection) if content else None
    if path is not None and _is_pdf(path):
        try:
            found = airlock.call(_TASK, path=str(path), page=page - 1)
        except AirlockError:
            found = []  # the picture is there all the same, or says why not
        lines = placed(found, high)
    elif content:
        pages = read_pages(vault, connection, document)
        lines = [
            WordLine(0, [(word, _scaled(box, high)) for word, box in line if _is_there(box)])
            for line in (pages[page - 1].lines if page <= len(pages) else ())
        ]
    return Words(tuple(lines), high)


def placed(found: Iterable[list[Any]], high: float) -> list[WordLine]:
    """What the airlock found on a page of this height, in lines."""
    return in_lines(
        (word, _scaled(Box(*(part / WHOLE for part in box)), high), turn)
        for word, *box, turn in found
        if min(box[2:]) > 0
    )


def _scaled(box: Box, high: float) -> Box:
    return Box(box.left * 1000, box.top * high, box.width * 1000, box.height * high)


def _is_there(box: Box) -> bool:
    return box.width > 0 and box.height > 0


def _undone(turn: int, box: Box) -> Box:
    """Where a box lies when the page is turned back by `turn` degrees around its upper left."""
    for _ in range(turn // 90):
        box = Box(box.top, -(box.left + box.width), box.height, box.width)
    return box


def in_lines(words: Iterable[tuple[str, Box, int]]) -> list[WordLine]:
    """Words in the order of the text, those side by side together, with the turn of each."""
    lines: list[WordLine] = []
    for word, seen, turn in words:
        box = _undone(turn, seen)
        if lines and lines[-1].turn == turn and _beside(lines[-1].box, box):
            lines[-1].words.append((word, box))
        else:
            lines.append(WordLine(turn, [(word, box)]))
    return _first_to_last(lines)


def _first_to_last(lines: list[WordLine]) -> list[WordLine]:
    """Lines in order: pdfium goes from left to right, so of those that run down, the last first."""
    ready: list[WordLine] = []
    begun = 0
    for at in range(1, len(lines) + 1):
        before, line = lines[at - 1], lines[at] if at < len(lines) else None
        backwards = line and line.turn == before.turn == _DOWN and line.box.top < before.box.top
        if not backwards:
            ready += reversed(lines[begun:at])
            begun = at
    return ready


def _beside(last: Box, box: Box) -> bool:
    common = min(last.top + last.height, box.top + box.height) - max(last.top, box.top)
    return box.left >= last.left and common >= _OVERLAP * min(last.height, box.height)


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)
