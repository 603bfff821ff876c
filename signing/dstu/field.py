"""The fields GF(2^m) of ДСТУ 4145-2002 (5.1, 5.2), in both bases the standard allows.

Knows: multiplication, squaring, inversion, trace and the equation z² + z = c, for elements that are
integers whose bits are coefficients.
Does not know: curves, byte orders, keys.
Keeps: bounded: a field is made only for a degree and a basis of the standard; nothing secret is
ever an element, so nothing is done in constant time.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

LEAST_DEGREE, GREATEST_DEGREE = 163, 509  # table 1 of the standard
_CHUNK = 255  # so many coefficients add up in one byte without a carry


class BadParameters(ValueError):
    """The parameters are none that the standard allows, or contradict each other."""


class BinaryField:
    """GF(2^m) as polynomials modulo a sparse one.

    An optimal normal basis of type II is the polynomials modulo x^p - 1, p = 2m + 1: the basis
    element β_k is x^k + x^-k, so elements are palindromes without a constant term, and 1 is the sum
    of them all. `outer` and `inner` translate between that and the m coefficients of the standard.

    Attributes:
        degree: m.
        exponents: of the modulus, descending, the last is 0.
        normal: the basis is an optimal normal one.
    """

    def __init__(self, degree: int, middle: tuple[int, ...] = (), *, normal: bool = False) -> None:
        """The field of `degree`; `middle` are the inner exponents of a polynomial basis.

        Raises:
            BadParameters: the standard knows no such field.
        """
        if not (LEAST_DEGREE <= degree <= GREATEST_DEGREE and _is_small_prime(degree)):
            raise BadParameters(f"field of degree {degree}")
        self.degree = degree
        self.normal = normal
        if normal:
            self._width = 2 * degree + 1
            self.exponents: tuple[int, ...] = (self._width, 0)
            if not _has_type_two(degree):
                raise BadParameters(f"no optimal normal basis of degree {degree}")
        else:
            self._width = degree
            self.exponents = (degree, *sorted(middle, reverse=True), 0)
            if len(middle) not in (1, 3) or len(set(self.exponents)) != len(middle) + 2:
                raise BadParameters("the modulus is neither a trinomial nor a pentanomial")
            if self.exponents[1] > degree - 1 or self.exponents[-2] < 1:
                raise BadParameters("the modulus is not of the degree it claims")
        self._mask = (1 << self._width) - 1
        self._tail = self.exponents[1:]
        self.one = self._mask ^ 1 if normal else 1
        if not normal:
            self._must_be_irreducible()

    def _must_be_irreducible(self) -> None:
        # Rabin's test; the degree is a prime.
        power = 2
        for _ in range(self.degree):
            power = self.square(power)
        modulus = sum(1 << e for e in self.exponents)
        if power != 2 or _gcd(6, modulus) != 1:  # 6 is x² + x
            raise BadParameters("the modulus is not irreducible")

    # --- what the standard writes and what we calculate with ---

    def inner(self, outer: int) -> int:
        """The element with the coefficients `outer`.

        Raises:
            BadParameters: there are more than m of them.
        """
        if outer >> self.degree:
            raise BadParameters("an element is longer than the field")
        if not self.normal:
            return outer
        return sum(
            (1 << k) | (1 << (self._width - k))
            for i, k in enumerate(_orbit(self.degree))
            if outer >> i & 1
        )

    def outer(self, inner: int) -> int:
        """The coefficients of the element `inner`."""
        if not self.normal:
            return inner
        return sum(1 << i for i, k in enumerate(_orbit(self.degree)) if inner >> k & 1)

    # --- arithmetic ---

    def reduce(self, value: int) -> int:
        """`value` modulo the modulus."""
        width, mask, tail = self._width, self._mask, self._tail
        while high := value >> width:
            value &= mask
            for exponent in tail:
                value ^= high << exponent
        # The palindrome of a normal basis has no constant term: 1 is all the others.
        return value ^ mask if self.normal and value & 1 else value

    def multiply(self, left: int, right: int) -> int:
        """The product. Coefficients are spread one to a byte, so that integers do not carry."""
        if not right:
            return 0
        ones = _ones(self._width)
        spread = _spread(right, ones)
        product, at = 0, 0
        while left:
            chunk = left & ((1 << _CHUNK) - 1)
            if chunk < 16:
                while chunk:
                    low = chunk & -chunk
                    product ^= right << (at + low.bit_length() - 1)
                    chunk ^= low
            else:
                sums = spread * _spread(chunk, ones)
                size = (sums.bit_length() + 7) // 8
                product ^= int(sums.to_bytes(size, "big").translate(_PARITY), 2) << at
            left >>= _CHUNK
            at += _CHUNK
        return self.reduce(product)

    def square(self, value: int) -> int:
        """The square: binary digits read as digits to the base 4."""
        return self.reduce(int(format(value, "b"), 4))

    def invert(self, value: int) -> int:
        """1 / `value`, by Euclid.

        Raises:
            BadParameters: `value` is zero.
        """
        if not value:
            raise BadParameters("division by zero")
        # In a normal basis x^p - 1 is no field's modulus, but (x^p - 1)/(x - 1) is enough of one.
        modulus = self._mask if self.normal else sum(1 << e for e in self.exponents)
        low, high, left, right = value, modulus, 1, 0
        while low != 1:
            shift = low.bit_length() - high.bit_length()
            if shift < 0:
                low, high, left, right, shift = high, low, right, left, -shift
            low ^= high << shift
            left ^= right << shift
            if not low:
                raise BadParameters("the modulus is not irreducible")
        return self.reduce(left)

    def trace(self, value: int) -> int:
        """The sum of all conjugates: 0 or 1."""
        if self.normal:  # every basis element has the trace 1
            return self.outer(value).bit_count() & 1
        total = value
        for _ in range(self.degree - 1):
            value = self.square(value)
            total ^= value
        return total & 1

    def root(self, value: int) -> int:
        """The square root."""
        for _ in range(self.degree - 1):
            value = self.square(value)
        return value

    def solve(self, value: int) -> int:
        """One z with z² + z = `value`; the other one is z + 1. Half-trace (annex А.2.2).

        Raises:
            BadParameters: there is none.
        """
        total = power = value
        for _ in range(self.degree // 2):
            power = self.square(self.square(power))
            total ^= power
        if self.square(total) ^ total != value:
            raise BadParameters("the quadratic equation has no solution")
        return total


@functools.cache
def _orbit(degree: int) -> tuple[int, ...]:
    """The k of the basis element β_k = β^(2^i), from the last coefficient to the first (5.2)."""
    width = 2 * degree + 1
    return tuple(min(k, width - k) for k in _powers_of_two(degree, width))[::-1]


def _powers_of_two(count: int, modulus: int) -> Iterator[int]:
    power = 1
    for _ in range(count):
        yield power
        power = power * 2 % modulus


def _has_type_two(degree: int) -> bool:
    return _is_small_prime(2 * degree + 1) and len(set(_orbit(degree))) == degree


def _is_small_prime(number: int) -> bool:
    return all(number % divisor for divisor in range(2, int(number**0.5) + 1))


def _gcd(left: int, right: int) -> int:
    while right:
        while left.bit_length() >= right.bit_length():
            left ^= right << (left.bit_length() - right.bit_length())
        left, right = right, left
    return left


_PARITY = bytes(0x30 | value & 1 for value in range(256))


@functools.cache
def _ones(width: int) -> int:
    return int.from_bytes(b"\1" * width, "big")


def _spread(value: int, ones: int) -> int:
    return int.from_bytes(format(value, "b").encode(), "big") & ones
