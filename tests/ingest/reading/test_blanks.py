"""Blank backs: drawn backs of ten kinds (propose, let a person confirm)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ingest.reading.blanks import ink_on
from ingest.reading.model import Ink
from inventory.forms.fonts import FOLDER
from tests.ingest.reading.scans import LINES, SERIF

DPI = 200
WIDTH, HEIGHT = 1654, 2339
Random = np.random.Generator
Mask = NDArray[Any]


def _written(lines: list[str], at: tuple[int, int]) -> Mask:
    image = Image.new("L", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    face = ImageFont.truetype(str(FOLDER / SERIF), 34)
    for number, line in enumerate(lines):
        draw.text((at[0], at[1] + 46 * number), line, font=face, fill=255)
    return np.asarray(image) / np.float32(255)


def _nothing(_: Random) -> Mask:
    return np.zeros((HEIGHT, WIDTH), np.float32)


def _holes(random: Random) -> Mask:
    mask = _nothing(random)
    for down in (HEIGHT // 2 - 315, HEIGHT // 2 + 315):
        cv2.circle(mask, (95, down), 24, 0.8, -1, cv2.LINE_AA)
    return mask


def _black_edges(random: Random) -> Mask:
    mask = _nothing(random)
    mask[:, : int(random.integers(8, 40))] = 0.9
    mask[-int(random.integers(8, 30)) :] = 0.8
    return cv2.GaussianBlur(mask, (0, 0), 2)


def _bleed_through(random: Random) -> Mask:
    mirrored = np.ascontiguousarray(_written(LINES, (200, 160))[:, ::-1])
    return cv2.GaussianBlur(mirrored, (0, 0), 2.5) * np.float32(random.uniform(0.1, 0.2))


def _faint_pencil(random: Random) -> Mask:
    mask = _nothing(random)
    steps = np.cumsum(np.full(60, 9))
    points = np.stack([300 + steps, 900 + random.integers(-22, 22, 60)], axis=1).astype(np.int32)
    cv2.polylines(mask, [points], False, 0.2, 3, cv2.LINE_AA)
    return mask


def _stamp(random: Random) -> Mask:
    mask = _nothing(random)
    for radius, thick in ((160, 5), (110, 3)):
        cv2.circle(mask, (800, int(random.integers(400, 1800))), radius, 0.4, thick, cv2.LINE_AA)
    return mask


KINDS: dict[str, tuple[Callable[[Random], Mask], set[Ink]]] = {
    "clean": (_nothing, {Ink.BLANK}),
    "punch holes": (_holes, {Ink.BLANK}),
    "black edges": (_black_edges, {Ink.BLANK}),
    "bleed-through": (_bleed_through, {Ink.BLANK, Ink.DOUBTFUL}),
    "faint pencil": (_faint_pencil, {Ink.WRITTEN, Ink.DOUBTFUL}),
    "stamp": (_stamp, {Ink.WRITTEN}),
    "one line": (
        lambda random: _written(LINES[:1], (250, int(random.integers(200, 2000)))),
        {Ink.WRITTEN},
    ),
    "sheet number": (lambda _: _written(["137"], (1450, 80)) * np.float32(0.5), {Ink.WRITTEN}),
    "full page": (lambda _: _written(LINES, (200, 160)) * np.float32(0.7), {Ink.WRITTEN}),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_backs_are_told_apart(kind: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    draw, right = KINDS[kind]
    shade = np.linspace(1, random.uniform(0.88, 1), WIDTH, dtype=np.float32)
    paper = random.uniform(205, 250) * shade * (1 - draw(random))
    scan = cv2.GaussianBlur(paper.astype(np.float32), (0, 0), 0.7)
    tile = random.normal(0, random.uniform(1.5, 6), (HEIGHT // 2, WIDTH // 2)).astype(np.float32)
    grain = np.tile(tile, (3, 2))[:HEIGHT, :WIDTH]
    pixels = np.clip(scan + grain, 0, 255).astype(np.uint8)

    assert ink_on(pixels, DPI) in right


def test_coloured_ink_counts() -> None:
    """Recognition fades blue ink; here it must not: a blue signature on a back is writing."""
    pixels = np.full((1169, 827, 3), 245, np.uint8)
    cv2.putText(pixels, "Signed", (200, 500), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 2, (60, 80, 220), 3)

    assert ink_on(pixels, 100) is Ink.WRITTEN
