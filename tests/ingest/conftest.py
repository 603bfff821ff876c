"""One airlock for the whole run; a court of its own for each test, checked when the test ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.court import Court, new_court
from vault.airlock import Airlock, Limits


@pytest.fixture(scope="session")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    with Airlock(workers=2, limits=Limits(), scratch=tmp_path_factory.mktemp("scratch")) as pool:
        yield pool


@pytest.fixture
def court(tmp_path: Path, airlock: Airlock) -> Iterator[Court]:
    court = new_court(tmp_path / "vault", airlock)
    yield court
    assert court.vault.check().ok
    court.vault.close()
