"""One bit of what is covered, flipped: never accepted, whichever bit it is.

Slow: every byte. Otherwise a sample of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from signing import verify
from signing.cms.signed_data import parse
from tests.signing import authority, pdfs, pki
from tests.signing.pki import SignerPart, file_of, signed_data

TEXT = b"To whom it may concern: pay 100\n"
SAMPLE = 60
Covered = tuple[bytes, Sequence[int]]


@cache
def signer() -> pki.Identity:
    return pki.issue("Зразок Біт", issuer=pki.root(), key=ec.generate_private_key(ec.SECP256R1()))


def part(content: bytes) -> SignerPart:
    return SignerPart(
        signer(),
        content,
        sign=pki.ecdsa(hashes.SHA256()),
        signature_oid="1.2.840.10045.4.3.2",
        parameters=b"",
    )


def places(data: bytes, *pieces: bytes) -> list[int]:
    """Where these pieces stand in the file."""
    starts = [(data.index(piece), len(piece)) for piece in pieces]
    return [at for start, length in starts for at in range(start, start + length)]


@cache
def cades() -> Covered:
    """Content, signed attributes and signature value of an attached signature."""
    data = signed_data(part(TEXT), content=TEXT)
    one = parse(data).signers[0]
    assert one.signed_stored is not None
    return data, places(data, TEXT, one.signed_stored[2:], one.signature)


@cache
def detached() -> Covered:
    """The same, the content being elsewhere."""
    data = signed_data(part(TEXT))
    one = parse(data).signers[0]
    assert one.signed_stored is not None
    return data, places(data, one.signed_stored[2:], one.signature)


@cache
def pades() -> Covered:
    data = pdfs.sign(pdfs.page())
    start = data.index(b"/ByteRange")
    numbers = data[data.index(b"[", start) + 1 : data.index(b"]", start)].split()
    _, length, second, rest = map(int, numbers)
    return data, [*range(length), *range(second, second + rest)]


@cache
def token() -> Covered:
    """A time-stamp token: what it says, and its own signature."""
    data = authority.token(TEXT)
    found = parse(data)
    one = found.signers[0]
    assert found.content is not None
    assert one.signed_stored is not None
    return data, places(data, found.content, one.signed_stored[4:], one.signature)


FILES = {"CAdES": cades, "CAdES, detached": detached, "PAdES": pades, "time-stamp": token}


def accepted(folder: Path, data: bytes) -> bool:
    content = file_of(folder, TEXT, "зміст.txt")
    report = verify(file_of(folder, data, "підпис.p7s"), contents=[content], now=pki.noon)
    every = (*report.signatures, *report.timestamps)
    return bool(every) and all(one.signature_intact and one.content_intact for one in every)


def wrongly_accepted(folder: Path, made: Covered, where: Sequence[int]) -> list[int]:
    data, _ = made
    found = []
    for at in where:
        changed = bytearray(data)
        changed[at] ^= 1 << (at % 8)
        if accepted(folder, bytes(changed)):
            found.append(at)
    return found


@pytest.mark.parametrize("name", FILES)
def test_no_flipped_bit_is_accepted(name: str, tmp_path: Path) -> None:
    made = FILES[name]()
    assert accepted(tmp_path, made[0])
    sample = Random(name).sample(made[1], min(SAMPLE, len(made[1])))

    assert wrongly_accepted(tmp_path, made, sample) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_no_flipped_bit_of_any_byte_is_accepted(name: str, tmp_path: Path) -> None:
    made = FILES[name]()

    assert wrongly_accepted(tmp_path, made, made[1]) == []
