"""Annotations and layers: what a reader sees becomes part of the page, what is hidden stays so."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from inventory.export import Bound, Leaf
from tests.inventory.pages import (
    a_page,
    pictures,
    saved,
    stamp_annotation,
    with_layers,
)
from tests.inventory.test_volume_export import bind, one_leaf_each


def test_annotations_become_part_of_the_page_and_do_nothing(tmp_path: Path) -> None:
    def fill(pdf: Pdf) -> None:
        stamp_annotation(pdf, a_page(pdf), F=4)
        page = a_page(pdf)
        stamp_annotation(pdf, page, F=2)  # hidden
        page.obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(2)"))
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(3)")
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))
        pdf.attachments["x.exe"] = b"MZ, an attached program"

    source = saved(tmp_path / "s.pdf", fill)
    out = bind(tmp_path, one_leaf_each(source, 2))
    shown, hidden = pictures(out)
    assert shown[int(0.74 * 421), int(0.4 * 298)] == 0
    assert hidden[int(0.74 * 421), int(0.4 * 298)] == 255
    with pikepdf.open(out) as pdf:
        assert set(pdf.Root.keys()) <= {
            *("/Type", "/Pages", "/Outlines", "/PageLabels", "/PageMode", "/Lang"),
            "/ViewerPreferences",
        }
        assert all("/Annots" not in page.obj and "/AA" not in page.obj for page in pdf.pages)
        raw = io.BytesIO()
        pdf.save(raw, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"JavaScript" not in raw.getvalue()
    assert b"an attached program" not in raw.getvalue()


@pytest.mark.parametrize(
    ("layers", "seen"),
    [
        ({}, (True, True)),
        ({"off": [1]}, (True, False)),
        ({"off": [0, 1]}, (False, False)),
        ({"base": "/OFF"}, (True, False)),
    ],
)
def test_what_a_document_hides_stays_hidden(
    tmp_path: Path, layers: dict[str, object], seen: tuple[bool, bool]
) -> None:
    source = saved(tmp_path / "s.pdf", lambda pdf: with_layers(pdf, **layers))  # type: ignore[arg-type]
    plain = saved(tmp_path / "p.pdf", a_page)
    out = bind(tmp_path, one_leaf_each(plain, 1), one_leaf_each(source, 1))
    picture = pictures(out, dpi=72)[1]
    assert (picture[692, 150] == 0, picture[692, 450] == 0) == seen


def test_a_form_of_another_document_is_not_dragged_along(tmp_path: Path) -> None:
    """Copying follows references: a link to another page must not bring that page."""

    def fill(pdf: Pdf) -> None:
        first, secret = a_page(pdf), a_page(pdf, b"0 g 7 7 7 7 re f")
        first.obj.Annots = Array(
            [
                pdf.make_indirect(
                    Dictionary(
                        Type=Name.Annot,
                        Subtype=Name.Link,
                        Rect=Array([0, 0, 9, 9]),
                        Dest=Array([secret.obj, Name.Fit]),
                    )
                )
            ]
        )
        first.obj.PieceInfo = Dictionary(X=Dictionary(Private=secret.obj))

    source = saved(tmp_path / "s.pdf", fill)
    out = bind(tmp_path, Bound(source, "Документ", (Leaf("1", (0,)),)))
    with pikepdf.open(out) as pdf:
        streams = [o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream)]
    assert not any(b"7 7 7 7 re" in stream for stream in streams)
