"""ГОСТ 34.311-95 and ДСТУ 7564:2014: the standards' examples, with either engine."""

from __future__ import annotations

import hashlib
import importlib
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.dstu import DKE_1, BadParameters, Gost34311, Kupyna
from signing.dstu.engine import COMPILED, Engine
from tests.signing.dstu.engines import PURE, both_engines
from tests.signing.dstu.maker import TEST_SBOX

GOST_EXAMPLES = (  # annex А of the standard
    (
        b"This is message, length=32 bytes",
        "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa",
    ),
    (
        b"Suppose the original message has length = 50 bytes",
        "471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208",
    ),
)
KUPYNA_EXAMPLES = (  # annex Б: messages are bytes counting up
    (256, 64, "08f4ee6f1be6903b324c4e27990cb24ef69dd58dbe84813ee0a52f6631239875"),
    (256, 0, "cd5101d1ccdf0d1d1f4ada56e888cd724ca1a0838a3521e7131d4fb78d0f5eb6"),
    (
        384,
        95,
        (
            "d9021692d84e5175735654846ba751e6d0ed0fac36dfbc0841287dcb0b5584c75016c3decc2a6e47"
            "c50b2f3811e351b8"
        ),
    ),
    (
        512,
        0,
        (
            "656b2f4cd71462388b64a37043ea55dbe445d452aecd46c3298343314ef04019bcfa3f04265a9857"
            "f91be91fce197096187ceda78c9c1c021c294a0689198538"
        ),
    ),
)


@both_engines
@pytest.mark.parametrize(("message", "digest"), GOST_EXAMPLES)
def test_gost_34311_examples_of_the_standard(message: bytes, digest: str, engine: Engine) -> None:
    hasher = Gost34311(TEST_SBOX, engine)
    hasher.update(message)
    assert hasher.digest().hex() == digest


@both_engines
@pytest.mark.parametrize(("bits", "length", "digest"), KUPYNA_EXAMPLES)
def test_kupyna_examples_of_the_standard(
    bits: int, length: int, digest: str, engine: Engine
) -> None:
    hasher = Kupyna(bits, engine)
    hasher.update(bytes(range(length)))
    assert hasher.digest().hex() == digest


LONG = [
    "180f856d67985b1d0fd2a06ffeb2cf08",
    "eb7105ca5b0ba2ac54a5b16562be5508",
    "0d8843e6272cb9fea760bc2137177163",
]


@both_engines
def test_long_messages_as_bouncy_castle_digests_them(engine: Engine) -> None:
    """BC 1.72 over 10,000 bytes of SHA-256 of the number of the block."""
    data = b"".join(hashlib.sha256(n.to_bytes(4, "big")).digest() for n in range(313))[:10_000]
    digests = []
    for hasher in (Gost34311(DKE_1, engine), Kupyna(256, engine), Kupyna(512, engine)):
        hasher.update(data)
        digests.append(hasher.digest().hex()[:32])
    assert digests == LONG


@both_engines
@given(data=st.binary(max_size=600), cuts=st.lists(st.integers(0, 600), max_size=5))
def test_in_pieces_as_at_once(engine: Engine, data: bytes, cuts: list[int]) -> None:
    for make in (
        lambda: Gost34311(DKE_1, engine),
        lambda: Kupyna(256, engine),
        lambda: Kupyna(384, engine),
    ):
        whole, pieces = make(), make()
        whole.update(data)
        edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
        for begin, end in itertools.pairwise(edges):
            pieces.update(data[begin:end])
            pieces.digest()  # asking does not disturb
        assert whole.digest() == pieces.digest()


@pytest.mark.skipif(COMPILED is None, reason="signing.dstu._compiled was not built")
@given(data=st.binary(max_size=1000), sbox=st.permutations(range(16)))
def test_engines_agree(data: bytes, sbox: list[int]) -> None:
    row = "".join(f"{nibble:x}" for nibble in sbox)
    other = bytes.fromhex(row * 8)
    assert COMPILED is not None
    for left, right in (
        (Gost34311(other, PURE), Gost34311(other, COMPILED)),
        (Kupyna(256, PURE), Kupyna(256, COMPILED)),
        (Kupyna(512, PURE), Kupyna(512, COMPILED)),
    ):
        left.update(data)
        right.update(data)
        assert left.digest() == right.digest()


@pytest.mark.parametrize("sbox", [b"", bytes(64), DKE_1[:63], DKE_1 + b"\0", DKE_1[:-1] + b"\0"])
def test_what_is_no_sbox_is_refused(sbox: bytes) -> None:
    with pytest.raises(BadParameters):
        Gost34311(sbox)


@pytest.mark.skipif(COMPILED is None, reason="signing.dstu._compiled was not built")
def test_the_compiled_module_checks_every_length() -> None:
    module: Any = importlib.import_module("signing.dstu._compiled")
    elements = bytes(4 * 40)  # one, b, and a point
    calls: tuple[Callable[[], object], ...] = (
        lambda: module.gost_blocks(DKE_1[:-1], bytes(64), bytes(32)),
        lambda: module.gost_blocks(DKE_1, bytes(63), bytes(32)),
        lambda: module.gost_blocks(DKE_1, bytes(64), bytes(33)),
        lambda: module.kupyna_blocks(bytes(16383), bytes(64), bytes(64)),
        lambda: module.kupyna_blocks(bytes(16384), bytes(96), bytes(96)),
        lambda: module.kupyna_blocks(bytes(16384), bytes(128), bytes(64)),
        lambda: module.walk((257, 12, 0), 0, 0, elements, b"\1"),
        lambda: module.walk((257, 12, 0), 0, 0, elements[:-1], b"\0"),
        lambda: module.walk((257, 12, 0), 0, 0, elements[:80], b"\0"),
        lambda: module.walk((257, 12, 0), 0, 0, b"", b""),
        lambda: module.walk((257, 200, 0), 0, 0, elements, b"\0"),
        lambda: module.walk((257, -1), 0, 0, elements, b"\0"),
        lambda: module.walk((257,), 0, 0, elements, b"\0"),
        lambda: module.walk((257, 6, 5, 4, 3, 0), 0, 0, elements, b"\0"),
        lambda: module.walk((2**70, 12, 0), 0, 0, elements, b"\0"),
        lambda: module.walk((2000, 12, 0), 0, 0, elements, b"\0"),
        lambda: module.walk(("257", 12, 0), 0, 0, elements, b"\0"),
    )
    for refused in calls:
        with pytest.raises(ValueError, match="do not fit"):
            refused()
    assert module.walk((257, 12, 0), 0, 0, elements, b"") == bytes(120)
