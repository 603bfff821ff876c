"""Images, and pages as images. The home of Pillow.

Knows: the frames of TIFF, JPEG and PNG, their size and resolution; how to write a page as PNG.
Does not know: what is on them.
Keeps: the number of pixels is looked at before any is decoded.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from vault.airlock import pdfium
from vault.airlock.errors import unreadable
from vault.airlock.facts import LISTED, Inside
from vault.airlock.limits import Limits
from vault.errors import AirlockError, TooLarge, Unreadable
from vault.model import Json

_FORMATS = {"tiff": "TIFF", "jpeg": "JPEG", "png": "PNG"}
_DECODED_PIXELS = 100_000_000
_MM_PER_INCH = 25.4
_ORIENTATION = 0x0112
_ROTATED = {3: 180, 6: 90, 8: 270}
_FIRST_LYING = 5  # EXIF orientations from 5 on exchange width and height
_UNSAID_DPI = 150
_PARTS = ((273, 279), (324, 325))  # TIFF 6.0: strips, tiles: their offsets and lengths


def facts(path: str, kind: str, limits: Limits) -> Inside:
    """Sizes, resolutions and modes of all frames; each is checked to be whole.

    Frames are decoded up to 100 million pixels altogether (a dozen A4 pages at 300 dpi); of the
    later ones of a long TIFF only the structure is checked.

    Raises:
        TooLarge: too many frames or pixels.
        Unreadable: not an image, or cut off.
    """
    inside = Inside()
    budget = _DECODED_PIXELS
    with _opened(path, kind, limits) as image:
        size = Path(path).stat().st_size
        for count, frame in enumerate(ImageSequence.Iterator(image), 1):
            if count > limits.pages:
                raise TooLarge(reason=f"понад {limits.pages} сторінок")
            if count <= LISTED:
                _note(inside, frame)
            inside.page_count = count
            _check_parts(frame, size)
            budget -= frame.width * frame.height
            if budget >= 0 or count == 1:
                frame.draft(
                    None, (frame.width // 8, frame.height // 8)
                )  # JPEG: all bytes, 1/64 pixels
                frame.load()
            if kind != "tiff":  # an animated PNG is one picture to a court
                break
    return inside


def render(
    path: str, page: int, dpi: int, folder: str, limits: Limits, *, gray: bool = False
) -> Json:
    """Task: draw page `page` (from 0) of a PDF, or take that frame of an image, as a PNG.

    `dpi` counts for PDF; a frame keeps its own pixels. EXIF rotation is applied.

    Returns:
        `{"file", "width", "height", "dpi"}`: the PNG's name in `folder`, pixels; dpi 0 when the
        image does not say.

    Raises:
        TooLarge: more than `limits.pixels`.
        Unreadable: there is no such page, or it cannot be drawn.
    """
    file = f"page-{page:05}.png"
    with Path(path).open("rb") as start:
        is_pdf = b"%PDF-" in start.read(1024)
    if is_pdf:
        drawn = pdfium.draw(path, page, dpi, limits, gray=gray)
    else:
        drawn, dpi = _frame(path, page, limits)
    if gray and drawn.mode not in ("1", "L"):
        drawn = drawn.convert("L")
    drawn.save(Path(folder) / file, "PNG", compress_level=1, dpi=(dpi, dpi) if dpi else None)
    return {"file": file, "width": drawn.width, "height": drawn.height, "dpi": dpi}


def picture(path: str, page: int, width: int, folder: str, limits: Limits) -> Json:
    """Task: page `page` (from 0) of a PDF or of an image as a JPEG of `width` pixels for a screen.

    Returns:
        `{"file", "height"}`: the JPEG's name in `folder`, and its height in pixels.

    Raises:
        TooLarge, Unreadable: see `render`.
    """
    with Path(path).open("rb") as start:
        is_pdf = b"%PDF-" in start.read(1024)
    drawn = pdfium.draw_wide(path, page, width, limits) if is_pdf else _frame(path, page, limits)[0]
    drawn = drawn.convert("L" if drawn.mode in ("1", "L") else "RGB")
    height = max(1, round(drawn.height * width / drawn.width))
    if drawn.width != width:
        drawn = drawn.resize((width, height), Image.Resampling.BOX, reducing_gap=2.0)
    drawn.save(Path(folder) / "picture.jpg", "JPEG", quality=82, optimize=True)
    return {"file": "picture.jpg", "height": height}


def sizes(paths: list[str], limits: Limits) -> Json:
    """Task: how large the pages of some PDFs and images are, as they are seen.

    Returns:
        For each path `[[width, height]…]` in PDF points, or the sentence that says why not.
    """
    return [_sizes(path, limits) for path in paths]


def _sizes(path: str, limits: Limits) -> Json:
    try:
        with Path(path).open("rb") as start:
            is_pdf = b"%PDF-" in start.read(1024)
        return pdfium.page_sizes(path, limits) if is_pdf else _frame_sizes(path, limits)
    except AirlockError as error:
        return error.sentences()[0]


def _frame_sizes(path: str, limits: Limits) -> list[list[int]]:
    found = []
    with _opened(path, None, limits) as image:
        for count, frame in enumerate(ImageSequence.Iterator(image), 1):
            if count > limits.pages:
                raise TooLarge(reason=f"понад {limits.pages} сторінок")
            across, down = (dots or _UNSAID_DPI for dots in _dpi(frame))
            size = [round(frame.width * 72 / across), round(frame.height * 72 / down)]
            turned = frame.getexif().get(_ORIENTATION, 1) >= _FIRST_LYING
            found.append([max(edge, 1) for edge in (size[::-1] if turned else size)])
            if image.format != _FORMATS["tiff"]:
                break
    return found


def _frame(path: str, page: int, limits: Limits) -> tuple[Image.Image, int]:
    with _opened(path, None, limits) as image:
        try:
            image.seek(page)
        except EOFError:
            raise Unreadable(reason=f"немає сторінки {page + 1}") from None
        dpi = _dpi(image)[0]
        frame = ImageOps.exif_transpose(image)
        assert frame is not None
        return frame if frame.mode in ("1", "L", "RGB") else frame.convert("RGB"), dpi


@contextmanager
def _opened(path: str, kind: str | None, limits: Limits) -> Iterator[Image.Image]:
    formats = [_FORMATS[kind]] if kind else list(_FORMATS.values())
    Image.MAX_IMAGE_PIXELS = limits.pixels
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(path, formats=formats) as image:
                yield image
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise TooLarge(reason=f"зображення понад {limits.pixels} пікселів") from None
        except UnidentifiedImageError:
            raise Unreadable(reason="зображення не розпізнано") from None
        except (OSError, SyntaxError, ValueError) as error:
            raise unreadable("зображення", error, path) from None


def _note(inside: Inside, frame: Image.Image) -> None:
    across, down = _dpi(frame)
    inside.images.append([frame.width, frame.height, across, down, frame.mode])
    rotation = _ROTATED.get(frame.getexif().get(_ORIENTATION, 1), 0)
    if across and down:
        size = [
            round(frame.width / across * _MM_PER_INCH),
            round(frame.height / down * _MM_PER_INCH),
        ]
        inside.pages.append([*(size[::-1] if rotation in (90, 270) else size), rotation])
    else:
        inside.pages.append([0, 0, rotation])


def _dpi(image: Image.Image) -> tuple[int, int]:
    """Dots per inch; 0 where the image does not say or says nonsense."""
    try:
        across, down = (round(float(value)) for value in image.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return 0, 0
    return (across, down) if 10 <= across <= 10_000 and 10 <= down <= 10_000 else (0, 0)


def _check_parts(frame: Image.Image, size: int) -> None:
    """Every strip or tile of a TIFF frame must lie inside the file."""
    tags = getattr(frame, "tag_v2", None)
    if tags is None:
        return
    for offsets, lengths in _PARTS:
        pairs = zip(tags.get(offsets, ()), tags.get(lengths, ()), strict=False)
        if any(offset + length > size for offset, length in pairs):
            raise Unreadable(reason="зображення обірване")
