"""From typeset pages to what a court's scanner makes of them.

Knows: a leaf's tint, a slightly crooked feed, blur, noise, backs without text, TIFF and JPEG.
Does not know: what stands on the page. Keeps: the same page and seed give the same bytes.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

DPI = 200
_PAPER = (250, 246, 236)


def tiff(pages: Sequence[bytes], *, seed: str, blank_backs: bool = False) -> bytes:
    """A multi-page colour TIFF; with `blank_backs` the scanner took both sides of each leaf."""
    images = []
    for number, page in enumerate(pages):
        images.append(_scanned(_opened(page), f"{seed}/{number}"))
        if blank_backs:
            back = Image.new("RGB", images[-1].size, "white")
            images.append(_scanned(back, f"{seed}/{number}/back"))
    out = io.BytesIO()
    first, *rest = (image.convert("YCbCr") for image in images)  # as scanners store JPEG in TIFF
    first.save(
        out,
        "TIFF",
        save_all=True,
        append_images=rest,
        compression="jpeg",
        quality=70,
        dpi=(DPI, DPI),
    )
    return out.getvalue()


def jpeg(page: bytes, *, seed: str) -> bytes:
    """One page as a colour JPEG."""
    out = io.BytesIO()
    _scanned(_opened(page), seed).save(out, "JPEG", quality=70, dpi=(DPI, DPI))
    return out.getvalue()


def _opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def _scanned(page: Image.Image, seed: str) -> Image.Image:
    chance = np.random.default_rng(zlib.crc32(seed.encode()))
    crooked = page.rotate(
        float(chance.uniform(-0.8, 0.8)), resample=Image.Resampling.BILINEAR, fillcolor="white"
    ).filter(ImageFilter.GaussianBlur(0.6))
    ink = np.asarray(crooked, dtype=np.float32) / 255
    height, width, _ = ink.shape
    # Light falls off towards one edge of the glass; grain is coarse, as JPEG would leave it.
    shade = np.linspace(1, float(chance.uniform(0.93, 0.99)), width, dtype=np.float32)[
        None, :, None
    ]
    grain = chance.normal(0, 2, (height // 2 + 1, width // 2 + 1)).astype(np.float32)
    grain = np.kron(grain, np.ones((2, 2), np.float32))[:height, :width, None]
    seen = (0.12 + 0.88 * ink) * np.asarray(_PAPER, np.float32) * shade + grain
    return Image.fromarray(seen.clip(0, 255).astype(np.uint8))
