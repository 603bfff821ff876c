"""A made-up corpus for the benches of searching: fixed, as large as wanted, made as it is read.

Words follow Zipf's law: first those of the demonstration's texts and of the clauses quoted in the
program, the commonest there first, then forms of the dictionary; a case number and noise of
recognition in each document, and 300 to 450 words as a court's papers have them. Document N is the
same in a corpus of any size.
"""

from __future__ import annotations

import itertools
import random
import tempfile
import zlib
from collections import Counter
from functools import cache
from pathlib import Path

import pymorphy3

from desk.demo import words
from inventory.law import clauses
from search.analysis import Analysis

FORMS, SHORTEST, LONGEST = 120_000, 300, 450
FOLDER = Path(tempfile.gettempdir()) / "sprava-bench-search"
"""Where vaults are kept from run to run, if no other folder is named."""
READER = "читач1"
"""A word that every second document ends with: who may read it, as a program might have it that
keeps such a list in the index itself."""
EACH = 10  # documents of a case file


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Forms by rank, and the sums of their weights; kept, for the dictionary is slow to walk."""
    demo = Path(words.__file__).parent
    texts = [words.__file__, *sorted(map(str, demo.glob("cases/*.toml")))]
    said = [Path(text).read_text(encoding="utf-8") for text in texts]
    said += [clause.quotation for clause in clauses().values()]
    kept = FOLDER / f"vocabulary-{zlib.crc32(''.join(said).encode()):08x}.txt"
    if not kept.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        kept.write_text("\n".join(_ranked(said)), encoding="utf-8")
    ranked = kept.read_text(encoding="utf-8").split("\n")
    return ranked, list(itertools.accumulate(1 / (rank + 3) ** 1.1 for rank in range(len(ranked))))


def _ranked(said: list[str]) -> list[str]:
    analysis = Analysis()
    tokens = (token for text in said for token in analysis.tokens(text))
    own = Counter(t.exact for t in tokens if not t.whole and t.lemmas)
    known = pymorphy3.MorphAnalyzer(lang="uk").dictionary.iter_known_words()
    forms = list(itertools.islice((word for word, *_ in known), 0, FORMS * 13, 13))
    random.Random(7).shuffle(forms)
    return list(dict.fromkeys([word for word, _ in own.most_common()] + forms))


def text_of(number: int, count: int | None = None) -> str:
    """The text of a document: so many words."""
    forms, weights = vocabulary()
    rng = random.Random(number)
    count = count or rng.randint(SHORTEST, LONGEST)
    said = rng.choices(forms, cum_weights=weights, k=count)
    said[5] = case_of(number)
    said[9] = "".join(rng.choices("абвгдеєжзиіїклмнопр", k=6))  # what recognition makes of a stain
    if number % 2 == 0:
        said[-1] = READER
    return " ".join(word.capitalize() if rng.random() < 0.1 else word for word in said)


def case_of(number: int) -> str:
    """The number of its case file."""
    return f"757/{number // EACH + 1}/25-ц"


def key_of(number: int) -> str:
    """Its key."""
    return f"{number:010d}"
