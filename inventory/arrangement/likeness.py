"""Which documents of a case file are the same twice, or nearly (814 VII.2).

Knows: runs of words, and small samples of them that are compared instead of whole texts.
Does not know: where texts are kept. Keeps: pure; the same texts give the same pairs, and what was
read badly is compared by what was read alike, never letter by letter.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

_WORD = re.compile(r"\w+")
_RUN = 3  # words in a run
_SAMPLE = 96  # runs of each document that are compared
_WORDS_MIN = 25  # a shorter text says nothing of its own
_ALIKE_PERCENT = 70
_COMMON = 40  # documents that share a run: more, and it is the court's letterhead


@dataclass(frozen=True, slots=True, order=True)
class Alike:
    """Two documents that say the same.

    Attributes:
        percent: of their runs of words that are common; 100 for the same bytes or pages.
        pages: pages of the two that are identical, from 1; empty when the whole is compared.
    """

    one: str
    other: str
    percent: int
    pages: tuple[int, int] | None = None


def same_content(originals: Mapping[str, str | None]) -> Iterator[Alike]:
    """Documents with the very same bytes, by id and digest."""
    held: dict[str, list[str]] = {}
    for document, digest in originals.items():
        if digest is not None:
            held.setdefault(digest, []).append(document)
    for documents in held.values():
        for one, other in combinations(documents, 2):
            yield Alike(one, other, 100)


def alike(texts: Mapping[str, Sequence[str]]) -> tuple[Alike, ...]:
    """Documents whose texts are nearly the same, and else single pages that are.

    Args:
        texts: the pages of each document, by id.
    """
    samples = {
        document: found for document, pages in texts.items() if (found := _sample(" ".join(pages)))
    }
    whole = tuple(_nearly(samples))
    known = {(pair.one, pair.other) for pair in whole}
    return (*whole, *(pair for pair in _pages(texts) if (pair.one, pair.other) not in known))


def _sample(text: str) -> frozenset[int]:
    """The smallest digests of the runs of words: of two texts these overlap as the texts do."""
    words = _WORD.findall(text.casefold())
    if len(words) < _WORDS_MIN:
        return frozenset()
    runs = {zlib.crc32(" ".join(run).encode()) for run in _runs(words)}
    return frozenset(sorted(runs)[:_SAMPLE])


def _runs(words: Sequence[str]) -> Iterable[Sequence[str]]:
    return (words[start : start + _RUN] for start in range(len(words) - _RUN + 1))


def _nearly(samples: Mapping[str, frozenset[int]]) -> Iterator[Alike]:
    shared: Counter[tuple[str, str]] = Counter()
    for documents in _sharing(samples).values():
        if len(documents) <= _COMMON:
            shared.update(combinations(documents, 2))
    for (one, other), count in shared.items():
        if 2 * count < min(len(samples[one]), len(samples[other])):
            continue
        smallest = sorted(samples[one] | samples[other])[:_SAMPLE]
        both = sum(run in samples[one] and run in samples[other] for run in smallest)
        percent = 100 * both // len(smallest)
        if percent >= _ALIKE_PERCENT:
            yield Alike(one, other, percent)


def _sharing(samples: Mapping[str, frozenset[int]]) -> dict[int, list[str]]:
    held: dict[int, list[str]] = {}
    for document, runs in samples.items():
        for run in runs:
            held.setdefault(run, []).append(document)
    return held


def _pages(texts: Mapping[str, Sequence[str]]) -> Iterator[Alike]:
    """Pages with the same words in one order; a page bound in twice."""
    held: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for document, pages in texts.items():
        for number, page in enumerate(pages, start=1):
            words = tuple(_WORD.findall(page.casefold()))
            if len(words) >= _WORDS_MIN:
                held.setdefault(words, []).append((document, number))
    for places in held.values():
        if len(places) <= _COMMON:
            for one, other in combinations(places, 2):
                yield Alike(one[0], other[0], 100, (one[1], other[1]))
