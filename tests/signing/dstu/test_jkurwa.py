"""Fresh keys and signatures by jkurwa (JavaScript), where npm can install it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from signing.dstu import public_key
from signing.dstu.engine import Engine
from tests.signing.dstu.engines import both_engines
from tests.signing.dstu.maker import DSTU, bits, gost, oid, sequence

PROGRAM = Path(__file__).with_name("oracle.js")
COUNT = 10
SECONDS_MAX = 120
# The package names a repository for its ASN.1 library; the published one does as well.
PACKAGE = {
    "private": True,
    "dependencies": {"jkurwa": "1.21.0", "gost89": "0.1.11"},
    "overrides": {"asn1.js": "5.4.1"},
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed"),
]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    folder = tmp_path_factory.mktemp("jkurwa")
    (folder / "package.json").write_text(json.dumps(PACKAGE))
    install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run(install, cwd=folder, check=True, capture_output=True, timeout=SECONDS_MAX)
    except subprocess.SubprocessError as error:
        pytest.skip(f"npm could not install jkurwa: {error}")
    program = folder / PROGRAM.name
    program.write_bytes(PROGRAM.read_bytes())
    ran = subprocess.run(
        ["node", program, str(COUNT)],
        check=True,
        capture_output=True,
        timeout=SECONDS_MAX,
        text=True,
    )
    return [line.split("\t") for line in ran.stdout.splitlines()]


@both_engines
def test_signatures(cases: list[list[str]], engine: Engine) -> None:
    assert len(cases) == 2 * COUNT
    for curve, stored, message, signature in cases:
        algorithm = sequence(oid(f"{DSTU}.1"), sequence(oid(f"{DSTU}.1.2.{curve}")))
        key = public_key(sequence(algorithm, bits(bytes.fromhex(stored))))
        digest = gost(bytes.fromhex(message))
        assert key.verifies(bytes.fromhex(signature), digest, engine=engine)
        assert not key.verifies(bytes.fromhex(signature), digest[::-1], engine=engine)
