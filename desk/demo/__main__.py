"""`python -m desk.demo FOLDER [SCENARIO…]`: what `make demo` runs.

Knows: its arguments. Does not know: what is shown.
Keeps: a scenario that failed ends the process with 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desk.__main__ import run
from desk.demo.run import Demonstration

if __name__ == "__main__":
    folder, *scenarios = sys.argv[1:]
    failures = Demonstration(Path(folder), run).show({int(number) for number in scenarios})
    sys.exit(1 if failures else 0)
