"""Separator sheets in a scan: reading their codes, cutting the scan into documents.

Knows: QR codes on pages at 150 dpi, blank backs, taking pages over without touching their pictures.
Does not know: what a code means or whether it is ours; whoever asks looks the serial up.
Keeps: runs only in an airlock child; a page is copied whole and never drawn anew (a JPEG in a TIFF
apart, which is kept without further loss); the same pages of the same scan are the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from ingest.reading import blanks, pictures
from ingest.reading.model import FileKind
from inventory.registration.separators import PREFIX
from vault.airlock import Limits, pdfium
from vault.airlock.errors import unreadable
from vault.errors import TooLarge, Unreadable
from vault.model import Json

_DPI = 150
_CODES = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_SIDE_MM = (44, 62)
_LOSSLESS = {"group3", "group4", "tiff_lzw", "packbits", "tiff_adobe_deflate", "raw"}


def find_codes(path: str, kind: str, first: int, last: int, limits: Limits) -> Json:
    """The separator codes on pages `first` to `last` (from 0, `last` not included) of a scan.

    Returns:
        `{"pages": of the whole scan, "found": [{"codes": [text…], "damaged", "ink"}…]}`:
        `damaged` when a code of a separator's size is there and cannot be read; `ink` is judged
        only on the page after one with a code, else None.
    """
    found: list[dict[str, Json]] = []
    with _scan(path, kind, limits) as (count, page):
        for number in range(first, min(last, count)):
            try:
                pixels = page(number)
            except TooLarge:  # a plan, a poster: no separator is as large
                found.append({"codes": [], "damaged": False, "ink": None})
                continue
            after_code = number == first or bool(found[-1]["codes"])
            ink = blanks.ink_on(pixels, _DPI).value if after_code else None
            found.append({**_codes_on(pixels), "ink": ink})
        return {"pages": count, "found": found}


def cut(path: str, kind: str, folder: str, parts: Sequence[Sequence[int]], limits: Limits) -> Json:
    """Write each of `parts` (pages from 0) of a scan as a file of its kind into `folder`.

    Returns:
        Their names, in order.
    """
    names = []
    for ordinal, numbers in enumerate(parts, 1):
        name = f"{ordinal:04}"
        target = Path(folder) / name
        if kind == FileKind.PDF:
            _cut_pdf(Path(path), target, numbers)
        else:
            _cut_tiff(path, target, numbers, limits)
        names.append(name)
    return names


@contextmanager
def _scan(path: str, kind: str, limits: Limits) -> Iterator[tuple[int, Any]]:
    """How many pages a scan has, and what gives the grey pixels of one."""
    if FileKind(kind).is_image:

        def frame(number: int) -> NDArray[Any]:
            with pictures.frame(path, number, limits) as shot:
                picture = pictures.picture_of(shot, _DPI)
            return _grey(picture.pixels)

        yield pictures.frame_count(path, limits), frame
        return
    with pdfium.document(path) as opened:
        if len(opened) > limits.pages:
            raise TooLarge(reason=f"понад {limits.pages} сторінок")
        yield len(opened), lambda n: np.asarray(pdfium.drawn(opened, n, _DPI, limits, gray=True))


def _grey(pixels: NDArray[Any]) -> NDArray[Any]:
    return pixels if pixels.ndim == 2 else np.asarray(Image.fromarray(pixels).convert("L"))


def _codes_on(pixels: NDArray[Any]) -> dict[str, Json]:
    codes, damaged = set(), False
    for one in zxingcpp.read_barcodes(pixels, formats=_CODES, try_invert=False, return_errors=True):
        if one.valid:
            if one.text.startswith(PREFIX):
                codes.add(one.text)
        elif _is_large(one.position):
            damaged = True
    return {"codes": sorted(codes), "damaged": damaged and not codes}


def _is_large(position: Any) -> bool:
    """Whether the code is as large as a separator's: what else may be damaged is not ours."""
    corners = [position.top_left, position.top_right, position.bottom_right, position.bottom_left]
    sides = [
        ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 * 25.4 / _DPI
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    return all(_SIDE_MM[0] <= side <= _SIDE_MM[1] for side in sides)


def _cut_pdf(source: Path, target: Path, numbers: Sequence[int]) -> None:
    try:
        with pikepdf.open(source) as whole, pikepdf.new() as part:
            for number in numbers:
                part.pages.append(whole.pages[number])
            part.save(target, deterministic_id=True)
    except (pikepdf.PdfError, IndexError) as error:
        raise unreadable("PDF", error, str(source)) from None


def _cut_tiff(path: str, target: Path, numbers: Sequence[int], limits: Limits) -> None:
    with TiffImagePlugin.AppendingTiffWriter(str(target), new=True) as out:
        for number in numbers:
            with pictures.frame(path, number, limits) as shot:
                image = shot.image
                if image.format != "TIFF":
                    raise Unreadable(reason="це зображення має лише одну сторінку")
                how = str(image.info.get("compression", "raw"))
                image.save(
                    out,
                    format="TIFF",
                    compression=how if how in _LOSSLESS else "tiff_adobe_deflate",
                    dpi=(shot.across, shot.down),
                )
            out.newFrame()
