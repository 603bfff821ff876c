"""One reader for all tests: airlock children and LibreOffice are worth keeping warm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.reading import FileKind, Reader, ReadingCopy, ReadingResult, Tools, find_tools
from vault.airlock import Airlock, Limits

AT = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)

Read = Callable[[Path, FileKind], ReadingResult]


@pytest.fixture(scope="session")
def tools() -> Tools:
    return find_tools()


@pytest.fixture(scope="session")
def tesseract(tools: Tools) -> str:
    if tools.tesseract is None:
        pytest.skip(f"no recognition on this machine: {tools.missing} is not installed")
    return tools.tesseract


@pytest.fixture(scope="session")
def office(tools: Tools) -> Path:
    if tools.office is None:
        pytest.skip("libreoffice-writer-nogui is not installed")
    return tools.office


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reading")


@pytest.fixture(scope="session")
def airlock(scratch: Path) -> Iterator[Airlock]:
    with Airlock(workers=2, limits=Limits(), scratch=scratch) as airlock:
        yield airlock


@pytest.fixture(scope="session")
def office_airlock(scratch: Path) -> Iterator[Airlock]:
    with Airlock(
        workers=1, limits=Limits(memory_mib=2048, keep_mib=768), scratch=scratch
    ) as airlock:
        yield airlock


@pytest.fixture(scope="session")
def reader(airlock: Airlock, office_airlock: Airlock, tools: Tools) -> Reader:
    return Reader(airlock, office_airlock, tools, workers=2)


@pytest.fixture
def folder(airlock: Airlock) -> Iterator[Path]:
    with airlock.folder() as folder:
        yield folder


@pytest.fixture
def read(reader: Reader, folder: Path) -> Read:
    return lambda source, kind: reader.read(source, kind, folder, at=AT)


@pytest.fixture
def look(
    airlock: Airlock, office_airlock: Airlock, folder: Path
) -> Callable[[Path, FileKind], ReadingCopy]:
    """The copy alone, without recognition: quick."""
    bare = Reader(airlock, office_airlock, Tools(), workers=2)
    return lambda source, kind: bare.read(source, kind, folder, at=AT).copy
