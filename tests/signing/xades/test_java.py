"""What the XML signatures of the JDK sign: every canonical form of the whole and of parts.

The document inherits namespaces without using them, takes one back, hands down `xml:` attributes:
where other libraries go wrong. The JDK's code is Apache Santuario's, which DSS uses, too.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from signing import SubIndication
from tests.signing.xades.maker import of

PROGRAM = Path(__file__).with_name("MakeSignatures.java")

pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="java is not installed")


def test_what_the_jdk_signs_is_intact_and_what_is_changed_is_not(tmp_path: Path) -> None:
    subprocess.run(["java", PROGRAM, tmp_path], check=True, timeout=300)
    found = {one.name: of(one.read_bytes()) for one in tmp_path.iterdir()}
    changed = [
        of(one.read_bytes().replace(before, after))
        for one in tmp_path.iterdir()
        for before, after in ((b"b:v", b"b:w"), (b'xml:lang="uk"', b'xml:lang="en"'))
    ]

    assert len(found) == 36
    assert {name for name, one in found.items() if one.content_intact is not True} == set()
    assert {name for name, one in found.items() if one.signature_intact is not True} == set()
    assert {one.algorithm for one in found.values()} == {"RSA-PSS-SHA256", "ECDSA-SHA384"}
    # A bare key names nobody, so none of them passes.
    assert {one.failure for one in found.values()} == {SubIndication.NO_SIGNING_CERTIFICATE_FOUND}
    assert {one.content_intact for one in changed} == {False}
