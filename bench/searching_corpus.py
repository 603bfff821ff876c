"""A made-up corpus for the benches of searching: fixed, as large as wanted, made as it is read.

Words follow Zipf's law: first those of the demonstration's texts, then forms of the dictionary; a
case number, a name of a kind and noise of recognition in each document. Document N is the same in
a corpus of any size.
"""

from __future__ import annotations

import itertools
import random
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pymorphy3

from desk.demo import words
from search.analysis import Analysis
from search.engine import Change, Page

WORDS, FORMS = 450, 120_000
FOLDER = Path(tempfile.gettempdir()) / "sprava-bench-search"
"""Where vocabularies and indexes are kept from run to run."""


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Forms by rank, and the sums of their weights; kept, for the dictionary is slow to walk."""
    kept = FOLDER / "vocabulary.txt"
    if not kept.exists():
        said = Path(words.__file__).read_text(encoding="utf-8")
        own = dict.fromkeys(t.exact for t in Analysis().tokens(said) if not t.whole and t.lemmas)
        known = pymorphy3.MorphAnalyzer(lang="uk").dictionary.iter_known_words()
        forms = list(itertools.islice((word for word, *_ in known), 0, FORMS * 13, 13))
        random.Random(7).shuffle(forms)
        FOLDER.mkdir(parents=True, exist_ok=True)
        kept.write_text("\n".join(dict.fromkeys([*own, *forms])), encoding="utf-8")
    ranked = kept.read_text(encoding="utf-8").split("\n")
    return ranked, list(itertools.accumulate(1 / (rank + 3) ** 1.1 for rank in range(len(ranked))))


def text_of(number: int, count: int = WORDS) -> str:
    """The text of a document."""
    forms, weights = vocabulary()
    rng = random.Random(number)
    said = rng.choices(forms, cum_weights=weights, k=count)
    said[5] = case_of(number)
    said[9] = "".join(rng.choices("абвгдеєжзиіїклмнопр", k=6))  # what recognition makes of a stain
    return " ".join(word.capitalize() if rng.random() < 0.1 else word for word in said)


def case_of(number: int) -> str:
    """The number of its case file: some ten documents in each."""
    return f"757/{number // 10 + 1}/25-ц"


def key_of(number: int) -> str:
    """Its key."""
    return f"d{number:09d}"


def changes(begin: int, end: int) -> Iterator[Change]:
    """Documents for an index."""
    for number in range(begin, end):
        yield Change(key_of(number), (Page(1, text_of(number)),))
