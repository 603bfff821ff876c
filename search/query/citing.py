"""What lawyers cite: provisions of laws, codes, numbers of case files.

Knows: how they are shortened, and how judges say them in full. Does not know: days, the parser.
Keeps: what is found by one way of citing is found by the others; numbers stand close together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from search.analysis import fold
from search.query.days import ALONE

_NUMBER_SIGN = re.compile(r"(?<![^\s()])(?:№\s*|N(?:[oо][.]?\s?|[°º.]\s?|\s))+(?=\d)")
_NUMBERED = re.compile(r"(?:№?[^\W\d]+\.?\s){1,5}(?=\d+/\d)")
_SAYS_NUMBER = re.compile("справ(?:а|и|і|у|ою)|спр|єун(?:сс)?|номер|унікальний|єдиний|судової")
_PROVISIONS = {"ст": "стаття", "ч": "частина", "п": "пункт", "пп": "підпункт", "абз": "абзац"}
_ENDING = "[а-яіїєґ]*"
_NAMED = (
    rf"(?:ст(?:атт{_ENDING}|(?:\.\s?|\s)ст)?|ч(?:астин{_ENDING})?|пп?|(?:під)?пункт{_ENDING}|абз(?:ац{_ENDING})?)"
    r"\.?\s*(?!\d\d\.\d\d\.\d\d\b)\d+(?:[-.]\d{1,3})*[¹²³⁰⁴-⁹]*"
)
_CITED = re.compile(ALONE.format(rf"({_NAMED}(?:\s+{_NAMED})*)(?:\s+(\d{{1,2}}))?"), re.IGNORECASE)
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
_CODE = re.compile(ALONE.format(f"({'|'.join(sorted(_CODES, key=len, reverse=True))})"))


def numbers(text: str) -> str:
    """Numbers of case files without what only says that they are numbers."""
    return _NUMBERED.sub(_number, _NUMBER_SIGN.sub("", text))


def provisions(text: str) -> str:
    """Provisions of laws and codes, however they may be written."""
    text = _CITED.sub(_cited, text)
    return _CODE.sub(lambda code: f'("{code[1]}" OR {_CODES[code[1]]})', text)


def _number(found: re.Match[str]) -> str:
    """What stands before the number of a case file, without what only says that it is one."""
    words = found[0].split()
    while words and _SAYS_NUMBER.fullmatch(fold(words[-1].strip("№."))):
        words.pop()
    return "".join(f"{word} " for word in words)


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
