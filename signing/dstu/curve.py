"""The elliptic curves y² + xy = x³ + ax² + b of ДСТУ 4145-2002, and multiples of their points.

Knows: adding points, unpacking them, and what makes a curve with its base point acceptable.
Does not know: keys, signatures, encodings.
Keeps: a base point has the prime order it claims, on a curve whose number of points is then known
by Hasse's bound, and a public point lies in that subgroup; public values only, so nothing is done
in constant time.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from signing.dstu.engine import ENGINE, Engine
from signing.dstu.field import BadParameters, BinaryField

Point = tuple[int, int]
"""x and y of an affine point; the point at infinity is None."""

_WINDOW = 4
_MOV_DEGREE = 32  # 7.2: the discrete logarithm must not move into a small extension of the field


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve with its base point; elements are those of `field`, inside.

    Attributes:
        a: 0 or 1.
        n: the order of `base`.
    """

    field: BinaryField
    a: int
    b: int
    n: int
    base: Point

    @functools.cached_property
    def cofactor(self) -> int:
        """How often `n` goes into the number of points."""
        return ((1 << self.field.degree) + self.n // 2) // self.n

    def has(self, point: Point) -> bool:
        """Whether `point` is on the curve."""
        f, (x, y) = self.field, point
        squared = f.square(x)
        left = f.square(y) ^ f.multiply(x, y)
        return left == f.multiply(squared, x) ^ (squared if self.a else 0) ^ self.b

    def check(self) -> None:
        """Refuse a curve on which signatures could be forged, or whose order is not what it says.

        Raises:
            BadParameters: 7.1 and 7.2 of the standard, or Hasse's bound, are not met.
        """
        degree, n = self.field.degree, self.n
        if self.a not in (0, 1) or not self.b or not self.has(self.base):
            raise BadParameters("the base point is not on the curve")
        if n.bit_length() > degree or n <= max(1 << 160, 1 << degree // 2 + 3):
            raise BadParameters("the order of the base point is out of bounds")
        if abs(self.cofactor * n - (1 << degree) - 1) > 1 << degree // 2 + 2:
            raise BadParameters("no curve has that many points")
        if not _is_prime(n):
            raise BadParameters("the order of the base point is not prime")
        if _divides_small_power(n, degree):
            raise BadParameters("the curve is supersingular or nearly so")
        if self.combine(((n, self.base),)) is not None:
            raise BadParameters("the base point is not of the order it claims")

    def in_subgroup(self, point: Point) -> bool:
        """Whether the order of `point`, which is on the curve, divides `n`.

        The points of odd order are those that can be halved again and again. With two or four
        times `n` points in all, the first is a matter of one trace and the second of two.
        """
        f, (x, y) = self.field, point
        if self.cofactor not in (2, 4) or f.trace(x) != self.a:
            return False
        if self.cofactor == 2:
            return True
        # Half of the point is (u, v) with slope l = u + v/u: x = l² + l + a, u² = y + x(l + 1).
        slope = f.solve(x ^ (f.one if self.a else 0))
        return f.trace(y ^ f.multiply(x, slope ^ f.one)) == self.a

    def unpack(self, packed: int) -> Point:
        """The point that the coefficients `packed` stand for (6.10).

        Its last coefficient is the trace of y/x; that of x itself follows from the order.

        Raises:
            BadParameters: there is no such point.
        """
        f = self.field
        x = f.inner(packed & ~1)
        if f.trace(x) != self.a:
            x = f.inner(packed | 1)
        if not x:
            raise BadParameters("a point of order two")
        z = f.solve(x ^ (f.one if self.a else 0) ^ f.multiply(self.b, f.invert(f.square(x))))
        if f.trace(z) != packed & 1:
            z ^= f.one
        return x, f.multiply(x, z)

    def add(self, left: Point | None, right: Point | None) -> Point | None:
        """The sum of two points."""
        if left is None or right is None:
            return left or right
        f, (x1, y1), (x2, y2) = self.field, left, right
        if x1 != x2:
            slope = f.multiply(y1 ^ y2, f.invert(x1 ^ x2))
        elif y1 == y2 and x1:
            slope = x1 ^ f.multiply(y1, f.invert(x1))
        else:
            return None
        x = f.square(slope) ^ slope ^ x1 ^ x2 ^ (f.one if self.a else 0)
        return x, f.multiply(slope, x1 ^ x) ^ x ^ y1

    def combine(
        self, terms: tuple[tuple[int, Point], ...], engine: Engine = ENGINE
    ) -> Point | None:
        """The sum of multiples `(times, point)`: doublings shared, digits of width 4."""
        table: list[Point] = []
        columns: list[dict[int, int]] = []
        for times, point in terms:
            digits = _digits(times)
            columns.append({at: len(table) + _place(digit) for at, digit in digits.items()})
            table += self._odd_multiples(point)
        steps = bytearray()
        for at in range(max((max(c, default=-1) for c in columns), default=-1), -1, -1):
            steps.append(0xFF)
            steps += bytes(column[at] for column in columns if at in column)
        x, y, z = engine.walk(self.field, self.a, self.b, table, bytes(steps))
        if not z:
            return None
        inverse = self.field.invert(z)
        return self.field.multiply(x, inverse), self.field.multiply(y, self.field.square(inverse))

    def _odd_multiples(self, point: Point) -> list[Point]:
        """1, -1, 3, -3, … times `point`, as many as digits of the window need."""
        found: list[Point] = []
        current: Point | None = point
        twice = self.add(point, point)
        for _ in range(1 << _WINDOW - 2):
            if current is None:  # only points of tiny order come here, and no key is one
                raise BadParameters("a point of small order")
            x, y = current
            found += [current, (x, x ^ y)]
            current = self.add(current, twice)
        return found


def _digits(number: int) -> dict[int, int]:
    """The odd digits of `number`, by bit, each within ±2^(w-1), no two closer than w bits."""
    found: dict[int, int] = {}
    at = 0
    while number:
        zeros = (number & -number).bit_length() - 1
        number >>= zeros
        at += zeros
        digit = number & ((1 << _WINDOW) - 1)
        if digit >> _WINDOW - 1:
            digit -= 1 << _WINDOW
        found[at] = digit
        number -= digit
    return found


def _place(digit: int) -> int:
    """Where `_odd_multiples` has the multiple `digit`."""
    return abs(digit) - 1 + (digit < 0)


def _divides_small_power(number: int, degree: int) -> bool:
    """Whether `number` divides 2^(mk) - 1 for a small k."""
    return any(pow(2, degree * k, number) == 1 for k in range(1, _MOV_DEGREE + 1))


def _is_prime(number: int) -> bool:
    """Miller and Rabin; the bases are fixed, so the answer is the same every time."""
    if number < 2 or not number % 2:
        return False
    zeros = ((number - 1) & -(number - 1)).bit_length() - 1
    for base in range(2, 66):
        power = pow(base, number >> zeros, number)
        if power in (1, number - 1):
            continue
        for _ in range(zeros - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
