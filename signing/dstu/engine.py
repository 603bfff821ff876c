"""Which inner loops are used: the compiled ones where they were built, else those in Python.

Knows: how to hand the compiled module what it wants.
Does not know: what the loops are for.
Keeps: both give the same answers; the tests run everything through either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from signing.dstu import pure
from signing.dstu.field import Field


class Engine(Protocol):
    """The three inner loops; `signing.dstu.pure` says what each does."""

    def walk(
        self, field: Field, a: int, b: int, points: Sequence[tuple[int, int]], steps: bytes, /
    ) -> tuple[int, int, int]:
        """Doublings and additions of points."""

    def gost_blocks(self, sbox: bytes, state: bytes, data: bytes, /) -> bytes:
        """Blocks of ГОСТ 34.311."""

    def kupyna_blocks(self, tables: bytes, state: bytes, data: bytes, /) -> bytes:
        """Blocks of ДСТУ 7564."""


ENGINE: Engine = pure
