"""A PDF of page pictures, made from an image file.

Knows: which pictures go into a PDF as they are, and how the others are encoded.
Does not know: text layers and PDF/A (they are added to what this makes).
Keeps: no pixel is scaled; a JPEG's own bytes are kept, black-and-white stays without loss.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
from pikepdf import Dictionary, Name, Stream
from PIL import Image, ImageOps
from PIL.TiffImagePlugin import (
    PHOTOMETRIC_INTERPRETATION,
    ROWSPERSTRIP,
    STRIPBYTECOUNTS,
    STRIPOFFSETS,
    TiffImageFile,
)

from ingest.reading.pictures import Frame, as_array, frame, frame_count
from vault.airlock import Limits

_QUALITY = 85
_FEW_COLOURS = 256
_TURN = {1: 0, 3: 180, 6: 90, 8: 270}  # Exif orientation to degrees clockwise
# A picture as large as its page would be drawn a pixel larger by pdfium for some sizes (A3 at
# 200 dpi is one): it rounds places outwards, and so its own error of calculation too.
_SHORT_OF_PAGE = 0.01  # points


@dataclass(frozen=True, slots=True)
class _Encoded:
    data: bytes
    size: tuple[int, int]
    described: Dictionary


def build(source: str, target: Path, limits: Limits) -> None:
    """Write every frame of the image file `source` as one page of the PDF `target`."""
    with pikepdf.new() as pdf:
        for number in range(frame_count(source, limits)):
            with frame(source, number, limits) as shot:
                turn = _TURN.get(shot.orientation)
                width, height = shot.size if turn in (0, 180) or turn is None else shot.size[::-1]
                page = pdf.add_blank_page(page_size=(width / 10, height / 10))
                picture = _encoded(pdf, source, shot, turn)
                stream = Stream(pdf, picture.data, picture.described)
                page.obj.Resources = Dictionary(XObject=Dictionary(Im0=pdf.make_indirect(stream)))
                across, up = width / 10 - _SHORT_OF_PAGE, height / 10 - _SHORT_OF_PAGE
                scale = f"{across:.2f} 0 0 {up:.2f} 0 0 cm"
                page.contents_add(f"q {scale} /Im0 Do Q".encode())
                if turn:
                    page.rotate(turn, relative=False)
        pdf.save(target, deterministic_id=True)


def _encoded(pdf: pikepdf.Pdf, source: str, shot: Frame, turn: int | None) -> _Encoded:
    image = shot.image
    if image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB") and turn is not None:
        return _jpeg(pdf, Path(source).read_bytes(), image)
    if turn is None:  # mirrored: no turn of a page can say that
        image = ImageOps.exif_transpose(image)
    if image.mode == "1":
        return _fax(image)
    pixels = as_array(image)
    flat = Image.fromarray(pixels)
    if (
        pixels.ndim == 3
        and np.array_equal(pixels[..., 0], pixels[..., 1])
        and np.array_equal(pixels[..., 1], pixels[..., 2])
    ):
        flat = flat.getchannel(0)
    few = flat.getcolors(_FEW_COLOURS)
    if few and {colour for _, colour in few} <= {0, 255}:
        return _fax(flat.convert("1", dither=Image.Dither.NONE))
    if few and flat.mode == "RGB":  # a drawing or a screen: JPEG would blur it
        return _Encoded(flat.tobytes(), flat.size, _described(flat, Name.DeviceRGB))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return _jpeg(pdf, out.getvalue(), flat)


def _jpeg(pdf: pikepdf.Pdf, data: bytes, image: Image.Image) -> _Encoded:
    described = _described(image, Name.DeviceGray if image.mode == "L" else Name.DeviceRGB)
    described.Filter = Name.DCTDecode
    profile = image.info.get("icc_profile")
    if profile and profile[16:20] == (b"GRAY" if image.mode == "L" else b"RGB "):
        based = pdf.make_stream(profile)
        based.N = len(image.getbands())
        described.ColorSpace = pikepdf.Array([Name.ICCBased, based])
    return _Encoded(data, image.size, described)


def _fax(image: Image.Image) -> _Encoded:
    """Black and white as CCITT G4 (ITU-T T.6), without loss."""
    out = io.BytesIO()
    image.save(out, "TIFF", compression="group4", tiffinfo={ROWSPERSTRIP: image.height})
    with TiffImageFile(io.BytesIO(out.getvalue())) as written:
        (start,), (size,) = written.tag_v2[STRIPOFFSETS], written.tag_v2[STRIPBYTECOUNTS]
        white_is_zero = written.tag_v2[PHOTOMETRIC_INTERPRETATION] == 0
    described = _described(image, Name.DeviceGray)
    described.BitsPerComponent = 1
    described.Filter = Name.CCITTFaxDecode
    described.DecodeParms = Dictionary(
        K=-1, Columns=image.width, Rows=image.height, BlackIs1=not white_is_zero
    )
    return _Encoded(out.getvalue()[start : start + size], image.size, described)


def _described(image: Image.Image, colours: Name) -> Dictionary:
    return Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=colours,
        BitsPerComponent=8,
    )
