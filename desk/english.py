"""English for `--lang en`.

Knows: an English sentence for each Ukrainian template (english.tsv; the Ukrainian one is the key).
Does not know: where a sentence is said. Keeps: tests hold the table complete and its {names} equal.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def english() -> dict[str, str]:
    """The table, Ukrainian to English; read only when English is asked for."""
    text = resources.files("desk").joinpath("english.tsv").read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return dict(rows)
