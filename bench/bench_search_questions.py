"""What questions cost in a large index, with the permission filter and with highlights.

Each question is asked as a page of results asks it: twenty documents of a reader who may see half
of them all, how many there are, and the snippet of each; their texts are read from the vault
beforehand. Masks of the commonest words are ready and Python looks for waste seldom, as in `sprava
serve`; nothing is kept of earlier questions.

*Raw* is tantivy-py alone on the same index, the same tree and the same page: the query made, the
twenty best, how many there are, the key of each, and of each the snippet that the library's own
SnippetGenerator makes of its text (it marks words as they were typed and nothing else). Trees with
a filter, with NOT or with three words near one another are ours alone. The same permission is asked
of the library in two ways. *Named*: the reader's documents are named in the query, for rights come
from the catalogue, are another set for each reader and change with every grant; that is the same
question, and the promise is judged by it. *Told*: a term in each document says who may read it, so
that every grant writes all documents of its case file anew; this is no longer the same question,
but the library's floor, and is printed beside.

Promises, 95 of 100 questions of each class, CPU of the asking thread (the machine may be busy; wall
beside it): Whoosh at 20,000 documents 60 ms (80 for beginnings); Tantivy at 200,000 documents
25 ms, and at most 1.5 times raw; a filter by case number or days costs at most what one more word
does.
Sketch for Tantivy: a mask that is not ready 5 to 8 ms, most of it reading what Tantivy answers; the
ranking 1 ms, twenty results with their terms 2 ms, twenty snippets of a page of 200 to 400 words
3 ms. Which two common words are near one another is written down in the index
(docs/decisions/0029); to look for it in where they stand would cost 24 ms, and 46 where a word has
two lemmas («справ»: справа, справити).

Vaults are kept and made further where they stopped (`bench.large_vault`); what else was put into
one is searched too, and hidden from the reader unless it names them.
Run as `python -m bench.bench_search_questions [--engine E] [--documents N] [--folder F]`; without
arguments, 2,000 documents in both engines.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bench import searching_corpus as corpus
from bench.large_vault import vault_of
from desk.web.serve import WASTE
from desk.wiring import projections
from inventory.queries import case_by_key, documents_by_id
from inventory.tables import document_table
from search.analysis import Analysis
from search.documents import EVERYTHING, Documents, Numbers, numbers_of
from search.engines.door import CARD, Answer
from search.finding.snippets import snippet
from search.index.following import card_text
from search.index.serving import ENGINES, TANTIVY, VaultIndex
from search.query.nodes import Among, And, Field, FieldName, Node, Not, Or, Wildcard
from search.query.parsing import parse, wanted
from search.reading import read_pages
from vault import Layout, Vault, open_vault

LIMITS_MS = {"whoosh": 60.0, "tantivy": 25.0}
BEGINNING_MS = 80.0
TIMES_RAW, JUDGED = 1.5, 200_000  # from so many documents on
RESULTS = 20
EACH, ROUNDS = 40, 3  # questions of a class; the best of so many
NAMED = 5  # questions of which raw names all documents: it is slow


Texts = Callable[[str], Sequence[str]]
"""Of a document's key, what is written on its card and on each of its pages."""


def texts_of(vault: Vault, connection: Connection, key: str) -> list[str]:
    """See `Texts`; as the vault has them."""
    document = documents_by_id(connection, [key])[key]
    card = card_text(document, case_by_key(connection, document.case))
    return [card, *(page.text for page in read_pages(vault, connection, document))]


class Reader:
    """Who may see every second document, and what filters name, as the catalogue answers it."""

    def __init__(self, index: VaultIndex, many: Numbers) -> None:
        """Of the catalogue's documents, sorted, those may be seen that name the reader."""
        self._many = many
        named = np.zeros(len(many), bool)
        named[index.search(parse(corpus.READER), EVERYTHING, limit=0).matching(many)] = True
        self.may = Documents.among(many, named)

    def days(self) -> Among:
        """A third of all."""
        chosen = Documents.among(self._many, np.arange(len(self._many)) % 3 == 0)
        return Among(chosen, Field(FieldName.DATE, "2025"))

    def case(self, number: int) -> Among:
        """Of one case file."""
        first = number // corpus.EACH * corpus.EACH
        keys = map(corpus.key_of, range(first, first + corpus.EACH))
        chosen = Documents.among(self._many, Documents.of(keys).mask(self._many))
        return Among(chosen, Field(FieldName.CASE, corpus.case_of(number)))


def classes(documents: int, reader: Reader, texts: Texts) -> dict[str, list[Node]]:
    """Questions of each class."""
    rng = random.Random(3)
    some = [rng.randrange(documents) // 2 * 2 for _ in range(EACH)]
    written = [" ".join(texts(corpus.key_of(n))[CARD + 1 :]) for n in some]
    said_by_each = [[w for w in text.split() if w.isalpha()] for text in written]
    ranked = [word for word in corpus.vocabulary()[0] if len(word) > 4]
    common, middle = ranked[:20], ranked[300:340]
    rare = [next(w for w in reversed(said) if len(w) > 5) for said in said_by_each]
    asked: dict[str, list[str]] = {
        "rare word": rare,
        "common word": common,
        "two words": [" ".join(rng.sample(common, 2)) for _ in range(EACH)],
        "three words": [" ".join(rng.sample(common, 3)) for _ in range(EACH)],
        "any of three": [" OR ".join(rng.sample(common, 3)) for _ in range(EACH)],
        "one, not other": [" NOT ".join(rng.sample(common, 2)) for _ in range(EACH)],
        "phrase": [f'"{" ".join(said[9:12])}"' for said in said_by_each],
        "phrase of common": [f'"{" ".join(rng.sample(common, 2))}"' for _ in range(EACH)],
        "near": [f'"{said[9]} {said[12]}"~9' for said in said_by_each],
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
    state = getattr(index._current(), "_state", None)  # noqa: SLF001  a bench looks inside
    masks = getattr(state, "masks", None)
    if state is None or masks is None:
        yield
        return
    kept, size = masks._kept.copy(), masks._size  # noqa: SLF001
    state._asked.clear()  # noqa: SLF001
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
    """What 95 of 100 are at most (nearest rank)."""
    return sorted(values)[-(-len(values) * 95 // 100) - 1]


def shown(
    index: VaultIndex, tree: Node, may: Documents, texts: Mapping[str, str], analysis: Analysis
) -> Answer:
    """A page of results with their snippets."""
    answer = index.search(tree, may, limit=RESULTS)
    for found in answer.found:
        snippet(texts[found.document], tree, analysis, known=found.marked)
    return answer


class Raw:
    """The library alone on the same tree."""

    def __init__(self, index: VaultIndex, may: Documents, texts: Texts) -> None:
        """Look into the index that serves."""
        from tantivy import Query  # noqa: PLC0415  an extra

        from search.engines.matching import EXACT  # noqa: PLC0415
        from search.engines.tantivy.common import CommonWords  # noqa: PLC0415
        from search.engines.tantivy.leaves import TEXT, Leaves, stored  # noqa: PLC0415
        from search.engines.tantivy.state import SCHEMA  # noqa: PLC0415

        state = index._current()._fresh()  # type: ignore[attr-defined]  # noqa: SLF001
        nothing = CommonWords({})  # that pairs are written down is ours
        self._searcher, self._texts = state.searcher, texts
        self._leaves = Leaves(
            SCHEMA, Analysis(), lambda: state.vocabularies, state.frequency, nothing
        )
        term = Query.term_query(SCHEMA, TEXT, stored(EXACT, corpus.READER))
        named = Query.term_set_query(SCHEMA, "number", may.numbers.tolist())
        self.told, self.named = (Query.const_score_query(one, 0.0) for one in (term, named))

    def asking(self, tree: Node, permission: Any) -> Callable[[], int] | None:
        """What asks, and answers how many are found; None where the library has no such query."""
        from tantivy import Occur, Query, SnippetGenerator  # noqa: PLC0415

        if self._query(tree) is None:
            return None

        def found() -> Any:
            both = [(Occur.Must, self._query(tree)), (Occur.Must, permission)]
            return self._searcher.search(Query.boolean_query(both), RESULTS)

        def key(address: Any) -> str:
            return str(self._searcher.doc(address).get_first("key"))

        beside, texts = self._beside([key(address) for _, address in found().hits])
        leaves = (leaf for leaf in wanted(tree))
        typed = " ".join(
            leaf.pattern if isinstance(leaf, Wildcard) else leaf.text for leaf in leaves
        )
        words = beside.parse_query(" ".join(re.findall(r"\w+", typed)), ["text"])

        def ask() -> int:
            answer = found()
            generator = SnippetGenerator.create(beside.searcher(), words, beside.schema, "text")
            for _, address in answer.hits:
                generator.snippet_from_doc(texts[key(address)]).to_html()
            return int(answer.count)

        return ask

    def _query(self, tree: Node) -> Any:
        from tantivy import Occur, Query  # noqa: PLC0415

        match tree:
            case And(parts) | Or(parts):
                each = [self._query(part) for part in parts]
                how = Occur.Must if isinstance(tree, And) else Occur.Should
                known = all(query is not None for query in each)
                return Query.boolean_query([(how, query) for query in each]) if known else None
            case Not() | Among() | Field():
                return None
            case leaf:
                asked = self._leaves.asked(leaf)
                return None if asked.loose else asked.query

    def _beside(self, keys: Sequence[str]) -> tuple[Any, dict[str, Any]]:
        """An index of the first pages of these documents, for their words' sake; and the pages."""
        from tantivy import Document, Index, SchemaBuilder  # noqa: PLC0415

        index = Index(SchemaBuilder().add_text_field("text", stored=True).build())
        pages = {key: Document(text=self._texts(key)[CARD + 1]) for key in keys}
        writer = index.writer(15_000_000, 1)
        for page in pages.values():
            writer.add_document(page)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return index, pages


def measure(engine: str, documents: int, folder: Path) -> bool:
    """Print what every class costs; whether promises hold."""
    gc.set_threshold(*WASTE)
    root = vault_of(documents, engine, folder)
    with open_vault(root, projections()) as vault, vault.read() as connection:
        index = VaultIndex(Layout(root).index, Analysis())
        keys = connection.scalars(sa.select(document_table.c.id))
        reader = Reader(index, np.sort(numbers_of(keys)))
        texts = partial(texts_of, vault, connection)
        print(f"{engine}, {documents} documents of {corpus.SHORTEST} to {corpus.LONGEST} words")
        return _measured(engine, index, reader, texts, classes(documents, reader, texts))


def _measured(
    engine: str, index: VaultIndex, reader: Reader, texts: Texts, asked: dict[str, list[Node]]
) -> bool:
    began = time.process_time()
    index.warm()
    print(f"  made ready in {time.process_time() - began:.1f} s of CPU")
    index.search(parse("суд"), reader.may, limit=1)  # map the reader's documents once
    raw = Raw(index, reader.may, texts) if engine == TANTIVY else None
    kept, costs, analysis = True, dict[str, float](), Analysis()
    every: list[float] = []
    for name, trees in asked.items():
        limit = BEGINNING_MS if (engine, name) == ("whoosh", "beginning") else LIMITS_MS[engine]
        each = _class(name, trees, index, reader.may, texts, analysis, limit)
        every += each
        costs[name] = p95(each)
        kept = kept and costs[name] <= limit
        if raw is not None:
            kept = _beside(raw, index, trees, reader.may, costs[name]) and kept
    for name in ("word, days", "word, case file"):
        cheap = costs[name] <= costs["two words"]
        kept = kept and cheap
        print(f"  {name}: {'kept' if cheap else 'NOT KEPT'}, at most what one more word costs")
    print(
        f"  all {len(every)} questions as one list, as many of a class as it has: "
        f"CPU p95 {p95(every):.1f} ms; nothing is promised of it"
    )
    print(f"  {engine}: {'all kept' if kept else 'NOT KEPT'}")
    return kept


def _class(
    name: str,
    trees: Sequence[Node],
    index: VaultIndex,
    may: Documents,
    texts: Texts,
    analysis: Analysis,
    limit: float,
) -> list[float]:
    """Print what a class costs, and answer the CPU of each question, milliseconds."""
    both, found = [], 0
    for tree in trees:
        with _forgetful(index):
            answer = index.search(tree, may, limit=RESULTS)
        found += answer.total
        pages = {one.document: texts(one.document)[one.page] for one in answer.found}
        both.append(timed(index, partial(shown, index, tree, may, pages, analysis)))
    wall, cpu = (p95(times) for times in zip(*both, strict=True))
    half = sorted(cpu for _, cpu in both)[len(both) // 2]
    verdict = "kept" if cpu <= limit else "NOT KEPT"
    print(
        f"  {name:17} {found // len(trees):6} found; CPU p50 {half:5.1f}  p95 {cpu:5.1f} ms "
        f"(wall {wall:5.1f}), at most {limit:.0f}: {verdict}"
    )
    return [cpu for _, cpu in both]


def _beside(
    raw: Raw, index: VaultIndex, trees: Sequence[Node], may: Documents, ours: float
) -> bool:
    """Print what raw takes for the same; whether ours is near enough where that is promised."""
    asks = [(tree, ask) for tree in trees if (ask := raw.asking(tree, raw.told)) is not None]
    if not asks:
        return True
    for tree, ask in asks:
        with _forgetful(index):
            assert index.search(tree, may, limit=1).total == ask(), tree
    told = p95([timed(index, ask)[1] for _, ask in asks])
    naming = [raw.asking(tree, raw.named) for tree, _ in asks[:NAMED]]
    named = p95([timed(index, ask, 1)[1] for ask in naming if ask is not None])
    held, judged = ours <= named * TIMES_RAW, len(may.many) >= JUDGED
    verdict = ("kept" if held else "NOT KEPT") if judged else "not judged"
    print(
        f"  {'':17} raw, named {named:5.1f}: {ours / named:.2f} times "
        f"({verdict}); told {told:5.2f}: {ours / told:.2f} times"
    )
    return held or not judged


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--engine", choices=ENGINES, action="append")
    arguments.add_argument("--documents", type=int, default=2_000)
    arguments.add_argument("--folder", type=Path, default=corpus.FOLDER)
    said = arguments.parse_args()
    held = [measure(one, said.documents, said.folder) for one in said.engine or ENGINES]
    sys.exit(not all(held))
