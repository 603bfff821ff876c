"""Ukrainian words: every total, date and order on a form comes from here."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.language.words import (
    NUMBER_MAX,
    Gender,
    figures_and_words,
    in_words,
    label_key,
    long_date,
    noun,
    short_date,
)
from tests.clauses import proves

SHEET = ("аркуш", "аркуші", "аркушів")
FILE = ("справа", "справи", "справ")

# A reading of number words that knows nothing of how they were made.
VALUES = {
    word: value
    for value, words in {
        **dict(
            enumerate(
                [
                    "нуль",
                    "один/одна/одне",
                    "два/дві",
                    "три",
                    "чотири",
                    "п'ять",
                    "шість",
                    "сім",
                    "вісім",
                    "дев'ять",
                    "десять",
                    "одинадцять",
                    "дванадцять",
                    "тринадцять",
                    "чотирнадцять",
                    "п'ятнадцять",
                    "шістнадцять",
                    "сімнадцять",
                    "вісімнадцять",
                    "дев'ятнадцять",
                    "двадцять",
                ]
            )
        ),
        30: "тридцять",
        40: "сорок",
        50: "п'ятдесят",
        60: "шістдесят",
        70: "сімдесят",
        80: "вісімдесят",
        90: "дев'яносто",
        100: "сто",
        200: "двісті",
        300: "триста",
        400: "чотириста",
        500: "п'ятсот",
        600: "шістсот",
        700: "сімсот",
        800: "вісімсот",
        900: "дев'ятсот",
    }.items()
    for word in words.split("/")
}


def read(words: str) -> int:
    total = group = 0
    for word in words.split():
        if word.startswith(("тисяч", "мільйон")):
            total += group * (1_000 if word.startswith("тисяч") else 1_000_000)
            group = 0
        else:
            group += VALUES[word]
    return total + group


@pytest.mark.parametrize(
    ("number", "gender", "words"),
    [
        (0, Gender.MASCULINE, "нуль"),
        (1, Gender.MASCULINE, "один"),
        (1, Gender.FEMININE, "одна"),
        (1, Gender.NEUTER, "одне"),
        (2, Gender.FEMININE, "дві"),
        (2, Gender.NEUTER, "два"),
        (12, Gender.FEMININE, "дванадцять"),
        (21, Gender.FEMININE, "двадцять одна"),
        (40, Gender.MASCULINE, "сорок"),
        (90, Gender.MASCULINE, "дев'яносто"),
        (102, Gender.FEMININE, "сто дві"),
        (248, Gender.MASCULINE, "двісті сорок вісім"),
        (1_000, Gender.MASCULINE, "одна тисяча"),
        (2_001, Gender.MASCULINE, "дві тисячі один"),
        (11_000, Gender.MASCULINE, "одинадцять тисяч"),
        (21_015, Gender.FEMININE, "двадцять одна тисяча п'ятнадцять"),
        (1_000_000, Gender.FEMININE, "один мільйон"),
        (102_005_022, Gender.FEMININE, "сто два мільйони п'ять тисяч двадцять дві"),
    ],
)
def test_numbers_in_words(number: int, gender: Gender, words: str) -> None:
    assert in_words(number, gender) == words


@given(st.integers(0, NUMBER_MAX), st.sampled_from(Gender))
def test_words_read_back_as_the_number(number: int, gender: Gender) -> None:
    assert read(in_words(number, gender)) == number


@given(st.integers(0, NUMBER_MAX))
def test_genders_differ_only_in_a_last_one_or_two(number: int) -> None:
    masculine, feminine = (in_words(number, g).split() for g in (Gender.MASCULINE, Gender.FEMININE))
    assert masculine[:-1] == feminine[:-1]
    differs = number % 10 in (1, 2) and number % 100 not in (11, 12)
    assert (masculine[-1] != feminine[-1]) is differs


@pytest.mark.parametrize("number", [-1, NUMBER_MAX + 1])
def test_a_number_without_words_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        in_words(number)


@pytest.mark.parametrize(
    ("number", "form"),
    [
        *((n, "аркуш") for n in (1, 21, 101, 1_001)),
        *((n, "аркуші") for n in (2, 3, 4, 22, 34, 102)),
        *((n, "аркушів") for n in (0, 5, 10, 11, 12, 13, 14, 19, 20, 25, 111, 112, 214, 1_000)),
    ],
)
def test_counted_nouns(number: int, form: str) -> None:
    assert noun(number, SHEET) == form


@proves("814:VII.8-підсумок", "814:VII.13-плюс")
def test_814_vii_13__figures_and_words_agree_with_the_noun() -> None:
    """«цифрами та літерами»"""
    assert figures_and_words(21, Gender.MASCULINE, SHEET) == "21 (двадцять один) аркуш"
    assert figures_and_words(22, Gender.FEMININE, FILE) == "22 (двадцять дві) справи"
    assert figures_and_words(248, Gender.MASCULINE) == "248 (двісті сорок вісім)"


def test_dates_keep_their_zeros() -> None:
    day = dt.date(2018, 5, 3)
    assert short_date(day) == "03.05.2018"
    assert long_date(day) == "03 травня 2018 року"
    assert long_date(dt.date(2026, 11, 21)) == "21 листопада 2026 року"


@proves("814:VII.9-ґ", "814:VII.9-літери")
def test_814_vii_9__lettered_labels_follow_the_ukrainian_alphabet() -> None:
    labels = [
        "13",
        "12е",
        "12ґ",
        "12",
        "12б",
        "12в",
        "12г",
        "12а",
        "12д",
        "12є",
        "2",
        "12аа",
        "12я",
    ]
    assert sorted(labels, key=label_key) == [
        "2",
        "12",
        "12а",
        "12б",
        "12в",
        "12г",
        "12ґ",
        "12д",
        "12е",
        "12є",
        "12я",
        "12аа",
        "13",
    ]
    assert label_key("12-ґ") == label_key("12ґ")


@pytest.mark.parametrize("label", ["", "а", "12z", "12ы", "12--а", "12 а", "-3"])
def test_what_is_not_a_label_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="not a label"):
        label_key(label)
