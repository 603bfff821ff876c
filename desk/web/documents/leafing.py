"""Pages of documents as a person leafs through them: each with its sheet and its proportions.

Knows: plan, leaf map, sizes of pages. Does not know: who may look, how pages are shown.
Keeps: the labels are those of the plan, written as the court writes them; pages come in the order
of the leaves, and a leaf that was not scanned has its place among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.engine import Connection

from desk.web.at_hand.pictures import Sizes, shown_by
from desk.web.frame import Visit
from inventory import Document
from inventory.queries import documents_by_id
from inventory.service.showing import why_not_shown
from inventory.volumes.leaves import FLAGS, MappedLeaf, map_of, part_of
from inventory.volumes.sheets import label
from search.finding.places import CasePlaces

_PX_PER_POINT = 96 / 72
NOT_SCANNED = "аркуш не скановано"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafSeen:
    """A page, or a leaf of which there is no page.

    Attributes:
        page: from 1; 0 where there is none.
        width, height: in CSS pixels at its true size.
        sheet: number of its sheet as the court writes it; empty where it has none.
        volume: ordinal of the volume; None while it is in none.
        back: whether it is the back of the sheet.
        said: what is special about the leaf.
    """

    page: int
    width: int = 794
    height: int = 1123
    sheet: str = ""
    volume: int | None = None
    back: bool = False
    said: str = ""

    @property
    def name(self) -> str:
        """«арк. 17 зв.»; «с. 3» where sheets have no numbers."""
        if self.sheet:
            return f"арк. {self.sheet}{' зв.' if self.back else ''}"
        return f"с. {self.page}" if self.page else "без номера"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leafed:
    """A document, or a part of it, ready to be leafed through.

    Attributes:
        reason: why there is nothing to see; empty otherwise.
        waits: a reading copy is still to come.
        shut: the reader may not see it.
    """

    document: Document
    pages: tuple[LeafSeen, ...]
    reason: str = ""
    waits: bool = False
    shut: bool = False

    @property
    def volumes(self) -> list[int]:
        """Ordinals of the volumes its pages lie in."""
        return sorted({one.volume for one in self.pages if one.volume is not None})

    @property
    def runs(self) -> list[tuple[LeafSeen, LeafSeen]]:
        """Its pages each for itself, and leaves without pages together: the first and the last."""
        found: list[tuple[LeafSeen, LeafSeen]] = []
        for one in self.pages:
            first, last = found[-1] if found else (one, one)
            same = (one.page, one.said, one.volume) == (0, last.said, last.volume)
            if found and same and last.page == 0:
                found[-1] = first, one
            else:
                found.append((one, one))
        return found

    def at(self, sheet: str, volume: int | None = None) -> LeafSeen | None:
        """The face of the sheet of this label («12а», «12-а»)."""
        wanted = plain(sheet)
        return next(
            (
                one
                for one in self.pages
                if one.sheet and plain(one.sheet) == wanted and volume in (None, one.volume)
            ),
            None,
        )

    def way_to(self, sheet: str, volume: int) -> str:
        """Address of a sheet: of its page, or of the document, which says that it has none."""
        found = self.at(sheet, volume)
        if found is not None and found.page:
            return address(self.document.id, found.page)
        return f"/view/{self.document.id}?{urlencode({'absent': sheet, 'volume': volume})}"


def plain(sheet: str) -> str:
    """A label without joiners and blanks, to be compared."""
    return "".join(letter for letter in sheet.lower() if letter.isalnum())


def address(document: str, page: int, query: str = "") -> str:
    """Of a page of a document (from 1; 0 for its beginning)."""
    asked = {"q": query} if query else {}
    if not page:
        return f"/view/{document}" + (f"?{urlencode(asked)}" if asked else "")
    return f"/view/{document}?{urlencode({**asked, 'page': page})}#p{page}"


def leafed(
    visit: Visit,
    connection: Connection,
    places: CasePlaces,
    documents: Sequence[Document],
    *,
    volume: int | None = None,
) -> list[Leafed]:
    """Each document with its pages, or with those of them that lie in a volume."""
    contents = [content for one in documents if (content := shown_by(one))]
    sizes = visit.seat.pictures.sizes(contents)
    return [
        _leafed(visit, connection, places, one, sizes.get(shown_by(one) or ""), volume)
        for one in documents
    ]


def _leafed(
    visit: Visit,
    connection: Connection,
    places: CasePlaces,
    document: Document,
    sizes: Sizes | None,
    volume: int | None,
) -> Leafed:
    joiner = visit.workbench.settings.numbering.joiner
    pages = sizes.pages if sizes else ()
    leaves: Iterable[MappedLeaf] = map_of(
        document,
        places.drawn.get(document.id),
        pages=len(pages),
        blank=visit.seat.pictures.blank(connection, document),
    )
    labels = [one for one in places.labels.get(document.id, []) if one[1] is not None]
    if volume is not None and labels:
        before = sum(one[0] < volume for one in labels)
        labels = [one for one in labels if one[0] == volume]
        leaves = part_of(list(leaves), before, len(labels))
    # What is proposed has the document's flags on every leaf: true where there is one.
    told = document.id in places.drawn or document.count.sheets == 1
    seen = _seen(leaves, labels, pages, joiner, told=told) if pages else ()
    reason = "" if pages else _reason(document, sizes)
    waits = document.reading_copy is None and document.reading_note is None
    return Leafed(
        document=document,
        pages=tuple(seen),
        reason=reason,
        waits=waits and document.original is not None,
    )


def _seen(
    leaves: Iterable[MappedLeaf],
    labels: Sequence[tuple[int, str | None]],
    pages: Sequence[tuple[int, int]],
    joiner: str,
    *,
    told: bool,
) -> Iterable[LeafSeen]:
    left = iter(labels)
    for leaf in leaves:
        volume, sheet = next(left, (None, None)) if leaf.numbered else (None, None)
        written = label(sheet).written(joiner) if sheet else ""
        said = ", ".join(FLAGS[flag] for flag in leaf.flags if told)
        if not leaf.pages:
            yield LeafSeen(page=0, sheet=written, volume=volume, said=said or NOT_SCANNED)
        for page in leaf.pages:
            width, height = pages[page - 1]
            yield LeafSeen(
                page=page,
                width=max(round(width * _PX_PER_POINT), 1),
                height=max(round(height * _PX_PER_POINT), 1),
                sheet=written,
                volume=volume,
                back=page in leaf.backs,
                said=said,
            )


def _reason(document: Document, sizes: Sizes | None) -> str:
    if document.reading_copy is None and document.reading_note is None:
        return why_not_shown(document)
    if document.reading_copy and sizes:
        return sizes.reason
    return why_not_shown(document)


def of_volume(connection: Connection, places: CasePlaces, volume: int) -> list[Document]:
    """The documents of a volume in order."""
    wanted = [
        document
        for document, labels in places.labels.items()
        if any(number == volume for number, _ in labels)
    ]
    found = documents_by_id(connection, wanted)
    return [found[one] for one in wanted]


def volumes_of(places: CasePlaces) -> list[int]:
    """The ordinals of a case file's volumes."""
    return sorted({number for labels in places.labels.values() for number, _ in labels})
