"""Certified copies: the marks, their places, and the number of leaves that is printed."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Pdf

from inventory.export import Copied, CopyOrder, NotExportable
from inventory.export.copy import CopyLayout, certify_copy, lay_out
from inventory.export.space import bands_of
from inventory.forms import (
    FROM_ASDS,
    MATCHES_CASE,
    CopyMark,
    Press,
    Signatory,
    copy_mark,
)
from inventory.tasks import certify_copy as task
from tests.clauses import proves
from tests.inventory.conftest import pages_of
from tests.inventory.pages import MARKS, a_page, ink, pictures, saved, texts

CERTIFIER = Signatory("Секретар судового засідання", "П. П. Приклад", dt.date(2025, 5, 3))
FORCE = "Рішення набрало законної сили 02.05.2025"
MARK = CopyMark(certifier=CERTIFIER, lines=(FROM_ASDS, FORCE))
HALF = b"0.2 g 60 500 400 300 re f"  # text in the upper half
FULL = b"0.2 g 60 60 400 740 re f"
FOOTER = HALF + b" 290 40 10 8 re f"  # and a page number


def copied(
    tmp_path: Path, press: Press, contents: list[bytes], *, duplex: bool, **more: object
) -> tuple[Path, Copied]:
    def fill(pdf: Pdf) -> None:
        for content in contents:
            a_page(pdf, content)

    source, out, work = saved(tmp_path / "s.pdf", fill), tmp_path / "copy.pdf", tmp_path / "work"
    work.mkdir(exist_ok=True)
    order = CopyOrder(title="Рішення", mark=MARK, duplex=duplex, **more)  # type: ignore[arg-type]
    made = certify_copy(order, source, out, work, press)
    assert not list(work.iterdir())
    return out, made


def said(path: Path) -> list[str]:
    return [" ".join(text.split()) for text in texts(path)]


@proves(
    "814:XI.9",
    "814:XI.9-Копія",
    "814:XI.9-реквізити",
    "814:XI.9-місце",
    "814:XI.9-печатка",
    "814:XI.9-АСДС",
    "814:XI.3",
    "814:XI.3-набрало",
    "814:XII.6-місце",
)
def test_814_xi_9__marks_of_a_copy(tmp_path: Path, press: Press) -> None:
    """«Згідно з оригіналом» нижче реквізиту «Підпис», «Копія» у верхньому правому куті"""
    out, made = copied(tmp_path, press, [HALF], duplex=True)
    assert made == Copied(pages=1, leaves=1, marked_page=1, total_page=None)
    (text,) = said(out)
    assert "Копія" in text
    places = [
        text.index(part)
        for part in (
            "Згідно з оригіналом",
            FROM_ASDS,
            FORCE,
            "Секретар судового засідання П. П. Приклад 03.05.2025",
            "(посада) (підпис) (ініціали, прізвище) (дата)",
            "М. П.",
        )
    ]
    assert places == sorted(places)
    (picture,) = pictures(out, dpi=72)
    word = picture[:40]
    assert ink(word)[0] > 0.8  # «Копія» is at the right
    assert np.array_equal(picture[60:345], pictures(tmp_path / "s.pdf", dpi=72)[0][60:345])
    below = ink(picture[360:])
    assert below[1] * (842 - 360) + 360 > 342 + 10  # the mark begins below the text


@proves(
    "814:XI.9-АСДС",
    "814:XI.9-ЄДРСР",
    "814:XI.7-відмітка",
    "814:XI.3-набрало",
    "814:XI.3-не набрало",
)
@pytest.mark.parametrize(
    "line",
    [
        FROM_ASDS,
        "Виготовлено з ЄДРСР",
        MATCHES_CASE,
        "Рішення набрало законної сили 03.05.2025",
        "Рішення не набрало законної сили",
    ],
)
def test_814_xi__lines_of_the_mark_are_printed_as_given(press: Press, line: str) -> None:
    piece = press.piece(copy_mark(CopyMark(certifier=CERTIFIER, lines=(line,))))
    text = " ".join(pages_of(piece)[0].split())
    assert text.startswith(f"Згідно з оригіналом {line} Секретар")


@proves("814:XI.10", "814:XI.10-арк")
@pytest.mark.parametrize(
    ("contents", "duplex", "expected"),
    [
        ([FULL, HALF], False, Copied(pages=3, leaves=2, marked_page=2, total_page=3)),
        ([FULL, FULL], False, Copied(pages=4, leaves=3, marked_page=3, total_page=4)),
        ([FULL], False, Copied(pages=3, leaves=2, marked_page=2, total_page=3)),
        ([FULL, HALF], True, Copied(pages=2, leaves=1, marked_page=2, total_page=None)),
        ([FULL], True, Copied(pages=2, leaves=1, marked_page=2, total_page=None)),
        ([FULL, FULL], True, Copied(pages=4, leaves=2, marked_page=3, total_page=4)),
        ([FULL, FULL, HALF], True, Copied(pages=4, leaves=2, marked_page=3, total_page=4)),
        ([FULL, FULL, FULL], True, Copied(pages=4, leaves=2, marked_page=4, total_page=4)),
        ([FULL] * 3 + [HALF], True, Copied(pages=4, leaves=2, marked_page=4, total_page=4)),
        ([FULL] * 4, True, Copied(pages=6, leaves=3, marked_page=5, total_page=6)),
    ],
)
def test_814_xi_10__leaves_are_counted_on_the_back_of_the_last_one(
    tmp_path: Path, press: Press, contents: list[bytes], duplex: bool, expected: Copied
) -> None:
    """«на зворотному боці останнього аркуша … із відміткою "Всього в копії _____ арк."»"""
    out, made = copied(tmp_path, press, contents, duplex=duplex)
    assert made == expected
    text = said(out)
    assert len(text) == made.pages
    marked = [page for page, words in enumerate(text, 1) if "Згідно з оригіналом" in words]
    assert marked == [made.marked_page]
    totals = {
        page: re.findall(r"Всього в копії (\d+) арк\.", words) for page, words in enumerate(text, 1)
    }
    assert {page: found for page, found in totals.items() if found} == (
        {made.total_page: [str(made.leaves)]} if made.total_page else {}
    )
    if made.total_page:
        assert text[made.total_page - 1].count("П. П. Приклад") == 1 + (
            made.total_page == made.marked_page
        )
    assert [page for page, words in enumerate(text, 1) if "Копія" in words] == [1]


@proves("814:XI.10-арк")
@given(st.integers(1, 500), st.booleans(), st.booleans(), st.booleans())
def test_814_xi_10__layout_is_what_the_printer_gives(
    pages: int, duplex: bool, mark_fits: bool, both: bool
) -> None:
    both_fit = both and mark_fits
    layout = lay_out(pages, duplex=duplex, mark_fits=mark_fits, both_fit=both_fit)
    printed = layout.pages if duplex else layout.pages - (layout.total is not None)
    assert layout.leaves == (-(-printed // 2) if duplex else printed)
    assert layout.marked >= pages - 1
    assert layout.marked < layout.pages
    assert (layout.total is None) is (layout.leaves == 1)
    if layout.total is not None:
        assert layout.total == layout.pages - 1  # the last page is the back of the last leaf …
        assert not duplex or layout.total % 2 == 1
        assert layout.total >= layout.marked
    if layout.marked < pages:
        assert mark_fits
    added = CopyLayout(layout.marked, layout.total, layout.pages, layout.leaves).pages - pages
    assert added <= 2


@proves("814:XI.4")
def test_814_xi_4__sheets_of_a_copy_are_numbered_when_asked(tmp_path: Path, press: Press) -> None:
    out, _ = copied(tmp_path, press, [FULL] * 4, duplex=True, numbered=True)
    text = said(out)
    assert text[0].replace(" ", "") == "Копія1"
    assert text[1] == text[3] == ""
    assert text[2] == "2"
    assert text[4].startswith("3 Згідно") or text[4].endswith(" 3")


@pytest.mark.parametrize(
    ("name", "size", "rotate"),
    [
        ("landscape", (0, 0, 842, 595), 0),
        ("turned", (0, 0, 842, 595), 90),
        ("upside down", (0, 0, 595, 842), 180),
        ("A3", (0, 0, 842, 1191), 0),
        ("A5", (0, 0, 420, 595), 0),
        ("moved", (-100, -200, 495, 642), 0),
        ("pixels as points", (0, 0, 2480, 3508), 270),
    ],
)
def test_marks_stand_upright_on_every_page(
    tmp_path: Path,
    press: Press,
    name: str,
    size: tuple[float, float, float, float],
    rotate: int,
) -> None:
    source = saved(tmp_path / "s.pdf", lambda pdf: a_page(pdf, b"", size=size, rotate=rotate))
    (tmp_path / "w").mkdir()
    order = CopyOrder(title=name, mark=MARK, duplex=True)
    certify_copy(order, source, tmp_path / "c.pdf", tmp_path / "w", press)
    (picture,) = pictures(tmp_path / "c.pdf", dpi=72)
    height, width = picture.shape[:2]
    scale = min(height, width) / 595
    left, top, right, bottom = ink(picture[int(55 * scale) :])
    assert left * width > 40 * scale * 0.9
    assert right < 1
    assert (right - left) * width > 2.5 * (bottom - top) * (height - 55 * scale)
    assert "Згідно з оригіналом" in said(tmp_path / "c.pdf")[0]


def page_of(**dark: slice) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    picture = np.full((1200, 850), 235, dtype=np.uint8)
    picture += np.random.default_rng(1).integers(0, 15, picture.shape, dtype=np.uint8)
    for rows in dark.values():
        picture[rows, 200:600] = 40
    return picture


def test_blank_bands_lie_below_text_and_above_a_footer() -> None:
    ((start, end),) = bands_of(page_of(text=slice(100, 500)))
    assert (round(start, 2), round(end, 2)) == (0.42, 0.97)
    under, above = bands_of(page_of(text=slice(100, 500), footer=slice(1120, 1130)))
    assert (round(above[0], 2), round(above[1], 2)) == (0.42, 0.93)
    assert round(under[0], 2) == 0.94
    assert bands_of(page_of()) == [(0.0, 0.97)]


def test_in_doubt_there_is_no_room() -> None:
    line = page_of(text=slice(100, 200))
    line[:, 400:405] = 60
    assert all(end - start < 0.05 for start, end in bands_of(line))
    assert bands_of(255 - page_of()) == []
    faint = page_of(text=slice(100, 200))
    faint[700:704, 300:500] -= 50  # a pale signature
    assert bands_of(faint)[0][0] > 0.58
    dusty = page_of(text=slice(100, 200))
    dusty[900, 300] = dusty[950, 420] = 0
    assert bands_of(dusty)[0][0] < 0.17


def test_a_footer_does_not_cost_a_sheet(tmp_path: Path, press: Press) -> None:
    out, made = copied(tmp_path, press, [FOOTER], duplex=True)
    assert made.pages == 1
    (before,), (after,) = pictures(tmp_path / "s.pdf", dpi=72), pictures(out, dpi=72)
    assert np.array_equal(before[790:], after[790:])


def test_a_document_without_pages_is_refused(tmp_path: Path, press: Press) -> None:
    def fill(pdf: Pdf) -> None:
        pdf.Root.Pages.Kids = Array()

    source, out = saved(tmp_path / "s.pdf", fill), tmp_path / "c.pdf"
    order = CopyOrder(title="Порожній", mark=MARK, duplex=True)
    with pytest.raises(NotExportable, match="немає сторінок"):
        certify_copy(order, source, out, tmp_path, press)
    assert not out.exists()


def test_a_court_may_word_the_marks_itself(tmp_path: Path) -> None:
    from inventory import forms  # noqa: PLC0415  only its folder

    source = (Path(forms.__file__).parent / "copy_total.typ").read_text(encoding="utf-8")
    own = source.replace("Всього в копії", "Прошито та пронумеровано")
    (tmp_path / "copy_total.typ").write_text(own, encoding="utf-8")
    piece = Press(tmp_path).piece(forms.copy_total(CERTIFIER, 12))
    assert "Прошито та пронумеровано 12 арк." in " ".join(pages_of(piece)[0].split())


def test_the_task_speaks_json(tmp_path: Path) -> None:
    order = CopyOrder(title="Рішення", mark=MARK, duplex=False, numbered=True)
    assert CopyOrder.from_json(order.as_json()) == order
    source = saved(tmp_path / "s.pdf", lambda pdf: a_page(pdf, MARKS))
    (tmp_path / "w").mkdir()
    made = task(order.as_json(), str(source), str(tmp_path / "c.pdf"), str(tmp_path / "w"))
    assert Copied(**made).leaves in (1, 2)
