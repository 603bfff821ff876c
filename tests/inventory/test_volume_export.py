"""One PDF of a volume: numbers where a reader expects them, pages as their documents show them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf

from inventory.export import Binding, Bound, Exported, Leaf, NotExportable
from inventory.export.layers import A4
from inventory.export.volume import export_volume
from inventory.forms import (
    Press,
    certification_note,
    cover,
    internal_inventory,
)
from inventory.tasks import export_volume as task
from tests.clauses import proves
from tests.inventory import samples
from tests.inventory.conftest import NOON
from tests.inventory.pages import (
    MARKS,
    a_page,
    ink,
    labels,
    outline,
    pictures,
    saved,
    stamp_annotation,
    texts,
    with_layers,
)
from vault.errors import Encrypted

A3 = (0, 0, 842, 1191)
SHAPES: dict[str, dict[str, object]] = {
    "A4": {},
    "landscape": {"size": (0, 0, 842, 595)},
    "A3": {"size": A3},
    "A3 landscape": {"size": (0, 0, 1191, 842)},
    "A5": {"size": (0, 0, 420, 595)},
    "slip": {"size": (0, 0, 165, 300)},
    "pixels as points": {"size": (0, 0, 2480, 3508)},
    "moved": {"size": (100, 200, 695, 1042)},
    "negative": {"size": (-300, -400, 295, 442)},
    "corners swapped": {"size": (595, 842, 0, 0)},
    "cropped": {"CropBox": Array([50, 100, 500, 700])},
    "cropped beyond": {"CropBox": Array([-50, 100, 5000, 700])},
    "cropped to nothing": {"CropBox": Array([10, 10, 10, 10])},
    "user unit": {"UserUnit": 2},
}


def bind(tmp_path: Path, *documents: Bound, **more: object) -> Path:
    out, work = tmp_path / "volume.pdf", tmp_path / "work"
    work.mkdir(exist_ok=True)
    binding = Binding(title="Справа № 757/12345/25", documents=documents, **more)  # type: ignore[arg-type]
    export_volume(binding, out, work)
    return out


def one_leaf_each(path: Path, count: int, title: str = "Документ") -> Bound:
    return Bound(path, title, tuple(Leaf(str(page + 1), (page,)) for page in range(count)))


@proves("814:VII.9-кут")
@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("shape", SHAPES)
def test_814_vii_9__the_number_stands_top_right_as_the_reader_sees_it(
    tmp_path: Path, shape: str, rotate: int
) -> None:
    """«нумеруються арабськими цифрами у правому верхньому куті»"""
    blank = saved(
        tmp_path / "blank.pdf",
        lambda pdf: a_page(pdf, b"", rotate=rotate, **SHAPES[shape]),  # type: ignore[arg-type]
    )
    out = bind(tmp_path, Bound(blank, "Документ", (Leaf("247ґ", (0,)),)))
    (picture,) = pictures(out, dpi=72)
    left, top, right, bottom = ink(picture)
    height, width = picture.shape[:2]
    short = min(height, width)
    assert 0 < (1 - right) * width < 0.06 * short
    assert 0 < top * height < 0.06 * short
    assert (bottom - top) * height < 0.06 * short
    assert (right - left) * width < 0.12 * short
    assert (right - left) * width > (bottom - top) * height  # it reads from left to right
    assert texts(out) == ["247ґ"]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_page_under_the_number_looks_as_before(tmp_path: Path, shape: str) -> None:
    source = saved(tmp_path / "s.pdf", lambda pdf: a_page(pdf, **SHAPES[shape]))  # type: ignore[arg-type]
    out = bind(tmp_path, one_leaf_each(source, 1))
    (before,), (after,) = pictures(source), pictures(out)
    assert before.shape == after.shape
    clear = slice(int(before.shape[0] * 0.1), None)
    assert np.array_equal(before[clear], after[clear])


UNRULY: dict[str, bytes | list[bytes]] = {
    "state left behind": b"q q 3 0 0 3 100 100 cm " + MARKS,
    "moved without q": b"2 0 0 2 50 50 cm " + MARKS,
    "too many Q": MARKS + b" Q Q Q",
    "clipped to nothing": MARKS + b" 0 0 1 1 re W n",
    "text not ended": MARKS + b" BT 3 Tr 1 0 0 1 9 9 Tm",
    "white and thick": MARKS + b" 1 g 1 G 40 w",
    "in pieces": [b"q 0.2 g 60 60 40 40 re", b"f Q 0.5 g 300 400 120 60 re f"],
    "nothing": b"",
}


@pytest.mark.parametrize("name", UNRULY)
def test_content_cannot_move_or_hide_the_number(tmp_path: Path, name: str) -> None:
    source = saved(tmp_path / "s.pdf", lambda pdf: a_page(pdf, UNRULY[name]))
    out = bind(tmp_path, one_leaf_each(source, 1))
    (before,), (after,) = pictures(source), pictures(out)
    clear = slice(int(before.shape[0] * 0.1), None)
    assert np.array_equal(before[clear], after[clear])
    corner = after[: clear.start, int(after.shape[1] * 0.9) :]
    assert corner.min() < 60
    assert texts(out) == ["1"]


def test_pages_that_share_one_content_keep_their_own_pictures(tmp_path: Path) -> None:
    def fill(pdf: Pdf) -> None:
        shared = pdf.make_stream(b"/X Do")
        for x in (100, 300):
            form = pdf.make_stream(
                f"0 g {x} 100 50 50 re f".encode(),
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array(A4),
            )
            page = a_page(pdf, Resources=Dictionary(XObject=Dictionary(X=form)))
            page.obj.Contents = shared

    source = saved(tmp_path / "s.pdf", fill)
    out = bind(tmp_path, one_leaf_each(source, 2))
    for before, after in zip(pictures(source), pictures(out), strict=True):
        assert np.array_equal(before[100:], after[100:])


def test_a_number_stays_readable_on_black(tmp_path: Path) -> None:
    source = saved(tmp_path / "s.pdf", lambda pdf: a_page(pdf, b"0 g 0 0 595 842 re f"))
    (picture,) = pictures(bind(tmp_path, one_leaf_each(source, 1)), dpi=144)
    corner = picture[:100, -110:]
    assert corner.max() > 240
    assert picture[200:].max() < 10


@proves("814:VII.9-A3")
def test_814_vii_9__a_large_sheet_in_parts_is_one_sheet(tmp_path: Path) -> None:
    """«підшивається за один бік і нумерується як один аркуш»"""

    def fill(pdf: Pdf) -> None:
        for _ in range(4):
            a_page(pdf)

    source = saved(tmp_path / "s.pdf", fill)
    out = bind(tmp_path, Bound(source, "Креслення", (Leaf("5", (0, 1, 2, 3), faces=2),)))
    assert [text.strip() for text in texts(out)] == ["5", "", "", ""]
    assert labels(out) == ["5", "5 (2)", "5 зв.", "5 зв. (2)"]


@proves("814:VII.9-фото")
def test_814_vii_9__illustrations_are_numbered_on_the_back_top_left(tmp_path: Path) -> None:
    """«нумеруються на їх зворотному боці у верхньому лівому куті»"""

    def fill(pdf: Pdf) -> None:
        for _ in range(3):
            a_page(pdf, b"")

    source = saved(tmp_path / "s.pdf", fill)
    photo = Leaf("7", (0, 1), illustration=True)
    alone = Leaf("8", (2,), illustration=True)
    out = bind(tmp_path, Bound(source, "Фото", (photo, alone)))
    assert [text.strip() for text in texts(out)] == ["", "7", "8"]
    back = ink(pictures(out)[1])
    assert back[2] < 0.1
    assert back[3] < 0.1
    assert ink(pictures(out)[2])[0] > 0.9  # without a scanned back the face must do


@proves("814:VII.9-опис", "814:VII.1-01", "814:VII.13-аркуш", "814:VII.9-літери")
def test_814_vii__a_volume_has_cover_inventory_documents_note(tmp_path: Path, press: Press) -> None:
    forms = {
        "cover": cover(samples.COVER),
        "inventory": internal_inventory(samples.inventory(60, duplex=True)),
        "note": certification_note(samples.NOTE),
    }
    paths = {}
    for name, form in forms.items():
        paths[name] = tmp_path / f"{name}.pdf"
        paths[name].write_bytes(press.print(form, at=NOON, draft=False).pdf)

    def fill(pdf: Pdf) -> None:
        for _ in range(5):
            a_page(pdf)

    source = saved(tmp_path / "s.pdf", fill)
    documents = (
        Bound(source, "Позовна заява", (Leaf("1", (0, 1)), Leaf("2", (2,)))),
        Bound(source, "Додаток: паспорт", (Leaf("", (3,)),), depth=1),
        Bound(None, "Диск (у конверті в кінці тому)", (), depth=1),
        Bound(source, "Ухвала", (Leaf("2ґ", (4,)),)),
    )
    out = bind(tmp_path, *documents, inventory_duplex=True, **paths)
    assert labels(out) == [
        *("обкл.", "оп. 1", "оп. 1 зв."),
        *("1", "1 зв.", "2", "б/н", "2ґ"),
        "засв.",
    ]
    assert outline(out) == [
        (0, "Обкладинка", 0),
        (0, "Внутрішній опис", 1),
        (0, "Позовна заява", 3),
        (1, "Додаток: паспорт", 6),
        (1, "Диск (у конверті в кінці тому)", None),
        (0, "Ухвала", 7),
        (0, "Засвідчувальний напис", 8),
    ]
    said = [text.strip() for text in texts(out)]
    assert said[3:8] == ["1", "", "2", "", "2ґ"]
    assert "СПРАВА № 757/12345/25" in said[0]
    assert "ЗАСВІДЧУВАЛЬНИЙ НАПИС" in said[8]
    with pikepdf.open(out) as pdf:
        assert str(pdf.docinfo.Title) == "Справа № 757/12345/25"
        assert str(pdf.Root.Lang) == "uk"


def test_a_document_may_go_on_in_another_volume(tmp_path: Path) -> None:
    def fill(pdf: Pdf) -> None:
        for page in range(4):
            a_page(pdf, f"0 g {100 * page} 100 50 50 re f".encode())

    source = saved(tmp_path / "s.pdf", fill)
    out = bind(tmp_path, Bound(source, "Висновок (закінчення)", (Leaf("1", (2,)), Leaf("2", (3,)))))
    before, after = pictures(source), pictures(out)
    assert len(after) == 2
    assert np.array_equal(before[2][100:], after[0][100:])
    # What stayed in the other volume is not in this file at all.
    with pikepdf.open(out) as pdf:
        streams = [o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream)]
    assert not any(b"100 100 50 50 re" in stream for stream in streams)


def test_more_documents_than_a_process_may_open(tmp_path: Path) -> None:
    paths = [saved(tmp_path / f"{number}.pdf", a_page) for number in range(1, 181)]
    documents = [Bound(path, "Документ", (Leaf(str(n), (0,)),)) for n, path in enumerate(paths, 1)]
    import resource  # noqa: PLC0415  only here

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = max(int(path.name) for path in Path("/proc/self/fd").iterdir())  # by other tests too
    resource.setrlimit(resource.RLIMIT_NOFILE, (taken + 60, hard))
    try:
        out = bind(tmp_path, *documents)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert [text.strip() for text in texts(out)] == [str(n) for n in range(1, 181)]


def broken(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_what_cannot_be_taken_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    good = saved(tmp_path / "good.pdf", a_page)
    bad = broken(tmp_path / "bad.pdf", b"%PDF-1.7\nnothing here")
    with pytest.raises(NotExportable, match="Погана ухвала"):
        bind(tmp_path, one_leaf_each(good, 1), one_leaf_each(bad, 1, "Погана ухвала"))
    with pytest.raises(NotExportable, match="немає сторінки 2"):
        bind(tmp_path, Bound(good, "Документ", (Leaf("1", (1,)),)))
    with pytest.raises(NotExportable, match="двічі"):
        bind(tmp_path, Bound(good, "Документ", (Leaf("1", (0,)), Leaf("2", (0,)))))
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(good) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Encrypted):
        bind(tmp_path, one_leaf_each(locked, 1))
    assert not (tmp_path / "volume.pdf").exists()


@pytest.mark.parametrize(
    "content", [b"x\x9c\x00broken", b"", b"x\x9cK\xcc(\xcd\x07", b"\x00" * 100]
)
@pytest.mark.parametrize("pieces", [1, 2])
def test_damaged_content_does_not_stop_the_volume(
    tmp_path: Path, content: bytes, pieces: int
) -> None:
    def fill(pdf: Pdf) -> None:
        page = a_page(pdf)
        streams = [pdf.make_stream(content, Filter=Name.FlateDecode) for _ in range(pieces)]
        page.obj.Contents = streams[0] if pieces == 1 else Array(streams)

    source = saved(tmp_path / "s.pdf", fill)
    assert texts(bind(tmp_path, one_leaf_each(source, 1))) == ["1"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_bent_files_end_in_a_volume_or_in_our_error(tmp_path: Path, data: st.DataObject) -> None:
    whole = saved(tmp_path / "whole.pdf", lambda pdf: with_layers(pdf, off=[0])).read_bytes()
    bent = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(bent) - 1))
        piece = data.draw(
            st.sampled_from([b"", b"null", b"-1", b"<<", b"[", b"/X", b"\x00", b"1 0 R", b"(" * 9])
        )
        bent[start : start + data.draw(st.integers(0, 12))] = piece
    source = broken(tmp_path / "bent.pdf", bytes(bent))
    (tmp_path / "volume.pdf").unlink(missing_ok=True)
    try:
        out = bind(tmp_path, one_leaf_each(source, 1))
    except (NotExportable, Encrypted):
        assert not (tmp_path / "volume.pdf").exists()
    else:
        assert len(pictures(out)) == 1


def test_sources_are_never_removed_wherever_they_lie(tmp_path: Path) -> None:
    def fill(pdf: Pdf) -> None:
        stamp_annotation(pdf, a_page(pdf), F=4)

    work = tmp_path / "work"
    work.mkdir()
    inside, plain = saved(work / "0.pdf", fill), saved(work / "1.pdf", a_page)
    before = inside.read_bytes(), plain.read_bytes()
    bind(tmp_path, one_leaf_each(inside, 1), one_leaf_each(plain, 1))
    assert (inside.read_bytes(), plain.read_bytes()) == before
    assert sorted(path.name for path in work.iterdir()) == ["0.pdf", "1.pdf"]


def test_the_task_speaks_json(tmp_path: Path) -> None:
    source = saved(tmp_path / "s.pdf", a_page)
    binding = Binding(title="Справа", documents=(one_leaf_each(source, 1),))
    assert Binding.from_json(binding.as_json()) == binding
    (tmp_path / "w").mkdir()
    made = task(binding.as_json(), str(tmp_path / "out.pdf"), str(tmp_path / "w"))
    assert Exported(**made) == Exported(pages=1, sheets=1)
    assert list((tmp_path / "w").iterdir()) == []
