"""What the airlock does for this package: JSON in, JSON out, paths of files in between.

Knows: the tasks by name (`inventory.tasks:export_volume`, `…:certify_copy`).
Does not know: the vault; whoever calls moves the result where it belongs.
Keeps: documents of others are opened only here, in a child process.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from inventory.export import copy, volume
from inventory.forms import Press
from vault.model import Json


def export_volume(binding: Mapping[str, Json], out: str, work: str) -> dict[str, Json]:
    """Bind a volume's PDF at `out`; `work` is an empty folder; see `inventory.export.volume`."""
    made = volume.export_volume(volume.Binding.from_json(binding), Path(out), Path(work))
    return asdict(made)


def certify_copy(
    order: Mapping[str, Json], source: str, out: str, work: str, templates: str | None = None
) -> dict[str, Json]:
    """Make a certified copy of `source` at `out`; see `inventory.export.copy`.

    `templates` is the court's own folder of templates, if it has one.
    """
    made = copy.certify_copy(
        copy.CopyOrder.from_json(order), Path(source), Path(out), Path(work), _press(templates)
    )
    return asdict(made)


@functools.cache
def _press(templates: str | None) -> Press:
    return Press(Path(templates) if templates else None)
