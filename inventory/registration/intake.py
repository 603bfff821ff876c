"""What is looked at when an envelope is opened (814 II.4), and the words for it.

Knows: the three questions and their answers. Does not know: what follows from an answer (rules).
Keeps: a card, a page and a list use the same words.
"""

from __future__ import annotations

INTAKE = {
    "envelope": ("envelope-whole", "envelope-damaged"),
    "address": ("addressed", "misaddressed"),
    "enclosures": ("enclosures-match", "enclosures-missing"),
}
"""Each question with the words of a card for «yes» and for «no»."""

QUESTIONS = {
    "envelope": "чи цілий конверт",
    "address": "чи адресовано цьому суду",
    "enclosures": "чи є всі вкладення за описом",
}

ANSWERS = {
    "envelope-whole": "конверт цілий",
    "envelope-damaged": "конверт пошкоджено",
    "addressed": "адресовано суду",
    "misaddressed": "адресовано не суду",
    "enclosures-match": "вкладення відповідають опису",
    "enclosures-missing": "вкладення не відповідають опису",
}


def in_words(intake: str) -> str:
    """What was seen, as the catalogue keeps it, for people."""
    return ", ".join(ANSWERS.get(word, word) for word in intake.split())
