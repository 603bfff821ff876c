"""The three inner loops in Python alone: points of a curve, ГОСТ 34.311-95, ДСТУ 7564 (Купина).

Knows: the arithmetic of one block and of one walk along the bits of a number.
Does not know: padding, keys, signatures; that a compiled module may do the same.
Keeps: memory does not grow with the message.
"""

from __future__ import annotations

import functools
import operator
import struct
from collections.abc import Callable, Iterator, Sequence

from signing.dstu.blocks import Buffer
from signing.dstu.field import BinaryField

# --- points ------------------------------------------------------------------------------------


def walk(
    field: BinaryField, a: int, b: int, points: Sequence[tuple[int, int]], steps: bytes
) -> tuple[int, int, int]:
    """Start at infinity and double (step 255) or add `points[step]`, step after step.

    Returns X, Y, Z of López and Dahab: x = X/Z, y = Y/Z²; Z is 0 at infinity.
    """
    multiply, square = field.multiply, field.square
    x, y, z = field.one, 0, 0
    for step in steps:
        if step != 0xFF:
            px, py = points[step]
            if not z:
                x, y, z = px, py, field.one
                continue
            zz = square(z)
            sum_y = multiply(py, zz) ^ y
            sum_x = multiply(px, z) ^ x
            if sum_x:
                scaled = multiply(z, sum_x)
                new_z = square(scaled)
                cross = multiply(sum_y, scaled)
                x = square(sum_y) ^ cross
                x ^= multiply(square(sum_x), scaled ^ zz if a else scaled)
                y = multiply(cross ^ new_z, x ^ multiply(px, new_z))
                y ^= multiply(px ^ py, square(new_z))
                z = new_z
                continue
            if sum_y:
                x, y, z = field.one, 0, 0
                continue
        if z:
            xx, zz = square(x), square(z)
            tail = multiply(b, square(zz))
            z = multiply(xx, zz)
            x = square(xx) ^ tail
            y = multiply(tail, z) ^ multiply(x, square(y) ^ tail ^ (z if a else 0))
    return x, y, z


# --- ГОСТ 34.311-95 ----------------------------------------------------------------------------

_WORD = 0xFFFFFFFF
_C3 = 0xFF00FFFF000000FFFF0000FF00FFFF0000FF00FF00FF00FFFF00FF00FF00FF00
_P = operator.itemgetter(*(8 * (j % 4) + j // 4 for j in range(32)))
_ORDER = (0, 1, 2, 3, 4, 5, 6, 7) * 3 + (7, 6, 5, 4, 3, 2, 1, 0)
_PAIRS = tuple(zip(_ORDER[::2], _ORDER[1::2], strict=True))


def gost_blocks(sbox: bytes, state: bytes, data: Buffer) -> bytes:
    """Take whole blocks of 32 bytes into `state`: 32 bytes of hash, 32 of checksum."""
    tables = _gost_tables(sbox)
    value = int.from_bytes(state[:32], "little")
    total = int.from_bytes(state[32:], "little")
    for at in range(0, len(data), 32):
        block = int.from_bytes(data[at : at + 32], "little")
        value = _compressed(tables, value, block)
        total = (total + block) & ((1 << 256) - 1)
    return value.to_bytes(32, "little") + total.to_bytes(32, "little")


@functools.lru_cache(maxsize=8)
def _gost_tables(sbox: bytes) -> tuple[tuple[int, ...], ...]:
    """Four tables: what each byte of a word becomes behind the S-box and the rotation by 11."""
    rows = [
        [sbox[row * 8 + i // 2] >> (4 * (1 - i % 2)) & 15 for i in range(16)] for row in range(8)
    ]
    tables = []
    for low in range(0, 8, 2):
        words = ((rows[low][i & 15] | rows[low + 1][i >> 4] << 4) << 4 * low for i in range(256))
        tables.append(tuple((word << 11 | word >> 21) & _WORD for word in words))
    return tuple(tables)


def _compressed(tables: tuple[tuple[int, ...], ...], value: int, block: int) -> int:
    encrypted = 0
    for i, key in enumerate(_keys(value, block)):
        half = value >> 64 * i
        encrypted |= _encrypted(tables, key, half & _WORD, half >> 32 & _WORD) << 64 * i
    mixed = 0
    for number, masks in ((encrypted, _MIX_74), (block, _MIX_62), (value, _MIX_61)):
        for i, mask in enumerate(masks):
            mixed ^= (number >> 16 * i & 0xFFFF) * mask
    return mixed


def _keys(value: int, block: int) -> Iterator[tuple[int, ...]]:
    for i in range(4):
        if i:
            value = _rotated(value) ^ (_C3 if i == 2 else 0)
            block = _rotated(_rotated(block))
        mixed = (value ^ block).to_bytes(32, "little")
        yield struct.unpack("<8I", bytes(_P(mixed)))


def _rotated(value: int) -> int:
    return value >> 64 | ((value ^ value >> 64) & ((1 << 64) - 1)) << 192


def _encrypted(
    tables: tuple[tuple[int, ...], ...], key: tuple[int, ...], low: int, high: int
) -> int:
    """ГОСТ 28147-89, simple substitution."""
    t0, t1, t2, t3 = tables
    for first, second in _PAIRS:
        word = (low + key[first]) & _WORD
        high ^= t0[word & 255] ^ t1[word >> 8 & 255] ^ t2[word >> 16 & 255] ^ t3[word >> 24]
        word = (high + key[second]) & _WORD
        low ^= t0[word & 255] ^ t1[word >> 8 & 255] ^ t2[word >> 16 & 255] ^ t3[word >> 24]
    return low << 32 | high


def _mixing(times: int) -> tuple[int, ...]:
    """ψ so many times: by what factor each word of 16 bits goes into the words of the result."""
    factors = []
    for word in range(16):
        words = [int(i == word) for i in range(16)]
        for _ in range(times):
            new = words[0] ^ words[1] ^ words[2] ^ words[3] ^ words[12] ^ words[15]
            words = [*words[1:], new]
        factors.append(sum(bit << 16 * i for i, bit in enumerate(words)))
    return tuple(factors)


# H' = ψ^61(H ⊕ ψ(M ⊕ ψ^12(S))), and ψ is linear.
_MIX_61, _MIX_62, _MIX_74 = _mixing(61), _mixing(62), _mixing(74)

# --- ДСТУ 7564 ---------------------------------------------------------------------------------

_LONG = (1 << 64) - 1
_Q = 0x00F0F0F0F0F0F0F3
_Permute = Callable[[Sequence[int]], list[int]]


def kupyna_blocks(tables: bytes, state: bytes, data: Buffer) -> bytes:
    """Take whole blocks of as many bytes as `state` has into it."""
    columns = len(state) // 8
    layout = f"<{columns}Q"
    first, second = _permutations(tables, columns)
    value = struct.unpack(layout, state)
    for block in struct.iter_unpack(layout, data):
        both = [v ^ b for v, b in zip(value, block, strict=True)]
        changed = zip(value, first(both), second(block), strict=True)
        value = tuple(v ^ p ^ q for v, p, q in changed)
    return struct.pack(layout, *value)


def kupyna_output(tables: bytes, state: bytes) -> bytes:
    """The last transformation of `state`, before it is cut."""
    columns = len(state) // 8
    value = struct.unpack(f"<{columns}Q", state)
    changed = _permutations(tables, columns)[0](value)
    return struct.pack(f"<{columns}Q", *(v ^ p for v, p in zip(value, changed, strict=True)))


@functools.lru_cache(maxsize=2)
def _permutations(tables: bytes, columns: int) -> tuple[_Permute, _Permute]:
    """T⊕ and T+ for states of so many columns of 64 bits."""
    rounds = 10 if columns == 8 else 14
    t0, t1, t2, t3, t4, t5, t6, t7 = (
        struct.unpack("<256Q", tables[at : at + 2048]) for at in range(0, 16384, 2048)
    )
    shifts = (0, 1, 2, 3, 4, 5, 6, 7 if columns == 8 else 11)
    places = [
        tuple((column - shift) % columns * 8 + row for row, shift in enumerate(shifts))
        for column in range(columns)
    ]
    layout = f"<{columns}Q"

    def mixed(state: Sequence[int]) -> list[int]:
        b = struct.pack(layout, *state)
        return [
            t0[b[i]] ^ t1[b[j]] ^ t2[b[k]] ^ t3[b[m]] ^ t4[b[n]] ^ t5[b[o]] ^ t6[b[p]] ^ t7[b[q]]
            for i, j, k, m, n, o, p, q in places
        ]

    def by_xor(state: Sequence[int]) -> list[int]:
        for number in range(rounds):
            state = mixed([word ^ (i << 4 ^ number) for i, word in enumerate(state)])
        return list(state)

    def by_sum(state: Sequence[int]) -> list[int]:
        last = columns - 1
        for number in range(rounds):
            state = mixed(
                [
                    (word + (_Q | ((last - i) << 4 ^ number) << 56)) & _LONG
                    for i, word in enumerate(state)
                ]
            )
        return list(state)

    return by_xor, by_sum
