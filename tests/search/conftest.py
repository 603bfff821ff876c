"""What the tests of searching share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from search.analysis import Analysis
from search.engines.door import Index
from search.index.serving import ENGINES, VaultIndex, installed

MakeIndex = Callable[[Path], Index]


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return Analysis()


@pytest.fixture(params=ENGINES, scope="session")
def make_index(request: pytest.FixtureRequest, analysis: Analysis) -> MakeIndex:
    """Makes an empty index of each engine in a new folder."""
    engine = request.param
    if not installed(engine):
        pytest.skip(f"{engine} is an extra and not installed")

    def make(root: Path) -> Index:
        root.mkdir()
        index = VaultIndex(root, analysis)
        assert index.adopt(index.anew(engine))
        return index

    return make


@pytest.fixture
def index(make_index: MakeIndex, tmp_path: Path) -> Index:
    return make_index(tmp_path / "index")


@pytest.fixture
def root(tmp_path: Path, analysis: Analysis) -> Path:
    """The folder of an empty index of Whoosh."""
    root = tmp_path / "index"
    root.mkdir()
    index = VaultIndex(root, analysis)
    assert index.adopt(index.anew())
    return root
