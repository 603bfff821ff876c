"""What was asked, as a tree every engine runs.

Knows: words, phrases, patterns, nearness, filters, and how they are joined. Does not know: how a
reader types them (parsing.py), what a filter means, what a word matches.
Keeps: `str` of a tree is a query that reads as that tree.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from search.analysis import fold
from search.documents import Documents

AND, OR, NOT = "[AА]ND", "[OО]R", "N[OО][TТ]"
OPERATOR = re.compile(f"(?:{AND}|{OR}|{NOT}|І|ТА|АБО|НЕ|(?:NEAR|ПОРУЧ)(?:/\\d*)?)")
"""Operators as they are typed: capital letters, Latin or Cyrillic look-alikes."""

_WRITTEN = re.compile(r'[^\s()"«»]+')


def shouted(text: str) -> bool:
    """Whether all of it is capitals, as headings are: then І, ТА, АБО, НЕ are but words."""
    words = (word for word in _WRITTEN.findall(text) if not OPERATOR.fullmatch(word))
    return not any(map(str.islower, text)) and any(c.isalpha() for word in words for c in word)


class FieldName(enum.StrEnum):
    """What can be asked of the catalogue within a query."""

    CASE = "справа"
    VOLUME = "том"
    KIND = "вид"
    DATE = "дата"
    PARTY = "сторона"
    SIGNER = "підписувач"


FIELDS = {fold(name): name for name in FieldName}
"""By their folded names."""

_PLAIN_VALUE = re.compile(r"(?!N)[\w./'’-]+\*?")


@dataclass(frozen=True, slots=True)
class Operators:
    """How they are called."""

    both: str
    either: str
    but: str
    near: str


_UKRAINIAN = Operators("ТА", "АБО", "НЕ", "ПОРУЧ")
_ENGLISH = Operators("AND", "OR", "NOT", "NEAR")


class _Written:
    """What is written in the language: in Ukrainian, unless all of it is capitals."""

    __slots__ = ()

    def __str__(self) -> str:
        text = _said(self, _UKRAINIAN)
        return _said(self, _ENGLISH) if shouted(text) else text


@dataclass(frozen=True, slots=True)
class Word(_Written):
    """A written word in any of its forms."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase(_Written):
    """Words one after another, exactly in these forms."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix(_Written):
    """Exact forms that begin so."""

    text: str


@dataclass(frozen=True, slots=True)
class Wildcard(_Written):
    """Exact forms like the pattern: `*` any letters, `?` one letter."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Fuzzy(_Written):
    """A word in which up to `distance` letters are added, missing or wrong."""

    text: str
    distance: int = 1


@dataclass(frozen=True, slots=True)
class Near(_Written):
    """Words in any form and order, the last at most `distance` words after the first."""

    text: str
    distance: int


@dataclass(frozen=True, slots=True)
class Field(_Written):
    """A filter for the catalogue; it must be resolved before an engine sees the tree."""

    name: FieldName
    value: str


@dataclass(frozen=True, slots=True)
class Among(_Written):
    """A resolved filter: these documents and no others."""

    documents: Documents
    field: Field


@dataclass(frozen=True, slots=True)
class Not(_Written):
    """Documents where `part` is not."""

    part: Node


@dataclass(frozen=True, slots=True)
class And(_Written):
    """Documents where all of `parts` are; at least two, none of them an And."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(_Written):
    """Documents where any of `parts` is; at least two, none of them an Or."""

    parts: tuple[Node, ...]


Leaf = Word | Phrase | Prefix | Wildcard | Fuzzy | Near
Node = Leaf | Field | Among | Not | And | Or


def _said(tree: object, operators: Operators) -> str:
    return _SAYINGS[type(tree)](tree, operators)


def _inside(part: Node, operators: Operators) -> str:
    text = _said(part, operators)
    return f"({text})" if isinstance(part, And | Or) else text


def _field(field: Field) -> str:
    plain = _PLAIN_VALUE.fullmatch(field.value) and not OPERATOR.fullmatch(field.value)
    return f"{field.name}:{field.value}" if plain else f"{field.name}:«{field.value}»"


_SAYINGS: dict[type, Callable[[Any, Operators], str]] = {
    Word: lambda word, _: word.text,
    Phrase: lambda phrase, _: f"«{phrase.text}»",
    Prefix: lambda prefix, _: f"{prefix.text}*",
    Wildcard: lambda wildcard, _: wildcard.pattern,
    Fuzzy: lambda fuzzy, _: f"{fuzzy.text}~{fuzzy.distance}",
    Near: lambda near, ops: f" {ops.near}/{near.distance} ".join(near.text.split()),
    Field: lambda field, _: _field(field),
    Among: lambda among, _: _field(among.field),
    Not: lambda no, ops: f"{ops.but} {_inside(no.part, ops)}",
    And: lambda tree, ops: f" {ops.both} ".join(_inside(part, ops) for part in tree.parts),
    Or: lambda tree, ops: f" {ops.either} ".join(_inside(part, ops) for part in tree.parts),
}
