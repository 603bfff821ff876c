"""One PDF of a volume: cover, inventory, documents in order, certification note.

Knows: how leaves become pages with labels, numbers and an outline.
Does not know: the vault, or which number a sheet has: a binding tells it.
Keeps: every page of every leaf is there once, in order, and a leaf without pages has the page that
stands for it; a leaf's number stands on its face only,
is the page's label too, and the same whatever the page's size, turn or crop. Memory does not grow
with the documents: their data passes from file to file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import AccessMode, Array, Dictionary, Name, OutlineItem, Pdf, String

from inventory.export.errors import NotExportable
from inventory.export.layers import Overlay, bare, view
from inventory.export.sources import joined, keep_hidden, opened
from inventory.export.stamp import Corner, Stamps
from vault.model import Json
from vault.verdict import carries_out

BACK = "зв."
"""How the back of a sheet is cited: «12 зв.»."""

UNNUMBERED = "б/н"
"""The label of pages whose leaf has no number."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sheet of the volume and the pages of its document that show it.

    Attributes:
        label: its number, «12» or «12а»; empty for what cannot be numbered (a passport).
        pages: indexes in the document's PDF, the face first, from 0.
        faces: how many of them show the face: a large sheet may be scanned in parts.
        illustration: numbered on its back, top left (814 VII.9), when the back is there.
        stand_in: index in the binding's stand-ins of the page that stands for it when it has no
            pages; None when it has.
    """

    label: str
    pages: tuple[int, ...]
    faces: int = 1
    illustration: bool = False
    stand_in: int | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """A document, or the part of one that lies in this volume.

    Attributes:
        path: of its PDF; None when nothing of it can be shown (a disc, a restricted document).
        title: as the outline names it.
        leaves: in order.
        depth: 0; 1 for what came with the document before it, and so on.
    """

    path: Path | None
    title: str
    leaves: tuple[Leaf, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What the PDF of a volume is made of.

    Attributes:
        title: of the PDF: court, case, volume.
        cover, inventory, note: printed forms, where there are any.
        continuations: of the inventory, for what was joined by acts, in order.
        inventory_duplex: whether the inventory's pages are faces and backs in turn.
        documents: in order.
        stand_ins: pages for sheets that have no picture.
    """

    title: str
    documents: tuple[Bound, ...]
    cover: Path | None = None
    inventory: Path | None = None
    inventory_duplex: bool = False
    note: Path | None = None
    continuations: tuple[Path, ...] = ()
    stand_ins: Path | None = None

    def as_json(self) -> dict[str, Json]:
        """The form in which a binding goes to the airlock."""
        value: dict[str, Json] = _plain(asdict(self))
        return value

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> Binding:
        """Read what `as_json` wrote."""
        documents = tuple(
            Bound(
                path=_path(one["path"]),
                title=one["title"],
                leaves=tuple(
                    Leaf(**{**leaf, "pages": tuple(leaf["pages"])}) for leaf in one["leaves"]
                ),
                depth=one["depth"],
            )
            for one in value["documents"]
        )
        return cls(
            title=value["title"],
            documents=documents,
            cover=_path(value["cover"]),
            inventory=_path(value["inventory"]),
            inventory_duplex=value["inventory_duplex"],
            note=_path(value["note"]),
            continuations=tuple(map(Path, value["continuations"])),
            stand_ins=_path(value["stand_ins"]),
        )


@dataclass(frozen=True, slots=True)
class Exported:
    """What was made.

    Attributes:
        pages: of the PDF.
        sheets: that have a number on one of them.
    """

    pages: int
    sheets: int


@dataclass(frozen=True, slots=True)
class _Spread:
    """One page of the volume to be: what it is called and what is drawn on it."""

    label: str
    number: str = ""
    corner: Corner = Corner.TOP_RIGHT


@dataclass(frozen=True, slots=True)
class _Section:
    """Pages, each of its file, under one line of the outline."""

    title: str
    depth: int
    pages: tuple[tuple[Path, int], ...]
    spreads: tuple[_Spread, ...]


@carries_out("814:VII.9-кут", "814:VII.9-A3", "814:VII.9-фото", "814:VII.1-01", "814:VII.13-аркуш")
def export_volume(binding: Binding, out: Path, work: Path) -> Exported:
    """Bind the volume's PDF at `out`; intermediate files lie in the folder `work`.

    Raises:
        Encrypted, NotExportable: a document's pages cannot be taken.
    """
    documents = (_document(one, binding.stand_ins) for one in binding.documents)
    sections = [*_front(binding), *documents, *_back(binding)]
    parts = (
        (path, section.title, [page for _, page in pages])
        for section in sections
        for path, pages in groupby(section.pages, key=itemgetter(0))
    )
    plain = joined(parts, work)
    with pikepdf.open(plain, access_mode=AccessMode.stream) as pdf:
        spreads = [spread for section in sections for spread in section.spreads]
        assert len(pdf.pages) == len(spreads), "every planned page, once"
        _number(pdf, spreads)
        _describe(pdf, binding.title, sections, spreads)
        keep_hidden(pdf)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    plain.unlink()
    return Exported(pages=len(spreads), sheets=sum(bool(spread.number) for spread in spreads))


def _front(binding: Binding) -> Iterator[_Section]:
    if binding.cover:
        yield _form(binding.cover, "Обкладинка", "обкл.", duplex=False, counted=False)
    if binding.inventory:
        yield _form(
            binding.inventory,
            "Внутрішній опис",
            "оп.",
            duplex=binding.inventory_duplex,
            counted=True,
        )

    for number, path in enumerate(binding.continuations, start=1):
        title = "Продовження внутрішнього опису"
        yield _form(path, title, f"оп. прод. {number}", duplex=False, counted=False)


def _back(binding: Binding) -> Iterator[_Section]:
    if binding.note:
        yield _form(binding.note, "Засвідчувальний напис", "засв.", duplex=False, counted=False)


def _form(path: Path, title: str, label: str, *, duplex: bool, counted: bool) -> _Section:
    """A form's pages: «оп. 1», «оп. 2»; a form of one page needs no number: «обкл.»."""
    with opened(path, title) as pdf:
        pages = len(pdf.pages)
    step = 2 if duplex else 1
    labels = (
        f"{label} {page // step + 1}" + (f" {BACK}" if page % step else "")
        if counted or page
        else label
        for page in range(pages)
    )
    shown = tuple((path, page) for page in range(pages))
    return _Section(title, 0, shown, tuple(map(_Spread, labels)))


def _document(bound: Bound, stand_ins: Path | None) -> _Section:
    pairs = [pair for leaf in bound.leaves for pair in _leaf(leaf, bound.path, stand_ins)]
    pages = tuple(page for page, _ in pairs)
    if len(set(pages)) < len(pages):
        raise NotExportable(title=bound.title, reason="сторінку названо двічі")
    return _Section(bound.title, bound.depth, pages, tuple(s for _, s in pairs))


def _leaf(
    leaf: Leaf, path: Path | None, stand_ins: Path | None
) -> Iterator[tuple[tuple[Path, int], _Spread]]:
    name = leaf.label or UNNUMBERED
    if leaf.stand_in is not None and stand_ins is not None:
        yield (stand_ins, leaf.stand_in), _Spread(name, leaf.label)
    if path is None:
        return
    on_back = leaf.illustration and len(leaf.pages) > leaf.faces
    for place, page in enumerate(leaf.pages):
        back = place - leaf.faces
        part = place if back < 0 else back
        label = name + (f" {BACK}" if back >= 0 else "") + (f" ({part + 1})" if part else "")
        numbered = back == 0 if on_back else place == 0
        corner = Corner.TOP_LEFT if on_back else Corner.TOP_RIGHT
        yield (path, page), _Spread(label, leaf.label if numbered else "", corner)


def _number(pdf: Pdf, spreads: list[_Spread]) -> None:
    stamps, overlay = Stamps(pdf), Overlay(pdf)
    for page, spread in zip(pdf.pages, spreads, strict=True):
        bare(page)
        if spread.number:
            overlay.draw(page, [stamps.mark(view(page), spread.number, spread.corner)])


def _describe(pdf: Pdf, title: str, sections: list[_Section], spreads: list[_Spread]) -> None:
    """Title, language, page labels and outline."""
    root = pdf.Root
    pdf.docinfo.Title = title
    root.Lang = String("uk")
    root.PageMode = Name.UseOutlines
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    labels = (
        part
        for page, spread in enumerate(spreads)
        for part in (page, Dictionary(P=String(spread.label)))
    )
    root.PageLabels = Dictionary(Nums=Array(labels))
    with pdf.open_outline() as outline:
        above = [outline.root]
        first = 0
        for section in sections:
            item = OutlineItem(section.title, first if section.pages else None)
            del above[section.depth + 1 :]
            above[-1].append(item)
            above.append(item.children)
            first += len(section.pages)


def _path(value: str | None) -> Path | None:
    return None if value is None else Path(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
