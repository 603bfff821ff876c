"""Loose input, read kindly: what people type and paste, put in the query language.

Knows: how quotes, signs, nearness and operators are written. Does not know: the parser, what
anything matches, how days (`days`) and what lawyers cite (`citing`) are said.
Keeps: what the language itself writes (`str` of a tree) is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from inventory.language.words import MONTHS
from search.analysis import fold
from search.query.citing import numbers, provisions
from search.query.days import either_way, quoted
from search.query.nodes import FIELDS, shouted
from vault import single_spaced

_PAIR = re.compile("«([^«»]*(?:«[^«»]*»[^«»]*)*)»")  # «ТОВ «Вигадка»» is one phrase
_QUOTED_DAY = re.compile(
    rf'[«"“„] ?(\d{{1,2}}) ?[»"”“] (?=(?:{"|".join(MONTHS)}) \d)', re.IGNORECASE
)
_NOTHING = str.maketrans({**dict.fromkeys("[]{}^", " "), "(": " (", ")": ") "})
_QUOTES = re.compile('[«»„“”‟″"]')


def friendly(text: str) -> str:
    """What people type, in the language: quotes are straight and come in pairs."""
    text = _QUOTED_DAY.sub(r"\1 ", single_spaced(text.translate(_NOTHING)))
    text = _PAIR.sub(lambda found: f'"{_QUOTES.sub(" ", found[1])}"', text)
    text = _QUOTES.sub('"', text)
    if text.count('"') % 2:
        text = " ".join(text.rsplit('"', 1))
    loud = shouted(text)
    text = _outside(text, lambda piece: _phrased(piece, loud=loud))
    return _outside(text, lambda piece: _provided(piece, loud=loud))


def _outside(text: str, change: Callable[[str], str]) -> str:
    """`text` changed outside of quotes."""
    pieces = text.split('"')
    pieces[::2] = map(change, pieces[::2])
    # A pattern beside a quote would take it in.
    pieces[2::2] = [piece if piece[:1] == "~" else f" {piece.lstrip()}" for piece in pieces[2::2]]
    pieces[:-1:2] = [f"{piece.rstrip()} " for piece in pieces[:-1:2]]
    return '"'.join(pieces)


# Signs and nearness

_STRAY = re.compile(r"(?:(?<![^\s()])[*?]+|(?<=[\s()])~\d*)(?![^\s()])|(?:(?<!\w)(\w+))?:")
_TILDE = re.compile(r"(~\d*)(?=[^\s()\d])")
_STARS = re.compile(r"[*?]*[*][*?]*")  # any letters and some more are any letters
_QUESTION = re.compile(r"(?<![^\s()])([^\s()*?~]*[^\s()*?~:])\?(?![^\s()~])")
_SPACES = re.compile(r"\s+")
NEAR = 5  # words, where NEAR has no number
_NEAR_WORD = r"[^\s()~:*?]+"
_NEARS = {
    loud: (
        re.compile(asks),
        re.compile(rf"(?<![^\s(]){_NEAR_WORD}(?:{asks}\s{_NEAR_WORD})+(?![^\s)])"),
    )
    for loud, asks in (
        (False, r"\s(?:NEAR|ПОРУЧ)(?:/(\d{1,2}))?(?=\s)"),
        (True, r"\s(?:NEAR(?=[\s/])|ПОРУЧ(?=/))(?:/(\d{1,2}))?(?=\s)"),
    )
}


def _phrased(text: str, *, loud: bool) -> str:
    """Signs that mean nothing taken away; nearness as `"а б"~5`."""
    text = _SPACES.sub(" ", _TILDE.sub(r"\1 ", _STRAY.sub(_field_only, text)))
    text = _QUESTION.sub(r"\1", _STARS.sub("*", text))
    asks, words = _NEARS[loud]
    text = words.sub(lambda found: _near(found[0], asks), text)
    return quoted(text)


def _field_only(found: re.Match[str]) -> str:
    """A colon only behind the name of a field."""
    known = found[1] and fold(found[1]) in FIELDS
    return f" {found[0]}" if known else f"{found[1] or ''} "


def _near(text: str, asks: re.Pattern[str]) -> str:
    """`а NEAR/9 б` is `"а б"~9`; of several distances the largest."""
    distances = [int(number or NEAR) for number in asks.findall(text)]
    return f'"{asks.sub("", text)}"~{max(1, *distances)}'


# Operators

# І at an edge is a number (том І); elsewhere two words must both be there anyway.
_OURS = (
    (re.compile(r"(?:(?<=\S\s)|(?<=^\s))І(?=\s\S|\s$)"), "AND"),
    (re.compile(r"(?<![^\s()])ТА(?![^\s()])"), "AND"),
    (re.compile(r"(?<![^\s()])АБО(?![^\s()])"), "OR"),
    (re.compile(r"(?<![^\s()])НЕ(?![^\s()])"), "NOT"),
)


def _provided(text: str, *, loud: bool) -> str:
    """Numbers without what stands before them, provisions however they may be written."""
    text = provisions(either_way(numbers(text)))
    if not loud:
        for said, meant in _OURS:
            text = said.sub(meant, text)
    return text
