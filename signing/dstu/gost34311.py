"""ГОСТ 34.311-95, the hash function behind most Ukrainian signatures.

Knows: its S-boxes (ДКЕ) as keys carry them, its length and checksum blocks.
Does not know: what is digested, or how fast the blocks are taken.
Keeps: memory does not grow with the message; an S-box whose rows are no permutations is refused.
"""

from __future__ import annotations

from functools import partial

from signing.dstu.blocks import BlockHasher
from signing.dstu.engine import ENGINE, Engine
from signing.dstu.field import BadParameters

# Довгостроковий ключовий елемент № 1: eight rows of sixteen nibbles, two to a byte.
DKE_1 = bytes.fromhex(
    "a9d6eb45f13c708280c4967b231f5eadf658eba4c037291d38d96bf025ca4e17"
    "f8e9720dc615b43a28975f0bc1dea36438b564ea2c179fd0123e6db8fac57904"
)
_BLOCK = 32


class Gost34311(BlockHasher):
    """A hasher as those of `hashlib`, 32 bytes long."""

    def __init__(self, sbox: bytes = DKE_1, engine: Engine = ENGINE) -> None:
        """With the S-box `sbox`, 64 bytes.

        Raises:
            BadParameters: it is no S-box.
        """
        check_sbox(sbox)
        super().__init__(_BLOCK, bytes(2 * _BLOCK), partial(engine.gost_blocks, sbox))

    def digest(self) -> bytes:
        """The digest of all bytes taken."""
        state = self.state
        if self.rest:
            state = self.take(state, self.rest.ljust(_BLOCK, b"\0"))
        length = (8 * self.length).to_bytes(_BLOCK, "little")
        return self.take(state, length + state[_BLOCK:])[:_BLOCK]


def check_sbox(sbox: bytes) -> None:
    """Refuse an S-box that is not eight permutations of sixteen nibbles.

    Raises:
        BadParameters: it is not.
    """
    rows = sbox.hex()
    if len(rows) != 128 or any(len(set(rows[at : at + 16])) != 16 for at in range(0, 128, 16)):
        raise BadParameters("no S-box")
