"""Ukrainian text as search sees it.

Knows: where written words begin and end, which spellings are the same word, and its lemmas.
Does not know: any engine, index or query language.
Keeps: a text and a query are read by the same code, so what is written alike is found alike;
offsets always point into the text as it was given.

A *written word* is what a person sees as one: «позивачем», «віце-прем'єр», «757/12345/25-ц».
It has one or more *parts*, each at its own position. A written word of several parts is also a
token as a *whole*, at the position of its first part: a case number is found by its parts and in
one piece, «онлайн-засідання» as two words and as one, a word broken at a line's end as one.

An *exact form* is folded: composed (NFC), in lower case, without stress marks, soft hyphens and
apostrophes, with г for ґ, and Latin letters that look like Cyrillic ones read as such. A *lemma*
is the dictionary form of one possible reading, folded likewise; words that do not inflect
(numbers, Latin words) have none and are looked up by their exact form. Number signs (№, N, No)
are not words: «№ 174» and «174» are the same.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import NamedTuple, TypeAlias

import pymorphy3

RULES = 2
"""Raised whenever the same document would give other terms; indexes made before are made anew."""

_MARKS = "\u0300-\u036f\u0483-\u0487"  # stress and other combining marks
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"  # soft hyphen, zero-width characters
_APOSTROPHES = "'’ʼ`′‘ʹ＇´"
_HYPHENS = "-‐‑‒–−"
_LETTER = "[^\\W_ʼʹ]"
_NO_LETTER = f"[{_MARKS}{_UNSEEN}]"  # but within a word
# Letters alone first: most words are, and their run is found a third sooner.
_PART = f"(?:{_LETTER}{{1,100}}+(?!{_NO_LETTER})|{_LETTER}(?:{_LETTER}|{_NO_LETTER}){{0,99}})"
_BREAK = "[ \\t]{0,8}\\r?\\n[ \\t]{0,8}"
_SEPARATOR = f"[{_HYPHENS}](?:{_BREAK})?|(?<=\u00ad){_BREAK}|[/\\\\]|(?<=\\d)[.,:](?=\\d)"
_NUMBER_SIGN = "N(?:[oо][.]?\\s?|[°º.]\\s?|\\s)(?=\\d)"
_WRITTEN = re.compile(
    f"(?<!{_LETTER})(?!{_NUMBER_SIGN}){_PART}(?:(?:[{_APOSTROPHES}]|{_SEPARATOR}){_PART}){{0,11}}"
)
_SPLIT = re.compile(f"({_SEPARATOR})")

_LATIN = "aeiopcxyïAEIOPCXYÏkKBHMT"
_CYRILLIC = "аеіорсхуїАЕІОРСХУЇкКВНМТ"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
# In both cases alike, so that «hp» and «HP» stay one word: only these fold a wholly Latin word.
_ALIKE = frozenset("aeiopcxyïAEIOPCXYÏ0123456789-*?" + _APOSTROPHES)
_ONLY_ALIKE = re.compile("[аеіорсхуї0-9/.*?-]+")
_HAS_CYRILLIC = re.compile("[\u0400-\u04ff]")
_HAS_LATIN = re.compile("[A-Za-zÀ-ɏ]")

_DROPPED = re.compile(_NO_LETTER)
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_INFLECTS = re.compile("[\u0400-\u04ff'-]+")
_PARTS_MAX = 3  # of what is one word with hyphens
_RAISED = re.compile("(?<=.)[⁰¹²³⁴-⁹]+")  # «стаття 185¹» is 185-1
_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _in_one_script(word: str) -> str:
    """`word` with letters that only look right replaced by those of its own script."""
    if not _HAS_LATIN.search(word):
        return word
    if not _HAS_CYRILLIC.search(word):
        return word.translate(_TO_CYRILLIC) if _ALIKE.issuperset(word) else word
    cyrillic = word.translate(_TO_CYRILLIC)
    if not _HAS_LATIN.search(cyrillic):
        return cyrillic
    latin = word.translate(_TO_LATIN)
    return word if _HAS_CYRILLIC.search(latin) else latin


def spelling(word: str) -> str:
    """`word` as a dictionary has it: composed, one script, lower case, plain apostrophes."""
    word = _DROPPED.sub("", unicodedata.normalize("NFC", word))
    word = _RAISED.sub(lambda raised: "-" + raised[0].translate(_RAISED_DIGITS), word)
    word = unicodedata.normalize("NFC", _in_one_script(word).casefold())
    return _APOSTROPHE.sub("'", _DROPPED.sub("", word))


def _plain(spelled: str) -> str:
    return spelled.replace("'", "").replace("ґ", "г")


def fold(word: str) -> str:
    """The exact form of `word`; folding twice changes nothing."""
    return _plain(spelling(word))


def beginnings(exact: str) -> tuple[str, ...]:
    """A piece of an exact form in every script it may be of: «со» begins «сон» and «court»."""
    return (exact, exact.translate(_TO_LATIN)) if _ONLY_ALIKE.fullmatch(exact) else (exact,)


Occurrences: TypeAlias = "defaultdict[bytes, array[int]]"
"""Where each term stands: ascending 32-bit positions."""


def no_occurrences() -> Occurrences:
    """No terms yet."""
    return defaultdict(functools.partial(array, "I"))


class Part(NamedTuple):
    """A token within a written word; `start` and `end` count characters of the written word."""

    offset: int  # of its position from that of the written word
    start: int
    end: int
    exact: str
    lemmas: tuple[str, ...]
    whole: bool


class WordTerms(NamedTuple):
    """What an index needs of a written word: terms with their offsets, ready made."""

    width: int  # positions the written word takes
    exact: tuple[tuple[int, bytes], ...]
    lemma: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text.

    Attributes:
        position: counts parts of written words from 0.
        start: of the token in the text, in characters.
        end: one past its last character.
        exact: its folded form.
        lemmas: its folded lemmas; empty when it does not inflect.
        whole: whether it is a written word of several parts in one piece.
    """

    position: int
    start: int
    end: int
    exact: str
    lemmas: tuple[str, ...]
    whole: bool


class Analysis:
    """Reads texts; keeps a bounded memory of the words it has met."""

    def __init__(self, remembered: int = 100_000) -> None:
        """Load the Ukrainian dictionary (0.1 s); remember so many words (some 350 bytes each)."""
        self._morph = pymorphy3.MorphAnalyzer(lang="uk")
        parts = (version("pymorphy3"), version("pymorphy3-dicts-uk"))
        self.version = " ".join((str(RULES), *parts))
        self._terms_of_letters = functools.lru_cache(remembered)(self._only_terms_of)
        # Numbers are endless, and hardly one comes twice.
        self._terms = functools.lru_cache(remembered // 20)(self._terms_of)
        self._parts = functools.lru_cache(remembered // 10)(self._parts_of)

    def tokens(self, text: str) -> Iterator[Token]:
        """The tokens of `text` in order of position; a whole comes before its first part."""
        at = 0
        for match in _WRITTEN.finditer(text):
            begin, parts = match.start(), self._parts(match[0])
            for offset, start, end, exact, lemmas, whole in parts:
                yield Token(at + offset, begin + start, begin + end, exact, lemmas, whole)
            at += parts[-1].offset + 1

    def collect(self, text: str, at: int, exact: Occurrences, lemma: Occurrences) -> int:
        """Add the positions of every term of `text`, counted from `at`; the position after it.

        The hot loop of indexing: what `tokens` yields, without making a token of it.
        """
        letters, others = self._terms_of_letters, self._terms
        for written in _WRITTEN.findall(text):
            if written.isalpha():
                form, lemmas = letters(written)
                exact[form].append(at)
                for term in lemmas:
                    lemma[term].append(at)
                at += 1
                continue
            width, exact_terms, lemma_terms = others(written)
            for offset, term in exact_terms:
                exact[term].append(at + offset)
            for offset, term in lemma_terms:
                lemma[term].append(at + offset)
            at += width
        return at

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where in `text` the written word of each position stands.

        Of a written word that is none in one piece (та/або) each part stands for itself. No word is
        looked up.
        """
        spans = []
        for match in _WRITTEN.finditer(text):
            if match[0].isalpha():
                spans.append(match.span())
                continue
            pieces = _SPLIT.split(match[0])
            if _in_one_piece(pieces[::2], pieces[1::2]):
                spans += [match.span()] * len(pieces[::2])
            else:
                ends = itertools.accumulate(map(len, pieces), initial=match.start())
                spans += list(itertools.pairwise(ends))[::2]
        return spans

    def lemmas(self, spelled: str) -> tuple[str, ...]:
        """Every distinct lemma of every reading of a word as `spelling` gives it, folded."""
        if not _INFLECTS.fullmatch(spelled):
            return ()
        forms = map(_plain, self._morph.normal_forms(spelled))
        return tuple(dict.fromkeys(form.replace("-", "") for form in forms))

    def readable(self, exact: str) -> str:
        """An exact form as a person writes it: with its apostrophe, if the dictionary has one."""
        spellings = (f"{exact[:i]}'{exact[i:]}" for i in range(1, len(exact)))
        return next(filter(self._knows, spellings), exact)

    def correct(self, word: str) -> bool:
        """Whether a word is no misspelling: it is in the dictionary, or a number."""
        return word.isdecimal() or self._knows(spelling(word))

    def _knows(self, spelled: str) -> bool:
        return bool(self._morph.word_is_known(spelled))

    def _terms_of(self, written: str) -> WordTerms:
        parts = self._parts_of(written)
        return WordTerms(
            parts[-1].offset + 1,
            tuple((part.offset, part.exact.encode()) for part in parts),
            tuple((part.offset, lemma.encode()) for part in parts for lemma in part.lemmas),
        )

    def _only_terms_of(self, written: str) -> tuple[bytes, tuple[bytes, ...]]:
        """Exact form and lemmas of a written word of letters alone: it has one part."""
        (part,) = self._parts_of(written)
        exact = part.exact.encode()
        lemmas = map(str.encode, part.lemmas)
        return exact, tuple(exact if lemma == exact else lemma for lemma in lemmas)

    def _parts_of(self, written: str) -> tuple[Part, ...]:
        pieces = _SPLIT.split(written)  # part, separator, part, …
        spelled = [spelling(piece) for piece in pieces[::2]]
        parts = []
        start = 0
        for offset, word in enumerate(spelled):
            end = start + len(pieces[2 * offset])
            parts.append(Part(offset, start, end, _plain(word), self.lemmas(word), False))
            start = end + len(pieces[2 * offset + 1]) if 2 * offset + 1 < len(pieces) else end
        if len(parts) > 1 and (whole := self._whole(spelled, pieces[1::2])):
            parts.insert(0, Part(0, 0, len(written), *whole, True))
        return tuple(parts)

    def _whole(self, parts: list[str], separators: list[str]) -> tuple[str, tuple[str, ...]] | None:
        """Exact form and lemmas of a written word in one piece; none where it is no one word."""
        if not _in_one_piece(parts, separators):
            return None
        if _has_digit(parts):
            return _number(parts, separators), ()
        joined = "".join(parts)
        lemmas: tuple[str, ...] = ()
        if not any("\n" in separator for separator in separators):
            lemmas = self.lemmas("-".join(parts))
        if not lemmas or self._knows(joined):
            lemmas = tuple(dict.fromkeys(lemmas + self.lemmas(joined)))
        return _plain(joined), lemmas


def _has_digit(parts: list[str]) -> bool:
    return any(c.isdigit() for part in parts for c in part)


def _in_one_piece(parts: list[str], separators: list[str]) -> bool:
    """Whether a written word of these parts is a token as a whole, too: «та/або» is none."""
    few = len(parts) <= _PARTS_MAX and not any(separator in "/\\" for separator in separators)
    return few or _has_digit(parts)


def _number(parts: list[str], separators: list[str]) -> str:
    """A number in one piece: «25–ц» is «25ц», but «185-1» is not «1851»."""
    whole = parts[0]
    for part, separator in zip(parts[1:], separators, strict=True):
        mark = "/" if separator == "\\" else separator
        if mark not in "/.,:":
            mark = "-" if whole[-1:].isdigit() and part[:1].isdigit() else ""
        whole += mark + part
    return _plain(whole)
