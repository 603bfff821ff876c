"""PDF pages of every awkward kind, and how they look."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Page, Pdf

Picture = npt.NDArray[np.uint8]

# A mark in each corner region and one in the middle: turned or moved content shows.
MARKS = b"0.2 g 60 60 40 40 re f 0.5 g 300 400 120 60 re f"


def a_page(
    pdf: Pdf,
    content: bytes | list[bytes] = MARKS,
    *,
    size: tuple[float, float, float, float] = (0, 0, 595, 842),
    rotate: int = 0,
    **more: Any,
) -> Page:
    page = pdf.add_blank_page()
    page.obj.MediaBox = Array(size)
    if rotate:
        page.obj.Rotate = rotate
    streams = [
        pdf.make_stream(one) for one in ([content] if isinstance(content, bytes) else content)
    ]
    page.obj.Contents = streams[0] if isinstance(content, bytes) else Array(streams)
    for key, value in more.items():
        page.obj[f"/{key}"] = value
    return page


def saved(path: Path, fill: Callable[[Pdf], object]) -> Path:
    with pikepdf.new() as pdf:
        fill(pdf)
        pdf.save(path, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return path


def pictures(path: Path, dpi: float = 36) -> list[Picture]:
    with pypdfium2.PdfDocument(path) as document:
        return [
            page.render(scale=dpi / 72, grayscale=True, may_draw_forms=False).to_numpy()[:, :]
            for page in document
        ]


def texts(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def ink(picture: Picture, level: int = 100) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is darker than `level`, as shares of the page."""
    rows, columns = np.nonzero(picture.reshape(picture.shape[:2]) < level)
    height, width = picture.shape[:2]
    return (
        float(columns.min() / width),
        float(rows.min() / height),
        float((columns.max() + 1) / width),
        float((rows.max() + 1) / height),
    )


def labels(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        numbers = list(pdf.Root.PageLabels.Nums)
        assert [int(n) for n in numbers[::2]] == list(range(len(pdf.pages)))
        return [str(label.P) for label in numbers[1::2]]


def outline(path: Path) -> list[tuple[int, str, int | None]]:
    with pypdfium2.PdfDocument(path) as document:
        return [
            (item.level, item.get_title(), (dest := item.get_dest()) and dest.get_index())
            for item in document.get_toc()
        ]


def layer(pdf: Pdf, name: str) -> pikepdf.Object:
    return pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name))


def with_layers(pdf: Pdf, *, off: Iterable[int] = (), base: str = "") -> None:
    """A page of two squares, each on a layer of its own."""
    layers = [layer(pdf, "перший"), layer(pdf, "другий")]
    content = b"/OC /L0 BDC 0 g 100 100 100 100 re f EMC /OC /L1 BDC 0 g 400 100 100 100 re f EMC"
    a_page(
        pdf,
        content,
        Resources=Dictionary(Properties=Dictionary(L0=layers[0], L1=layers[1])),
    )
    default = Dictionary(OFF=Array([layers[i] for i in off]))
    if base:
        default.BaseState = Name(base)
        default.ON = Array([layers[0]])
    pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=default)


def stamp_annotation(pdf: Pdf, page: pikepdf.Page, **more: Any) -> None:
    look = pdf.make_stream(
        b"0 g 0 0 80 40 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 80, 40])
    )
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Stamp,
        Rect=Array([200, 200, 280, 240]),
        AP=Dictionary(N=look),
        A=Dictionary(S=Name.JavaScript, JS="app.alert(1)"),
        **more,
    )
    page.obj.Annots = Array([pdf.make_indirect(note)])
