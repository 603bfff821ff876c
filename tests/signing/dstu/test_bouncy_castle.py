"""Fresh keys, base points, S-boxes, messages and certificates by Bouncy Castle."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from asn1crypto import x509

from signing.algorithms import DIGESTS, Key, key_of, scheme_of
from signing.cms.raw import read
from signing.cms.signed_data import oid_of
from signing.dstu import DKE_1, public_key
from signing.dstu.engine import Engine
from signing.facts import Pieces
from tests.signing.dstu.engines import both_engines

JARS = [Path("/usr/share/java") / f"{name}.jar" for name in ("bcprov", "bcpkix", "bcutil")]
PROGRAM = Path(__file__).with_name("Oracle.java")
ROUNDS = 10
SECONDS_MAX = 300
BY_NAME = {digest.name: digest for digest in DIGESTS.values()}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="java is not installed"),
    pytest.mark.skipif(
        not all(jar.exists() for jar in JARS),
        reason="Bouncy Castle is not installed: apt install libbcpkix-java",
    ),
]


@pytest.fixture(scope="module")
def cases() -> list[list[str]]:
    seed = str(time.time_ns())  # shown with the command, should it fail
    ran = subprocess.run(
        ["java", "-cp", ":".join(map(str, JARS)), PROGRAM, seed, str(ROUNDS)],
        capture_output=True,
        check=True,
        timeout=SECONDS_MAX,
        text=True,
    )
    return [line.split("\t") for line in ran.stdout.splitlines()]


@both_engines
def test_signatures(cases: list[list[str]], engine: Engine) -> None:
    answers = []
    for kind, info, *rest in cases:
        if kind != "signature":
            continue
        sbox, name, message, signature, good = rest
        key = public_key(bytes.fromhex(info))
        assert key.sbox == (bytes.fromhex(sbox) or DKE_1)
        digest = Pieces((bytes.fromhex(message),)).digest(BY_NAME[name].used_with(Key(key)))
        answer = key.verifies(bytes.fromhex(signature), digest, engine=engine)
        assert answer == (good == "true"), (info, name, message, signature)
        answers.append(answer)
    assert {True, False} == set(answers)
    assert len(answers) == 10 * ROUNDS


def test_certificates(cases: list[list[str]]) -> None:
    stored = [bytes.fromhex(der) for kind, der, *_ in cases if kind == "certificate"]
    assert len(stored) == 10
    for one in stored:
        tbs, algorithm, value = read(one).parts()
        scheme = scheme_of(oid_of(algorithm.parts()[0]))
        key = key_of(x509.Certificate.load(one).public_key)
        assert scheme.digest is not None
        message = Pieces((tbs.raw,))
        assert scheme.verify(key, value.contents[1:], message, scheme.digest, b"")
        flipped = bytes((value.contents[-1] ^ 1,))
        bent = value.contents[1:-1] + flipped
        assert not scheme.verify(key, bent, message, scheme.digest, b"")
