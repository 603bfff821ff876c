"""Which encoding Ukrainian bytes are in when nothing says so.

Knows: the eight-bit code pages Ukrainian text came in, and what Ukrainian text looks like.
Does not know: where the bytes are from.
Keeps: the answer is always text, and always names the code page it was read with.
"""

from __future__ import annotations

import re
import unicodedata

_COMMON = frozenset("оаинівртесклдупмзябьгчйхцжїєшюфщґО")
_CODE_PAGES = ("cp1251", "cp866", "cp1125", "koi8-u")
_SAMPLE = 20_000
_LOWER_THEN_UPPER = re.compile(r"[а-яіїєґ][А-ЯІЇЄҐ]")


def decoded(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """`data` as text, and the encoding it was read with.

    A byte order mark wins, then `declared` (when it fits), then UTF-8 (when it fits), then the
    Cyrillic code page in which the text looks most like Ukrainian.
    """
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    for name in filter(None, (declared, "utf-8")):
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    best = max(_CODE_PAGES, key=lambda name: _likeness(data[:_SAMPLE].decode(name, "replace")))
    return data.decode(best, "replace"), best


def _likeness(text: str) -> int:
    """How much `text` looks like Ukrainian: wrong code pages give capitals, frames and symbols."""
    score = -5 * len(_LOWER_THEN_UPPER.findall(text))
    for character in text:
        if character <= "\x7f":
            continue
        if character in _COMMON:
            score += 3
        elif "а" <= character.lower() <= "я" or character in "ІЇЄҐ’«»№–—":
            score += 1
        elif unicodedata.category(character)[0] in "SC" or character in "ўЎёЁыЫъЪэЭ":
            score -= 4
    return score
