"""How the pages of a document are laid out as one line of positions.

Knows: that pages are read on from one to the next, and that the card stands apart.
Does not know: any engine. Keeps: every engine counts positions alike.
"""

from __future__ import annotations

from collections.abc import Iterable

from search.analysis import Analysis, Occurrences
from search.engines.door import CARD, Page

GAP = 64  # positions between documents: no phrase or nearness reaches over (parsing.NEAR_MAX)


def lay_out(
    pages: Iterable[Page], at: int, analysis: Analysis, exact: Occurrences, lemma: Occurrences
) -> list[int]:
    """Add every term of `pages` with its positions from `at` on; where each page begins.

    The last number is where the last page ends.
    """
    begins = [at]
    for page in pages:
        end = analysis.collect(page.text, begins[-1], exact, lemma)
        begins.append(end + GAP if page.number == CARD else end)  # no phrase leaves the card
    return begins
