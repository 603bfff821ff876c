"""One PDF of a volume: which file and which pages show each sheet.

Knows: reading copies before originals, faces and backs. Does not know: how pages are bound.
Keeps: the numbers stamped are the plan's labels; every sheet has its page, or a page that says
why there is no picture of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from inventory.export import Binding, Bound, Leaf
from inventory.forms import Press, Printed, StandIn, stand_ins
from inventory.model import Document
from inventory.service.certification import (
    INVENTORY,
    VolumeView,
    continuations,
    look,
    newest_inventory,
    note_with,
    typeset_cover,
    typeset_inventory,
)
from inventory.service.leaves import blank_pages
from inventory.service.sheet_numbers import covers_to_print
from inventory.service.showing import Shown, shown
from inventory.volumes.leaves import MappedLeaf, map_of, part_of
from inventory.volumes.papers import Letterhead
from vault import Vault
from vault.airlock import Airlock, Limits, plain_file

EXPORT = "inventory.tasks:export_volume"
LIMITS = Limits(seconds=300)
_PART = "у сховищі є зображення лише перших аркушів документа, сторінок: {pages}"


@dataclass(frozen=True, slots=True)
class BoundVolume:
    """What was made.

    Attributes:
        pages: of the PDF.
        sheets: of the volume, each on a page of its own.
        missing: those of them that have a page with the reason instead of a picture.
        leaves: the leaf map: document, number (empty when it has none), pages of the document that
            show its face, and its back.
    """

    pages: int
    sheets: int
    missing: tuple[StandIn, ...]
    leaves: tuple[tuple[str, str, tuple[int, ...], tuple[int, ...]], ...] = ()


def export_volume(
    vault: Vault,
    airlock: Airlock,
    press: Press,
    head: Letterhead,
    number: str,
    volume: int,
    *,
    pictures: str,
    deliver: Callable[[Path], None],
) -> BoundVolume:
    """Bind the volume and hand the file to `deliver` before it is removed.

    `pictures` is the airlock's task that lays a picture file out as pages (see `shown`).

    Raises:
        NoSuchCase, NoSuchVolume. AirlockError: a document's pages cannot be taken.
    """
    with vault.read() as connection:
        view = look(connection, number, volume)
    with airlock.folder() as folder:
        forms = _forms(vault, press, head, view, folder)
        show = partial(shown, vault, airlock, pictures=pictures, folder=folder)
        bound, missing = _documents(view, show, partial(blank_pages, vault), head.joiner)
        instead = folder / "stand-ins.pdf"
        if missing:
            page = press.print(stand_ins(missing), at=vault.clock(), draft=False)
            instead.write_bytes(page.pdf)
        inventory, printed_after = newest_inventory(view.facts)
        binding = Binding(
            title=f"{head.court}. Справа № {view.case.number}, том {volume}",
            documents=tuple(bound),
            stand_ins=instead if missing else None,
            cover=forms["cover"],
            inventory=forms[inventory],
            inventory_duplex=head.duplex,
            note=forms.get(note_with(len(view.facts.changes))),
            continuations=tuple(
                forms[name]
                for name in continuations(view.facts)
                if int(name.rpartition("-")[2]) > printed_after
            ),
        )
        work, out = folder / "work", folder / "volume.pdf"
        work.mkdir()
        made = airlock.call(
            EXPORT, limits=LIMITS, binding=binding.as_json(), out=str(out), work=str(work)
        )
        assert made["sheets"] == view.volume.sheets, "every sheet of the volume, once"
        deliver(plain_file(folder, out.name))
    return BoundVolume(made["pages"], made["sheets"], tuple(missing), tuple(_map(view, bound)))


def last_continuation(view: VolumeView) -> str:
    """The form's name of the newest continuation of the inventory; empty without any."""
    return next(reversed(continuations(view.facts)), "")


def is_outdated(view: VolumeView) -> bool:
    """Whether the certified cover names another number of volumes than there are now."""
    return view.volume in covers_to_print(view.plans, {view.volume.number: view.facts})


def _map(
    view: VolumeView, bound: Sequence[Bound]
) -> Iterator[tuple[str, str, tuple[int, ...], tuple[int, ...]]]:
    """What was bound, leaf by leaf; pages from 1."""
    members = (member for row in view.volume.rows for member in row.members)
    for member, one in zip(members, bound, strict=True):
        for leaf in one.leaves:
            pages = tuple(page + 1 for page in leaf.pages)
            yield member.document, leaf.label, pages[: leaf.faces], pages[leaf.faces :]


def _forms(
    vault: Vault, press: Press, head: Letterhead, view: VolumeView, folder: Path
) -> dict[str, Path]:
    """The certified forms as stored; for an open volume drafts of cover and inventory."""
    at = vault.clock()
    kept = {name: vault.locate(form.sha512) for name, form in view.facts.forms.items()}
    printed: dict[str, Printed] = {}
    if not kept or is_outdated(view):
        printed["cover"] = typeset_cover(press, head, view, at)
    if not kept:
        printed[INVENTORY] = typeset_inventory(press, head, view, at)
    for name, form in printed.items():
        (folder / f"{name}.pdf").write_bytes(form.pdf)
    return kept | {name: folder / f"{name}.pdf" for name in printed}


def _documents(
    view: VolumeView,
    show: Callable[[Document], Shown],
    blank: Callable[[Document], Collection[int]],
    joiner: str,
) -> tuple[list[Bound], list[StandIn]]:
    bound: list[Bound] = []
    missing: list[StandIn] = []
    for row in view.volume.rows:
        for member in row.members:
            document = view.documents[member.document]
            seen = show(document)
            leaves = []
            before = _sheets_before(view, document.id)
            leaves_ = map_of(
                document, view.drawn.get(document.id), pages=seen.pages, blank=blank(document)
            )
            labels = [entry.written(joiner) for entry in member.labels]
            for leaf in _leaves(part_of(leaves_, before, len(labels)), labels):
                if leaf.pages:
                    leaves.append(leaf)
                    continue
                leaves.append(dataclasses.replace(leaf, stand_in=len(missing)))
                reason = seen.reason or _PART.format(pages=seen.pages)
                missing.append(StandIn(leaf.label, document.id, document.title, reason))
            depth = 0 if document.id == row.document else 1
            bound.append(Bound(seen.path, document.title, tuple(leaves), depth))
    return bound, missing


def _sheets_before(view: VolumeView, document: str) -> int:
    """Sheets of the document that lie in earlier volumes."""
    return sum(
        len(member.labels)
        for plan in view.plans
        if plan.number < view.volume.number
        for row in plan.rows
        for member in row.members
        if member.document == document
    )


def _leaves(leaves: Sequence[MappedLeaf], labels: Sequence[str]) -> list[Leaf]:
    """Which pages show which sheet: as a person drew them, or as many a sheet as the counts say."""
    found = []
    left = iter(labels)
    for leaf in leaves:
        label = next(left) if leaf.numbered else ""
        if label or leaf.pages:
            pages = tuple(page - 1 for page in leaf.pages)
            faces = max(len(leaf.faces), 1)
            found.append(Leaf(label, pages, faces, "illustration" in leaf.flags))
    return found
