"""Pictures of pages, from image files and from PDF pages, at a resolution fit for reading.

Knows: frames and their orientation, colour modes, resolutions that scanners leave out or invent.
Does not know: what is on the picture.
Keeps: a picture is upright as the file itself says, grey or RGB with 8 bits a sample, and within
the limits before it is unpacked; runs only in an airlock child.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from pypdfium2 import raw

from vault.airlock import Limits, pdfium
from vault.errors import TooLarge, Unreadable

OCR_DPI = 300
_FINE_ENOUGH_DPI = 180  # below it letters are enlarged for Tesseract
_TRUSTED_DPI = range(100, 1301)  # phones and screenshots write 72 or 96 whatever they took
_A4_LONG_IN = 11.69
_SCREEN_DPI = 96  # a small picture is not blown up to a page
_OBJECTS = 1_000
_COVERED = 0.5  # of a page, by one picture: a scan
_EXIF_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as pixels, grey (height, width) or RGB (height, width, 3), and its resolution."""

    pixels: NDArray[Any]
    dpi: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of an image file, not unpacked yet; `across` and `down` in dots per inch."""

    image: Image.Image
    across: float
    down: float

    @property
    def orientation(self) -> int:
        """As of Exif: 1 is upright, 3, 6 and 8 are turns, the others are mirrored."""
        value = self.image.getexif().get(_EXIF_ORIENTATION, 1)
        return value if value in range(1, 9) else 1

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright page, in tenths of a point."""
        width, height = self.image.size
        sides = round(width * 720 / self.across), round(height * 720 / self.down)
        return sides if self.orientation < 5 else (sides[1], sides[0])


def frame_count(path: str, limits: Limits) -> int:
    """How many pages an image file has: only a TIFF may have more than one.

    Raises:
        TooLarge: more than allowed.
    """
    with _opened(path) as image:
        count: int = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    if count > limits.pages:
        raise TooLarge(reason=f"понад {limits.pages} сторінок")
    return count


@contextmanager
def frame(path: str, number: int, limits: Limits) -> Iterator[Frame]:
    """Frame `number` (from 0) of an image file.

    Raises:
        TooLarge: it has more pixels than allowed.
        Unreadable: it is not there.
    """
    with _opened(path) as image:
        if number:
            try:
                image.seek(number)
            except EOFError:
                raise Unreadable(reason=f"немає сторінки {number + 1}") from None
        width, height = image.size
        if width * height > limits.pixels:
            raise TooLarge(reason=f"сторінка {number + 1} має {width}×{height} пікселів")
        yield Frame(image, *_resolution(image))


def picture_of(shot: Frame, dpi: int) -> Picture:
    """The upright pixels of a frame, not finer than `dpi` and not enlarged."""
    width, height = shot.image.size
    if shot.image.format == "JPEG":  # unpacked at half or quarter size at once where that is enough
        wanted = round(width * dpi / shot.across), round(height * dpi / shot.down)
        shot.image.draft(None, wanted)
    across = shot.across * shot.image.width / width
    down = shot.down * shot.image.height / height
    pixels = as_array(ImageOps.exif_transpose(shot.image))
    if shot.orientation >= 5:
        across, down = down, across
    target = min(dpi, round(min(across, down)))
    return Picture(_resized(pixels, target / across, target / down), target)


def drawn(path: str, number: int, limits: Limits) -> Picture:
    """Page `number` (from 0) of a PDF as RGB, at the resolution of its scan where it is one.

    Raises:
        TooLarge: it has more pixels than allowed.
    """
    with pdfium.document(path) as opened, pdfium.page_of(opened, number) as page:
        return _drawn(page, number, limits)


def _drawn(page: Any, number: int, limits: Limits) -> Picture:
    scan = scan_of(page)
    is_scan = scan.fills_page and scan.dpi >= _FINE_ENOUGH_DPI
    dpi = min(scan.dpi, OCR_DPI) if is_scan else OCR_DPI
    width, height = page.get_size()
    if width * height * (dpi / 72) ** 2 > limits.pixels:
        raise TooLarge(reason=f"сторінка {number + 1} завелика")
    with closing(page.render(scale=dpi / 72)) as bitmap:
        return Picture(as_array(bitmap.to_pil()), dpi)


@dataclass(frozen=True, slots=True)
class Scan:
    """The largest picture of a PDF page: the share of the page it covers, and its resolution."""

    cover: float
    dpi: int

    @property
    def fills_page(self) -> bool:
        """Whether the page is a scan, or mostly one."""
        return self.cover > _COVERED


def scan_of(page: Any) -> Scan:
    """What the page shows of a scanner's work; nothing is unpacked for it."""
    width, height = page.get_size()
    found = Scan(0.0, OCR_DPI)
    for image in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), _OBJECTS):
        left, bottom, right, top = image.get_bounds()
        cover = max(right - left, 0) * max(top - bottom, 0) / max(width * height, 1)
        if cover > found.cover:
            across, down = image.get_px_size()
            # As areas: the picture may be turned by 90 degrees on its page.
            dpi = 72 * (across * down / max((right - left) * (top - bottom), 1)) ** 0.5
            found = Scan(min(cover, 1.0), round(dpi))
    return found


def for_ocr(picture: Picture) -> Picture:
    """The same picture, enlarged when its letters are too small for Tesseract."""
    if picture.dpi >= _FINE_ENOUGH_DPI:
        return picture
    factor = OCR_DPI / picture.dpi
    return Picture(_resized(picture.pixels, factor, factor), OCR_DPI)


def as_array(image: Image.Image) -> NDArray[Any]:
    """Pixels as grey or RGB on white, 8 bits a sample."""
    if image.mode in ("I;16", "I;16B", "I;16L", "I"):
        deep: NDArray[Any] = np.asarray(image).astype(np.uint32) >> 8
        return np.asarray(np.minimum(deep, 255), dtype=np.uint8)
    if "A" in image.mode or "transparency" in image.info:
        layered = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return np.asarray(Image.alpha_composite(white, layered).convert("RGB"))
    return np.asarray(image.convert("L" if image.mode in ("1", "L", "F") else "RGB"))


def shown(shot: Frame, size: tuple[int, int]) -> NDArray[Any]:
    """The whole upright frame as RGB, scaled to `size` (width, height) pixels."""
    if shot.image.format == "JPEG":  # a large sheet in full would need more memory than there is
        least = 2 * max(size)
        shot.image.draft(None, (least, least))
    pixels = as_array(ImageOps.exif_transpose(shot.image))
    small: NDArray[Any] = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return np.dstack([small] * 3) if small.ndim == 2 else small


@contextmanager
def _opened(path: str) -> Iterator[Image.Image]:
    Image.MAX_IMAGE_PIXELS = None  # the limits of the call are asked instead, for every frame
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path, formats=("JPEG", "PNG", "TIFF")) as image:
            yield image


def _resolution(image: Image.Image) -> tuple[float, float]:
    said = image.info.get("dpi")
    if said and all(round(float(value)) in _TRUSTED_DPI for value in said):
        return float(said[0]), float(said[1])
    guessed = max(*image.size, _SCREEN_DPI * _A4_LONG_IN) / _A4_LONG_IN
    return guessed, guessed


def _resized(pixels: NDArray[Any], across: float, down: float) -> NDArray[Any]:
    if round(across, 2) == round(down, 2) == 1:
        return pixels
    how = cv2.INTER_AREA if min(across, down) < 1 else cv2.INTER_CUBIC
    resized: NDArray[Any] = cv2.resize(pixels, None, fx=across, fy=down, interpolation=how)
    return resized
