"""Recognition: from the picture of a page to words on their places.

Knows: how a court's colour scan is made readable for Tesseract, and how its answer is read.
Does not know: where the picture comes from, and what becomes of the words.
Keeps: one Tesseract per call, single-threaded (Debian's burns 4.5 times the CPU otherwise), with
the memory and network limits of the airlock child it is started from; it is killed with that child.

Colour is the way to see text below a stamp: blue and red ink is bright in one of the channels, so
max(R,G,B) fades it while black stays black. With Sauvola's threshold after it, errors on stamped
pages fall from 12-17 % to 1-2 % (measured). It is never combined with a division by the
background, which undoes Sauvola.
"""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.reading.errors import OcrFailed
from ingest.reading.model import Lines, ReadWord

Grey = NDArray[Any]  # uint8; OpenCV does not say so

_SAUVOLA = "2"
_SKEW_MAX = 6.0
_SKEW_MIN = 0.4  # below it Tesseract's own levelling is as good
_SIDEWAYS = 1.4  # how much sharper columns must be than rows
_UNSURE = 60  # mean confidence: upright pages reach 85 to 95, upside-down ones 25
_OSD_CONFIDENCE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """Words of one picture; boxes in tenths of a point on the upright page.

    Attributes:
        lines: words by line, from top to bottom.
        turned: degrees clockwise by which the picture was turned to stand upright.
        confidence: mean over the words, 0 to 100; None without words.
    """

    lines: Lines
    turned: int
    confidence: int | None


def fade_stamps(picture: NDArray[Any]) -> Grey:
    """max(R,G,B) of a colour picture; a grey one as it is."""
    if picture.ndim == 2:
        return picture
    red, green, blue = cv2.split(picture)
    return cv2.max(cv2.max(red, green), blue)


def recognise(grey: Grey, *, dpi: int, tesseract: str, model: str) -> Recognised:
    """Read the words of a page, in at most four runs of Tesseract; usually in one.

    Args:
        grey: the page, ink dark on bright.
        dpi: its resolution.
        tesseract: path of the program.
        model: name of the model of the Cyrillic script (`ukr` cannot print «№»).

    Raises:
        OcrFailed: Tesseract could not.
    """
    engine = _Tesseract(tesseract, model, dpi)
    turned = (engine.upright(grey) or 0) if _sideways(grey) else 0
    lines = engine.lines_of(turn(grey, turned))
    if lines and (further := _further(engine, turn(grey, turned), lines)):
        again = engine.lines_of(turn(grey, (turned + further) % 360))
        if again and _mean(again) > _mean(lines) + (-10 if _downwards(lines) else 10):
            turned, lines = (turned + further) % 360, again
    sure = round(_mean(lines)) if lines else None
    return Recognised(lines=lines, turned=turned, confidence=sure)


class _Tesseract:
    """The program with what every run of it needs."""

    def __init__(self, program: str, model: str, dpi: int) -> None:
        self._program, self._model, self._dpi = program, model, dpi

    def lines_of(self, grey: Grey) -> Lines:
        """Words of a picture that stands upright but may be askew by a few degrees."""
        skew = _skew(grey, self._dpi)
        height, width = grey.shape
        levelling = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
        if skew:
            grey = cv2.warpAffine(grey, levelling, (width, height), borderMode=cv2.BORDER_REPLICATE)
        how = ("--dpi", str(self._dpi), "-c", f"thresholding_method={_SAUVOLA}")
        table = self._run(grey, "-l", self._model, *how, "tsv")
        back = cv2.invertAffineTransform(levelling)
        lines = (line for words in _lines(table) for line in _level(words))
        return tuple(_placed(line, back, 720 / self._dpi) for line in lines)

    def upright(self, grey: Grey) -> int | None:
        """By how many degrees clockwise the picture must be turned to be read; None: unsure."""
        half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        try:
            said = self._run(half, "--psm", "0", "-l", "osd", "--dpi", str(self._dpi // 2))
        except OcrFailed:  # too few letters to tell: that is an answer
            return None
        values = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
        if float(values.get("Orientation confidence", 0)) < _OSD_CONFIDENCE:
            return None
        return int(values.get("Rotate", 0)) % 360

    def _run(self, grey: Grey, *options: str) -> str:
        height, width = grey.shape
        done = subprocess.run(
            [self._program, "stdin", "stdout", *options],
            input=b"P5 %d %d 255\n" % (width, height) + grey.tobytes(),
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            raise OcrFailed(reason=done.stderr.decode("utf-8", "replace")[-200:])
        return done.stdout.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float


def _lines(table: str) -> Iterator[list[_Found]]:
    """The words in Tesseract's TSV, line by line.

    Columns: level page block paragraph line word left top width height confidence text.
    """
    rows = (row.split("\t", 11) for row in table.splitlines()[1:])
    words = (row for row in rows if row[0] == "5" and row[11].strip())
    for _, line in groupby(words, key=lambda row: row[2:5]):
        yield [
            _Found(
                row[11].strip(), int(row[6]), int(row[7]), int(row[8]), int(row[9]), float(row[10])
            )
            for row in line
        ]


def _level(line: list[_Found]) -> Iterator[list[_Found]]:
    """The line itself; or its words one by one where it runs up or down the page.

    Plans are lettered along their edges, and a stroke may be taken for such letters: as one line
    of a common height all its words would lie on each other.
    """
    middles = [(w.left + w.width / 2, w.top + w.height / 2) for w in line]
    across, down = (max(places) - min(places) for places in zip(*middles, strict=True))
    if down > across:
        yield from ([word] for word in line)
    else:
        yield line


def _placed(line: list[_Found], back: NDArray[Any], scale: float) -> tuple[ReadWord, ...]:
    """The words of a line where they are on the page.

    They share their height, so that they stay one line for whoever selects them. `back` leads
    from the levelled picture to the page; a box keeps its size and moves with its middle.
    """
    # Quartiles: one word with a stamp's arc in it must not make the whole line tall.
    top = sorted(word.top for word in line)[len(line) // 4]
    height = sorted(word.top + word.height for word in line)[-1 - len(line) // 4] - top
    placed = []
    for word in line:
        x, y = back @ (word.left + word.width / 2, top + height / 2, 1.0)
        placed.append(
            ReadWord(
                word.text,
                round((float(x) - word.width / 2) * scale),
                round((float(y) - height / 2) * scale),
                round(word.width * scale),
                round(height * scale),
                round(word.confidence),
            )
        )
    return tuple(placed)


def _mean(lines: Lines) -> float:
    words = [word.confidence for line in lines for word in line]
    return statistics.fmean(words) if words else 0.0


def _further(engine: _Tesseract, grey: Grey, lines: Lines) -> int:
    """By how many degrees the picture is turned for a second try; 0 when it stands right."""
    if _mean(lines) >= _UNSURE:
        # Tesseract reads lines that run downwards just as well, in that one direction.
        return 270 if _downwards(lines) else 0
    told = engine.upright(grey)
    return told if told is not None else 90 if _downwards(lines) else 180


def _downwards(lines: Lines) -> bool:
    """Whether most words are taller than wide: the text runs along the other side of the page."""
    long = [word for line in lines for word in line if len(word.text) > 3]
    return 2 * sum(word.height > word.width for word in long) > len(long)


def turn(grey: Grey, degrees: int) -> Grey:
    """Turn clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(grey, -degrees // 90)) if degrees else grey


def _ink(grey: Grey, scale: float) -> NDArray[np.float32]:
    """A small picture in which ink is bright and paper is 0, whatever the lighting."""
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.subtract(cv2.medianBlur(small, 31), small)
    return np.where(ink > 16, ink, 0).astype(np.float32)


def _sideways(grey: Grey) -> bool:
    """Whether lines of text seem to run from top to bottom.

    Tesseract reads such a page half of the time and never says that it was turned.
    """
    ink = _ink(grey, min(1.0, 800 / max(grey.shape)))
    rows, columns = (float((np.diff(ink.mean(axis=axis)) ** 2).mean()) for axis in (1, 0))
    return columns > _SIDEWAYS * rows


def _skew(grey: Grey, dpi: int) -> float:
    """The angle that makes rows of text sharpest, degrees; 0 when nothing is gained by it."""
    ink = _ink(grey, 75 / dpi)
    height, width = ink.shape

    def sharpness(angle: float) -> float:
        turning = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        rows = cv2.warpAffine(ink, turning, (width, height)).sum(axis=1)
        return float((np.diff(rows) ** 2).sum())

    coarse = max(np.arange(-_SKEW_MAX, _SKEW_MAX + 0.1, 0.5), key=sharpness)
    best = max(np.arange(coarse - 0.4, coarse + 0.41, 0.1), key=sharpness)
    worthwhile = abs(best) >= _SKEW_MIN and sharpness(best) > 1.1 * sharpness(0.0)
    return float(best) if worthwhile else 0.0
