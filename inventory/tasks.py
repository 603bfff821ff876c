"""What the airlock does for this package: JSON in, JSON out, paths of files in between.

Knows: the tasks by name (`inventory.tasks:export_volume`).
Does not know: the vault; whoever calls moves the result where it belongs.
Keeps: documents of others are opened only here, in a child process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from inventory.export import volume
from vault.model import Json


def export_volume(binding: Mapping[str, Json], out: str, work: str) -> dict[str, Json]:
    """Bind a volume's PDF at `out`; `work` is an empty folder; see `inventory.export.volume`."""
    made = volume.export_volume(volume.Binding.from_json(binding), Path(out), Path(work))
    return asdict(made)
