"""What the airlock does for search: words of a PDF's page on their places.

Knows: the task by name (`search.tasks:places`). Does not know: queries, the vault.
Keeps: documents of others are opened only here, in a child process.
"""

from __future__ import annotations

from search.model import WHOLE
from vault.airlock import pdfium
from vault.model import Json


def places(path: str, page: int) -> Json:
    """Task: the words of page `page` (from 0) of a PDF, where a person sees them.

    Returns:
        `[[word, left, top, width, height, turn]…]` in millionths of the page as it is shown (no
        fraction crosses the airlock's pipe); the turn is clockwise, in degrees.

    Raises:
        Unreadable, Encrypted: as of pdfium.
    """
    with pdfium.document(path) as opened, pdfium.page_of(opened, page) as seen:
        left, bottom, right, top = seen.get_cropbox()
        turned = seen.get_rotation()
    wide, high = max(right - left, 1.0), max(top - bottom, 1.0)
    found: list[Json] = []
    for word, *box, turn in pdfium.word_boxes(path, page):
        x0, y0, x1, y1 = (edge / 100 for edge in box)
        across = sorted(((x0 - left) / wide, (x1 - left) / wide))
        down = sorted(((top - y0) / high, (top - y1) / high))
        for _ in range(turned // 90):  # clockwise
            across, down = [1 - down[1], 1 - down[0]], across
        place = across[0], down[0], across[1] - across[0], down[1] - down[0]
        found.append([word, *(round(WHOLE * part) for part in place), (turn + turned) % 360])
    return found
