"""The words of a document, page by page, from what it already has; no OCR.

Knows: which reader gives the words of which kind.
Does not know: the language, or what is done with the words.
Keeps: the answer is NFC without control characters, and bounded by `limits.text_chars`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from vault.airlock import mail, office, pdfium, rtf
from vault.airlock.archives import opened
from vault.airlock.encoding import decoded
from vault.airlock.identify import not_accepted
from vault.airlock.limits import MIB, Limits
from vault.errors import TooLarge
from vault.model import Json

_KEPT = frozenset("\n\t")
_REFUSED = frozenset(("Cc", "Cs", "Cn", "Co"))
_BYTES_EACH = 40
"""Markup included, a character of RTF or plain text takes fewer bytes than this."""


def text(path: str, kind: str, limits: Limits) -> Json:
    """Task: the words of a file of `kind` (as `inspect` said).

    Returns:
        `{"pages": [str…]}`: for a PDF one a page (empty where there is no text layer), otherwise
        one in all, because such documents have pages only when they are laid out.

    Raises:
        TooLarge: more than `limits.text_chars`.
        NotAccepted: a kind without words (images, containers).
        Unreadable, Encrypted: as of the kind's reader.
    """
    pages = []
    left = limits.text_chars
    for page in _pages(path, kind, limits):
        left -= len(page)
        if left < 0:
            raise TooLarge(reason=f"понад {limits.text_chars} знаків тексту")
        pages.append(_clean(page))
    return {"pages": pages}


def words(path: str, page: int) -> Json:
    """Task: the words of a PDF's page (from 0) with their boxes.

    Returns:
        `[[word, x0, y0, x1, y1, turn]…]` in hundredths of a PDF point; see `pdfium.word_boxes`.
    """
    return [list(word) for word in pdfium.word_boxes(path, page)]


def _pages(path: str, kind: str, limits: Limits) -> Iterable[str]:
    if kind == "pdf":
        return pdfium.texts(path, limits)
    if kind == "eml":
        return [mail.body_text(path, limits)]
    if kind in ("docx", "odt"):
        with opened(path, limits) as archive:
            package = office.Package(archive, limits)
            pieces = office.docx_text(package) if kind == "docx" else office.odt_text(package)
            return ["".join(pieces)]
    if kind not in ("rtf", "txt"):
        raise not_accepted(f"тексту у форматі {kind} немає")
    file = Path(path)
    if file.stat().st_size > min(limits.text_chars * _BYTES_EACH, limits.file_mib * MIB):
        raise TooLarge(reason=f"понад {limits.text_chars} знаків тексту")
    data = file.read_bytes()
    return [rtf.text(data, limits) if kind == "rtf" else decoded(data)[0]]


class _Kept(dict[int, int | None]):
    """What `str.translate` makes of each character; worked out once for each."""

    def __missing__(self, code: int) -> int | None:
        control = chr(code) not in _KEPT and unicodedata.category(chr(code)) in _REFUSED
        self[code] = kept = None if control else code
        return kept


_TABLE = _Kept()


def _clean(page: str) -> str:
    plain = page.replace("\r\n", "\n").replace("\r", "\n")
    if not plain.replace("\n", "").isprintable():  # quick, and so for most pages
        plain = plain.translate(_TABLE)
    return unicodedata.normalize("NFC", plain)
