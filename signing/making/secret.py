"""A password or PIN on its way from a person to a key.

Knows: how to keep it out of everything that is written down.
Does not know: where it was asked for. Keeps: it prints as stars, compares to nothing, cannot be
pickled, and leaves only by `reveal`, whose every use is in this package.
"""

from __future__ import annotations

from typing import NoReturn, final


@final
class Secret:
    """A password; nothing but `reveal` gives it away."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Take the password over."""
        self._text = text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        msg = "a secret stays in this process"
        raise TypeError(msg)

    def reveal(self) -> str:
        """The password itself, for the library that opens the key."""
        return self._text
