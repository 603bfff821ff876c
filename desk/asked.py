"""The table of verbs: what each asks before it begins.

Knows: rights.tsv. Does not know: who acts, what the vault has.
Keeps: light to import: every verb looks here first, and some need no vault.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

NOTHING = "-"
"""The verb shows nothing that is kept from anybody, or only changes: the guard judges that."""

KEEPING = "keep"


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the table.

    Attributes:
        action: what the verb does (`inventory.access.Action`), or `NOTHING`.
        cases: its arguments that name case files.
        documents: those that name documents.
        whole: it shows whatever lies in the case file.
    """

    action: str
    cases: tuple[str, ...]
    documents: tuple[str, ...]
    whole: bool


@cache
def verbs() -> Mapping[str, Asked]:
    """What each verb asks, by its name without «sprava»."""
    text = resources.files("desk").joinpath("rights.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {
        row["verb"]: Asked(
            row["action"],
            tuple(row["cases"].split()),
            tuple(row["documents"].split()),
            row["whole"] == "whole",
        )
        for row in rows
    }
