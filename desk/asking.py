"""Questions to the person at the terminal.

Knows: whether somebody can be asked, and what counts as an answer in either language.
Does not know: what follows from the answer.
Keeps: nothing is assumed: what is no answer is asked again, and the end of input interrupts.
"""

from __future__ import annotations

import getpass
import sys

import click

from desk.output import Output

_YES = {"т", "так", "y", "yes"}
_NO = {"н", "ні", "n", "no", ""}


def can_ask(out: Output) -> bool:
    """Whether there is a person to ask: a terminal, and no program that reads the answer."""
    return sys.stdin.isatty() and not out.as_json


def yes(out: Output, question: str) -> bool:
    """Yes or no to a question; Enter is no.

    Raises:
        click.Abort: the input ended.
    """
    choice = out.words("[т/Н]")
    while True:
        answer = _line(f"{question} {choice} ").casefold()
        if answer in _YES | _NO:
            return answer in _YES
        _tell(out.words("Відповідайте «т» (так) або «н» (ні)."))


def text(question: str) -> str:
    """Words; Enter is none.

    Raises:
        click.Abort: the input ended.
    """
    return _line(f"{question} ")


def number(out: Output, question: str) -> int | None:
    """A whole number; Enter is none.

    Raises:
        click.Abort: the input ended.
    """
    while True:
        answer = _line(f"{question} ")
        if not answer:
            return None
        if answer.isdecimal():
            return int(answer)
        _tell(out.words("Потрібне ціле число."))


def hidden(question: str) -> str | None:
    """What is typed unseen; None when there is no terminal to ask at.

    Raises:
        click.Abort: the input ended.
    """
    if not sys.stdin.isatty():
        return None
    try:
        return getpass.getpass(f"{question} ", stream=sys.stderr)
    except EOFError:
        raise click.Abort from None


def _line(prompt: str) -> str:
    print(prompt, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise click.Abort
    return line.strip()


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)
