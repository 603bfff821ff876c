"""A volume as one PDF: every sheet has its page, or a page that says why there is no picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ingest.reading import PICTURES
from inventory import record_reading_copy
from inventory.errors import NothingToShow, ReadingCopyPending
from inventory.forms import Press, Signatory
from inventory.service.binding import BoundVolume, export_volume
from inventory.service.copies import CertifiedCopy, CopyRequest, certify_copy
from inventory.service.showing import shown
from inventory.volumes.leaves import dealt
from inventory.volumes.papers import Letterhead
from tests.inventory.office import Office
from tests.inventory.pages import a_page, labels, saved, texts
from vault.airlock import Airlock, Limits

HEAD = Letterhead(
    court="Вигаданий районний суд",
    fonds="1",
    clerk=Signatory("Секретар суду", "П. П. Приклад"),
)
REASON = "Копію для читання відкинуто: сторінка 1 відрізняється від оригіналу (текст)."


@pytest.fixture(scope="module")
def airlock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airlock]:
    with Airlock(
        workers=1, limits=Limits(seconds=60), scratch=tmp_path_factory.mktemp("scratch")
    ) as pool:
        yield pool


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


def picture(kind: str, size: tuple[int, int] = (827, 1169)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (240, 200, 160)).save(out, kind, dpi=(100, 100))
    return out.getvalue()


def pdf_of(folder: Path, pages: int) -> bytes:
    def fill(pdf: pikepdf.Pdf) -> None:
        for _ in range(pages):
            a_page(pdf)

    return saved(folder / f"{pages}.pdf", fill).read_bytes()


def export(office: Office, airlock: Airlock, press: Press, out: Path) -> BoundVolume:
    def moved(path: Path) -> None:
        path.replace(out)

    return export_volume(
        office.vault,
        airlock,
        press,
        HEAD,
        office.number,
        1,
        pictures=PICTURES,
        deliver=moved,
    )


def refused(office: Office, document: str) -> None:
    with office.vault.transaction("тест") as tx:
        record_reading_copy(tx, document, None, REASON, {})
        tx.commit()


def test_a_sheet_whose_reading_copy_was_refused_shows_its_original(
    tmp_path: Path, airlock: Airlock, press: Press
) -> None:
    office, out = Office(tmp_path), tmp_path / "volume.pdf"
    for kind in ("JPEG", "PNG", "TIFF"):
        refused(office, office.add("plan", 1, content=picture(kind, (1654, 1169))))

    made = export(office, airlock, press, out)

    assert (made.sheets, made.missing) == (3, ())
    with pikepdf.open(out) as pdf:
        wide = [page for page in pdf.pages if page.mediabox[2] > 1000]
    assert len(wide) == 3


def test_what_cannot_be_shown_has_a_page_that_says_why(
    tmp_path: Path, airlock: Airlock, press: Press
) -> None:
    office, out = Office(tmp_path), tmp_path / "volume.pdf"
    broken = office.add("claim", 1, title="План меж", content=picture("JPEG")[:300])
    refused(office, broken)
    office.add("claim", 3, title="Позов", content=pdf_of(tmp_path, 1))
    waiting = office.add("claim", 1, title="Лист", content=b"words only")

    made = export(office, airlock, press, out)

    assert made.sheets == 5
    assert [
        (one.sheet, one.document == broken, one.document == waiting) for one in made.missing
    ] == [
        ("1", True, False),
        ("3", False, False),
        ("4", False, False),
        ("5", False, True),
    ]
    assert "лише перших аркушів" in made.missing[1].reason
    assert made.missing[3].reason == "копію для читання ще не створено"
    said = [" ".join(text.split()) for text in texts(out)]
    for one in made.missing:
        (page,) = [text for text in said if f"Аркуш {one.sheet} {one.title}" in text]
        assert one.title in page
        assert one.reason in page


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    documents=st.lists(
        st.tuples(
            st.sampled_from(["pdf", "picture", "words", "broken", "restricted"]),
            st.integers(1, 6),
            st.integers(1, 6),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_every_sheet_of_a_volume_has_its_page_or_its_stand_in(
    documents: list[tuple[str, int, int]],
    tmp_path_factory: pytest.TempPathFactory,
    airlock: Airlock,
    press: Press,
) -> None:
    folder = tmp_path_factory.mktemp("volume")
    office, out = Office(folder), folder / "volume.pdf"
    for number, (kind, sheets, pages) in enumerate(documents):
        content = {
            "pdf": pdf_of(folder, pages) + b"\n%%%d" % number,
            "picture": picture("JPEG", (800 + number, 1100)),
            "broken": b"%%PDF-1.7 no %d" % number,
        }.get(kind, b"words %d" % number)
        office.add("claim", sheets, content=content, restricted=kind == "restricted")
    (volume,) = office.plan()

    made = export(office, airlock, press, out)

    named = [name.partition(" ")[0] for name in labels(out)]
    assert (
        made.sheets
        == volume.sheets
        == sum(sheets for kind, sheets, _ in documents if kind != "restricted")
    )
    assert {str(entry) for entry in volume.labels} <= set(named)
    assert made.pages == len(named)
    shown_pages = sum(
        pages if kind == "pdf" else 1 for kind, _, pages in documents if kind in {"pdf", "picture"}
    )
    forms = sum(name in {"обкл.", "оп."} for name in named)
    assert made.pages == shown_pages + len(made.missing) + forms


@given(pages=st.integers(0, 500), sheets=st.integers(1, 250))
def test_pages_are_dealt_whole_and_no_sheet_goes_without(pages: int, sheets: int) -> None:
    shares = dealt(pages, sheets)

    assert len(shares) == sheets
    assert [page for share in shares for page in share] == list(range(pages))
    assert sum(not share for share in shares) == max(0, sheets - pages)
    if pages in (2 * sheets, 2 * sheets - 1):  # both sides, the last back maybe left out
        assert all(len(share) == 2 for share in shares[:-1])


def certify(office: Office, airlock: Airlock, document: str, out: Path) -> CertifiedCopy:
    @contextmanager
    def deliver(path: Path) -> Iterator[None]:
        out.write_bytes(path.read_bytes())
        yield

    request = CopyRequest(document=document, compared=True, certifier=HEAD.clerk)
    return certify_copy(
        office.vault, airlock, HEAD, request, actor="тест", pictures=PICTURES, deliver=deliver
    )


def test_a_copy_is_certified_from_the_picture_when_there_is_no_reading_copy(
    tmp_path: Path, airlock: Airlock
) -> None:
    office = Office(tmp_path)
    document = office.add("plan", 1, content=picture("JPEG", (1654, 1169)))
    refused(office, document)

    made = certify(office, airlock, document, tmp_path / "copy.pdf")

    assert made.leaves == 1
    with pikepdf.open(tmp_path / "copy.pdf") as pdf:
        assert pdf.pages[0].mediabox[2] > 1000


@pytest.mark.parametrize(("read", "error"), [(True, NothingToShow), (False, ReadingCopyPending)])
def test_a_copy_that_cannot_be_made_is_refused_with_the_true_reason(
    read: bool, error: type[NothingToShow], tmp_path: Path, airlock: Airlock
) -> None:
    office = Office(tmp_path)
    document = office.add("claim", 1, content=b"words only")
    if read:
        refused(office, document)

    with pytest.raises(NothingToShow) as refusal:
        certify(office, airlock, document, tmp_path / "copy.pdf")

    assert type(refusal.value) is error
    assert ("watch" in str(refusal.value.sentences())) is not read
    assert ("(текст)" in str(refusal.value.sentences())) is read


def test_a_broken_reading_copy_gives_way_to_the_original(tmp_path: Path, airlock: Airlock) -> None:
    office = Office(tmp_path)
    document = office.add("plan", 1, content=picture("PNG"))
    with office.vault.transaction("тест") as tx:
        broken = office.vault.store(b"%PDF-1.7 no")
        record_reading_copy(tx, document, broken, "", {})
        tx.commit()

    with airlock.folder() as folder:
        seen = shown(
            office.vault, airlock, office.document(document), pictures=PICTURES, folder=folder
        )

    assert (seen.pages, seen.reason) == (1, "")
