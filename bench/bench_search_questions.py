"""What questions cost in a large index, with the permission filter and with highlights.

Both engines are asked the same: twenty results, of a reader who may see half of all documents (a
mask over the index's documents, kept from question to question as the vault keeps it), and the
snippet of each result from its text. Beside Tantivy stands the library alone with the same query,
without filter, pages and snippets: the floor.
Promises, 95 of 100 questions of each class, CPU of the asking thread: Whoosh at 20,000 documents
60 ms (80 for beginnings); Tantivy at 200,000 documents 25 ms; a filter by case number or date not
more than a word.
Sketch for Tantivy: a mask of all that match 5 ms (200,000 sums and 4,000 buckets out of JSON), kept
for the next question with that word; the ranking 1 ms; twenty results with their terms 2 ms;
twenty snippets of a page of 450 words 8 ms.

Indexes are kept in the system's temporary folder and made further where they stopped.
Run as `python -m bench.bench_search_questions [--engine E] [--documents N] [--words N]`; without
arguments, 2,000 documents in both engines.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

from bench import searching_corpus as corpus
from search.analysis import Analysis
from search.documents import EVERYTHING, Documents
from search.engine import Answer, Change, Page
from search.errors import IndexBroken
from search.nodes import Among, And, Field, FieldName, Node
from search.query import parse
from search.serving import ENGINES, TANTIVY, VaultIndex
from search.snippets import snippet

LIMITS_MS = {"whoosh": 60.0, "tantivy": 25.0}
BEGINNING_MS = 80.0
RESULTS = 20
BATCH = {"whoosh": 500, "tantivy": 4_000}
EACH = 20  # questions of a class


def index_of(engine: str, documents: int, words: int, analysis: Analysis) -> VaultIndex:
    """An index of so many documents, made or made further."""
    root = corpus.FOLDER / f"{engine}-{documents}-{words}"
    index = VaultIndex(root, analysis)
    try:
        done = index.stamp().sequence
    except IndexBroken:
        index.adopt(index.anew(engine))
        done = 0
    began, cpu = time.monotonic(), time.process_time()
    for begin in range(done, documents, BATCH[engine]):
        end = min(begin + BATCH[engine], documents)
        batch = [
            Change(corpus.key_of(n), (Page(1, corpus.text_of(n, words)),))
            for n in range(begin, end)
        ]
        index.apply(batch, sequence=end)
    if done < documents:
        taken, used = time.monotonic() - began, time.process_time() - cpu
        print(f"  made in {taken:.0f} s, {used:.0f} s of CPU, from {done} documents")
    return index


def classes(documents: int, words: int) -> dict[str, list[Node]]:
    """Questions of each class."""
    rng = random.Random(3)
    some = [rng.randrange(documents) for _ in range(EACH)]
    texts = [[w for w in corpus.text_of(n, words).split() if w.isalpha()] for n in some]
    ranked = [word for word in corpus.vocabulary()[0] if len(word) > 4]
    common, middle = ranked[:20], ranked[300:340]
    rare = [next(w for w in reversed(said) if len(w) > 5) for said in texts]
    asked: dict[str, list[str]] = {
        "rare word": rare,
        "common word": common,
        "three words": [" ".join(rng.sample(common, 3)) for _ in range(EACH)],
        "any of three": [" OR ".join(rng.sample(common, 3)) for _ in range(EACH)],
        "phrase": [f'"{" ".join(said[9:12])}"' for said in texts],
        "phrase of common": [f'"{" ".join(rng.sample(common, 2))}"' for _ in range(EACH)],
        "near": [f'"{" ".join(rng.sample(common, 2))}"~9' for _ in range(EACH)],
        "beginning": [f"{word[:4]}*" for word in middle[:EACH]],
        "pattern": [f"{word[:3]}*{word[-2:]}" for word in middle[:EACH]],
        "piece": [f"*{word[1:5]}*" for word in middle[:EACH]],
        "one letter wrong": [f"{word}~1" for word in middle[:EACH]],
        "case number": [corpus.case_of(n) for n in some],
    }
    trees = {name: [parse(text) for text in found] for name, found in asked.items()}
    days = Field(FieldName.DATE, "2025")
    by_day = Among(Documents.of(map(corpus.key_of, range(0, documents, 3))), days)
    trees["word, days"] = [And((parse(word), by_day)) for word in common]
    trees["word, case file"] = [
        And((parse(word), _case(number))) for word, number in zip(common, some, strict=False)
    ]
    return trees


def _case(number: int) -> Among:
    begin = number - number % 10
    keys = map(corpus.key_of, range(begin, begin + 10))
    return Among(Documents.of(keys), Field(FieldName.CASE, corpus.case_of(number)))


def timed(ask: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """Milliseconds of wall and of this thread's CPU: the best of some."""
    best = []
    for _ in range(times):
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


def raw(index: VaultIndex, tree: Node) -> Callable[[], object] | None:
    """The library alone on the same tree; None where it has no such query."""
    from search.tantivy_engine import IndexQuestion  # noqa: PLC0415  an extra

    folder = index._current()  # noqa: SLF001  a bench looks inside
    state = folder._fresh()  # type: ignore[attr-defined]  # noqa: SLF001
    question = IndexQuestion(state, EVERYTHING, folder._analysis)  # type: ignore[attr-defined]  # noqa: SLF001
    query = question._query(tree)  # noqa: SLF001
    if query is None:
        return None

    def ask() -> None:
        found = state.searcher.search(query, RESULTS)
        for _, address in found.hits:
            state.searcher.doc(address).get_first("key")

    return ask


def measure(engine: str, documents: int, words: int) -> bool:
    """Print what every class costs; whether promises hold."""
    analysis = Analysis()
    print(f"{engine}, {documents} documents of {words} words")
    index = index_of(engine, documents, words, analysis)
    may = Documents.of(map(corpus.key_of, range(0, documents, 2)))
    index.search(parse("суд"), may, limit=1)  # open, and map the reader's documents once
    kept = True
    for name, trees in classes(documents, words).items():
        costs, floors = [], []
        for tree in trees:
            found = index.search(tree, may, limit=RESULTS).found
            texts = {f.document: corpus.text_of(int(f.document[1:]), words) for f in found}
            first = timed(partial(shown, _forgetful(index), tree, may, texts, analysis))
            costs.append(first)
            if engine == TANTIVY and (alone := raw(index, tree)) is not None:
                floors.append(timed(alone)[1])
        limit = BEGINNING_MS if (engine, name) == ("whoosh", "beginning") else LIMITS_MS[engine]
        worst = p95([cpu for _, cpu in costs])
        kept = kept and worst <= limit
        floor = f"   library alone {p95(floors):6.1f}" if floors else ""
        half = sorted(cpu for _, cpu in costs)[len(costs) // 2]
        wall = p95([wall for wall, _ in costs])
        print(f"  {name:18} CPU p50 {half:6.1f}  p95 {worst:6.1f}  wall p95 {wall:6.1f} ms{floor}")
    return kept


def _forgetful(index: VaultIndex) -> VaultIndex:
    """The index as it answers a word it was not asked before: nothing kept of earlier questions."""
    masks = getattr(getattr(index._current(), "_state", None), "_masks", None)  # noqa: SLF001
    if masks is not None:
        masks.clear()
    return index


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--engine", choices=ENGINES, action="append")
    arguments.add_argument("--documents", type=int, default=2_000)
    arguments.add_argument("--words", type=int, default=corpus.WORDS)
    said = arguments.parse_args()
    held = [measure(one, said.documents, said.words) for one in said.engine or ENGINES]
    sys.exit(not all(held))
