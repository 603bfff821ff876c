"""What questions cost in a large index, with the permission filter and with highlights.

Each question is asked as a page of results asks it: twenty documents of a reader who may see half
of them all, how many there are, and the snippet of each. Masks of the commonest words are ready, as
`sprava serve` makes them ready when it starts; nothing is kept of earlier questions.

*Raw* is tantivy-py alone on the same index and the same tree: the ten best, how many there are, and
of each its key and its stored terms, from which a snippet could be made. Beside it stands what our
engine takes for the same: ten, how many, their terms, and on which page each was found. The same
permission is asked of the library in two ways. *Named*: the reader's documents are named in the
query, for rights come from the catalogue, are another set for each reader and change with every
grant; that is the same question, and the promise is judged by it. *Told*: a term in each document
says who may read it, so that every grant writes all documents of its case file anew; this is no
longer the same question, but the library's floor, and is printed beside.

Promises, 95 of 100 questions of each class, CPU of the asking thread (the machine may be busy; wall
beside it): Whoosh at 20,000 documents 60 ms (80 for beginnings); Tantivy at 200,000 documents
25 ms, and at most 1.5 times raw; a filter by case number or days costs at most what one more word
does.
Sketch for Tantivy: the mask of a word that is not ready 7 ms, the ranking 1 ms, twenty results with
their terms 2 ms, twenty snippets of a page of 200 to 400 words 6 ms. Nearness of words that nearly
every document has is the library's own work, 30 ms for 200,000.

Vaults are kept and made further where they stopped (`bench.large_vault`).
Run as `python -m bench.bench_search_questions [--engine E] [--documents N] [--folder F]`; without
arguments, 2,000 documents in both engines.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench import searching_corpus as corpus
from bench.large_vault import pages_of, vault_of
from search.analysis import Analysis
from search.documents import EVERYTHING, Documents, numbers_of
from search.engine import Answer
from search.nodes import Among, And, Field, FieldName, Node
from search.query import parse
from search.serving import ENGINES, TANTIVY, VaultIndex
from search.snippets import snippet
from vault import Layout

LIMITS_MS = {"whoosh": 60.0, "tantivy": 25.0}
BEGINNING_MS = 80.0
TIMES_RAW = 1.5
RESULTS, RAW_RESULTS = 20, 10
EACH, ROUNDS = 20, 3  # questions of a class; the best of so many
NAMED = 5  # questions of which raw names all documents: it is slow


class Reader:
    """Who may see every second document, and what filters name, as the catalogue answers it."""

    def __init__(self, documents: int) -> None:
        """Numbers are drawn once, as the board of the catalogue has them."""
        numbers = numbers_of(map(corpus.key_of, range(documents)))
        order = np.argsort(numbers)
        self._which, self._many = order, numbers[order]
        self.may = Documents.among(self._many, self._which % 2 == 0)

    def days(self) -> Among:
        """A third of all."""
        chosen = Documents.among(self._many, self._which % 3 == 0)
        return Among(chosen, Field(FieldName.DATE, "2025"))

    def case(self, number: int) -> Among:
        """Of one case file."""
        chosen = Documents.among(self._many, self._which // corpus.EACH == number // corpus.EACH)
        return Among(chosen, Field(FieldName.CASE, corpus.case_of(number)))


def classes(documents: int, reader: Reader) -> dict[str, list[Node]]:
    """Questions of each class."""
    rng = random.Random(3)
    some = [rng.randrange(documents) // 2 * 2 for _ in range(EACH)]
    texts = [[w for w in corpus.text_of(n).split() if w.isalpha()] for n in some]
    ranked = [word for word in corpus.vocabulary()[0] if len(word) > 4]
    common, middle = ranked[:20], ranked[300:340]
    rare = [next(w for w in reversed(said) if len(w) > 5) for said in texts]
    asked: dict[str, list[str]] = {
        "rare word": rare,
        "common word": common,
        "two words": [" ".join(rng.sample(common, 2)) for _ in range(EACH)],
        "three words": [" ".join(rng.sample(common, 3)) for _ in range(EACH)],
        "any of three": [" OR ".join(rng.sample(common, 3)) for _ in range(EACH)],
        "one, not other": [" NOT ".join(rng.sample(common, 2)) for _ in range(EACH)],
        "phrase": [f'"{" ".join(said[9:12])}"' for said in texts],
        "phrase of common": [f'"{" ".join(rng.sample(common, 2))}"' for _ in range(EACH)],
        "near": [f'"{said[9]} {said[12]}"~9' for said in texts],
        "near of common": [f'"{" ".join(rng.sample(common, 2))}"~9' for _ in range(EACH)],
        "beginning": [f"{word[:4]}*" for word in middle[:EACH]],
        "pattern": [f"{word[:3]}*{word[-2:]}" for word in middle[:EACH]],
        "piece": [f"*{word[1:5]}*" for word in middle[:EACH]],
        "one letter wrong": [f"{word}~1" for word in middle[:EACH]],
        "case number": [corpus.case_of(n) for n in some],
    }
    trees = {name: [parse(text) for text in found] for name, found in asked.items()}
    trees["word, days"] = [And((parse(word), reader.days())) for word in common]
    trees["word, case file"] = [
        And((parse(word), reader.case(number))) for word, number in zip(common, some, strict=False)
    ]
    return trees


@contextmanager
def _forgetful(index: VaultIndex) -> Iterator[None]:
    """Nothing that is learnt within is kept."""
    masks = getattr(getattr(index._current(), "_state", None), "masks", None)  # noqa: SLF001  a bench looks inside
    if masks is None:
        yield
        return
    kept, size = masks._kept.copy(), masks._size  # noqa: SLF001
    yield
    masks._kept, masks._size = kept, size  # noqa: SLF001


def timed(index: VaultIndex, ask: Callable[[], object], times: int = ROUNDS) -> tuple[float, float]:
    """Milliseconds of wall and of this thread's CPU: the best of some."""
    best = []
    for _ in range(times):
        with _forgetful(index):
            wall, cpu = time.perf_counter(), time.thread_time()
            ask()
            best.append(((time.perf_counter() - wall) * 1000, (time.thread_time() - cpu) * 1000))
    return min(wall for wall, _ in best), min(cpu for _, cpu in best)


def p95(values: Sequence[float]) -> float:
    """What 95 of 100 are at most."""
    return sorted(values)[len(values) * 95 // 100]


def shown(
    index: VaultIndex, tree: Node, may: Documents, texts: dict[str, str], analysis: Analysis
) -> Answer:
    """A page of results with their snippets."""
    answer = index.search(tree, may, limit=RESULTS)
    for found in answer.found:
        snippet(texts[found.document], tree, analysis)
    return answer


def page_text(number: int, page: int) -> str:
    """The text of a page of a document, or about what its card says."""
    said, count = corpus.text_of(number).split(" "), pages_of(number)
    if not page:
        return f"Документ {number}\n{corpus.case_of(number)}"
    return " ".join(said[len(said) * (page - 1) // count : len(said) * page // count])


class Raw:
    """The library alone on the same tree."""

    def __init__(self, index: VaultIndex, analysis: Analysis, may: Documents) -> None:
        """Look into the index that serves."""
        from tantivy import Query  # noqa: PLC0415  an extra

        from search.matching import EXACT  # noqa: PLC0415
        from search.tantivy_engine import IndexQuestion  # noqa: PLC0415
        from search.tantivy_leaves import TEXT, stored  # noqa: PLC0415
        from search.tantivy_state import SCHEMA  # noqa: PLC0415

        state = index._current()._fresh()  # type: ignore[attr-defined]  # noqa: SLF001
        self._searcher: Any = state.searcher
        self._question = IndexQuestion(state, EVERYTHING, analysis)
        term = Query.term_query(SCHEMA, TEXT, stored(EXACT, corpus.READER))
        named = Query.term_set_query(SCHEMA, "number", may.numbers.tolist())
        self._told, self._named = (Query.const_score_query(one, 0.0) for one in (term, named))

    def asking(self, tree: Node, *, named: bool = False) -> Callable[[], int] | None:
        """What asks; None where the library has no such query."""
        from tantivy import Occur, Query  # noqa: PLC0415

        query = self._question._query(tree)  # noqa: SLF001
        if query is None or not self._question._as_it_is(tree):  # noqa: SLF001
            return None
        only = self._named if named else self._told
        both = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])

        def ask() -> int:
            found = self._searcher.search(both, RAW_RESULTS)
            for _, address in found.hits:
                document = self._searcher.doc(address)
                document.get_first("key"), document.get_first("terms")
            return int(found.count)

        return ask


def measure(engine: str, documents: int, folder: Path) -> bool:
    """Print what every class costs; whether promises hold."""
    analysis = Analysis()
    index = VaultIndex(Layout(vault_of(documents, engine, folder)).index, analysis)
    print(f"{engine}, {documents} documents of {corpus.SHORTEST} to {corpus.LONGEST} words")
    reader = Reader(documents)
    began = time.process_time()
    index.warm()
    print(f"  made ready in {time.process_time() - began:.1f} s of CPU")
    index.search(parse("суд"), reader.may, limit=1)  # map the reader's documents once
    raw = Raw(index, analysis, reader.may) if engine == TANTIVY else None
    kept, costs = True, dict[str, float]()
    for name, trees in classes(documents, reader).items():
        limit = BEGINNING_MS if (engine, name) == ("whoosh", "beginning") else LIMITS_MS[engine]
        costs[name], held = _class(name, trees, index, reader.may, analysis, limit)
        kept = kept and held
        if raw is not None:
            kept = _beside(raw, index, trees, reader.may) and kept
    for name in ("word, days", "word, case file"):
        cheap = costs[name] <= costs["two words"]
        kept = kept and cheap
        print(f"  {name}: {'kept' if cheap else 'NOT KEPT'}, at most what one more word costs")
    print(f"  {engine}: {'all kept' if kept else 'NOT KEPT'}")
    return kept


def _class(
    name: str,
    trees: Sequence[Node],
    index: VaultIndex,
    may: Documents,
    analysis: Analysis,
    limit: float,
) -> tuple[float, bool]:
    both, found = [], 0
    for tree in trees:
        with _forgetful(index):
            answer = index.search(tree, may, limit=RESULTS)
        found += answer.total
        texts = {f.document: page_text(int(f.document), f.page) for f in answer.found}
        both.append(timed(index, partial(shown, index, tree, may, texts, analysis)))
    wall, cpu = (p95(times) for times in zip(*both, strict=True))
    half = sorted(cpu for _, cpu in both)[len(both) // 2]
    verdict = "kept" if cpu <= limit else "NOT KEPT"
    print(
        f"  {name:17} {found // len(trees):6} found; CPU p50 {half:5.1f}  p95 {cpu:5.1f} ms "
        f"(wall {wall:5.1f}), at most {limit:.0f}: {verdict}"
    )
    return cpu, cpu <= limit


def _beside(raw: Raw, index: VaultIndex, trees: Sequence[Node], may: Documents) -> bool:
    """Print what raw takes, and ours for the same; whether ours is near enough."""
    asks = [(tree, ask) for tree in trees if (ask := raw.asking(tree)) is not None]
    if not asks:
        return True
    for tree, ask in asks:
        with _forgetful(index):
            assert index.search(tree, may, limit=1).total == ask(), tree
    ours = [
        timed(index, partial(index.search, tree, may, limit=RAW_RESULTS))[1] for tree, _ in asks
    ]
    told = p95([timed(index, ask)[1] for _, ask in asks])
    naming = [raw.asking(tree, named=True) for tree, _ in asks[:NAMED]]
    named = min(timed(index, ask, 1)[1] for ask in naming if ask is not None)
    mine = p95(ours)
    held = mine <= named * TIMES_RAW
    print(
        f"  {'':17} ours {mine:5.2f}; raw, named {named:5.1f}: {mine / named:.2f} times "
        f"({'kept' if held else 'NOT KEPT'}); told {told:5.2f}: {mine / told:.2f} times"
    )
    return held


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--engine", choices=ENGINES, action="append")
    arguments.add_argument("--documents", type=int, default=2_000)
    arguments.add_argument("--folder", type=Path, default=corpus.FOLDER)
    said = arguments.parse_args()
    held = [measure(one, said.documents, said.folder) for one in said.engine or ENGINES]
    sys.exit(not all(held))
