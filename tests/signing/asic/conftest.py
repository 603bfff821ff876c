"""What the tests of containers share."""

from __future__ import annotations

from pathlib import Path

import pytest

from signing import verify
from tests.signing.asic.containers import Judge, packed
from tests.signing.pki import file_of, noon


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    return lambda members: verify(file_of(tmp_path, packed(members), "контейнер.asice"), now=noon)
