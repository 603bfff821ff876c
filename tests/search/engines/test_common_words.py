"""Nearness of words that nearly every document has, which is written down beforehand."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from search.analysis import Analysis
from search.documents import EVERYTHING, Documents
from search.engines.door import CARD, Change, Page
from search.engines.matching import EXACT, LEMMA
from search.engines.stored import StoredTerms, pack
from search.query.nodes import Near, Phrase
from tests.search.engines.oracle import Oracle

tantivy = pytest.importorskip("tantivy", reason="tantivy is an extra and not installed")

from search.engines.tantivy.common import REACH, SAMPLE, CommonWords  # noqa: E402
from search.engines.tantivy.folder import TantivyFolder  # noqa: E402

WORDS = ["справ", "справити", "суд", "суду", "заява", "заяву", "рішення", "25-ц", "та", "у"]
"""«справ» has two lemmas, one of which is that of the next; «25-ц» is a word of two."""


def text(rng: random.Random) -> str:
    return " ".join(rng.choices([*WORDS, "аркуш", "опис"], k=rng.randint(2, 24)))


def documents(first: int, count: int) -> list[Change]:
    rng = random.Random(first)
    return [
        Change(f"{number:04d}", (Page(CARD, text(rng)), Page(1, text(rng)), Page(2, text(rng))))
        for number in range(first, first + count)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, analysis: Analysis) -> TantivyFolder:
    """An index made anew of so many documents, to which some came, and which some left."""
    made = TantivyFolder(tmp_path_factory.mktemp("common") / "tantivy-1", analysis)
    made.create()
    made.apply(documents(0, SAMPLE), sequence=1)
    made.apply([*documents(SAMPLE, 40), Change("0003"), Change("0104")], sequence=2)
    return made


def there() -> dict[str, tuple[Page, ...]]:
    left = {"0003", "0104"}
    every = [*documents(0, SAMPLE), *documents(SAMPLE, 40)]
    return {one.document: one.pages for one in every if one.document not in left}


@pytest.mark.parametrize("distance", [1, 2, REACH, REACH + 1])
def test_near_is_what_stands_so_near(
    folder: TantivyFolder, analysis: Analysis, distance: int
) -> None:
    some = dict(itertools.islice(there().items(), 0, None, 9))
    oracle, may = Oracle(some, analysis), Documents.of(some)
    for pair in itertools.combinations(WORDS, 2):
        near = Near(" ".join(pair), distance)
        found = folder.search(near, may, limit=999).found
        assert {one.document for one in found} == oracle.documents(near), near


def test_a_phrase_is_what_stands_in_a_row(folder: TantivyFolder, analysis: Analysis) -> None:
    some = dict(itertools.islice(there().items(), 0, None, 9))
    oracle, may = Oracle(some, analysis), Documents.of(some)
    for pair in itertools.product(WORDS, repeat=2):
        row = Phrase(" ".join(pair))
        found = folder.search(row, may, limit=999).found
        assert {one.document for one in found} == oracle.documents(row), row


def test_who_sees_everything_finds_the_same(folder: TantivyFolder) -> None:
    every = Documents.of(there())
    for asked in (Phrase("суду заяву"), Near("справ суд", 3), Near("справ справити", 4)):
        answers = [folder.search(asked, may, limit=999) for may in (EVERYTHING, every)]
        first, second = ({one.document for one in answer.found} for answer in answers)
        assert first == second
        assert answers[0].total == answers[1].total == len(first) > 0


def test_what_stands_so_more_often_comes_first(tmp_path: Path, analysis: Analysis) -> None:
    folder = TantivyFolder(tmp_path / "tantivy-1", analysis)
    folder.create()
    often = Change("often", (Page(1, "заяву суду і ще заяву суду з описом аркушів"),))
    once = Change("once", (Page(1, "заяву суду і ще судом заяви з описом аркушів"),))
    rest = [Change(f"{n}", (Page(1, "суду заяву або заяву й суду"),)) for n in range(SAMPLE)]
    folder.apply([once, often, *rest], sequence=1)
    for may in (EVERYTHING, Documents.of(["once", "often", "7"])):
        found = folder.search(Phrase("заяву суду"), may, limit=9).found
        assert [one.document for one in found] == ["often", "once"]


def test_of_few_documents_no_word_is_common(tmp_path: Path, analysis: Analysis) -> None:
    folder = TantivyFolder(tmp_path / "tantivy-1", analysis)
    folder.create()
    folder.apply(documents(0, SAMPLE - 1), sequence=1)
    folder.apply(documents(SAMPLE, SAMPLE), sequence=2)  # too late: the others were not asked
    near = Near("справ суд", 3)
    assert folder.search(near, EVERYTHING, limit=1).total > SAMPLE


def test_a_common_word_is_one_that_many_documents_have(analysis: Analysis) -> None:
    rare = [Page(1, "суд" if n % 4 else "суд скринька") for n in range(SAMPLE)]
    common = CommonWords.of([StoredTerms(pack([page], analysis)) for page in rare])
    assert common.words == {LEMMA: ["суд"], EXACT: ["суд"]}
    assert common.near("суд", "скринька", 2) is None
    assert common.near("суд", "суд", REACH + 1) is None


def test_of_each_pair_only_the_least_distance_is_written(analysis: Analysis) -> None:
    common = CommonWords({LEMMA: ["суд", "рішення"], EXACT: ["суд", "рішення"]})
    page = Page(1, "суд виніс там рішення а рішення суд суд")
    terms = list(common.terms(StoredTerms(pack([page], analysis))))
    near = common.near("суд", "рішення", REACH)
    assert near is not None
    assert [term for term in terms if term in near] == [near[1]]
    assert terms.count(str(common.row("рішення", "суд"))) == 1
    assert str(common.row("суд", "рішення")) not in terms


def test_the_common_words_stay_those_of_the_beginning(folder: TantivyFolder) -> None:
    """Another opens the index: he asks by the words that were written down, and writes by them."""
    again = TantivyFolder(folder.path, Analysis())
    words = again._fresh().common.words
    assert words == folder._fresh().common.words
    assert {"справа", "справити", "суд"} <= set(words[LEMMA])
    assert "аркуш" in words[EXACT]
