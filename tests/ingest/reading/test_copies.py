"""Reading copies: PDF/A where it can be, the same pages and the same words always."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pikepdf.pdfa
import pypdfium2
import pytest
from pikepdf import Name
from PIL import Image

from ingest.reading import FileKind, Reader, ReadingCopy, Tools
from ingest.reading.same import letters_of
from tests.ingest.reading.conftest import AT, Read
from tests.ingest.reading.scans import as_jpeg, page, spoilt, stamped
from vault.airlock import Airlock

DPI = 100
SHORT = ["Справа № 757/12345/25", "УХВАЛА", "про забезпечення позову"]


def drawn(path: Path, number: int = 0, dpi: int = DPI) -> np.ndarray[Any, Any]:
    with pypdfium2.PdfDocument(path) as opened:
        return np.asarray(opened[number].render(scale=dpi / 72).to_pil().convert("RGB")).copy()


def text_of(path: Path, number: int = 0) -> str:
    with pypdfium2.PdfDocument(path) as opened:
        text: str = opened[number].get_textpage().get_text_range()
        return text


def passes(path: Path, flavour: str) -> bool:
    return bool(pikepdf.pdfa.validate_written(path, flavour).passed)


def far(first: np.ndarray[Any, Any], second: np.ndarray[Any, Any]) -> float:
    """Mean difference of two pictures, 0 to 255."""
    return float(np.abs(first.astype(int) - second.astype(int)).mean())


def test_the_copy_of_a_scan_is_pdf_a_1(
    look: Callable[[Path, FileKind], ReadingCopy], tmp_path: Path
) -> None:
    source = as_jpeg(spoilt(stamped(page(dpi=DPI)), noise=3), tmp_path / "a.jpg", dpi=DPI)

    copy = look(source, FileKind.JPEG)

    assert copy.path is not None
    assert (copy.conformance, copy.reason, copy.outside_list) == ("PDF/A-1b", None, False)
    assert passes(copy.path, "1b")
    with pikepdf.open(copy.path) as pdf:
        (picture,) = pdf.pages[0].get_images().values()
        assert picture.read_raw_bytes() == source.read_bytes(), "a JPEG is kept as it is"
    with Image.open(source) as image:
        assert far(drawn(copy.path)[: image.height], np.asarray(image)) < 1, "two decoders"


def _rotated(image: Image.Image, path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image.rotate(90, expand=True).save(path, "JPEG", dpi=(DPI, DPI), exif=exif, quality=90)


def _mirrored(image: Image.Image, path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 2
    image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(
        path, "JPEG", dpi=(DPI, DPI), exif=exif, quality=90
    )


def _transparent(image: Image.Image, path: Path) -> None:
    clear = image.convert("RGBA")
    clear.putalpha(image.convert("L").point(lambda value: 255 - value))
    clear.save(path, "PNG", dpi=(DPI, DPI))


def _deep(image: Image.Image, path: Path) -> None:
    grey = np.asarray(image.convert("L")).astype(np.uint16) * 257
    Image.fromarray(grey).save(path, "TIFF", dpi=(DPI, DPI))


PICTURES: dict[str, tuple[FileKind, Callable[[Image.Image, Path], None]]] = {
    "grey jpeg": (FileKind.JPEG, lambda i, p: i.convert("L").save(p, "JPEG", dpi=(DPI, DPI))),
    "cmyk jpeg": (FileKind.JPEG, lambda i, p: i.convert("CMYK").save(p, "JPEG", dpi=(DPI, DPI))),
    "jpeg turned by exif": (FileKind.JPEG, _rotated),
    "jpeg mirrored by exif": (FileKind.JPEG, _mirrored),
    "png of a screen": (FileKind.PNG, lambda i, p: i.quantize(16).save(p, "PNG", dpi=(DPI, DPI))),
    "png without a ground": (FileKind.PNG, _transparent),
    "tiff, 16 bits": (FileKind.TIFF, _deep),
    "tiff, lzw": (
        FileKind.TIFF,
        lambda i, p: i.save(p, "TIFF", dpi=(DPI, DPI), compression="tiff_lzw"),
    ),
    "tiff, g4": (
        FileKind.TIFF,
        lambda i, p: i.convert("1").save(p, "TIFF", dpi=(DPI, DPI), compression="group4"),
    ),
    "png, black and white": (
        FileKind.PNG,
        lambda i, p: i.convert("1").save(p, "PNG", dpi=(DPI, DPI)),
    ),
}


@pytest.mark.parametrize("what", PICTURES)
def test_pictures_of_every_kind_look_the_same(
    what: str, look: Callable[[Path, FileKind], ReadingCopy], tmp_path: Path
) -> None:
    image = page(SHORT, dpi=DPI)
    kind, save = PICTURES[what]
    save(image, tmp_path / "a")

    copy = look(tmp_path / "a", kind)

    assert (copy.conformance, copy.reason) == ("PDF/A-1b", None)
    assert copy.path is not None
    shown = drawn(copy.path)
    assert max(abs(np.subtract(shown.shape[1::-1], image.size))) <= 1, "one begun pixel more"
    shown = shown[: image.height, : image.width]
    assert far(shown, np.asarray(image)) < 2.5, "paper shade of CMYK and JPEG included"
    ink = np.argwhere(np.asarray(image.convert("L")) < 128)
    again = np.argwhere(shown.mean(axis=2) < 128)
    assert np.abs(ink.min(axis=0) - again.min(axis=0)).max() <= 1
    assert np.abs(ink.max(axis=0) - again.max(axis=0)).max() <= 1


def test_black_and_white_stays_so_without_loss(
    look: Callable[[Path, FileKind], ReadingCopy], tmp_path: Path
) -> None:
    frames = [page([line], dpi=200).convert("1") for line in SHORT]
    source = tmp_path / "a.tif"
    frames[0].save(
        source, save_all=True, append_images=frames[1:], dpi=(200, 200), compression="group4"
    )

    copy = look(source, FileKind.TIFF)

    assert copy.path is not None
    assert copy.conformance == "PDF/A-1b"
    with pikepdf.open(copy.path) as pdf:
        assert len(pdf.pages) == 3
        for frame, leaf in zip(frames, pdf.pages, strict=True):
            (picture,) = leaf.get_images().values()
            assert picture.Filter == Name.CCITTFaxDecode
            assert isinstance(picture, pikepdf.Stream)
            unpacked = pikepdf.PdfImage(picture).as_pil_image().convert("1")
            assert np.array_equal(np.asarray(unpacked), np.asarray(frame))


def test_a_photo_that_claims_72_dpi_is_taken_for_a4(
    look: Callable[[Path, FileKind], ReadingCopy], tmp_path: Path
) -> None:
    source = as_jpeg(page(SHORT, dpi=DPI), tmp_path / "a.jpg", dpi=72)

    copy = look(source, FileKind.JPEG)

    assert copy.path is not None
    with pypdfium2.PdfDocument(copy.path) as opened:
        width, height = opened[0].get_size()
    assert abs(width - 595) < 2
    assert abs(height - 842) < 2


def test_the_same_input_gives_the_same_copy(
    airlock: Airlock, office_airlock: Airlock, tmp_path: Path
) -> None:
    source = as_jpeg(page(SHORT, dpi=DPI), tmp_path / "a.jpg", dpi=DPI)
    copies = []
    for _ in range(2):
        time.sleep(1.1)  # nothing of the machine's clock may be in it
        with airlock.folder() as folder:
            found = Reader(airlock, office_airlock, Tools(), 1).read(
                source, FileKind.JPEG, folder, at=AT
            )
            assert found.copy.path is not None
            copies.append(found.copy.path.read_bytes())

    assert copies[0] == copies[1]


@pytest.mark.usefixtures("tesseract")
def test_the_words_of_a_scan_are_in_its_copy(read: Read, tmp_path: Path) -> None:
    source = as_jpeg(spoilt(page(SHORT, dpi=200), noise=3), tmp_path / "a.jpg", dpi=200)

    result = read(source, FileKind.JPEG)

    assert result.copy.path is not None
    assert result.copy.conformance == "PDF/A-1b"
    assert letters_of(text_of(result.copy.path)) == letters_of(result.pages[0].text)
    assert "№ 757/12345/25" in text_of(result.copy.path)
    assert result.tools["ocr"].startswith("tesseract ")
    assert len(result.tools["ocr_model_sha256"]) == 64
