"""Numbers of sheets as a sentence lists them.

Knows: which of them a dash may join. Does not know: which sheets there are.
Keeps: every number that is given is said, and no other; pure.
"""

from __future__ import annotations

from collections.abc import Iterable

from inventory.language.words import label_key


def listed(labels: Iterable[str]) -> str:
    """Sheet numbers in order, runs of three and more plain numbers joined: 3, 5–8, 12а.

    Raises:
        ValueError: one of them is not a label.
    """
    runs: list[list[str]] = []
    for label in sorted(set(labels), key=label_key):
        last = runs[-1][-1] if runs else ""
        if last.isdecimal() and label.isdecimal() and int(label) == int(last) + 1:
            runs[-1].append(label)
        else:
            runs.append([label])
    return ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 2 else ", ".join(r) for r in runs)
