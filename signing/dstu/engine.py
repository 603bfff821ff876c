"""Which inner loops are used: the compiled ones where they were built, else those in Python.

Knows: how to hand the compiled module what it wants.
Does not know: what the loops are for.
Keeps: both give the same answers; the tests run everything through either.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, Final, Protocol

from signing.dstu import pure
from signing.dstu.blocks import Buffer
from signing.dstu.field import BinaryField


class Engine(Protocol):
    """The three inner loops; `signing.dstu.pure` says what each does."""

    def walk(
        self, field: BinaryField, a: int, b: int, points: Sequence[tuple[int, int]], steps: bytes, /
    ) -> tuple[int, int, int]:
        """Doublings and additions of points."""

    def gost_blocks(self, sbox: bytes, state: bytes, data: Buffer, /) -> bytes:
        """Blocks of ГОСТ 34.311."""

    def kupyna_blocks(self, tables: bytes, state: bytes, data: Buffer, /) -> bytes:
        """Blocks of ДСТУ 7564."""


class _Compiled:
    """The module that setuptools built from `_compiled.c`."""

    def __init__(self, module: Any) -> None:
        self._module = module
        self.gost_blocks = module.gost_blocks
        self.kupyna_blocks = module.kupyna_blocks

    def walk(
        self, field: BinaryField, a: int, b: int, points: Sequence[tuple[int, int]], steps: bytes, /
    ) -> tuple[int, int, int]:
        if field.exponents[1] > field.exponents[0] - 64:
            return pure.walk(field, a, b, points, steps)  # no modulus of the standard is like that
        size = (field.exponents[0] + 66) // 64 * 8
        numbers = (field.one, b, *(number for point in points for number in point))
        stored = b"".join(number.to_bytes(size, "little") for number in numbers)
        found = self._module.walk(field.exponents, field.normal, a, stored, steps)
        x, y, z = (int.from_bytes(found[i * size : (i + 1) * size], "little") for i in range(3))
        return x, y, z


def _compiled() -> Engine | None:
    try:
        module = importlib.import_module("signing.dstu._compiled")
    except ImportError:  # never built here, or for another Python
        return None
    return _Compiled(module)


COMPILED: Final[Engine | None] = _compiled()
ENGINE: Final[Engine] = COMPILED or pure
