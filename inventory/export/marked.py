"""A printed copy of an electronic document with the court's registration mark (814 II.9).

Knows: where the mark goes on the first page: the lower right corner, or where nothing is written.
Does not know: what the mark says, or whose document it is.
Keeps: the document's own pages stay as they are under the mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pikepdf
from pikepdf import AccessMode

from inventory.export.layers import Overlay, bare, piece_of, view
from inventory.export.sources import save, whole
from inventory.export.space import free_place
from inventory.forms import Press
from inventory.forms.mark import RegistrationMark, registration_mark
from vault.model import Json
from vault.verdict import carries_out


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedOrder:
    """What is printed with which mark; `title` is for the PDF and for messages."""

    title: str
    mark: RegistrationMark

    def as_json(self) -> dict[str, Json]:
        """The form in which an order goes to the airlock."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> MarkedOrder:
        """Read what `as_json` wrote."""
        return cls(title=value["title"], mark=RegistrationMark(**value["mark"]))


@dataclass(frozen=True, slots=True)
class MarkedCopy:
    """What was made; `free` whether the mark stands where nothing is written."""

    pages: int
    free: bool


@carries_out("814:II.9")
def mark_copy(order: MarkedOrder, source: Path, out: Path, work: Path, press: Press) -> MarkedCopy:
    """Make the copy of `source` at `out`; intermediate files lie in the folder `work`.

    Raises:
        Encrypted, NotExportable: the document's pages cannot be taken.
        FormError: the mark cannot be set.
    """
    plain, count = whole(source, order.title, work)
    with pikepdf.open(plain, access_mode=AccessMode.stream) as pdf:
        piece = piece_of(pdf, press.piece(registration_mark(order.mark)))
        seen = view(pdf.pages[0])
        scale = seen.scale
        width, height = piece.width * scale, piece.height * scale
        place = free_place(plain, 0, width / seen.width, height / seen.height)
        right = min(place.left, 1 - width / seen.width) * seen.width
        up = seen.height - place.top * seen.height - height
        overlay = Overlay(pdf)
        for page in pdf.pages:
            bare(page)
        matrix = seen.at(max(right, 0.0), max(up, 0.0), scale)
        overlay.draw(pdf.pages[0], [(piece.form, matrix)])
        save(pdf, order.title, out)
    plain.unlink()
    return MarkedCopy(pages=count, free=place.free)
