"""Two versions of a PDF, page by page: what a person would see differ.

Knows: when two drawn pages look alike.
Does not know: why there are two versions, or what a signature is.
Keeps: a page is compared as it is seen, and both pictures are kept as they were drawn; the work is
bounded whatever the files hold.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from vault.airlock import pdfium
from vault.airlock.limits import Limits
from vault.model import Json

COMPARED_MAX = 20
"""Pages compared of one pair; with two drawings of 20 ms each, a second."""
KEPT_MAX = 6
"""Pages of which pictures are kept."""
_DPI = 100
_SEEN = 24  # of 255: fainter differences come from anti-aliasing


def differing(before: str, after: str, folder: str, prefix: str, limits: Limits) -> Json:
    """Draw both versions and keep a PNG of each page that looks different, before and after.

    Returns:
        `{"compared", "more", "pages": [{"page", "before", "after"}]}`: how many pages were
        compared and whether there are more; pages from 1, the pictures' names in `folder`, None
        where the version has no such page or there are too many pictures.

    Raises:
        Encrypted, Unreadable: a version cannot be opened. TooLarge: a page is too large to draw.
    """
    with pdfium.document(before) as old, pdfium.document(after) as new:
        total = max(len(old), len(new))
        compared = min(total, COMPARED_MAX)
        pages: list[Json] = []
        for number in range(compared):
            was, now = (_page(one, number, limits) for one in (old, new))
            if was is not None and now is not None and _alike(was, now):
                continue
            names = {"before": was, "after": now}
            kept: dict[str, Json] = {"page": number + 1}
            for name, picture in names.items():
                file = f"{prefix}page-{number + 1:04}-{name}.png"
                keep = picture is not None and len(pages) < KEPT_MAX
                if picture is not None and keep:
                    picture.save(Path(folder) / file, "PNG", dpi=(_DPI, _DPI))
                kept[name] = file if keep else None
            pages.append(kept)
    return {"compared": compared, "more": total > compared, "pages": pages}


def _page(opened: Any, number: int, limits: Limits) -> Image.Image | None:
    if number >= len(opened):
        return None
    return pdfium.drawn(opened, number, _DPI, limits, gray=False).convert("RGB")


def _alike(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return False
    difference = ImageChops.difference(one, other).convert("L")
    return difference.point(lambda level: 255 * (level >= _SEEN)).getbbox() is None
