"""The demonstration: an invented court whose papers the program makes itself.

Knows: which scenarios there are. Does not know: the program's inner rooms; it uses its verbs.
Keeps: every name and matter is plainly invented, and the same build gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib.resources import files
from pathlib import Path

from desk.demo.scenario import Scenario
from desk.demo.script import read

__all__ = ["Scenario", "build"]


def build(folder: Path, scenarios: Collection[int] = ()) -> list[Scenario]:
    """Make the scenarios of these numbers (none named: all) and lay them out under `folder`."""
    scripts = sorted(files(__name__).joinpath("cases").iterdir(), key=lambda path: path.name)
    made = []
    for script in scripts:
        if script.name.endswith(".toml") and (
            not scenarios or int(script.name.partition("-")[0]) in scenarios
        ):
            scenario = read(script)
            scenario.lay_out(folder)
            made.append(scenario)
    return made
