"""The query language: what a reader types, as a tree every engine understands.

Knows: words, «точна фраза», початок*, ш?блон, неточно~, "близько два"~5, AND OR NOT, brackets,
and filters (справа: том: вид: дата: сторона: підписувач:). Whoosh's parser reads; the tree is ours.
Does not know: any engine, what a filter means (the catalogue answers it), what a word matches.
Keeps: whatever is typed gives a tree or a QuerySyntaxError; `parse(str(tree)) == tree`.

Two words side by side must both be there, and bind weaker than OR: `а б OR в` is а AND (б OR в).
Operators are capital letters, Latin or Cyrillic look-alikes. І, АБО, НЕ are operators too, unless
all letters are capitals: headings are often pasted as they stand. `а NEAR/9 б` is `"а б"~9`,
`ч 3 ст 185` that part of that article in any spelling, `ст 185 3` it or article 185-3.
What makes no sense in its place (a lone quote, an operator without a word) is passed over, and so
is the word «справа» before a number: `справа № 757/1/25` asks for the number, in quotes for the
words as they stand in a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from search.analysis import fold
from search.documents import Documents
from search.errors import QuerySyntaxError
from search.query.nodes import (
    AND,
    NOT,
    OPERATOR,
    OR,
    Among,
    And,
    Field,
    FieldName,
    Fuzzy,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
)
from search.whoosh_import import plugins, qparser, syntax
from search.whoosh_import import query as whoosh_query

LENGTH_MAX = 1000  # characters of a query
DEPTH_MAX = 20  # opening brackets
FUZZY_MAX = 2  # letters that may differ
NEAR_MAX = 50  # words from the first to the last
LITERAL_MIN = 2  # letters a pattern must have of its own


_QUOTES = str.maketrans(dict.fromkeys("«»„“”‟″", '"'))
_SPECIAL = re.compile(r'["()~:\[\]{}^\s]+')
_WORDLIKE = re.compile(r"[^\W_]")
_WILD = re.compile(r"[*?]")
_NUMBERED = re.compile(r"\bсправ(?:а|и|і|у|ою)\s+(?:(?:№|N)\s*)?(?=\d+/\d)", re.IGNORECASE)
_PROVISIONS = {"ст": "стаття", "ч": "частина", "п": "пункт", "пп": "підпункт", "абз": "абзац"}
_ENDING = "[а-яіїєґ]*"
_NAMED = (
    rf"(?:ст(?:атт{_ENDING})?|ч(?:астин{_ENDING})?|пп?|(?:під)?пункт{_ENDING}|абз(?:ац{_ENDING})?)"
    r"\.?\s*\d+(?:[-.]\d+)*"
)
_CITED = re.compile(
    rf"(?<![\w./:-])(?<!:\s)({_NAMED}(?:\s+{_NAMED})*)(?:\s+(\d{{1,2}}))?(?![\w/:*~-]|[.,?][\w*?])",
    re.IGNORECASE,
)
_PROVISION = re.compile(r"([^\W\d]+)\.?\s*(\d\S*)")
_NUMBER_NEAR = 2  # words for each number: «ч. 3 ст. 185»
# Judges write «частиною третьою»; any form of these is found.
_ORDINALS = {
    1: "перший",
    2: "другий",
    3: "третій",
    4: "четвертий",
    5: "п'ятий",
    6: "шостий",
    7: "сьомий",
    8: "восьмий",
    9: "дев'ятий",
    10: "десятий",
}
NEAR = 5  # words, where NEAR has no number
_NEAR_WORD = re.compile(r"\sNEAR(?:/(\d{1,2}))?(?=\s)")
_NEAR = re.compile(r"[\w'’-]+(?:\sNEAR(?:/\d{1,2})?\s+[\w'’-]+)+")
# І at an edge is a number (том І); elsewhere two words must both be there anyway.
_OURS = (
    (re.compile(r"(?<=\S\s)І(?=\s\S)"), "AND"),
    (re.compile(r"(?<!\S)АБО(?!\S)"), "OR"),
    (re.compile(r"(?<!\S)НЕ(?!\S)"), "NOT"),
)
_FIELDS = {fold(name): name for name in FieldName}


def parse(text: str) -> Node:
    """Read a query.

    Raises:
        QuerySyntaxError: it is too long or too deep, or there is nothing in it to search for.
    """
    if len(text) > LENGTH_MAX:
        raise QuerySyntaxError(reason=f"він довший за {LENGTH_MAX} знаків")
    if text.count("(") > DEPTH_MAX:
        raise QuerySyntaxError(reason=f"у ньому понад {DEPTH_MAX} дужок")
    pieces = text.translate(_QUOTES).split('"')
    shouted = not any(map(str.islower, text))
    pieces[::2] = [friendly(outside, shouted=shouted) for outside in pieces[::2]]
    tree = _ours(_PARSER.parse('"'.join(pieces), normalize=False))
    if tree is None:
        raise QuerySyntaxError(reason="у ньому немає слів для пошуку")
    return tree


def friendly(text: str, *, shouted: bool) -> str:
    """What people type outside of quotes, in the language; `shouted`, all of it is capitals."""
    text = _NUMBERED.sub("", text)
    text = _CITED.sub(_cited, text)
    text = _NEAR.sub(_near, text)
    if not shouted:
        for said, meant in _OURS:
            text = said.sub(meant, text)
    return text


def _cited(found: re.Match[str]) -> str:
    """Provisions of a law, whatever they are called in full, with their numbers close together."""
    named, last = found.groups()
    cited = [(_short(word), number) for word, number in _PROVISION.findall(named)]
    names = [f"({short} OR {_PROVISIONS[short]})" for short, _ in cited]
    numbers = dict(cited)
    if last and list(numbers) == ["ст"]:
        return f"({names[0]} ({numbers['ст']}-{last} OR {_close({'ч': last, **numbers})}))"
    if len(cited) == len(numbers) > 1:
        said = f"{' '.join(names)} ({_close(numbers)})"
    else:  # «ст. 15 ст. 16» need not stand together
        said = " ".join(f"{name} {number}" for name, (_, number) in zip(names, cited, strict=True))
    return f"({said}) {last or ''}"  # one thing for an operator beside it


def _short(word: str) -> str:
    """`статті` is ст."""
    word = word.casefold()
    return next(s for s, full in _PROVISIONS.items() if word == s or word.startswith(full[:4]))


def _close(numbers: Mapping[str, str]) -> str:
    """Numbers of provisions near each other; that of a part is often written as a word."""
    ways = [numbers]
    if ordinal := _ORDINALS.get(int(numbers["ч"]) if numbers.get("ч", "").isdecimal() else 0):
        ways.append({**numbers, "ч": ordinal})
    distance = _NUMBER_NEAR * len(numbers)
    return " OR ".join(f'"{" ".join(way.values())}"~{distance}' for way in ways)


def _near(found: re.Match[str]) -> str:
    """`а NEAR/9 б` is `"а б"~9`; of several distances the largest."""
    distances = [int(number or NEAR) for number in _NEAR_WORD.findall(found[0])]
    return f'"{" ".join(_NEAR_WORD.sub(" ", found[0]).split())}"~{max(distances)}'


def resolve(tree: Node, answer: Callable[[Field], Documents]) -> Node:
    """`tree` with each filter replaced by the documents that `answer` gives for it."""
    match tree:
        case Field():
            return Among(answer(tree), tree)
        case Not(part):
            return Not(resolve(part, answer))
        case And(parts):
            return And(tuple(resolve(part, answer) for part in parts))
        case Or(parts):
            return Or(tuple(resolve(part, answer) for part in parts))
        case _:
            return tree


def wanted(tree: Node) -> Iterator[Leaf]:
    """The leaves a found document may contain: all that no NOT stands before."""
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from wanted(part)
        case Not() | Field() | Among():
            return
        case leaf:
            yield leaf


def substitute(tree: Node, old: Leaf, new: Leaf) -> Node:
    """`tree` with `new` wherever `old` stood."""
    match tree:
        case Not(part):
            return Not(substitute(part, old, new))
        case And(parts):
            return And(tuple(substitute(part, old, new) for part in parts))
        case Or(parts):
            return Or(tuple(substitute(part, old, new) for part in parts))
        case _:
            return new if tree == old else tree


# From Whoosh's tree to ours


def _ours(found: Any) -> Node | None:
    """Our tree for Whoosh's; None when nothing is left of it."""
    if found is whoosh_query.NullQuery:
        return None
    if getattr(found, "fieldname", None) is not None:
        return _field(found)
    return _READERS[type(found)](found)


def _negated(found: Any) -> Node | None:
    part = _ours(found.query)
    return part.part if isinstance(part, Not) else part and Not(part)


def _joined(kind: type[And | Or], parts: Iterable[Node | None]) -> Node | None:
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, kind):
            flat.extend(part.parts)
        elif part is not None:
            flat.append(part)
    return kind(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def _field(found: Any) -> Node:
    text = " ".join(found.words) if isinstance(found, whoosh_query.Phrase) else found.text
    if isinstance(found, whoosh_query.Prefix):
        text += "*"
    value = " ".join(text.replace('"', " ").split())
    if not _WORDLIKE.search(value):
        raise (
            _vague(f"{found.fieldname}:{value}") if _WILD.search(value) else _empty(found.fieldname)
        )
    return Field(FieldName(found.fieldname), value)


def _empty(name: str) -> QuerySyntaxError:
    """Passed over, a filter without a value would show everything it was to keep out."""
    return QuerySyntaxError(reason=f"після «{name}:» нічого немає")


def _vague(pattern: str) -> QuerySyntaxError:
    return QuerySyntaxError(reason=f"у шаблоні «{pattern}» замало літер")


def _phrase(words: list[str], slop: int) -> Node | None:
    text = " ".join(words)
    if not _WORDLIKE.search(text):
        return None
    if slop == 1:  # Whoosh's for «no distance given»
        return Phrase(text)
    if len(words) == 1:
        return _words(text)
    return Near(text, min(slop, NEAR_MAX))


def _words(text: str, distance: int = 0) -> Node | None:
    """The words of what Whoosh took for one; the last of them may be fuzzy."""
    pieces = [piece for piece in _SPECIAL.split(text) if _WORDLIKE.search(piece)]
    nodes: list[Node] = [_word(piece) for piece in pieces]
    if nodes and distance and isinstance(nodes[-1], Word):
        nodes[-1] = Fuzzy(nodes[-1].text, distance)
    return _joined(And, nodes)


def _word(piece: str) -> Node:
    """A word or a pattern; a single question mark at its end only ends a question."""
    if piece.find("?") == len(piece) - 1 and "*" not in piece:
        piece = piece.rstrip("?")
    if not _WILD.search(piece):
        return Word(piece.lower() if OPERATOR.fullmatch(piece) else piece)
    if sum(map(str.isalnum, piece)) < LITERAL_MIN:
        raise _vague(piece)
    stem = piece.rstrip("*")
    return Wildcard(piece) if _WILD.search(stem) else Prefix(stem)


_READERS: dict[type, Callable[[Any], Node | None]] = {
    whoosh_query.And: lambda found: _joined(And, map(_ours, found)),
    whoosh_query.Or: lambda found: _joined(Or, map(_ours, found)),
    whoosh_query.Not: _negated,
    whoosh_query.Term: lambda found: _words(found.text),
    whoosh_query.Phrase: lambda found: _phrase(found.words, found.slop),
    whoosh_query.Prefix: lambda found: _words(found.text + "*"),
    whoosh_query.Wildcard: lambda found: _words(found.text),
    whoosh_query.FuzzyTerm: lambda found: _words(found.text, min(found.maxdist, FUZZY_MAX)),
}


# Whoosh's parser, set up for our language


class _Fields(plugins.FieldsPlugin):  # type: ignore[misc]
    """Only our field names, in any case and with look-alikes; other colons are text."""

    class FieldnameTagger(plugins.FieldsPlugin.FieldnameTagger):  # type: ignore[misc]
        def create(self, _parser: Any, match: re.Match[str]) -> Any:
            name = _FIELDS.get(fold(match["text"]))
            return name and syntax.FieldnameNode(name.value, match[0])

    def filters(self, parser: Any) -> list[tuple[Callable[[Any, Any], Any], int]]:
        return [*super().filters(parser), (self._demand_values, 50)]  # brackets are groups by now

    def _demand_values(self, parser: Any, group: Any) -> Any:
        named = None
        for node in (n for n in group if not isinstance(n, syntax.Whitespace)):
            inside = isinstance(node, syntax.GroupNode) and self._demand_values(parser, node)
            empty = inside is not False and all(isinstance(n, syntax.Whitespace) for n in inside)
            if named and (empty or isinstance(node, syntax.Operator | syntax.FieldnameNode)):
                break
            named = node.fieldname if isinstance(node, syntax.FieldnameNode) else None
        if named:
            raise _empty(named)
        return group


class _Tidy(plugins.Plugin):  # type: ignore[misc]
    """Takes away operators without operands, on which Whoosh would stumble."""

    def filters(self, _parser: Any) -> list[tuple[Callable[[Any, Any], Any], int]]:
        return [(self._tidy, 590)]  # after blanks are gone (500), before operators act (600)

    def _tidy(self, parser: Any, group: Any) -> Any:
        tidy = group.empty_copy()
        for node in group:
            if isinstance(node, syntax.GroupNode):
                kept = self._tidy(parser, node)
                if len(kept):
                    tidy.append(kept)
            elif isinstance(node, syntax.InfixOperator):
                if len(tidy) and not isinstance(tidy[-1], syntax.Operator):
                    tidy.append(node)
            elif (
                isinstance(node, syntax.PrefixOperator)
                and len(tidy)
                and isinstance(tidy[-1], syntax.PrefixOperator)
            ):
                tidy.pop()  # not not
            else:
                tidy.append(node)
        while len(tidy) and isinstance(tidy[-1], syntax.Operator):
            tidy.pop()
        return tidy


def _parser() -> Any:
    def operator(word: str) -> str:
        return rf'(?<![^\s()"]){word}(?![^\s()"])'

    operators = plugins.OperatorsPlugin(
        And=operator(AND),
        Or=operator(OR),
        Not=operator(NOT),
        AndNot=None,
        AndMaybe=None,
        Require=None,
    )
    pattern = plugins.WildcardPlugin(r"(?P<text>[*?])")
    fields = _Fields(r"(?<!\w)(?P<text>\w+):\s*")
    known = [fields, pattern, plugins.PhrasePlugin(), plugins.FuzzyTermPlugin()]
    return qparser.QueryParser(
        None, None, plugins=[*known, plugins.GroupPlugin(), operators, _Tidy()]
    )


_PARSER = _parser()
