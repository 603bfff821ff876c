"""One segment: what is looked at for a word with mistakes, and what is not."""

from __future__ import annotations

import fnmatch
import tempfile
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.engines.matching import EXACT, LEMMA, similar
from search.engines.whoosh.segment import DocumentsFile, Segment, TermsFile, read
from tests.search.engines.oracle import distance


def segment_of(terms: set[str], folder: Path) -> Segment:
    """A segment in whose two fields each term stands once."""
    with (folder / "a.terms").open("wb") as file:
        TermsFile(file, folder).write(
            (field, term.encode(), array("I", [number]).tobytes())
            for field in (EXACT, LEMMA)
            for number, term in enumerate(sorted(terms))
        )
    documents = DocumentsFile()
    documents.add("а", [1], [len(terms)])
    with (folder / "a.docs").open("wb") as file:
        documents.write(file)
    return Segment(read(folder / "a.terms"), read(folder / "a.docs"))


@pytest.fixture
def few_at_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("search.engines.terms._CHUNK", 3)
        yield


words = st.text("абрія'9№ー😀a", min_size=1, max_size=6)


@pytest.mark.usefixtures("few_at_once")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms=st.sets(words, min_size=1, max_size=20), word=words, letters=st.integers(1, 2))
@example(terms={"ーー", "№№"}, word="ー№", letters=1)  # three bytes a letter
@example(terms={"ааа", "б"}, word="аб", letters=2)
def test_every_word_with_so_many_mistakes_is_found(
    terms: set[str], word: str, letters: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        segment = segment_of(terms, Path(folder))
    expected = [
        (index, term) for index, term in enumerate(sorted(terms)) if distance(word, term) <= letters
    ]
    assert similar(segment, EXACT, word, letters) == expected
    assert similar(segment, LEMMA, word, letters) == expected
    assert similar(segment, "інше", word, letters) == []


@settings(deadline=None)
@given(terms=st.sets(words, min_size=1, max_size=20), piece=words.map(lambda word: word[:2]))
def test_every_word_with_a_piece_is_found(terms: set[str], piece: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        segment = segment_of(terms, Path(folder))
    found = [
        (index, term)
        for index, term in enumerate(sorted(terms))
        if fnmatch.fnmatchcase(term, f"*{piece}*")
    ]
    assert segment.containing(LEMMA, piece) == found


def test_few_words_are_compared_letter_by_letter(tmp_path: Path) -> None:
    terms = {"позивач", "позивача", "ухвала", "відповідач", "рішення", "позов", "суд", "судді"}

    alike = segment_of(terms, tmp_path).alike(EXACT, "пазивач", 1)

    assert [term for _, term in alike] == ["позивач", "позивача"]
