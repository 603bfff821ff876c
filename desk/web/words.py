"""The words of a page on their places, so that they can be selected, copied and read aloud.

Knows: lines as eyes see them. Does not know: who asks, how words were recognised.
Keeps: words come from the airlock; every place is a fraction of the page as it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from desk.web.pictures import shown_by
from inventory import Document
from search.index.following import read_pages
from search.model import WHOLE, Box
from vault import Vault
from vault.airlock import Airlock
from vault.errors import AirlockError

_TASK = "search.tasks:places"
_OVERLAP = 0.5  # of the lower one's height: then two words stand in one line

Line = list[tuple[str, Box]]


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a page, in thousandths of its width; `height` likewise."""

    lines: tuple[tuple[tuple[str, float, float, float, float], ...], ...]
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
    lines: Iterable[Iterable[tuple[str, Box]]] = ()
    path = vault.locate(content, connection) if content else None
    if path is not None and _is_pdf(path):
        try:
            found = airlock.call(_TASK, path=str(path), page=page - 1)
        except AirlockError:
            found = []  # the picture is there all the same, or says why not
        lines = in_lines([(word, Box(*(part / WHOLE for part in box))) for word, *box in found])
    elif content:
        pages = read_pages(vault, connection, document)
        lines = pages[page - 1].lines if page <= len(pages) else ()
    high = 1000 * proportion
    return Words(
        tuple(
            tuple(
                (word, box.left * 1000, box.top * high, box.width * 1000, box.height * high)
                for word, box in line
                if box.width > 0 and box.height > 0
            )
            for line in lines
        ),
        high,
    )


def in_lines(words: Iterable[tuple[str, Box]]) -> list[Line]:
    """Words in the order of the text, those side by side together."""
    lines: list[Line] = []
    for word, box in words:
        last = lines[-1][-1][1] if lines else None
        if last is not None and _beside(last, box):
            lines[-1].append((word, box))
        else:
            lines.append([(word, box)])
    return lines


def _beside(last: Box, box: Box) -> bool:
    common = min(last.top + last.height, box.top + box.height) - max(last.top, box.top)
    return box.left >= last.left and common >= _OVERLAP * min(last.height, box.height)


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)
