"""Words made plain: one line, single spaces, nothing that hides or turns words round."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from vault import clean, single_spaced, unseen


@given(st.text())
def test_words_stay_and_spaces_are_single(text: str) -> None:
    line = single_spaced(text)

    assert line.split() == text.split()
    assert line == line.strip()
    assert "  " not in line
    assert single_spaced(line) == line


@given(st.text(), st.integers(1, 50))
def test_hostile_words_are_short_and_have_no_control_signs(text: str, longest: int) -> None:
    told = clean(text, longest)

    assert len(told) <= longest
    assert {unicodedata.category(sign)[0] for sign in told} & {"C"} == set()
    assert all(sign == " " or not sign.isspace() for sign in told)


def test_what_turns_words_round_becomes_a_space() -> None:
    assert clean("рахунок\u202egpj.exe\x1b[31m\r\n  ще") == "рахунок gpj.exe [31m ще"


def test_signs_that_hide_or_turn_round_words_are_told_from_those_that_are_seen() -> None:
    assert all(map(unseen, "\0\x1b\n\x7f\x85\u00ad\u200b\u200e\u202e\u2066\ufeff"))
    assert not any(map(unseen, "аґ’« №—\u00a0\u0301"))
