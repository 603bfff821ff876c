"""The texts for people that lie in every vault: how to read it without this program.

Knows: which text lies where. Does not know: what it says.
Keeps: what lies there is what this program wrote; a later text keeps the earlier ones known here.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from vault.layout import Layout


def readmes(layout: Layout) -> dict[Path, bytes]:
    """Every text by its place."""
    uk, en = layout.readmes
    names = {uk: uk.name, en: en.name, layout.stacks / "README.txt": "README.stacks.txt"}
    return {path: (resources.files("vault") / name).read_bytes() for path, name in names.items()}
