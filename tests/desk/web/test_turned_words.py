"""Words of a page that stands turned on the screen are selected and copied as they are read."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser

from desk.web.documents.words import Words, placed
from desk.web.frame.templating import templates
from tests.signing import pdfs
from vault.airlock import Airlock, Limits

LINES = ("Alpha one two three", "Bravo four five six", "Charlie seven", "Delta ten")
STYLE = Path(__file__).parents[3] / "desk/web/static/view.css"
SIDE = 800
LIES = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}


def page(turn: int, rotation: int) -> bytes:
    """Four lines, turned clockwise in the page, and the page once more."""
    begins = {0: (80, 700), 90: (500, 700), 180: (500, 100), 270: (100, 100)}[turn]
    down = {0: (0, -40), 90: (-40, 0), 180: (0, 40), 270: (40, 0)}[turn]
    shown = "BT /F1 24 Tf "
    for number, line in enumerate(LINES):
        at = [begin + number * step for begin, step in zip(begins, down, strict=True)]
        shown += f"{' '.join(map(str, (*LIES[turn], *at)))} Tm ({line}) Tj "
    pdf = pikepdf.open(io.BytesIO(pdfs.page()))
    pdf.pages[0].Contents = pdf.make_stream(f"{shown} ET".encode())
    pdf.pages[0].Rotate = rotation
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, int], tuple[Words, str]]:
    """Of each turn of words and page: the words and what lies over the picture."""
    folder = tmp_path_factory.mktemp("turned")
    found = {}
    with Airlock(workers=1, limits=Limits(), scratch=folder / "scratch") as airlock:
        for turn in LIES:
            for rotation in LIES:
                path = folder / "page.pdf"
                path.write_bytes(page(turn, rotation))
                high = 1000 * (842 / 595 if rotation % 180 == 0 else 595 / 842)
                places = airlock.call("search.tasks:places", path=str(path), page=0)
                words = Words(tuple(placed(places, high)), high)
                layer = templates().get_template("words.html")
                found[turn, rotation] = words, layer.render(number=1, words=words, marks=())
    return found


def test_words_of_turned_pages_are_whole_lines_in_the_order_of_reading(
    layers: dict[tuple[int, int], tuple[Words, str]],
) -> None:
    for (turn, rotation), (words, _) in layers.items():
        read = tuple(" ".join(word for word, _ in line.words) for line in words.lines)
        assert read == LINES, (turn, rotation)
        assert {line.turn for line in words.lines} == {(turn + rotation) % 360}


def test_words_of_turned_pages_are_selected_with_the_mouse(
    layers: dict[tuple[int, int], tuple[Words, str]], browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 1200})
    style = STYLE.read_text(encoding="utf-8")
    for rotation in LIES:
        words, layer = layers[0, rotation]
        box = f"position: relative; width: {SIDE}px; height: {SIDE * words.height / 1000}px"
        page.set_content(
            f'<style>{style}</style><div style="{box}"><div class="layer">{layer}</div></div>'
        )
        first, last = (
            page.locator("tspan", has_text=word).bounding_box() for word in ("one", "ten")
        )
        assert first is not None
        assert last is not None
        # From the beginning of one word to the end of the other.
        edges = {0: (0, 1), 90: (0, 1), 180: (1, 0), 270: (1, 0)}[rotation]
        for place, edge in zip((first, last), edges, strict=True):
            x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
            if rotation % 180:
                y = place["y"] + (place["height"] - 2) * edge + 1
            else:
                x = place["x"] + (place["width"] - 2) * edge + 1
            page.mouse.move(x, y)
            page.mouse.down() if place is first else page.mouse.up()
        copied = page.evaluate("getSelection().toString()")
        assert " ".join(copied.split()) == " ".join(LINES).removeprefix("Alpha "), rotation
    page.close()
