"""The query language: what a reader types, as a tree every engine understands.

Knows: words, «точна фраза», початок*, ш?блон, неточно~, "близько два"~5, AND OR NOT, brackets,
and filters (справа: том: вид: дата: сторона: підписувач:). Whoosh's parser reads; the tree is ours.
Does not know: any engine, what a filter means (the catalogue answers it), what a word matches.
Keeps: whatever is typed gives a tree or a QuerySyntaxError; `parse(str(tree)) == tree`.

Two words side by side must both be there, and bind weaker than OR: `а б OR в` is а AND (б OR в).
Operators are capital letters: ТА or І, АБО, НЕ, ПОРУЧ, or AND, OR, NOT, NEAR in Latin letters or
Cyrillic look-alikes. Where all letters are capitals only the latter are: headings are often pasted
as they stand. `а ПОРУЧ/9 б` is `"а б"~9`, `ч 3 ст 185` that part of that article in any spelling,
`ст 185 3` it or article 185-3, a day that day in figures or in words (friendly.py).
What makes no sense in its place (a lone quote, an operator without a word) is passed over, and so
is «справа», «ЄУН» before a number: `справа № 757/1/25` asks for the number, in quotes for the
words as they stand in a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from search.analysis import fold
from search.documents import Documents
from search.errors import QuerySyntaxError, QueryTooLarge
from search.query.days import in_figures
from search.query.friendly import friendly
from search.query.nodes import (
    AND,
    FIELDS,
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
from vault import single_spaced

LENGTH_MAX = 4000  # characters of a query, as it is typed and as it is understood
DEPTH_MAX = 20  # brackets in brackets
WORDS_MAX = 300  # to look for
LOOSE_MAX = 4  # words that begin with * or ?: every word there is must be looked at for each
FUZZY_MAX = 2  # letters that may differ
NEAR_MAX = 50  # words from the first to the last
LITERAL_MIN = 2  # letters a pattern must have of its own

_BOTH = re.compile(" (?:ТА|AND) ")
_BRACKET = re.compile("[()]")

_SPECIAL = re.compile(r'["()~:\[\]{}^\s]+')
_NO_PHRASE = re.compile(r'["()~:\[\]{}^*?\s]+')
_WORDLIKE = re.compile(r"[^\W_]")
_WILD = re.compile(r"[*?]")


def parse(text: str) -> Node:
    """Read a query.

    Raises:
        QuerySyntaxError: there is nothing to search for. QueryTooLarge.
    """
    _demand_short(text)
    tree = _ours(_PARSER.parse(friendly(text), normalize=False))
    if tree is None:
        raise QuerySyntaxError(reason="у ньому немає слів для пошуку")
    _demand_cheap(tree)
    _demand_short(str(tree))  # so that it can be asked again as it was understood
    return tree


def brief(query: str) -> str:
    """What `str` of a tree says, without ТА or AND between words where it reads the same."""
    short = _BOTH.sub(" ", query)
    return short if short != query and parse(short) == parse(query) else query


def _demand_short(text: str) -> None:
    if len(text) > LENGTH_MAX:
        raise QueryTooLarge(most=LENGTH_MAX, reason="знаків")
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket == "(" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    if deepest > DEPTH_MAX:
        raise QueryTooLarge(most=DEPTH_MAX, reason="дужок одна в одній")


def _demand_cheap(tree: Node) -> None:
    asked = list(_leaves(tree))
    if sum(len(str(leaf).split()) for leaf in asked) > WORDS_MAX:
        raise QueryTooLarge(most=WORDS_MAX, reason="слів")
    if sum(isinstance(leaf, Wildcard) and _is_loose(leaf) for leaf in asked) > LOOSE_MAX:
        raise QueryTooLarge(
            most=LOOSE_MAX, reason="шаблони із зірочкою чи знаком питання на початку"
        )


def _is_loose(pattern: Wildcard) -> bool:
    return not _WORDLIKE.search(_WILD.split(pattern.pattern, maxsplit=1)[0])


def _leaves(tree: Node) -> Iterator[Leaf | Field | Among]:
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(part):
            yield from _leaves(part)
        case leaf:
            yield leaf


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
    value = single_spaced(text.replace('"', " "))
    if found.fieldname == FieldName.DATE:
        value = in_figures(value)
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
    if not slop:
        return Phrase(text)
    near = [_lowered(word) for word in _NO_PHRASE.split(text) if _WORDLIKE.search(word)]
    text = " ".join(near)
    return Near(text, min(slop, NEAR_MAX)) if len(near) > 1 else Phrase(text)


def _words(text: str, distance: int = 0) -> Node | None:
    """The words of what Whoosh took for one; the last of them may be fuzzy."""
    pieces = [piece for piece in _SPECIAL.split(text) if _WORDLIKE.search(piece)]
    nodes: list[Node] = [_word(piece) for piece in pieces]
    if nodes and distance and isinstance(nodes[-1], Word):
        nodes[-1] = Fuzzy(nodes[-1].text, distance)
    return _joined(And, nodes)


def _lowered(word: str) -> str:
    """A word that is no operator where it stands, so that nobody reads it as one."""
    return word.lower() if OPERATOR.fullmatch(word) else word


def _word(piece: str) -> Node:
    """A word or a pattern."""
    if not _WILD.search(piece):
        return Word(_lowered(piece))
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
    whoosh_query.FuzzyTerm: lambda found: _words(found.text, min(max(found.maxdist, 1), FUZZY_MAX)),
}


# Whoosh's parser, set up for our language


class _Fields(plugins.FieldsPlugin):  # type: ignore[misc]
    """Only our field names, in any case and with look-alikes; other colons are text."""

    class FieldnameTagger(plugins.FieldsPlugin.FieldnameTagger):  # type: ignore[misc]
        def create(self, _parser: Any, match: re.Match[str]) -> Any:
            name = FIELDS.get(fold(match["text"]))
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


class _Phrases(plugins.PhrasePlugin):  # type: ignore[misc]
    """Without a distance it is 0, so that 1 can be asked for."""

    class PhraseTagger(plugins.PhrasePlugin.PhraseTagger):  # type: ignore[misc]
        def create(self, _parser: Any, match: re.Match[str]) -> Any:
            slop = int(match["slop"] or 0)
            return plugins.PhrasePlugin.PhraseNode(match["text"], match.start("text"), slop)


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
    pattern = plugins.WildcardPlugin(r"(?P<text>[*?]+)")
    fields = _Fields(r"(?<!\w)(?P<text>\w+):\s*")
    known = [fields, pattern, _Phrases(), plugins.FuzzyTermPlugin()]
    return qparser.QueryParser(
        None, None, plugins=[*known, plugins.GroupPlugin(), operators, _Tidy()]
    )


_PARSER = _parser()
