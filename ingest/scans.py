"""Scans that hold several documents: looked through for separators, cut, prepared.

Knows: which scans are looked through, and what becomes of their pieces. Does not know: how codes
are read (`reading.separators`), who registers. Keeps: hostile bytes are opened in the airlock only;
the scan as received is kept whole beside the first document that came out of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import BadSplit, EmptySeparator, NothingFiled, OnlySeparators, SignedScan
from ingest.look import Look
from ingest.model import Arrival, reason_of
from ingest.projection import documents_by_separator
from ingest.reading import Reason
from ingest.splitting import ScanPage, ScanPart, Split, split_by_codes, split_by_hand
from inventory import OriginalForm, RegistrationCard, kind_of
from inventory.queries import has_separators, separators_by_serial
from vault import Content, Json, Vault
from vault.airlock import Airlock, plain_file
from vault.errors import AirlockError, ArchiveError, Unreadable

_FIND = "ingest.reading.separators:find_codes"
_CUT = "ingest.reading.separators:cut"
_SCANS = {"pdf", "tiff", "jpeg", "png"}
_OF_PAGES = {"pdf", "tiff"}
_AT_ONCE = 100
"""Pages that one call of a child looks at: about 5 s of its 20."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Pages of a scan that wait for a person.

    Attributes:
        id: of the arrival they become.
        path: what people call them.
        number: of the case file they may go to.
    """

    id: str
    path: str
    number: str
    card: RegistrationCard
    content: Content
    error: ArchiveError


def split_of(vault: Vault, airlock: Airlock, arrival: Arrival, found: Look) -> Split | None:
    """The pieces of a scan; None when it is one document.

    Raises:
        IngestError: it cannot be divided as asked, or nothing in it can be filed.
        AirlockError: its pages cannot be looked at.
    """
    if arrival.whole:
        return None
    if arrival.split:
        if found.kind not in _OF_PAGES or found.form is not OriginalForm.PAPER:
            raise BadSplit(reason="це не скан: не PDF із зображень і не TIFF")
        sheets = _separator_pages(vault, airlock, arrival, found)
        count = found.pages or 0
        by_hand = split_by_hand(arrival.split, count, card=arrival.card, sheets=sheets)
        return _unsigned(arrival, found, by_hand)
    if found.kind not in _SCANS or found.form is not OriginalForm.PAPER:
        return None
    with vault.read() as connection:
        printed = has_separators(connection)
    try:
        pages = list(_looked_through(airlock, arrival.source, found.kind))
    except AirlockError:
        if printed:
            raise
        return None  # no sheet of ours can be in it: registering it says what is wrong with it
    if not printed:  # what cannot be read is then no separator, whatever its size
        pages = [dataclasses.replace(page, damaged=False) for page in pages]
    serials = {serial for page in pages for serial in page.serials}
    with vault.read() as connection:
        known = separators_by_serial(connection, serials)
        used = documents_by_separator(connection, serials)
    split = split_by_codes(pages, known, used, case_key=arrival.case.key, card=arrival.card)
    return split and _unsigned(arrival, found, split)


def _separator_pages(vault: Vault, airlock: Airlock, arrival: Arrival, found: Look) -> set[int]:
    """Pages (from 0) that are separators of this vault, or blank backs of them; no documents."""
    with vault.read() as connection:
        if found.kind not in _SCANS or not has_separators(connection):
            return set()
    try:
        pages = _looked_through(airlock, arrival.source, found.kind)
    except AirlockError:
        return set()  # a person says where to divide: no code has to be read for that
    with vault.read() as connection:
        known = separators_by_serial(connection, {s for page in pages for s in page.serials})
    sheets: set[int] = set()
    duplex = False
    for number, page in enumerate(pages):
        ours = [known[serial] for serial in page.serials if serial in known]
        if ours or (page.blank and number - 1 in sheets and duplex):
            sheets.add(number)
        duplex = bool(ours) and ours[0].duplex
    return sheets


def _unsigned(arrival: Arrival, found: Look, split: Split) -> Split:
    """The split, when something of it can be filed."""
    if not split.pieces:
        raise OnlySeparators
    if found.signatures or arrival.signatures:
        raise SignedScan
    errors = [piece.error for piece in split.pieces if piece.error]
    if len(errors) == len(split.pieces):
        raise NothingFiled(reason=errors[0].sentences()[0])
    return split


def _looked_through(airlock: Airlock, path: Path, kind: str) -> Sequence[ScanPage]:
    pages: list[ScanPage] = []
    count = 1
    while len(pages) < count:
        first = len(pages)
        answer = airlock.call(_FIND, path=str(path), kind=kind, first=first, last=first + _AT_ONCE)
        try:
            count = min(int(answer["pages"]), airlock.limits.pages)
            found = [_page(one) for one in answer["found"]]
        except (KeyError, TypeError, ValueError):
            raise Unreadable(reason="відповідь про сторінки незрозуміла") from None
        if not found:
            raise Unreadable(reason="сторінки не читаються")
        pages += found
    return pages


def _page(one: Mapping[str, Json]) -> ScanPage:
    codes = tuple(str(code) for code in one["codes"])
    return ScanPage(codes=codes, damaged=bool(one["damaged"]), blank=one["ink"] == "blank")


def cut(airlock: Airlock, arrival: Arrival, kind: str, split: Split, folder: Path) -> list[Path]:
    """The pieces as files in `folder`, in order.

    Raises:
        AirlockError: they cannot be taken out.
    """
    parts = [piece.pages for piece in split.pieces]
    answer = airlock.call(
        _CUT, path=str(arrival.source), kind=kind, folder=str(folder), parts=parts
    )
    if not isinstance(answer, list) or len(answer) != len(parts):
        raise Unreadable(reason="відповідь про частини незрозуміла")
    return [plain_file(folder, name) for name in answer]


def name_of(arrival: Arrival, piece: ScanPart) -> str:
    """A piece's file name: the scan's, with the pages."""
    stem, dot, ending = arrival.name.rpartition(".")
    return f"{stem if dot else ending} ({piece.span()}){dot}{ending if dot else ''}"


def facts_of(scan: Content, piece: ScanPart, first: str) -> dict[str, Json]:
    """What the journal keeps of where a document came from."""
    said: dict[str, Json] = {
        "sha512": scan.sha512,
        "pages": [piece.pages[0] + 1, piece.pages[-1] + 1],
        "kept_with": first,
    }
    if piece.separator is not None:
        said["separator"] = piece.separator.serial
    return {"scan": said}


def nothing_behind(arrival: Arrival, split: Split) -> dict[str, Reason]:
    """The separators after which no page came, with the reason, by where they are."""
    return {
        f"{arrival.name} (с. {page})": reason_of(
            EmptySeparator(page=page, title=sheet.title or kind_of(sheet.kind).name)
        )
        for page, sheet in split.empty
    }


def aside_of(arrival: Arrival, part: ScanPart, content: Content, own_id: str) -> Aside:
    """Pages that wait, under an id of their own; the reason says what to do with that."""
    assert part.error is not None
    folder = arrival.path.rpartition("/")[0]
    return Aside(
        id=own_id,
        path=f"{folder}/{name_of(arrival, part)}".strip("/"),
        number=part.number or arrival.case.name,
        card=part.card,
        content=content,
        error=type(part.error)(**{**part.error.details, "arrival": own_id}),
    )
