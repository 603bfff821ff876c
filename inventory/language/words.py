"""Ukrainian words for forms: numbers, counted nouns, dates, lettered labels.

Knows: how whole numbers, dates and counted things are written in Ukrainian, and the alphabet.
Does not know: what is counted, where it is printed, which sheets exist.
Keeps: a figure and its words always agree, because both come from the same number; order follows
the Ukrainian alphabet and never the code points, where ґ, є, і and ї lie outside а–я.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import unicodedata
from typing import Final

from vault.verdict import carries_out

ALPHABET: Final = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
"""The Ukrainian alphabet in its order."""

NUMBER_MAX: Final = 999_999_999
"""The largest number `in_words` can say."""

_PLACES: Final = {letter: place for place, letter in enumerate(ALPHABET, 1)}
_LABEL: Final = re.compile(r"([0-9]+)-?([а-яґєії]*)\Z")

_TEENS: Final = [
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
]
_UNITS: Final = [
    "нуль",
    "один",
    "два",
    "три",
    "чотири",
    "п'ять",
    "шість",
    "сім",
    "вісім",
    "дев'ять",
]
_TENS: Final = [
    "двадцять",
    "тридцять",
    "сорок",
    "п'ятдесят",
    "шістдесят",
    "сімдесят",
    "вісімдесят",
    "дев'яносто",
]
_HUNDREDS: Final = [
    "сто",
    "двісті",
    "триста",
    "чотириста",
    "п'ятсот",
    "шістсот",
    "сімсот",
    "вісімсот",
    "дев'ятсот",
]
MONTHS: Final = [
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
]
"""Of the year in their order, as dates name them."""


class Gender(enum.Enum):
    """Grammatical gender of what is counted: the words for one and two of it, nominative."""

    MASCULINE = ("один", "два")
    FEMININE = ("одна", "дві")
    NEUTER = ("одне", "два")


Noun = tuple[str, str, str]
"""Forms of a counted noun: with 1, with 2–4, with 5 and more (один аркуш, два аркуші, п'ять …)."""

_THOUSAND: Final[Noun] = ("тисяча", "тисячі", "тисяч")
_MILLION: Final[Noun] = ("мільйон", "мільйони", "мільйонів")


def in_words(number: int, gender: Gender = Gender.MASCULINE) -> str:
    """The cardinal `number` in Ukrainian words, nominative: 21 аркуш is «двадцять один».

    Raises:
        ValueError: below 0 or above `NUMBER_MAX`; no count of sheets gets there.
    """
    if not 0 <= number <= NUMBER_MAX:
        msg = f"no words for {number}"
        raise ValueError(msg)
    if number == 0:
        return _UNITS[0]
    millions, rest = divmod(number, 1_000_000)
    thousands, units = divmod(rest, 1_000)
    words = _below_thousand(units, gender)
    if thousands:
        words = [*_below_thousand(thousands, Gender.FEMININE), noun(thousands, _THOUSAND), *words]
    if millions:
        words = [*_below_thousand(millions, Gender.MASCULINE), noun(millions, _MILLION), *words]
    return " ".join(words)


def _below_thousand(number: int, gender: Gender) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [_HUNDREDS[hundreds - 1]] if hundreds else []
    if tens == 1:
        return [*words, _TEENS[units]]
    if tens:
        words.append(_TENS[tens - 2])
    if units:
        words.append(gender.value[units - 1] if units <= 2 else _UNITS[units])
    return words


def noun(number: int, forms: Noun) -> str:
    """The form of a noun that goes with `number`: 1 аркуш, 2 аркуші, 5 аркушів, 21 аркуш."""
    one, few, many = forms
    if number % 100 in range(11, 15):
        return many
    if number % 10 == 1:
        return one
    return few if number % 10 in (2, 3, 4) else many


@carries_out("814:VII.8-підсумок", "814:VII.13-плюс")
def figures_and_words(number: int, gender: Gender, forms: Noun | None = None) -> str:
    """«цифрами та літерами»: 21 (двадцять один) аркуш; without `forms` only the number."""
    counted = f"{number} ({in_words(number, gender)})"
    return f"{counted} {noun(number, forms)}" if forms else counted


@carries_out("814:XIV.9")
def short_date(day: dt.date) -> str:
    """The date in digits, ДД.ММ.РРРР without a final dot (814 XIV.9): 03.05.2018."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


@carries_out("814:XIV.9-словесно")
def long_date(day: dt.date) -> str:
    """The date in words and digits, leading zero kept (814 XIV.9): 03 травня 2018 року."""
    return f"{day.day:02} {MONTHS[day.month - 1]} {day.year:04} року"


def is_ukrainian(language: str) -> bool:
    """Whether the name or code of a language, as people write it, means Ukrainian."""
    said = language.strip().casefold()
    return said in {"uk", "ukr", "uk-ua"} or said.startswith(("укр", "державн"))


def collation_key(text: str) -> tuple[int, ...]:
    """Sort key of names: а б в г ґ д е є …, letters alike however large, what is no letter first.

    The apostrophe within a word and signs of stress do not count.
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    return tuple(
        len(_PLACES) + ord(sign) if sign.isalpha() and sign not in _PLACES else _PLACES.get(sign, 0)
        for sign in folded
        if sign not in "'\u2019\u02bc\u0301"
    )


@carries_out("814:VII.9-ґ", "814:VII.9-літери")
def label_key(label: str) -> tuple[int, tuple[int, ...]]:
    """Sort key of a sheet's or volume's label: 12, 12а, 12б … 12ґ, 12д, 13 (814 VII.9).

    Both ways to join the letter are read: «12а» and «12-а».

    Raises:
        ValueError: the label is not a number with Ukrainian letters or none.
    """
    match = _LABEL.match(label.lower())
    if not match or any(letter not in _PLACES for letter in match[2]):
        msg = f"not a label: {label!r}"
        raise ValueError(msg)
    # One letter comes before two: after «12я» follows «12аа».
    return int(match[1]), (len(match[2]), *(_PLACES[letter] for letter in match[2]))
