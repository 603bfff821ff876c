"""What the airlock found in a file, as ingest needs it.

Knows: which facts decide the form of the original, its pages and what is worth remembering.
Does not know: how any of them is found; it asks the airlock.
Keeps: an answer from a child process is only data: it is checked for its shape before it is used.

A scan is not an original, even with a signature (814 II.1): images and PDFs whose
pages are pictures are copies of paper, everything else is an electronic document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inventory import OriginalForm
from vault import Json
from vault.airlock import Airlock
from vault.errors import Unreadable

A4_MM = (210, 297)
_TOLERANCE_MM = 10
_LOOKED_INTO = 20
"""Pages of a PDF that the airlock looks into (`facts.Inside.pictured`)."""
_IMAGES = {"tiff", "jpeg", "png"}
_CONTAINERS = {"zip", "asic", "cms"}
_REMEMBERED = (
    "kind",
    "format_name",
    "mime",
    "mismatch",
    "encrypted",
    "damaged",
    "repaired",
    "active",
    "embedded",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One file, looked at.

    Attributes:
        kind: of `vault.airlock.identify.ACCEPTED`.
        format: PRONOM id or UNKNOWN.
        pages: None when they appear only when the document is laid out; 0 for containers.
        holds_documents: whether other documents are inside.
        detached: a signature whose content lies elsewhere.
        signatures: how many there seem to be.
        facts: what the journal keeps.
    """

    kind: str
    format: str
    pages: int | None
    form: OriginalForm
    large: bool
    holds_documents: bool
    detached: bool
    signatures: int
    facts: Mapping[str, Json]


def look(airlock: Airlock, path: Path, name: str) -> Look:
    """Have a child process look at the file.

    Raises:
        AirlockError: it may not go on; the reason is the error.
    """
    answer = airlock.call("vault.airlock.inspect:inspect", path=str(path), name=name)
    try:
        return _read(answer)
    except (KeyError, TypeError, ValueError, IndexError):
        raise Unreadable(reason="відповідь про файл незрозуміла") from None


def _read(answer: Json) -> Look:
    kind = str(answer["kind"])
    count = answer["page_count"]
    pages = 0 if kind in _CONTAINERS else None if count is None else int(count)
    scan = kind in _IMAGES or (kind == "pdf" and _is_scanned(answer))
    facts = {key: answer[key] for key in _REMEMBERED if answer[key] not in (None, False, [], "")}
    return Look(
        kind=kind,
        format=str(answer["format"]),
        pages=pages,
        form=OriginalForm.PAPER if scan else OriginalForm.ELECTRONIC,
        large=any(is_large(int(width), int(height)) for width, height, _ in answer["pages"]),
        holds_documents=answer["container"] is not None,
        detached=bool(answer["detached"]),
        signatures=int(answer["signatures"]),
        facts=facts,
    )


def _is_scanned(answer: Json) -> bool:
    """Whether a PDF is pictures of paper; a scanner may have put a text layer over them."""
    looked_into = min(int(answer["page_count"] or 0), _LOOKED_INTO)
    return not answer["text"] or int(answer["pictured"]) >= looked_into > 0


def is_large(width_mm: int, height_mm: int) -> bool:
    """Whether a page does not fit A4 and has to be folded (814 VII.9)."""
    short, long = sorted((width_mm, height_mm))
    return short > A4_MM[0] + _TOLERANCE_MM or long > A4_MM[1] + _TOLERANCE_MM
