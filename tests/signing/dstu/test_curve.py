"""Fields and curves: algebra, the recommended curves as if they came from outside, hostile ones."""

from __future__ import annotations

import dataclasses
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.dstu.curve import Curve, Point, _divides_small_power
from signing.dstu.engine import COMPILED, Engine
from signing.dstu.field import BadParameters, BinaryField
from signing.dstu.named import named_curve, names
from tests.signing.dstu.engines import PURE, both_engines
from tests.signing.dstu.maker import M257

FIELDS = (
    BinaryField(163, (7, 6, 3)),
    BinaryField(257, (12,)),
    BinaryField(431, (5, 3, 1)),
    BinaryField(173, normal=True),
    BinaryField(191, normal=True),
)
NUMBERS = st.integers(min_value=0, max_value=2**431 - 1)


@settings(max_examples=30)
@given(field=st.sampled_from(FIELDS), a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_field_laws(field: BinaryField, a: int, b: int, c: int) -> None:
    a, b, c = (field.inner(one % 2**field.degree) for one in (a, b, c))
    times, square = field.multiply, field.square
    assert times(a, field.one) == a
    assert times(a, b) == times(b, a)
    assert times(times(a, b), c) == times(a, times(b, c))
    assert times(a, b ^ c) == times(a, b) ^ times(a, c)
    assert square(a) == times(a, a)
    assert square(field.root(a)) == a
    assert field.trace(square(a) ^ a) == 0
    assert field.solve(square(a) ^ a) in (a, a ^ field.one)
    assert field.inner(field.outer(a)) == a
    if a:
        assert times(a, field.invert(a)) == field.one


def test_squaring_a_normal_basis_turns_the_coefficients() -> None:
    """5.2 of the standard, and the reason why hardware likes it."""
    field = BinaryField(173, normal=True)
    squared = field.outer(field.square(field.inner(0b1011)))
    assert squared == 0b101 | 1 << 172


@pytest.mark.parametrize(
    ("degree", "middle", "normal"),
    [
        (257, (13,), False),  # reducible
        (257, (0,), False),
        (257, (257,), False),
        (257, (300,), False),
        (257, (12, 12, 1), False),
        (257, (12, 3), False),
        (256, (10, 5, 2), False),
        (5, (2,), False),
        (523, (48,), False),
        (10**9, (1,), False),
        (2**4000, (1,), False),
        (257, (), True),  # 515 is no prime
        (163, (), True),
    ],
)
def test_fields_the_standard_does_not_know(
    degree: int, middle: tuple[int, ...], normal: bool
) -> None:
    with pytest.raises(BadParameters):
        BinaryField(degree, middle, normal=normal)


@pytest.mark.parametrize("name", names())
def test_recommended_curves_pass_the_check_of_any_curve(name: str) -> None:
    curve = named_curve(name)
    curve.check()
    assert curve.in_subgroup(curve.base)


@both_engines
@pytest.mark.parametrize("name", names())
def test_multiples_add_up(name: str, engine: Engine) -> None:
    curve = named_curve(name)
    source = random.Random(name)
    u, v = source.randrange(curve.n), source.randrange(curve.n)
    some = curve.combine(((u, curve.base),), engine)
    assert some is not None
    assert curve.has(some)
    both = curve.combine(((v, curve.base), (3, some)), engine)
    assert both == curve.combine((((v + 3 * u) % curve.n, curve.base),), engine)
    assert curve.combine(((curve.n, curve.base),), engine) is None
    assert curve.combine(((curve.n - 1, curve.base), (1, curve.base)), engine) is None
    assert curve.combine(((0, curve.base),), engine) is None
    twice = curve.combine(((1, curve.base), (1, curve.base)), engine)
    assert twice == curve.add(curve.base, curve.base) == curve.combine(((2, curve.base),), engine)


@pytest.mark.skipif(COMPILED is None, reason="signing.dstu._compiled was not built")
@settings(max_examples=15, deadline=None)
@given(name=st.sampled_from(names()), u=NUMBERS, v=NUMBERS)
def test_engines_agree(name: str, u: int, v: int) -> None:
    curve = named_curve(name)
    other = curve.add(curve.base, curve.add(curve.base, curve.base))
    assert other is not None
    assert COMPILED is not None
    terms = ((u % curve.n, curve.base), (v % curve.n, other))
    assert curve.combine(terms, PURE) == curve.combine(terms, COMPILED)


def of_order_four(curve: Curve) -> Point:
    """A point twice which is the point of order two, (0, √b); its x is the fourth root of b."""
    field = curve.field
    x = field.root(field.root(curve.b))
    z = field.solve(
        x ^ (field.one if curve.a else 0) ^ field.multiply(curve.b, _inverse_square(field, x))
    )
    point = (x, field.multiply(x, z))
    assert curve.has(point)
    return point


def _inverse_square(field: BinaryField, x: int) -> int:
    return field.invert(field.square(x))


@pytest.mark.parametrize("name", names())
def test_points_outside_the_subgroup_are_told(name: str) -> None:
    curve = named_curve(name)
    small: list[Point] = [(0, curve.field.root(curve.b))]
    if curve.cofactor == 4:
        small.append(of_order_four(curve))
    for one in small:
        assert curve.has(one)
        assert not curve.in_subgroup(one)
        mixed = curve.add(curve.base, one)
        assert mixed is not None
        assert not curve.in_subgroup(mixed)
    assert curve.in_subgroup(curve.base)


M257_N = named_curve(M257).n


@pytest.mark.parametrize(
    "changed",
    [
        {"b": 0},
        {"b": 1},
        {"a": 1},
        {"a": 2},
        {"n": 0},
        {"n": 1},
        {"n": -M257_N},
        {"n": M257_N + 2},
        {"n": M257_N * 2},
        {"n": 2**255 - 19},  # prime, but no curve has that many points
        {"n": 2**4000 + 1},
        {"base": (0, 1)},
        {"base": (1, 1)},
    ],
)
def test_a_curve_with_one_part_changed_is_refused(changed: dict[str, object]) -> None:
    curve = dataclasses.replace(named_curve(M257), **changed)  # type: ignore[arg-type]
    with pytest.raises(BadParameters):
        curve.check()


def test_a_base_point_of_another_order_is_refused() -> None:
    curve = named_curve(M257)
    other = curve.add(curve.base, (0, curve.field.root(curve.b)))
    assert other is not None
    with pytest.raises(BadParameters):
        dataclasses.replace(curve, base=other).check()


@pytest.mark.parametrize(("number", "degree"), [(150_287, 163), (3, 257), (2**163 + 1, 163)])
def test_orders_that_move_the_logarithm_are_told(number: int, degree: int) -> None:
    """Factors of 2^163 - 1, of 2^514 - 1 and of 2^326 - 1 (7.2 of the standard)."""
    assert _divides_small_power(number, degree)
    assert not _divides_small_power(M257_N, 257)
