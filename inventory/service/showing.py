"""What can be shown of a document: its reading copy, itself, or why nothing.

Knows: which file comes first, and how a picture becomes pages.
Does not know: what is made of the pages: a volume, a certified copy.
Keeps: the reason is true and for people; what cannot be opened here is not handed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inventory.errors import NothingToShow, ReadingCopyPending
from inventory.model import Document
from vault import Vault
from vault.airlock import Airlock, plain_file
from vault.errors import AirlockError

INSPECT = "vault.airlock.inspect:inspect"
_PDF = b"%PDF-"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")


@dataclass(frozen=True, slots=True)
class Shown:
    """The PDF that shows a document.

    Attributes:
        path: None when nothing can be shown.
        pages: of the PDF.
        reason: why nothing is shown; empty otherwise.
        waits: a reading copy is still to come.
    """

    path: Path | None
    pages: int = 0
    reason: str = ""
    waits: bool = False


def shown(
    vault: Vault, airlock: Airlock, document: Document, *, pictures: str, folder: Path
) -> Shown:
    """Find what shows `document`.

    Args:
        vault: where its files lie.
        airlock: in which they are opened.
        document: which.
        pictures: the task that lays a picture file out as pages: `path` in, a PDF at `out`.
        folder: of the airlock; a PDF made of pictures lies there.
    """
    waits = document.reading_copy is None and document.reading_note is None
    reason = ""
    for sha512 in (document.reading_copy, document.original):
        if sha512 is None:
            continue
        try:
            path = _as_pdf(airlock, vault.locate(sha512), pictures, folder / f"{document.id}.pdf")
            if path is None:
                continue
            facts = airlock.call(INSPECT, path=str(path), name=document.name)
        except AirlockError as error:
            reason = _phrase(error.sentences()[0])
            continue
        if facts["page_count"]:
            return Shown(path, facts["page_count"])
    waits = waits and document.original is not None
    return Shown(None, reason=reason or why_not_shown(document), waits=waits)


def to_copy(
    vault: Vault, airlock: Airlock, document: Document, *, pictures: str, folder: Path
) -> Path:
    """The PDF that shows `document`, for a copy on paper; arguments as of `shown`.

    Raises:
        ReadingCopyPending: it is still to be made. NothingToShow: there is none.
    """
    seen = shown(vault, airlock, document, pictures=pictures, folder=folder)
    if seen.path is None:
        refusal = ReadingCopyPending if seen.waits else NothingToShow
        raise refusal(name=document.title, reason=seen.reason)
    return seen.path


def _as_pdf(airlock: Airlock, path: Path, pictures: str, made: Path) -> Path | None:
    with path.open("rb") as file:
        head = file.read(1024)
    if head.lstrip().startswith(_PDF):
        return path
    if not head.startswith(_PICTURES):
        return None
    airlock.call(pictures, path=str(path), out=str(made))
    return plain_file(made.parent, made.name)


def why_not_shown(document: Document) -> str:
    """Why no page of a document can be seen, as part of a sentence."""
    if document.original is None:
        if document.restricted:
            return "документ з обмеженим доступом тут лише описано"
        return "документ тут лише описано, його вмісту у сховищі немає"
    if document.reading_note is None:
        return "копію для читання ще не створено"
    return _phrase(document.reading_note) or "цей вид файлів не має сторінок"


def _phrase(sentence: str) -> str:
    """A sentence as part of another."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")
