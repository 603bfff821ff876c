"""Sheet labels and their arithmetic."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.errors import BadSheetLabel
from inventory.volumes.sheets import (
    LETTERS,
    Label,
    Numbering,
    label,
    next_letters,
    odd_numbers,
    take,
    total,
)
from tests.clauses import proves


@st.composite
def numberings(draw: st.DrawFn) -> Numbering:
    missing = draw(st.sets(st.integers(1, 60), max_size=8))
    carriers = draw(st.sets(st.integers(1, 60).filter(lambda n: n not in missing), max_size=5))
    lettered = [
        entry for n in carriers for entry in next_letters(Label(n), draw(st.integers(1, 4)))
    ]
    return Numbering(tuple(sorted(lettered, key=Label.key)), tuple(sorted(missing)))


@proves("814:VII.13-літерні")
@given(numberings(), st.integers(0, 250))
def test_814_vii_13__total_is_highest_less_missing_plus_lettered(
    numbering: Numbering, count: int
) -> None:
    labels = take(numbering.labels(), count)

    assert total(labels) == count
    assert list(labels) == sorted(labels, key=Label.key)


@proves("814:VII.9-літери", "814:VII.9-ґ")
def test_814_vii_9__letters_follow_the_ukrainian_alphabet_with_ge() -> None:
    assert "".join(entry.letter for entry in next_letters(Label(12), 9)) == "абвгґдеєж"
    assert next_letters(Label(12, "г"), 1) == (Label(12, "ґ"),)
    behind = next_letters(Label(12, "ю"), 2 + len(LETTERS))
    assert [str(entry) for entry in (*behind[:3], *behind[-2:])] == [
        "12я",
        "12аа",
        "12аб",
        "12ая",
        "12ба",
    ]
    assert list(behind) == sorted(behind, key=Label.key)
    assert [label(str(entry)) for entry in behind] == list(behind)


@proves("814:VII.9-повтор")
def test_814_vii_9__a_repeated_number_takes_letters_from_its_second_sheet() -> None:
    labels = take(Numbering(lettered=(label("15а"),)).labels(), 17)

    assert [str(entry) for entry in labels[13:]] == ["14", "15", "15а", "16"]


@proves("814:VII.13-літерні")
def test_the_example_of_missing_7_and_two_lettered() -> None:
    numbering = Numbering((label("12а"), label("12б")), (7,))
    labels = take(numbering.labels(), 21)

    assert labels[-1] == Label(20)
    assert odd_numbers(labels) == numbering
    assert total(labels) == 20 - 1 + 2 == 21


@pytest.mark.parametrize("text", ["", "0", "12ы", "12ab", "-1", "12ааа", "а"])
def test_what_is_no_label_is_refused(text: str) -> None:
    with pytest.raises(BadSheetLabel):
        label(text)


def test_a_hyphen_between_number_and_letter_is_understood() -> None:
    assert label("12-б") == Label(12, "б")


def test_labels_go_on_for_ever() -> None:
    assert next(itertools.islice(Numbering().labels(), 9_999, None)) == Label(10_000)
