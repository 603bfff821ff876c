"""One airlock for all tests that do not need their own: children are worth keeping warm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from vault.airlock import Airlock, Limits


@pytest.fixture(scope="session")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    scratch = tmp_path_factory.mktemp("airlock")
    with Airlock(workers=2, limits=Limits(), scratch=scratch) as airlock:
        yield airlock
        assert airlock.peak_kib < 1024 * 1024, "a child passed 1 GiB"
        assert not list(scratch.iterdir()), "something is left of a file"


@pytest.fixture
def folder(airlock: Airlock) -> Iterator[Path]:
    with airlock.folder() as folder:
        yield folder
