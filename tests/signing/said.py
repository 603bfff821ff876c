"""What a report says, by the codes of its remarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from signing import Message


class Speaks(Protocol):
    """A report, a judgement, facts or a standing."""

    @property
    def messages(self) -> Sequence[Message]:
        """Its remarks."""


def codes(one: Speaks) -> set[str]:
    """The codes of its remarks."""
    return {message.code for message in one.messages}
