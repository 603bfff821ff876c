"""What the airlock does for this package: JSON in, JSON out, paths of files in between.

Knows: the tasks by name (`inventory.tasks:export_volume`, `…:certify_copy`).
Does not know: the vault; whoever calls moves the result where it belongs.
Keeps: documents of others are opened only here, in a child process.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from inventory.export import copy, marked, volume
from inventory.forms import Press, trial
from inventory.forms.setting import Setting
from inventory.forms.typesetter import Typesetter
from vault.model import Json


def export_volume(binding: Mapping[str, Json], out: str, work: str) -> dict[str, Json]:
    """Bind a volume's PDF at `out`; `work` is an empty folder; see `inventory.export.volume`."""
    made = volume.export_volume(volume.Binding.from_json(binding), Path(out), Path(work))
    return asdict(made)


def certify_copy(
    order: Mapping[str, Json],
    source: str,
    out: str,
    work: str,
    templates: Mapping[str, str] | None = None,
) -> dict[str, Json]:
    """Make a certified copy of `source` at `out`; see `inventory.export.copy`.

    `templates` are the court's own: paths by the forms they are for.
    """
    press = _press(tuple(sorted((templates or {}).items())))
    made = copy.certify_copy(
        copy.CopyOrder.from_json(order), Path(source), Path(out), Path(work), press
    )
    return asdict(made)


def mark_copy(
    order: Mapping[str, Json],
    source: str,
    out: str,
    work: str,
    templates: Mapping[str, str] | None = None,
) -> dict[str, Json]:
    """Make a copy with a registration mark at `out`; see `inventory.export.marked`."""
    press = _press(tuple(sorted((templates or {}).items())))
    made = marked.mark_copy(
        marked.MarkedOrder.from_json(order), Path(source), Path(out), Path(work), press
    )
    return asdict(made)


def try_template(path: str, name: str, folder: str) -> dict[str, Json]:
    """Try a court's template of the form `name`; see `inventory.forms.trial`."""
    return trial.try_template(Path(path), name, Path(folder)).as_json()


def about_template(path: str, name: str) -> dict[str, Json]:
    """What a court's template of the form `name` says about itself."""
    edition, slots = _typesetter().about(name, Path(path).read_bytes())
    return {"edition": edition, "slots": slots}


def set_form(
    path: str,
    out: str,
    name: str,
    title: str,
    slots: Mapping[str, Json],
    at: str,
    *,
    draft: bool,
    piece: bool,
) -> int:
    """Set the form `name` at `out` with the court's template at `path`; how many pages it has."""
    setting = Setting(
        name=name,
        text=Path(path).read_bytes(),
        title=title,
        slots=slots,
        at=dt.datetime.fromisoformat(at),
        draft=draft,
    )
    if piece:
        pdf, pages = _typesetter().set_piece(setting), 1
    else:
        pdf, pages = _typesetter().set(setting)
    Path(out).write_bytes(pdf)
    return pages


@functools.cache
def _typesetter() -> Typesetter:
    return Typesetter()


@functools.cache
def _press(templates: tuple[tuple[str, str], ...]) -> Press:
    return Press(recorded={name: Path(path) for name, path in templates})
