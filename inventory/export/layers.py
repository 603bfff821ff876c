"""Drawing on pages that others made.

Knows: how a page looks to its reader (rotation, visible box), and how to draw over it safely.
Does not know: what is drawn, or why.
Keeps: whatever state the page's own content leaves behind, ours is drawn upright, in place and to
size: the content becomes a form, and a form cannot leave its state to those after it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from vault import cause

A4 = (0.0, 0.0, 595.276, 841.89)
_SHOWN = ("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class View:
    """A page as its reader sees it, in the page's own units.

    Attributes:
        width, height: of the visible part, as seen.
        matrix: from a point as seen (from the lower left corner, right and up) to the page.
    """

    width: float
    height: float
    matrix: Matrix

    @property
    def scale(self) -> float:
        """What our sizes, meant for A4, are multiplied by: a scan may say 1 point a pixel."""
        return min(max(min(self.width, self.height) / A4[2], 0.35), 8.0)

    def at(self, right: float, up: float, scale: float = 1.0) -> Matrix:
        """Where something drawn from its own origin goes, to stand at this point as seen."""
        a, b, c, d, e, f = self.matrix
        return (
            a * scale,
            b * scale,
            c * scale,
            d * scale,
            a * right + c * up + e,
            b * right + d * up + f,
        )


def view(page: Page) -> View:
    """How the reader sees `page`: its visible box, turned by its rotation."""
    media = _box(page.obj.get("/MediaBox")) or A4
    crop = _box(page.obj.get("/CropBox")) or media
    x0, y0, x1, y1 = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    if x1 <= x0 or y1 <= y0:
        x0, y0, x1, y1 = media
    width, height = x1 - x0, y1 - y0
    turned: dict[int, tuple[float, float, Matrix]] = {
        0: (width, height, (1, 0, 0, 1, x0, y0)),
        90: (height, width, (0, 1, -1, 0, x1, y0)),
        180: (width, height, (-1, 0, 0, -1, x1, y1)),
        270: (height, width, (0, -1, 1, 0, x0, y1)),
    }
    return View(*turned[_rotation(page)])


def _box(value: Object | None) -> tuple[float, float, float, float] | None:
    """A box with its corners in order; None when it is not one."""
    try:
        x0, y0, x1, y1 = (float(number) for number in value)  # type: ignore[union-attr]
    except (TypeError, ValueError):
        return None
    ordered = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    return ordered if ordered[2] > ordered[0] and ordered[3] > ordered[1] else None


def _rotation(page: Page) -> int:
    try:
        turn = int(page.obj.get("/Rotate", 0)) % 360
    except (TypeError, ValueError):
        return 0
    return turn if turn % 90 == 0 else 0


def bare(page: Page) -> None:
    """Leave of a page only what it shows; its annotations were drawn into it before."""
    shown = {*_SHOWN, "/Contents", "/Resources"}
    for key in [key for key in page.obj.keys() if key not in shown]:  # noqa: SIM118  not a dict
        del page.obj[key]


class Overlay:
    """Draws forms over the pages of one PDF."""

    def __init__(self, pdf: Pdf) -> None:
        """Nothing is changed yet."""
        self._pdf = pdf
        self._taken: set[tuple[int, int]] = set()

    def draw(self, page: Page, forms: Iterable[tuple[Stream, Matrix]]) -> None:
        """Draw `forms` over `page`, each where its matrix says."""
        drawn: dict[str, Object] = {}
        operators = []
        for number, content in enumerate(self._content(page)):
            drawn[f"/P{number}"] = content
            operators.append(f"q /P{number} Do Q")
        for number, (form, matrix) in enumerate(forms):
            drawn[f"/S{number}"] = form
            operators.append(f"q {numbers(matrix)} cm /S{number} Do Q")
        page.obj.Contents = self._pdf.make_stream("\n".join(operators).encode())
        page.obj.Resources = Dictionary(XObject=Dictionary(drawn))

    def _content(self, page: Page) -> list[Stream]:
        """The page's content as forms: nearly always one."""
        contents = page.obj.get("/Contents")
        pieces = list(contents) if isinstance(contents, Array) else [contents]
        streams = [self._own(piece) for piece in pieces if isinstance(piece, Stream)]
        if len(streams) > 1:
            with suppress(pikepdf.PdfError):  # a damaged piece is drawn as far as readers can
                joined = b"\n".join(stream.read_bytes() for stream in streams)
                streams = [self._pdf.make_stream(joined)]
        box = Array(_box(page.obj.get("/MediaBox")) or A4)
        for form in streams:
            form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, box
            form.Resources = page.obj.get("/Resources", Dictionary())
            for key in ("/Group", "/Matrix"):
                if key in form:
                    del form[key]
        return streams

    def _own(self, stream: Stream) -> Stream:
        """`stream`, or a copy of it when another page draws it too; never decoded."""
        if stream.objgen not in self._taken:
            self._taken.add(stream.objgen)
            return stream
        kept = {k: stream[k] for k in ("/Filter", "/DecodeParms") if k in stream}
        return Stream(self._pdf, stream.read_raw_bytes(), kept)


def form_of(pdf: Pdf, content: bytes, box: Sequence[float], resources: Dictionary) -> Stream:
    """A form with this content."""
    return pdf.make_stream(
        content,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array(list(box)),
        Resources=resources,
    )


@dataclass(frozen=True, slots=True)
class SetPiece:
    """A set piece, as a form of the PDF it is drawn in; sizes in points at A4."""

    form: Stream
    width: float
    height: float


def piece_of(pdf: Pdf, data: bytes) -> SetPiece:
    """A piece that was set by itself, taken into `pdf`."""
    with pikepdf.open(io.BytesIO(data)) as piece:
        page = piece.pages[0]
        box = view(page)
        form = pdf.copy_foreign(piece.make_indirect(page.as_form_xobject()))
        assert isinstance(form, Stream)
        return SetPiece(form, box.width, box.height)


def numbers(values: Iterable[float]) -> str:
    """Numbers as content streams write them."""
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in values)


def reasoned(error: pikepdf.PdfError) -> str:
    """Why qpdf could not take a file, in our words."""
    return cause(str(error).rsplit("): ", maxsplit=1)[-1]) or "дані пошкоджено"
