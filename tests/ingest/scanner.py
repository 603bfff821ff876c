"""A scanner as tests need one: pages of paper in, a scan out, as bad as it is told to be."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

DPI = 150
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Glass:
    """How a page lay on the glass, and what the machine made of it."""

    turned: float = 0.0
    noise: float = 0.0
    quality: int = 80


def printed(pdf: bytes, dpi: int = DPI) -> list[Pixels]:
    """The pages of a PDF on paper."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            np.asarray(page.render(scale=dpi / 72, grayscale=True).to_pil()) for page in document
        ]


def blank() -> Pixels:
    return np.full((round(11.69 * DPI), round(8.27 * DPI)), 255, np.uint8)


def written(words: str) -> Pixels:
    """A page full of lines that say `words`."""
    page = blank()
    for line in range(30):
        where = (120, 120 + 45 * line)
        cv2.putText(page, f"{words} {line}", where, cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    return page


def seen(page: Pixels, glass: Glass, seed: int = 1) -> Image.Image:
    if glass.turned % 90 == 0:
        page = np.rot90(page, round(glass.turned / 90)).copy()
    else:
        size = page.shape[1], page.shape[0]
        turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), glass.turned, 1)
        page = cv2.warpAffine(page, turn, size, borderValue=255)  # type: ignore[assignment]
    if glass.noise:
        soft = cv2.GaussianBlur(page, (0, 0), 0.8).astype(float) * 0.85 + 25
        grain = np.random.default_rng(seed).normal(0, glass.noise, page.shape)
        page = np.clip(soft + grain, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(page).save(out, "JPEG", quality=glass.quality)
    return Image.open(io.BytesIO(out.getvalue()))


def scan(pages: Sequence[Pixels], glass: Glass | None = None, *, kind: str = "PDF") -> bytes:
    """All pages in one file: a PDF of JPEGs, or a TIFF."""
    pictures = [seen(page, glass or Glass()) for page in pages]
    out = io.BytesIO()
    more = {"compression": "tiff_lzw"} if kind == "TIFF" else {"resolution": DPI}
    first, *rest = pictures
    first.save(out, kind, save_all=True, append_images=rest, dpi=(DPI, DPI), **more)
    return out.getvalue()
