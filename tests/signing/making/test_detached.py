"""Detached signatures: accepted by OpenSSL and by our own judgement; archive time-stamps."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519

from signing import GivenCertificates, Indication, Level, SignatureReport, Trust, verify
from signing.making import Maker, Reach, Secret, SigningKey, Way, open_file
from signing.making.errors import NotArchivable
from tests.signing import pki
from tests.signing.making import world
from tests.signing.making.conftest import needs_openssl

WHO = "Зразкова Марта Вигаданівна"
CURVES = [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1(), ec.BrainpoolP384R1()]
KEYS: dict[str, Callable[[], Any]] = {
    "rsa": lambda: pki.rsa_key(WHO),
    **{curve.name: partial(ec.generate_private_key, curve) for curve in CURVES},
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "ed448": ed448.Ed448PrivateKey.generate,
}


def openssl_accepts(signature: Path, content: Path, root: Path) -> bool:
    command: list[str | Path] = [
        "openssl",
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        signature,
    ]
    command += ["-content", content, "-CAfile", root, "-purpose", "any", "-out", "/dev/null"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def judged(shop: Path, signature: Path, content: Path) -> SignatureReport:
    trust = Trust((GivenCertificates.at(shop / "root.pem"),))
    return verify(signature, contents=[content], trust=trust, now=lambda: world.NOW + world.DAY / 8)


@needs_openssl
@pytest.mark.parametrize("reach", list(Reach))
def test_each_level_is_accepted(
    maker: Maker, key: SigningKey, shop: Path, room: Path, reach: Reach
) -> None:
    content = shop / "answer.txt"

    made = maker.detached(content, room, key, reach)

    [one] = made.report.signatures
    assert one.level is Level[reach.name]
    assert (one.signature_intact, one.content_intact) == (True, True)
    assert (one.indication is Indication.TOTAL_PASSED) is (reach >= Reach.LT)
    assert openssl_accepts(made.path, content, shop / "root.pem")


@needs_openssl
@pytest.mark.parametrize("kind", KEYS)
def test_keys_of_every_kind_are_accepted(maker: Maker, shop: Path, room: Path, kind: str) -> None:
    identity = world.issue(WHO, key=KEYS[kind]())
    (room / "key.p12").write_bytes(world.container(identity))
    key = open_file(room / "key.p12", Secret(world.PASSWORD))

    made = maker.detached(shop / "answer.txt", room, key, Reach.B)

    [one] = made.report.signatures
    assert (one.signature_intact, one.content_intact) == (True, True)
    # OpenSSL 3.0 knows no EdDSA in CMS.
    assert kind.startswith("ed") or openssl_accepts(
        made.path, shop / "answer.txt", shop / "root.pem"
    )


@needs_openssl
def test_archive_time_stamps_are_added_again_and_again(
    maker: Maker, key: SigningKey, shop: Path, subfolder: Callable[[str], Path]
) -> None:
    content = shop / "answer.txt"
    plain = maker.detached(content, subfolder("plain"), key, Reach.T).path
    before = plain.read_bytes()

    first = maker.extend(plain, [content], subfolder("first"))
    second = maker.extend(first.path, [content], subfolder("second"))

    [one] = judged(shop, second.path, content).signatures
    assert (one.level, one.indication) == (Level.LTA, Indication.TOTAL_PASSED)
    archives = [stamp for stamp in one.timestamps if stamp.stamp == "archive"]
    assert [stamp.content_intact for stamp in archives] == [True, True]
    assert openssl_accepts(second.path, content, shop / "root.pem")
    assert plain.read_bytes() == before
    assert second.ends == world.tsa().certificate.not_valid_after_utc


def test_what_an_archive_time_stamp_covers_cannot_be_changed(
    maker: Maker, key: SigningKey, shop: Path, subfolder: Callable[[str], Path]
) -> None:
    content = shop / "answer.txt"
    plain = maker.detached(content, subfolder("plain"), key, Reach.T).path
    longer = maker.extend(plain, [content], subfolder("longer")).path
    data = longer.read_bytes()
    covered = (shop / "root.crl").read_bytes()  # the revocation list that was put in
    at = data.index(covered) + len(covered) - 5
    longer.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])

    [one] = judged(shop, longer, content).signatures

    [archive] = [stamp for stamp in one.timestamps if stamp.stamp == "archive"]
    assert archive.indication is not Indication.TOTAL_PASSED


def test_a_proof_ends_with_its_last_good_time_stamp(
    maker: Maker, key: SigningKey, shop: Path, subfolder: Callable[[str], Path]
) -> None:
    content = shop / "answer.txt"
    short = world.issue(WHO, until=world.NOW + 30 * world.DAY)
    (subfolder("key") / "key.p12").write_bytes(world.container(short))
    key = open_file(subfolder("again") / ".." / "key" / "key.p12", Secret(world.PASSWORD))

    bare = maker.detached(content, subfolder("bare"), key, Reach.B).path
    stamped = maker.detached(content, subfolder("stamped"), key, Reach.LT).path

    ends = maker.endurance(bare, [content])
    assert (ends.way, ends.ends) == (Way.CMS, short.certificate.not_valid_after_utc)
    until = world.tsa().certificate.not_valid_after_utc
    assert maker.endurance(stamped, [content]).ends == until


def test_a_signature_that_does_not_hold_is_not_made_to_last(
    maker: Maker, key: SigningKey, shop: Path, subfolder: Callable[[str], Path]
) -> None:
    plain = maker.detached(shop / "answer.txt", subfolder("plain"), key, Reach.T).path

    with pytest.raises(NotArchivable):
        maker.extend(plain, [shop / "page.pdf"], subfolder("longer"))
    with pytest.raises(NotArchivable):
        maker.extend(shop / "answer.txt", [], subfolder("nothing"))
