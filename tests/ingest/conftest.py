"""One airlock for the whole run; a court of its own for each test, checked when the test ends."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import Deriving, Judge
from ingest.reading import Tools
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
    report = court.vault.check()
    assert report.ok
    assert not [f for f in report.findings if f.code == "V030"], "stored and left lying"
    court.vault.close()


@pytest.fixture(scope="session")
def office(airlock: Airlock) -> Iterator[Airlock]:
    limits = Limits(memory_mib=4096)
    with Airlock(workers=1, limits=limits, scratch=airlock._scratch) as office:
        yield office


@pytest.fixture
def work(court: Court, office: Airlock) -> Deriving:
    return Deriving(
        vault=court.vault,
        airlock=court.airlock,
        office=office,
        tools=Tools(),  # a machine without Tesseract and LibreOffice
        judge=Judge(court.vault, court.airlock, dict),
        workers=2,
        actor="background",
        print_duplex=False,
        stop=court.stop,
    )


@pytest.fixture
def other_filesystem(tmp_path: Path) -> Iterator[Path]:
    """An empty folder that is not on the vault's filesystem."""
    shared = Path("/dev/shm")
    if not shared.is_dir() or shared.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this machine has no second filesystem to write to")
    with tempfile.TemporaryDirectory(dir=shared) as name:
        yield Path(name)
