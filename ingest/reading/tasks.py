"""What reading does inside airlock children: JSON and paths in, JSON out.

Knows: one document, or one page of it, at a time.
Does not know: the vault, or other documents; it writes into the folder it is given only.
Keeps: every answer is plain JSON with whole numbers; every refusal is one of our errors.
"""

from __future__ import annotations

import ctypes
import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pikepdf
from pypdfium2 import raw

from ingest.reading import blanks, build, easing, ocr, pdfa, pictures, same
from ingest.reading.errors import CopyDiffers, NotConverted
from ingest.reading.layer import TextLayer
from ingest.reading.model import FileKind, Ink, Lines, ReadWord
from vault.airlock import Limits, pdfium
from vault.errors import ArchiveError
from vault.model import Json

_LETTERS_MIN = 10
_LETTERS_OF_A_PAGE = 300  # a header stamped over a scan has fewer
_JUNK_MAX = 0.1
_SURE = 70
_BARE = "розпізнаний текст лишився тільки для пошуку: сторінки {pages}"


def survey(path: str, kind: str, limits: Limits) -> Json:
    """Sizes and texts of all pages, and which of them have to be read by eye.

    Returns:
        `[{"width", "height", "text", "by_eye"}…]`, sizes in tenths of a point as shown.
    """
    if FileKind(kind).is_image:
        found = []
        for number in range(pictures.frame_count(path, limits)):
            with pictures.frame(path, number, limits) as shot:
                width, height = shot.size
                found.append({"width": width, "height": height, "text": "", "by_eye": True})
        return found
    found = []
    with pdfium.document(path) as opened:
        for number, text in enumerate(pdfium.texts(path, limits)):
            with pdfium.page_of(opened, number) as page:
                width, height = (round(10 * side) for side in page.get_size())
                whole = _usable(text) or (_is_read(text) and _is_only_text(page))
                words = text.replace("\r\n", "\n").strip() if whole else ""
                by_eye = not words or (
                    len(same.letters_of(words)) < _LETTERS_OF_A_PAGE
                    and pictures.scan_of(page).fills_page
                )
                found.append({"width": width, "height": height, "text": words, "by_eye": by_eye})
    return found


def read_page(
    path: str, kind: str, page: int, tesseract: str | None, model: str, limits: Limits
) -> Json:
    """Look at page `page` (from 0): is anything written on it, and what.

    Args:
        path: of the document.
        kind: a `FileKind` that has pages.
        page: its number.
        tesseract: path of the program; without it only the ink is judged.
        model: that it reads with.
        limits: of this call.

    Returns:
        `{"ink", "turned", "confidence", "lines": [[[text, left, top, width, height,
        confidence]…]…]}`.
    """
    if FileKind(kind).is_image:
        with pictures.frame(path, page, limits) as shot:
            picture = pictures.picture_of(shot, pictures.OCR_DPI)
    else:
        picture = pictures.drawn(path, page, limits)
    ink = blanks.ink_on(picture.pixels, picture.dpi)
    if ink is Ink.BLANK or tesseract is None:
        return {"ink": ink, "turned": 0, "confidence": None, "lines": []}
    fit = pictures.for_ocr(picture)
    grey = ocr.fade_stamps(fit.pixels)
    found = ocr.recognise(grey, dpi=fit.dpi, tesseract=tesseract, model=model)
    lines = found.lines
    if kind == FileKind.PDF and not found.turned:
        lines = _without_known(path, page, lines)
    if found.confidence is not None and found.confidence >= _SURE:
        ink = Ink.WRITTEN
    return {
        "ink": ink,
        "turned": found.turned,
        "confidence": found.confidence,
        "lines": [[word.as_json() for word in line] for line in lines],
    }


def copy_pdf(
    path: str, folder: str, pages: Sequence[Mapping[str, Json]], at: str, limits: Limits
) -> Json:
    """Make the reading copy of a PDF, with words over the pages that were read by eye.

    Args:
        path: of the PDF.
        folder: where the copy goes.
        pages: `turned` and `lines` of every page, as `read_page` answers.
        at: the moment the copy names as its own, ISO 8601.
        limits: of this call.

    Returns:
        `{"file": name or null, "conformance", "notes", "error"}`: without a file the original
        itself is what is read.
    """
    source, target = Path(path), Path(folder) / "reading-copy.pdf"
    layers = [_layer(page) for page in pages]
    unchanged = not any(turned or lines for turned, lines in layers)
    if unchanged and (conformance := pdfa.conformance_of(source)):
        return {"file": None, "conformance": conformance, "notes": [], "error": None}
    return _copied(source, target, layers, at, limits, plain=not unchanged)


def copy_images(
    path: str, folder: str, pages: Sequence[Mapping[str, Json]], at: str, limits: Limits
) -> Json:
    """Make the reading copy of an image file; arguments and answer as of `copy_pdf`."""
    built, target = Path(folder) / "pictures.pdf", Path(folder) / "reading-copy.pdf"
    lay_out_pictures(path, str(built), limits)
    answer = _copied(built, target, [_layer(page) for page in pages], at, limits, plain=True)
    built.unlink()
    return answer


def lay_out_pictures(path: str, out: str, limits: Limits) -> Json:
    """Every frame of an image file as a page of the PDF `out` that shows the same; no text.

    Raises:
        CopyDiffers: a page would not look like its picture.
    """
    build.build(path, Path(out), limits)
    with pdfium.document(out) as opened:
        for number in range(len(opened)):
            with pictures.frame(path, number, limits) as shot:
                copied = same.look(opened, number, limits)
                shown = pictures.shown(shot, copied.shape[1::-1])
                same.demand_same_look(shown, copied, page=number, cell=same.PICTURE)
    return None


def _copied(
    source: Path,
    target: Path,
    layers: Sequence[tuple[int, Lines]],
    at: str,
    limits: Limits,
    *,
    plain: bool,
) -> Json:
    """Make the copy; pages whose words a viewer would not give back as read go without them."""
    kept = list(layers)
    while True:
        try:
            answer = _tried(source, target, kept, at, limits, plain=plain)
        except _WordsLost as lost:
            for page in lost.pages:
                kept[page] = kept[page][0], ()
        else:
            bare = [n + 1 for n, one in enumerate(kept) if one != layers[n]]
            notes = (_BARE.format(pages=", ".join(map(str, bare))),) if bare else ()
            return {**answer, "notes": [*answer["notes"], *notes]}


class _WordsLost(Exception):
    """On these pages (from 0) the words laid over the picture do not read as they were laid."""

    def __init__(self, pages: Sequence[int]) -> None:
        super().__init__(pages)
        self.pages = pages


def _tried(
    source: Path,
    target: Path,
    layers: Sequence[tuple[int, Lines]],
    at: str,
    limits: Limits,
    *,
    plain: bool,
) -> Json:
    """Convert, compare, and fall back to a plain PDF (`plain`) or to the original."""

    def change(pdf: pikepdf.Pdf) -> None:
        if any(turned or lines for turned, lines in layers):
            text = TextLayer(pdf, [lines for _, lines in layers])
            for page, (turned, lines) in zip(pdf.pages, layers, strict=True):
                text.write(page, lines, turned=turned)

    done = pdfa.convert(source, target, at=dt.datetime.fromisoformat(at), change=change)
    error = NotConverted(reason=done.reason)
    if done.conformance:
        try:
            flattened = easing.FLATTENED in done.notes
            _demand_same(source, target, layers, limits, flattened=flattened)
        except CopyDiffers as differs:
            error = differs
        else:
            return _answer(target, done.conformance, done.notes, None)
    target.unlink(missing_ok=True)
    if not plain:
        return _answer(None, None, (), error)
    pdfa.save_plain(source, target, change=change)
    _demand_same(source, target, layers, limits)
    return _answer(target, None, (), error)


def _answer(
    file: Path | None, conformance: str | None, notes: Sequence[str], error: ArchiveError | None
) -> Json:
    return {
        "file": file.name if file else None,
        "conformance": conformance,
        "notes": list(notes),
        "error": {"code": error.code, "text": error.sentences()[0]} if error else None,
    }


def _demand_same(
    source: Path,
    target: Path,
    layers: Sequence[tuple[int, Lines]],
    limits: Limits,
    *,
    flattened: bool = False,
) -> None:
    texts = zip(
        pdfium.texts(str(source), limits), pdfium.texts(str(target), limits), layers, strict=True
    )
    lost = []
    for number, (before, after, (_, lines)) in enumerate(texts):
        added = "".join(word.text for line in lines for word in line)
        try:
            same.demand_same_text(before, after, page=number, added=added, flattened=flattened)
        except CopyDiffers:
            if not lines:
                raise
            lost.append(number)
    if lost:
        raise _WordsLost(lost)
    with pdfium.document(str(source)) as first, pdfium.document(str(target)) as second:
        for number, (turned, _) in enumerate(layers):
            before_look = ocr.turn(same.look(first, number, limits), turned)
            same.demand_same_look(before_look, same.look(second, number, limits), page=number)


def _layer(page: Mapping[str, Json]) -> tuple[int, Lines]:
    return page["turned"], tuple(tuple(map(ReadWord.from_json, line)) for line in page["lines"])


def _is_only_text(page: Any) -> bool:
    """Whether nothing but text is drawn: then even three letters are all there is to read."""
    return all(one.type == raw.FPDF_PAGEOBJ_TEXT for one in page.get_objects(max_depth=4))


def _usable(text: str) -> bool:
    """Whether a text layer has letters enough to be the page's text."""
    return len(same.letters_of(text)) >= _LETTERS_MIN and _is_read(text)


def _is_read(text: str) -> bool:
    """Whether there is text, and not the rubble of a font without ToUnicode."""
    junk = sum(1 for c in text if c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or c < "\t")
    return bool(text.strip()) and junk <= _JUNK_MAX * len(text)


def _without_known(path: str, number: int, lines: Lines) -> Lines:
    """The words that do not lie on a word the page has already."""
    with (
        pdfium.document(path) as opened,
        pdfium.page_of(opened, number) as page,
        closing(page.get_textpage()) as text,
    ):
        if not text.count_chars():
            return lines
        fresh = (tuple(word for word in line if not _known(page, text, word)) for line in lines)
        return tuple(line for line in fresh if line)


def _known(page: Any, text: Any, word: ReadWord) -> bool:
    width, height = (round(10 * side) for side in page.get_size())
    middle = word.left + word.width // 2, word.top + word.height // 2
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDF_DeviceToPage(page, 0, 0, width, height, 0, *middle, ctypes.byref(x), ctypes.byref(y))
    return text.get_index(x.value, y.value, word.height / 30, word.height / 30) is not None
