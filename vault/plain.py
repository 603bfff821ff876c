"""Words made plain: on one line, with single spaces, without what hides or turns them round.

Knows: white space and control characters. Does not know: what the words mean.
Keeps: hostile words that reach a page or a terminal are cut and harmless.
"""

from __future__ import annotations

import unicodedata

_LONGEST = 300


def single_spaced(text: str) -> str:
    """`text` on one line: its words parted by single spaces, none before or behind."""
    return " ".join(text.split())


def unseen(sign: str) -> bool:
    """Whether a sign (one character) hides words or turns them round: a control, a bidi mark."""
    return unicodedata.category(sign) in {"Cc", "Cf"}


def clean(text: object, longest: int = _LONGEST) -> str:
    """`text` single-spaced, without control characters, cut to `longest` characters."""
    cut = str(text)[: longest * 2]
    return single_spaced("".join(c if c.isprintable() else " " for c in cut))[:longest]
