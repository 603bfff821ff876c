"""`python -m desk.demo FOLDER [SCENARIO…]`: what `make demo` runs.

Knows: its arguments. Does not know: what is shown.
Keeps: a scenario that failed ends the process with 1; the pages are served to whoever sits before a
terminal, and never where nobody could end that.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desk.__main__ import run
from desk.demo.run import Demonstration

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    folder, *scenarios = sys.argv[1:]
    demonstration = Demonstration(Path(folder), run)
    failures = demonstration.show({int(number) for number in scenarios})
    if not failures and sys.stdin.isatty() and sys.stdout.isatty():
        demonstration.serve()
    sys.exit(1 if failures else 0)
