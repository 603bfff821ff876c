"""A fixed corpus of invented papers, and queries with what they should find.

Knows: topics, kinds of papers, queries, and why a query is there. Does not know: engines.
Keeps: what a paper is about is known because it was written so: judgements are not opinions about
a ranking. A paper about the query's topic counts 2, and 3 when it is also of the kind asked for or
no kind is asked; one that names the topic only in passing counts 1.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from search.engines.door import CARD, Change, Page

_FOLDER = Path(__file__).parent
_PASSING = 5  # a paper names in passing the topic so many further on


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@dataclass(frozen=True, slots=True)
class Query:
    """A query, the topic and the kind it asks for, and why it is there."""

    query: str
    topic: str
    kind: str
    reason: str


def queries() -> list[Query]:
    """All of them."""
    return [Query(**row) for row in _rows("queries.tsv")]


def corpus() -> list[Change]:
    """A paper of each kind about each topic."""
    topics = _rows("topics.tsv")
    papers = []
    for place, topic in enumerate(topics):
        passing = topics[(place + _PASSING) % len(topics)]["passing"]
        for number, kind in enumerate(_rows("kinds.tsv")):
            said = [topic["first"], topic["second"]] if number % 2 == 0 else [topic["second"]]
            title = f"{kind['title']} {topic['title']}"
            text = " ".join([title.upper(), kind["text"], *said, passing])
            pages = (Page(CARD, title), Page(1, text))
            papers.append(Change(f"{topic['topic']}/{kind['kind']}", pages))
    return papers


def grade(query: Query, paper: str) -> int:
    """What finding a paper is worth, 0 to 3."""
    topics = [row["topic"] for row in _rows("topics.tsv")]
    topic, _, kind = paper.partition("/")
    if topic == query.topic:
        return 3 if query.kind in ("", kind) else 2
    passing = topics[(topics.index(topic) + _PASSING) % len(topics)]
    return int(passing == query.topic)


def ndcg(query: Query, found: Sequence[str], papers: Sequence[str], at: int = 10) -> float:
    """Normalised discounted cumulative gain of the first results (Järvelin and Kekäläinen)."""

    def gain(grades: Sequence[int]) -> float:
        return math.fsum(((1 << g) - 1) / math.log2(n + 2) for n, g in enumerate(grades[:at]))

    best = sorted((grade(query, paper) for paper in papers), reverse=True)
    return gain([grade(query, paper) for paper in found]) / gain(best)
