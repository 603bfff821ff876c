"""What was asked, as a tree every engine runs.

Knows: words, phrases, patterns, nearness, filters, and how they are joined. Does not know: how a
reader types them (parsing.py), what a filter means, what a word matches.
Keeps: `str` of a tree is a query that reads as that tree.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from search.documents import Documents

AND, OR, NOT = "[AА]ND", "[OО]R", "N[OО][TТ]"
OPERATOR = re.compile(f"(?:{AND}|{OR}|{NOT}|І|АБО|НЕ)")
"""Operators as they are typed: capital letters, Latin or Cyrillic look-alikes."""

_PLAIN_VALUE = re.compile(r"[\w./,'’№-]+")


class FieldName(enum.StrEnum):
    """What can be asked of the catalogue within a query."""

    CASE = "справа"
    VOLUME = "том"
    KIND = "вид"
    DATE = "дата"
    PARTY = "сторона"
    SIGNER = "підписувач"


@dataclass(frozen=True, slots=True)
class Word:
    """A written word in any of its forms."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after another, exactly in these forms."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Prefix:
    """Exact forms that begin so."""

    text: str

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Exact forms like the pattern: `*` any letters, `?` one letter."""

    pattern: str

    def __str__(self) -> str:
        return self.pattern


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word in which up to `distance` letters are added, missing or wrong."""

    text: str
    distance: int = 1

    def __str__(self) -> str:
        return f"{self.text}~{self.distance}"


@dataclass(frozen=True, slots=True)
class Near:
    """Words in any form and order, the last at most `distance` words after the first."""

    text: str
    distance: int

    def __str__(self) -> str:
        return f'"{self.text}"~{self.distance}'


@dataclass(frozen=True, slots=True)
class Field:
    """A filter for the catalogue; it must be resolved before an engine sees the tree."""

    name: FieldName
    value: str

    def __str__(self) -> str:
        plain = _PLAIN_VALUE.fullmatch(self.value) and not OPERATOR.fullmatch(self.value)
        return f"{self.name}:{self.value}" if plain else f'{self.name}:"{self.value}"'


@dataclass(frozen=True, slots=True)
class Among:
    """A resolved filter: these documents and no others."""

    documents: Documents
    field: Field

    def __str__(self) -> str:
        return str(self.field)


@dataclass(frozen=True, slots=True)
class Not:
    """Documents where `part` is not."""

    part: Node

    def __str__(self) -> str:
        return f"NOT {_bracketed(self.part)}"


@dataclass(frozen=True, slots=True)
class And:
    """Documents where all of `parts` are; at least two, none of them an And."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(map(_bracketed, self.parts))


@dataclass(frozen=True, slots=True)
class Or:
    """Documents where any of `parts` is; at least two, none of them an Or."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(map(_bracketed, self.parts))


Leaf = Word | Phrase | Prefix | Wildcard | Fuzzy | Near
Node = Leaf | Field | Among | Not | And | Or


def _bracketed(tree: Node) -> str:
    return f"({tree})" if isinstance(tree, And | Or) else str(tree)
