"""A few words around what was found, with what was found in bold.

Knows: which written words of a text take part in a match, and how to cut around them.
Does not know: where the text comes from or who may read it; the caller gives a text it may show.
Keeps: everything of the text is escaped for HTML, and the only tags are <b> and </b>.
"""

from __future__ import annotations

import bisect
import html
import itertools
import operator
import re
from collections.abc import Sequence

from search.analysis import Analysis
from search.engines.door import MarkedWords, Page
from search.engines.matching import matcher
from search.engines.stored import StoredTerms, pack
from search.query.nodes import Node
from search.query.parsing import wanted

WIDTH = 220  # characters of the text, about
_BLANK = re.compile(r"\s+")
_LAST_BLANK = re.compile(r"\s+\S*\Z")


def snippet(
    text: str,
    tree: Node,
    analysis: Analysis,
    *,
    known: MarkedWords | None = None,
    width: int = WIDTH,
) -> str:
    """The part of `text` that shows most of what `tree` wants: «… рішення <b>суду</b> …».

    `known` is what an index found on this page; where the text has changed since, it is looked for.
    """
    spans = analysis.spans(text)
    if known is None or known.length != len(spans):
        known = MarkedWords(_marked(text, tree, analysis), len(spans))
    marks = sorted({(*spans[position], leaf) for position, leaf in known.words})
    begin, end = _window(text, marks, width)
    shown = dict.fromkeys((s, e) for s, e, _ in marks if begin <= s and e <= end)
    pieces = ["… "] if begin else []
    at = begin
    for start, stop in shown:
        pieces += html.escape(text[at:start]), "<b>", html.escape(text[start:stop]), "</b>"
        at = stop
    pieces += html.escape(text[at:end]), " …" if end < len(text) else ""
    return " ".join("".join(pieces).split())


def marked_words(words: Sequence[str], tree: Node, analysis: Analysis) -> list[int]:
    """Which of the words, which are read on one after another, `tree` wants."""
    text = "".join(words)
    spans = analysis.spans(text)
    found: set[int] = set()
    ends = list(itertools.accumulate(map(len, words)))
    for start, end in {spans[position] for position, _ in _marked(text, tree, analysis)}:
        first, last = bisect.bisect_right(ends, start), bisect.bisect_left(ends, end)
        found.update(range(first, last + 1))
    return sorted(found)


def _marked(text: str, tree: Node, analysis: Analysis) -> tuple[tuple[int, int], ...]:
    """The words of a text that `tree` wants; see `MarkedWords`."""
    terms = StoredTerms(pack((Page(1, text),), analysis))
    return tuple(
        (position, number)
        for number, leaf in enumerate(dict.fromkeys(wanted(tree)))
        for position in matcher(leaf, analysis)(terms).marks.tolist()
    )


def _window(text: str, marks: Sequence[tuple[int, int, int]], width: int) -> tuple[int, int]:
    """Where to cut: around the marks of most leaves, then most marks, then the first."""
    best, first, last = (0, 0), 0, 0
    for index, (start, _, _) in enumerate(marks):
        upto = bisect.bisect_right(marks, start + width, key=operator.itemgetter(1))
        inside = marks[index:upto]
        value = len({leaf for *_, leaf in inside}), len(inside)
        if value > best:
            best, first, last = value, start, inside[-1][1]
    begin = max(0, first - max(0, width - (last - first)) // 2)
    end = min(len(text), max(last, begin + width))
    if begin:  # not in the middle of a word
        blank = _BLANK.search(text, begin, first)
        begin = blank.end() if blank else first
    if end < len(text):
        blank = _LAST_BLANK.search(text, last, end)
        end = blank.start() if blank else end
    return begin, end
