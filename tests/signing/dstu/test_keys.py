"""Public keys and signatures: the standard's example, other people's, and hostile ones."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.cms.raw import HOSTILE, read
from signing.dstu import PublicKey, public_key
from signing.dstu.curve import Curve
from signing.dstu.engine import Engine
from signing.dstu.field import BadParameters, BinaryField
from signing.dstu.named import named_curve, names
from tests.signing.dstu.engines import both_engines
from tests.signing.dstu.maker import (
    DSTU,
    M257,
    TEST_SBOX,
    Signer,
    a_signer,
    bits,
    gost,
    integer,
    octets,
    oid,
    sequence,
)

SECONDS_MAX = 0.5
BIG_ENDIAN = f"{DSTU}.1.1.1"
NORMAL = f"{DSTU}.2"


@both_engines
def test_example_of_annex_b(engine: Engine) -> None:
    """Б.1; in print the last digits of the public key's x are wrong: they are …BDC2DA."""
    base = (0x72D867F93A93AC27DF9FF01AFFE74885C8C540420, 0x224A9C3947852B97C5599D5F4AB81122ADC3FD9B)
    curve = Curve(
        BinaryField(163, (7, 6, 3)),
        1,
        0x5FF6108462A2DC8210AB403925E638A19C1455D21,
        0x400000000000000000002BEC12BE2262D39BCF14D,
        base,
    )
    curve.check()
    point = (
        0x57DE7FDE023FF929CB6AC785CE4B79CF64ABDC2DA,
        0x3E85444324BCF06AD85ABF6AD7B5F34770532B9AA,
    )
    secret = 0x183F60FDF7951FF47D67193F8D073790C1C9B5A3E
    assert curve.combine(((curve.n - secret, base),), engine) == point
    digest = bytes.fromhex("09c9c44277910c9aaee486883a2eb95b7180166ddf73532eeb76edaef52247ff")[::-1]
    r = 0x274EA2C0CAA014A0D80A424F59ADE7A93068D08A7
    s = 0x2100D86957331832B8E8C230F5BD6A332B3615ACA
    signature = r.to_bytes(64, "little") + s.to_bytes(64, "little")
    key = PublicKey(curve, point)
    assert key.verifies(signature, digest, engine=engine)
    assert key.verifies(octets(signature), digest, engine=engine)
    assert not key.verifies(signature, digest[::-1], engine=engine)
    assert not key.verifies(signature[::-1], digest, engine=engine)
    assert key.verifies(signature[::-1], digest, reverse=True, engine=engine)


@both_engines
def test_both_byte_orders_as_bouncy_castle_writes_them(engine: Engine) -> None:
    """A big-endian key of BC 1.72, and its two signatures over the letter m."""
    key = public_key(
        bytes.fromhex(
            "30483020060d2a862402010101010301010101300f060d2a86240201010101030101020603240004"
            "2101bb82b198a57c6fe37c4a931677d9acbc7fa89f399a7e07338cef10ac17768d52"
        )
    )
    big = bytes.fromhex(
        "04402d7b3c386ccf318b4f3faa3a84636ec0d847010f3640635d53dd4c810f6fe57e496323e61cc8dc24"
        "d51f7e6794ad4d376ac5f5a8b9418fea353e40a34d5b695a"
    )
    little = bytes.fromhex(
        "0440bbf87ee457e7d5d9c327fabf01e950671d5e4f4f4e9979c6311f7149f822271104341a6a0f257a1c"
        "004004d51e48130b9f830f1927597a542723fac0bf393a58"
    )
    digest = gost(b"m")
    assert key.verifies(big, digest, reverse=True, engine=engine)
    assert key.verifies(little, digest, engine=engine)
    assert not key.verifies(big, digest, engine=engine)
    assert not key.verifies(little, digest, reverse=True, engine=engine)


@both_engines
@pytest.mark.parametrize("name", names())
def test_every_curve_signs_and_verifies(name: str, engine: Engine) -> None:
    signer = a_signer(name)
    key = public_key(signer.info(curve=oid(name), kind=NORMAL if ".2.2." in name else f"{DSTU}.1"))
    assert key.point == signer.point
    digest = gost(b"content")
    signature = signer.sign(digest)
    assert key.verifies(signature, digest, engine=engine)
    assert not key.verifies(signature, gost(b"other"), engine=engine)
    assert not key.verifies(signature[:-1], digest, engine=engine)


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("name", [M257, names()[0], names()[2], names()[10]])
def test_an_explicit_curve_is_the_named_one(name: str, order: str) -> None:
    signer = a_signer(name, order=order)
    kinds = {
        ("little", False): f"{DSTU}.1",
        ("big", False): BIG_ENDIAN,
        ("little", True): NORMAL,
        ("big", True): f"{NORMAL}.1.1",
    }
    kind = kinds[order, signer.curve.field.normal]
    shape = sequence(integer(signer.curve.field.degree)) if signer.curve.field.normal else None
    explicit = signer.explicit(f=shape) if shape else signer.explicit()
    key = public_key(signer.info(kind=kind, curve=explicit))
    assert (key.curve, key.point) == (signer.curve, signer.point)
    versioned = sequence(b"\xa0\x03\x02\x01\x00", read(explicit).contents)
    assert public_key(signer.info(kind=kind, curve=versioned)) == key


def test_another_base_point_makes_another_curve() -> None:
    curve = named_curve(M257)
    third = curve.add(curve.base, curve.add(curve.base, curve.base))
    assert third is not None
    signer = Signer(dataclasses.replace(curve, base=third), 12345)
    key = public_key(signer.info())
    assert key.curve.base == third
    assert key.verifies(signer.sign(gost(b"m")), gost(b"m"))


def test_the_sbox_of_a_key_is_kept() -> None:
    assert public_key(a_signer(sbox=TEST_SBOX).info()).sbox == TEST_SBOX


# --- hostile keys ---

SIGNER = a_signer()
ELEMENT = 33
HUGE = 10**5000
ORDER_TWO = SIGNER.element(0)
HOSTILE_CURVES: dict[str, Callable[[], bytes]] = {
    "huge degree": lambda: SIGNER.explicit(f=sequence(integer(HUGE), integer(12))),
    "large degree": lambda: SIGNER.explicit(f=sequence(integer(1_000_003), integer(12))),
    "negative degree": lambda: SIGNER.explicit(f=sequence(integer(-257), integer(12))),
    "reducible": lambda: SIGNER.explicit(f=sequence(integer(257), integer(11))),
    "normal without one": lambda: SIGNER.explicit(f=sequence(integer(257))),
    "five terms more": lambda: SIGNER.explicit(
        f=sequence(integer(257), sequence(*(integer(n) for n in range(1, 2000))))
    ),
    "a of two": lambda: SIGNER.explicit(a=integer(2)),
    "a of one": lambda: SIGNER.explicit(a=integer(1)),
    "b of zero": lambda: SIGNER.explicit(b=octets(bytes(ELEMENT))),
    "b too long": lambda: SIGNER.explicit(b=octets(b"\xff" * ELEMENT)),
    "b huge": lambda: SIGNER.explicit(b=octets(b"\x01" * 10**6)),
    "order zero": lambda: SIGNER.explicit(n=integer(0)),
    "order one": lambda: SIGNER.explicit(n=integer(1)),
    "order negative": lambda: SIGNER.explicit(n=integer(-SIGNER.curve.n)),
    "order even": lambda: SIGNER.explicit(n=integer(SIGNER.curve.n - 1)),
    "order doubled": lambda: SIGNER.explicit(n=integer(SIGNER.curve.n * 2)),
    "order huge": lambda: SIGNER.explicit(n=integer(2**20000 + 1)),
    "base of order two": lambda: SIGNER.explicit(bp=octets(ORDER_TWO)),
    "base not on it": lambda: SIGNER.explicit(bp=octets(b"\x07" + bytes(ELEMENT - 1))),
    "base empty": lambda: SIGNER.explicit(bp=octets(b"")),
    "half of it": lambda: SIGNER.explicit()[:40],
    "no sequence": lambda: octets(b"curve"),
    "unknown name": lambda: oid("1.2.804.2.1.1.1.1.3.1.1.2.10"),
    "name of another": lambda: oid("1.2.840.10045.3.1.7"),
}


@pytest.mark.parametrize("name", HOSTILE_CURVES)
def test_hostile_curves_are_refused_in_no_time(name: str) -> None:
    info = SIGNER.info(curve=HOSTILE_CURVES[name]())
    begin = time.process_time()
    with pytest.raises(HOSTILE):
        public_key(info)
    assert time.process_time() - begin < SECONDS_MAX


def _off_the_subgroup() -> bytes:
    """A point on the curve that packs and unpacks, and is the double of one, but of order 2n."""
    curve = SIGNER.curve
    other = curve.add(SIGNER.point, (0, curve.field.root(curve.b)))
    assert other is not None
    return octets(SIGNER.packed(other))


HOSTILE_POINTS: dict[str, Callable[[], bytes]] = {
    "zero": lambda: octets(bytes(ELEMENT)),
    "one": lambda: octets(b"\1" + bytes(ELEMENT - 1)),
    "empty": lambda: octets(b""),
    "outside the subgroup": _off_the_subgroup,
    "no string": lambda: bytes(ELEMENT),
    "nothing": lambda: b"",
    "too long": lambda: octets(b"\xff" * ELEMENT),
    "huge": lambda: octets(b"\1" * 10**6),
}


@pytest.mark.parametrize("name", HOSTILE_POINTS)
def test_hostile_points_are_refused_in_no_time(name: str) -> None:
    spki = sequence(sequence(oid(f"{DSTU}.1"), sequence(oid(M257))), bits(HOSTILE_POINTS[name]()))
    begin = time.process_time()
    with pytest.raises(HOSTILE):
        public_key(spki)
    assert time.process_time() - begin < SECONDS_MAX


@pytest.mark.parametrize("sbox", [b"", bytes(64), bytes(range(64)), b"\0" * 10**6])
def test_hostile_sboxes_are_refused(sbox: bytes) -> None:
    spki = sequence(
        sequence(oid(f"{DSTU}.1"), sequence(oid(M257), octets(sbox))),
        bits(octets(SIGNER.packed(SIGNER.point))),
    )
    with pytest.raises(BadParameters):
        public_key(spki)


# --- hostile signatures ---


@both_engines
def test_zero_and_too_great_numbers_are_refused_without_arithmetic(engine: Engine) -> None:
    key, digest = public_key(SIGNER.info()), gost(b"content")
    n, good = key.curve.n, SIGNER.sign(digest)
    r, s = (int.from_bytes(one, "little") for one in (good[:32], good[32:]))
    assert key.verifies(good, digest, engine=engine)

    def stored(r: int, s: int, half: int = 40) -> bytes:
        return r.to_bytes(half, "little") + s.to_bytes(half, "little")

    assert key.verifies(stored(r, s), digest, engine=engine)
    begin = time.process_time()
    for one in (
        *(
            stored(*pair)
            for pair in ((0, 0), (0, s), (r, 0), (n, s), (r, n), (r + n, s), (r, s + n))
        ),
        b"",
        b"\0",
        good[1:],
        good + b"\0",
        octets(b""),
        octets(octets(good)),
        bytes(10**6),
        octets(bytes(10**6)),
    ):
        assert not key.verifies(one, digest, engine=engine)
    assert time.process_time() - begin < SECONDS_MAX / 2


@both_engines
@pytest.mark.parametrize("name", [M257, names()[10]])
def test_a_digest_of_zero_counts_as_one(name: str, engine: Engine) -> None:
    """5.9: else every signature over it would have r = 0. Also when only its end is zero."""
    signer = a_signer(name)
    key = public_key(signer.info(curve=oid(name), kind=NORMAL if ".2.2." in name else f"{DSTU}.1"))
    one = (1).to_bytes(64, "little")
    for digest in (bytes(32), bytes(63) + b"\x80"):
        assert key.verifies(signer.sign(digest), digest, engine=engine)
        assert key.verifies(signer.sign(digest), one, engine=engine)


@both_engines
def test_sum_at_infinity_is_refused(engine: Engine) -> None:
    """With r = 1 and s = d the sum of the multiples is no point."""
    key = public_key(SIGNER.info())
    half = 32
    stored = (1).to_bytes(half, "little") + SIGNER.secret.to_bytes(half, "little")
    assert not key.verifies(stored, gost(b"m"), engine=engine)


@settings(max_examples=20, deadline=None)
@given(bit=st.integers(0, 511))
def test_every_bit_of_a_signature_counts(bit: int) -> None:
    key, digest = public_key(SIGNER.info()), gost(b"content")
    flipped = int.from_bytes(SIGNER.sign(digest), "little") ^ 1 << bit
    assert not key.verifies(flipped.to_bytes(64, "little"), digest)


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 400), value=st.integers(0, 255))
def test_a_damaged_key_is_refused_or_is_another(at: int, value: int) -> None:
    stored = bytearray(SIGNER.info())
    stored[at % len(stored)] = value
    try:
        key = public_key(bytes(stored))
    except HOSTILE:
        return
    assert key.curve.has(key.point)
    assert key.curve.in_subgroup(key.point)
