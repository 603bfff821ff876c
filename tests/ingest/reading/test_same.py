"""The comparison of a copy with its original can fail."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageDraw

from ingest.reading.errors import CopyDiffers
from ingest.reading.same import LOOK_DPI, demand_same_look, demand_same_text
from tests.ingest.reading.scans import LINES, page


def test_one_letter_less_is_noticed() -> None:
    whole = np.asarray(page(dpi=LOOK_DPI))
    less = [*LINES[:4], LINES[4].replace("2025", "202"), *LINES[5:]]

    with pytest.raises(CopyDiffers, match="зображення"):
        demand_same_look(whole, np.asarray(page(less, dpi=LOOK_DPI)), page=0)


def test_a_stroke_through_the_page_is_noticed() -> None:
    struck = page(dpi=LOOK_DPI)
    ImageDraw.Draw(struck).line((60, 600, 400, 600), fill=(120, 120, 255), width=1)

    with pytest.raises(CopyDiffers, match="сторінка 7"):
        demand_same_look(np.asarray(page(dpi=LOOK_DPI)), np.asarray(struck), page=6)


def test_another_size_is_noticed() -> None:
    pixels = np.asarray(page(dpi=LOOK_DPI))

    with pytest.raises(CopyDiffers, match="розмір"):
        demand_same_look(pixels, pixels[:-10], page=0)


def test_the_same_page_passes() -> None:
    pixels = np.asarray(page(dpi=LOOK_DPI))

    demand_same_look(pixels, pixels.copy(), page=0)
    demand_same_text("ухва-\nлив № 5", "ухвалив №5 Суд", page=0, added="Суд")


@pytest.mark.parametrize("after", ["Стягнути 100 грн", "Стягнути 1000", "грн Стягнути 1000", ""])
def test_other_words_are_noticed(after: str) -> None:
    with pytest.raises(CopyDiffers, match="текст"):
        demand_same_text("Стягнути 1000 грн", after, page=0)
