"""Loose input, read kindly: what people type and paste, put in the query language.

Knows: how numbers of case files, provisions of laws, dates, quotes and operators are written.
Does not know: the parser, what anything matches.
Keeps: what the language itself writes (`str` of a tree) is left as it is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

from inventory.language.words import MONTHS, short_date
from search.analysis import fold
from search.query.nodes import FIELDS, shouted
from vault import single_spaced

# Quotes

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
_YEARS = r"(?:\s?р\.|\sр|\sроку)?"
_FIELD_DATED = re.compile(rf":\s?((?:\d{{1,2}}\s)?[^\W\d_]{{3,9}}\s\d{{4}}){_YEARS}(?!\w)")


def _phrased(text: str, *, loud: bool) -> str:
    """Signs that mean nothing taken away; nearness as `"а б"~5`."""
    text = _SPACES.sub(" ", _TILDE.sub(r"\1 ", _STRAY.sub(_field_only, text)))
    text = _QUESTION.sub(r"\1", _STARS.sub("*", text))
    asks, words = _NEARS[loud]
    text = words.sub(lambda found: _near(found[0], asks), text)
    return _FIELD_DATED.sub(r':"\1"', text)


def _field_only(found: re.Match[str]) -> str:
    """A colon only behind the name of a field."""
    known = found[1] and fold(found[1]) in FIELDS
    return f" {found[0]}" if known else f"{found[1] or ''} "


def _near(text: str, asks: re.Pattern[str]) -> str:
    """`а NEAR/9 б` is `"а б"~9`; of several distances the largest."""
    distances = [int(number or NEAR) for number in asks.findall(text)]
    return f'"{asks.sub("", text)}"~{max(1, *distances)}'


# Numbers of case files, days, provisions of laws, operators

_ALONE = r"(?<![^\s(),;])(?<!\d,)(?<!:\s){}(?![^\s(),;.?!]|[.,?][\w*?.])"
_DATED = re.compile(
    _ALONE.format(
        rf"(\d{{1,2}})(?:\.(\d{{1,2}})\.|\s({'|'.join(MONTHS)})\s)(\d{{4}}|(?<=\.\d\d\.)\d\d){_YEARS}"
    ),
    re.IGNORECASE,
)
_NUMBER_SIGN = re.compile(r"(?<![^\s()])(?:№\s*|N(?:[oо][.]?\s?|[°º.]\s?|\s))+(?=\d)")
_NUMBERED = re.compile(r"(?:№?[^\W\d]+\.?\s){1,5}(?=\d+/\d)")
_SAYS_NUMBER = re.compile("справ(?:а|и|і|у|ою)|спр|єун(?:сс)?|номер|унікальний|єдиний|судової")
_PROVISIONS = {"ст": "стаття", "ч": "частина", "п": "пункт", "пп": "підпункт", "абз": "абзац"}
_ENDING = "[а-яіїєґ]*"
_NAMED = (
    rf"(?:ст(?:атт{_ENDING}|(?:\.\s?|\s)ст)?|ч(?:астин{_ENDING})?|пп?|(?:під)?пункт{_ENDING}|абз(?:ац{_ENDING})?)"
    r"\.?\s*(?!\d\d\.\d\d\.\d\d\b)\d+(?:[-.]\d{1,3})*[¹²³⁰⁴-⁹]*"
)
_CITED = re.compile(_ALONE.format(rf"({_NAMED}(?:\s+{_NAMED})*)(?:\s+(\d{{1,2}}))?"), re.IGNORECASE)
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
# І at an edge is a number (том І); elsewhere two words must both be there anyway.
_OURS = (
    (re.compile(r"(?:(?<=\S\s)|(?<=^\s))І(?=\s\S|\s$)"), "AND"),
    (re.compile(r"(?<![^\s()])ТА(?![^\s()])"), "AND"),
    (re.compile(r"(?<![^\s()])АБО(?![^\s()])"), "OR"),
    (re.compile(r"(?<![^\s()])НЕ(?![^\s()])"), "NOT"),
)


# Codes, as they are cited and as laws call them.
_CODES = {
    "ГПК": '"господарський процесуальний кодекс"~2',
    "ЖК": '"житловий кодекс"~1',
    "ЗК": '"земельний кодекс"~1',
    "КАС": '"кодекс адміністративного судочинства"~2',
    "КАСУ": '"кодекс адміністративного судочинства"~2',
    "КЗпП": '"кодекс законів праця"~3',
    "КК": '"кримінальний кодекс"~1',
    "КПК": '"кримінальний процесуальний кодекс"~2',
    "КУпАП": '"кодекс україни адміністративні правопорушення"~4',
    "ПК": '"податковий кодекс"~1',
    "СК": '"сімейний кодекс"~1',
    "ЦК": '"цивільний кодекс"~1',
    "ЦПК": '"цивільний процесуальний кодекс"~2',
}
_CODE = re.compile(_ALONE.format(f"({'|'.join(sorted(_CODES, key=len, reverse=True))})"))


def _provided(text: str, *, loud: bool) -> str:
    """Numbers without what stands before them, provisions however they may be written."""
    text = _NUMBERED.sub(_number, _NUMBER_SIGN.sub("", text))
    text = _CITED.sub(_cited, _DATED.sub(_date, text))
    text = _CODE.sub(lambda code: f'("{code[1]}" OR {_CODES[code[1]]})', text)
    if not loud:
        for said, meant in _OURS:
            text = said.sub(meant, text)
    return text


def _number(found: re.Match[str]) -> str:
    """What stands before the number of a case file, without what only says that it is one."""
    words = found[0].split()
    while words and _SAYS_NUMBER.fullmatch(fold(words[-1].strip("№."))):
        words.pop()
    return "".join(f"{word} " for word in words)


def _date(found: re.Match[str]) -> str:
    """A day in figures and in words, whichever was typed."""
    day, month, named, year = found.groups()
    number = MONTHS.index(named.casefold()) + 1 if named else int(month)
    short = [] if year[2:] else [f"{day}.{month}.{year}"]
    year = year if year[2:] else f"20{year}"
    try:
        date = dt.date(int(year), number, int(day))
    except ValueError:
        return found[0]
    said = f"{MONTHS[number - 1]} {year}"
    written = dict.fromkeys(
        (short_date(date), f"{date.day} {said}", f"{date.day:02} {said}", *short)
    )
    return "(" + " OR ".join(f'"{one}"' for one in written) + ")"


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


# Days of the field дата:

_MONTH = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_SAID_DAY = re.compile(
    rf"(?:(\d{{1,2}})\s)?({'|'.join(_MONTH)})[а-яіїє]*\s(\d{{4}}){_YEARS}", re.IGNORECASE
)
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{1,2})(?:-(\d{1,2}))?\b")


def in_figures(days: str) -> str:
    """`2025-03-01` and `1 березня 2025` as people write it here, 01.03.2025; months likewise."""
    days = _ISO_DAY.sub(lambda iso: _dotted(iso[3], int(iso[2]), iso[1]), days)
    return _SAID_DAY.sub(lambda said: _dotted(said[1], _MONTH[said[2].lower()], said[3]), days)


def _dotted(day: str | None, month: int, year: str) -> str:
    return f"{int(day):02}.{month:02}.{year}" if day else f"{month:02}.{year}"
