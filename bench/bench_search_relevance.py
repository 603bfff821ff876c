"""How well results are ordered: NDCG@10 of both engines and of a plain index, on judged queries.

Plain is Whoosh as its manual has it: StandardAnalyzer, no lemmas, its own BM25F and query parser.
Promise: both engines at least 0.75, and 0.3 better than plain. What they lack: all words of a query
must be there, and a dictionary knows forms, not meanings. Run as
`python -m bench.bench_search_relevance [--each]` (with the figure of each query).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.relevance import Query, corpus, ndcg, queries
from search.analysis import Analysis
from search.documents import EVERYTHING
from search.index.serving import ENGINES, VaultIndex, installed
from search.query.parsing import parse
from search.whoosh_import import FileStorage, fields, index, qparser

LEAST, BETTER = 0.75, 0.3
RESULTS = 10

Ask = Callable[[str], list[str]]


def ours(folder: Path, engine: str) -> Ask:
    """An engine of ours."""
    made = VaultIndex(folder, Analysis())
    made.adopt(made.anew(engine))
    made.apply(corpus(), sequence=1)
    return lambda query: [
        found.document for found in made.search(parse(query), EVERYTHING, limit=RESULTS).found
    ]


def plain(folder: Path) -> Ask:
    """Whoosh alone."""
    schema = fields.Schema(key=fields.ID(stored=True), text=fields.TEXT)
    made = index.FileIndex.create(FileStorage(str(folder)), schema)
    writer = made.writer()
    for paper in corpus():
        writer.add_document(key=paper.document, text="\n".join(page.text for page in paper.pages))
    writer.commit()
    searcher, parser = made.searcher(), qparser.QueryParser("text", schema)
    return lambda query: [hit["key"] for hit in searcher.search(parser.parse(query), limit=RESULTS)]


def score(ask: Ask) -> list[tuple[Query, float]]:
    """The figure of each query."""
    papers = [paper.document for paper in corpus()]
    return [(query, ndcg(query, ask(query.query), papers)) for query in queries()]


if __name__ == "__main__":
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("plain", *filter(installed, ENGINES)):
            place = Path(scratch) / name
            place.mkdir()
            scored = score(plain(place) if name == "plain" else ours(place, name))
            figures[name] = statistics.mean(value for _, value in scored)
            print(f"NDCG@10 {name:8} {figures[name]:.3f}  ({len(scored)} queries)")
            if "--each" in sys.argv:
                for query, value in sorted(scored, key=lambda one: one[1]):
                    print(f"  {value:.2f}  {query.query}")
    least = min(value for name, value in figures.items() if name != "plain")
    sys.exit(least < max(LEAST, figures["plain"] + BETTER))
