"""Help pages in Ukrainian: the words the command line library says by itself.

Knows: those words. Does not know: any verb. Keeps: what our own verbs say is printed as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

import click

_HEADINGS = {"Options": "Параметри", "Commands": "Команди", "Arguments": "Аргументи"}
_WORDS = {
    "Show this message and exit.": "Показати цю довідку.",
    "Show the version and exit.": "Показати версію.",
    "[required]": "[обов'язково]",
}


class Help(click.HelpFormatter):
    """A help page whose fixed words are Ukrainian."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line of use."""
        args = args.replace("[OPTIONS]", "[ПАРАМЕТРИ]").replace("COMMAND [ARGS]...", "КОМАНДА …")
        super().write_usage(prog, args, prefix or "Використання: ")

    def write_heading(self, heading: str) -> None:
        """The name of a section."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Options and what they do."""
        told = [(name, _in_ukrainian(text)) for name, text in rows]
        super().write_dl(told, col_max, col_spacing)


def _in_ukrainian(text: str) -> str:
    for said, ours in _WORDS.items():
        text = text.replace(said, ours)
    return text.replace("; required]", "; обов'язково]")
