"""Recognition: what is read on spoilt pages, and that nothing hangs on the program being there."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.reading import FileKind, Ink, Reader, TextSource, Tools, ocr
from tests.ingest.reading import scans
from tests.ingest.reading.conftest import AT, Read
from tests.ingest.reading.scans import LINES, as_jpeg, error_rate, page, spoilt, stamped
from vault.airlock import Airlock, Limits
from vault.errors import TimedOut

TRUTH = "\n".join(LINES)

SPOILT = {
    "sans, small, askew by 4 degrees": lambda: spoilt(page(points=11, font=scans.SANS), skew=-4),
    "stamped, pale, noisy": lambda: spoilt(stamped(page()), contrast=0.6, noise=9),
}


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize("how", SPOILT)
def test_spoilt_pages_are_read_with_few_errors(how: str, read: Read, tmp_path: Path) -> None:
    (found,) = read(as_jpeg(SPOILT[how](), tmp_path / "a.jpg", quality=65), FileKind.JPEG).pages

    assert error_rate(found.text, TRUTH) <= 0.03
    assert found.text.count("№") == TRUTH.count("№")
    assert found.source is TextSource.OCR
    assert found.ink is Ink.WRITTEN
    assert found.confidence is not None
    assert found.confidence > 80


@pytest.mark.usefixtures("tesseract")
def test_coarse_scans_are_read_too(read: Read, tmp_path: Path) -> None:
    lines = LINES[:12]
    image = spoilt(page(lines, dpi=110), noise=3)
    (found,) = read(as_jpeg(image, tmp_path / "a.jpg", dpi=110), FileKind.JPEG).pages

    assert error_rate(found.text, "\n".join(lines)) <= 0.03


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize("turned", [90, 180])
def test_turned_pages_are_turned_upright(turned: int, read: Read, tmp_path: Path) -> None:
    lines = LINES[:12]
    upright = spoilt(page(lines, dpi=200), noise=3)
    image = upright.rotate(turned, expand=True)  # counter-clockwise
    (found,) = read(as_jpeg(image, tmp_path / "a.jpg", dpi=200), FileKind.JPEG).pages

    assert found.turned == turned
    assert error_rate(found.text, "\n".join(lines)) <= 0.03
    assert abs(found.width - 5954) <= 2
    assert abs(found.height - 8417) <= 2
    first = found.lines[0][0]
    assert first.text == "Справа"
    assert abs(first.left - 720) < 150, "words are placed on the page as the copy shows it"


@pytest.mark.usefixtures("tesseract")
def test_words_lie_where_they_are_printed(read: Read, tmp_path: Path) -> None:
    image = page(["Верхній лівий"], dpi=200)
    (found,) = read(as_jpeg(image, tmp_path / "a.jpg", dpi=200), FileKind.JPEG).pages

    ink = np.argwhere(np.asarray(image.convert("L")) < 128) * 720 / 200
    word = found.lines[0][0]
    last = found.lines[0][-1]
    assert abs(word.left - ink[:, 1].min()) < 20
    assert abs(word.top - ink[:, 0].min()) < 20
    assert abs(last.left + last.width - ink[:, 1].max()) < 20


def test_coloured_ink_fades_and_black_stays() -> None:
    colours = np.array([[[40, 60, 230], [210, 30, 40], [10, 12, 11], [250, 251, 249]]], np.uint8)

    assert ocr.fade_stamps(colours).tolist() == [[230, 210, 12, 251]]


def test_without_the_program_the_page_says_so(
    airlock: Airlock, office_airlock: Airlock, folder: Path, tmp_path: Path
) -> None:
    bare = Reader(airlock, office_airlock, Tools(), workers=1)
    image = as_jpeg(spoilt(page(dpi=150)), tmp_path / "a.jpg", dpi=150)

    result = bare.read(image, FileKind.JPEG, folder, at=AT)

    (found,) = result.pages
    assert found.text == ""
    assert found.source is TextSource.NONE
    assert found.reason is not None
    assert found.reason.code == "I050"
    assert "немає програми розпізнавання" in found.reason.text
    assert found.ink is Ink.WRITTEN, "whether a back is blank is known all the same"
    assert result.copy.conformance == "PDF/A-1b", "and so is the picture of the page"
    assert "ocr" not in result.tools


def test_a_failing_program_is_a_reason(
    airlock: Airlock, office_airlock: Airlock, folder: Path, tmp_path: Path
) -> None:
    broken = Tools(tesseract="/bin/false", model="Cyrillic", missing="")
    image = as_jpeg(spoilt(page(dpi=150)), tmp_path / "a.jpg", dpi=150)

    result = Reader(airlock, office_airlock, broken, 1).read(image, FileKind.JPEG, folder, at=AT)

    assert result.pages[0].reason is not None
    assert result.pages[0].reason.code == "I054"
    assert result.copy.path is not None


def test_a_program_that_hangs_is_killed_with_its_child(airlock: Airlock, tmp_path: Path) -> None:
    sleeper = tmp_path / "tesseract"
    sleeper.write_text(f"#!/bin/sh\nexec sleep 3{os.getpid()}\n", encoding="ascii")
    sleeper.chmod(0o755)
    image = as_jpeg(page(dpi=100), tmp_path / "a.jpg", dpi=100)

    with pytest.raises(TimedOut):
        airlock.call(
            "ingest.reading.tasks:read_page",
            limits=Limits(seconds=2),
            path=str(image),
            kind="jpeg",
            page=0,
            tesseract=str(sleeper),
            model="Cyrillic",
        )

    commands = [_command(pid) for pid in Path("/proc").iterdir() if pid.name.isdigit()]
    assert f"3{os.getpid()}" not in commands


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().rstrip(b"\0").rpartition(b"\0")[2].decode()
    except (OSError, UnicodeDecodeError):
        return ""


@pytest.mark.usefixtures("tesseract")
def test_a_page_without_letters_is_no_text(read: Read, tmp_path: Path) -> None:
    image = Image.fromarray(np.full((1169, 827, 3), 240, np.uint8))
    (found,) = read(as_jpeg(image, tmp_path / "a.jpg", dpi=100), FileKind.JPEG).pages

    assert found.ink is Ink.BLANK
    assert (found.text, found.lines, found.reason) == ("", (), None)
