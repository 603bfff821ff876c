"""Sets of documents as sorted numbers, and where one stands in another."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.documents import Documents, Roll, places_in

SOME = st.integers(0, 1_500)


@given(st.sets(SOME), st.lists(SOME), st.integers(0, 1_500))
def test_numbers_are_found_where_they_stand(changed: set[int], asked: list[int], upto: int) -> None:
    """In a set of any size from which some left, asked as sorted states and one by one."""
    known = sorted(set(range(0, upto, 2)) ^ changed)
    some = np.array(known, np.int64)
    expected = {number: place for place, number in enumerate(known)}
    for numbers in (list(range(0, upto, 2)), known, asked, sorted(asked)):
        places = places_in(some, np.array(numbers, np.int64))
        assert places.tolist() == [expected.get(number, len(known)) for number in numbers]


@given(st.sets(SOME), st.sets(SOME))
def test_a_set_chosen_from_an_older_state_says_the_same_of_a_newer_one(
    chosen: set[int], came: set[int]
) -> None:
    older = np.arange(0, 1_500, 2)
    among = Documents.among(older, np.isin(older, list(chosen)))
    newer = np.array(sorted({*older.tolist(), *came}), np.int64)
    assert newer[among.mask(newer)].tolist() == sorted(chosen & set(older.tolist()))
    assert among.mask(newer).tolist() == Documents(among.numbers).mask(newer).tolist()


@given(st.sets(SOME), st.sets(SOME, min_size=1), st.data())
def test_a_roll_made_of_an_earlier_one_says_what_one_made_anew_says(
    chosen: set[int], there: set[int], data: st.DataObject
) -> None:
    numbers = np.array(data.draw(st.permutations(sorted(there))), np.int64)
    many = np.array(sorted({*chosen, 7, 8}), np.int64)
    among = Documents.among(many, np.isin(many, list(chosen)))
    before = Roll(numbers[: data.draw(st.integers(0, len(numbers)))])
    before.mask(among)  # now it knows where its own stand
    for roll in (Roll(numbers, before), Roll(numbers, Roll(before.numbers)), Roll(numbers)):
        mask = roll.mask(among)
        assert numbers[mask].tolist() == [n for n in numbers.tolist() if n in chosen]
        assert many[roll.rows(mask, many)].tolist() == numbers[mask].tolist()
