"""What the tests of searching share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from search.analysis import Analysis
from search.engine import Index
from search.whoosh_engine import WhooshIndex

MakeIndex = Callable[[Path], Index]


def make_whoosh(analysis: Analysis) -> MakeIndex:
    def make(root: Path) -> Index:
        root.mkdir()
        index = WhooshIndex(root, analysis)
        assert index.adopt(index.anew())
        return index

    return make


ENGINES = {"whoosh": make_whoosh}


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return Analysis()


@pytest.fixture(params=ENGINES, scope="session")
def make_index(request: pytest.FixtureRequest, analysis: Analysis) -> MakeIndex:
    """Makes an empty index of each engine in a new folder."""
    return ENGINES[request.param](analysis)


@pytest.fixture
def index(make_index: MakeIndex, tmp_path: Path) -> Index:
    return make_index(tmp_path / "index")


@pytest.fixture
def root(tmp_path: Path, analysis: Analysis) -> Path:
    """The folder of an empty index of Whoosh."""
    root = tmp_path / "index"
    root.mkdir()
    index = WhooshIndex(root, analysis)
    assert index.adopt(index.anew())
    return root
