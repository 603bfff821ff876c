"""Both engines, for tests that everything must pass with either."""

from __future__ import annotations

import pytest

from signing.dstu import pure
from signing.dstu.engine import COMPILED, Engine

PURE: Engine = pure
ENGINES = (
    pytest.param(PURE, id="python"),
    pytest.param(
        COMPILED,
        id="compiled",
        marks=pytest.mark.skipif(
            COMPILED is None, reason="signing.dstu._compiled was not built: no C compiler"
        ),
    ),
)
both_engines = pytest.mark.parametrize("engine", ENGINES)
