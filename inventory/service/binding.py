"""One PDF of a volume: which file and which pages show each sheet.

Knows: reading copies before originals, faces and backs. Does not know: how pages are bound.
Keeps: the numbers stamped are the plan's labels; a sheet without an image is skipped, never faked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from inventory.export import Binding, Bound, Exported, Leaf
from inventory.forms import Press, Printed
from inventory.model import Document
from inventory.papers import Letterhead
from inventory.service.certification import (
    VolumeView,
    look,
    note_with,
    typeset_cover,
    typeset_inventory,
)
from inventory.sheets import Label
from vault import Vault
from vault.airlock import Airlock, Limits, plain_file
from vault.errors import AirlockError

EXPORT = "inventory.tasks:export_volume"
INSPECT = "vault.airlock.inspect:inspect"
LIMITS = Limits(seconds=300)
_PDF = "%PDF-"


def export_volume(
    vault: Vault,
    airlock: Airlock,
    press: Press,
    head: Letterhead,
    number: str,
    volume: int,
    *,
    deliver: Callable[[Path], None],
) -> Exported:
    """Bind the volume and hand the file to `deliver` before it is removed.

    Raises:
        NoSuchCase, NoSuchVolume. AirlockError: a document's pages cannot be taken.
    """
    with vault.read() as connection:
        view = look(connection, number, volume)
    with airlock.folder() as folder:
        forms = _forms(vault, press, head, view, folder)
        binding = Binding(
            title=f"{head.court}. Справа № {view.case.number}, том {volume}",
            documents=tuple(_documents(vault, airlock, view)),
            cover=forms["cover"],
            inventory=forms["inventory"],
            inventory_duplex=head.duplex,
            note=forms.get(note_with(len(view.facts.changes))),
        )
        work, out = folder / "work", folder / "volume.pdf"
        work.mkdir()
        made = airlock.call(
            EXPORT, limits=LIMITS, binding=binding.as_json(), out=str(out), work=str(work)
        )
        deliver(plain_file(folder, out.name))
    return Exported(pages=made["pages"], sheets=made["sheets"])


def _forms(
    vault: Vault, press: Press, head: Letterhead, view: VolumeView, folder: Path
) -> dict[str, Path]:
    """The certified forms as stored; for an open volume drafts of cover and inventory."""
    if view.facts.forms:
        return {name: vault.locate(form.sha512) for name, form in view.facts.forms.items()}
    at = vault.clock()
    printed: dict[str, Printed] = {
        "cover": typeset_cover(press, head, view, at),
        "inventory": typeset_inventory(press, head, view, at),
    }
    for name, form in printed.items():
        (folder / f"{name}.pdf").write_bytes(form.pdf)
    return {name: folder / f"{name}.pdf" for name in printed}


def _documents(vault: Vault, airlock: Airlock, view: VolumeView) -> Sequence[Bound]:
    bound = []
    for row in view.volume.rows:
        for member in row.members:
            document = view.documents[member.document]
            path, pages = shown(vault, airlock, document)
            before = _sheets_before(view, document.id)
            leaves = _leaves(document, member.labels, before, pages)
            depth = 0 if document.id == row.document else 1
            bound.append(Bound(path, document.title, leaves, depth))
    return bound


def shown(vault: Vault, airlock: Airlock, document: Document) -> tuple[Path | None, int]:
    """The PDF that shows the document and its pages; (None, 0) when nothing can be shown."""
    for sha512 in (document.reading_copy, document.original):
        if sha512 is None:
            continue
        path = vault.locate(sha512)
        with path.open("rb") as file:
            if not file.read(1024).lstrip().startswith(_PDF.encode()):
                continue
        try:
            facts = airlock.call(INSPECT, path=str(path), name=document.name)
        except AirlockError:
            continue
        return path, facts["page_count"] or 0
    return None, 0


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


def _leaves(
    document: Document, labels: Sequence[Label], before: int, pages: int
) -> tuple[Leaf, ...]:
    """Which pages show which sheet: as many pages a sheet as the counts say."""
    sheets = document.count.sheets
    if not labels:
        return (Leaf("", tuple(range(pages)), faces=max(pages, 1)),) if pages else ()
    per_sheet = max(1, -(-pages // sheets))
    large = "large" in document.flags
    leaves = []
    for index, entry in enumerate(labels, start=before):
        first = index * per_sheet
        shown = tuple(range(first, min(first + per_sheet, pages)))
        faces = len(shown) if large and shown else 1
        leaves.append(Leaf(str(entry), shown, faces, "illustration" in document.flags))
    return tuple(leaves)
