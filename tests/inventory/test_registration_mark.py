"""The registration mark on a printed copy: what it says, where it stands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pikepdf import Pdf

from inventory import OriginalForm
from inventory.errors import MarkRefused, ReadingCopyPending
from inventory.export.marked import MarkedOrder, mark_copy
from inventory.export.space import place_of
from inventory.forms import Press, RegistrationMark
from inventory.forms.errors import TemplateExhausted
from inventory.rules.copies import may_be_marked
from inventory.service.registration_mark import mark_of
from inventory.service.registration_mark import marked as marked_copy
from inventory.tasks import mark_copy as task
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.inventory.office import Office
from tests.inventory.pages import a_page, ink, pictures, saved, texts
from tests.inventory.test_form_templates import own
from vault import Json
from vault.airlock import Airlock, Limits

COURT = "Зразківський районний суд Прикладної області"
MARK = RegistrationMark(
    court=COURT,
    number="17/25-вх",
    date="03.05.2025",
    time="10:15",
    position="Секретар суду",
    name="П. П. Приклад",
)
UPPER = b"0.2 g 60 500 400 300 re f"
LOWER = b"0.2 g 60 60 500 200 re f"
FULL = b"0.2 g 20 20 560 800 re f"


def marked(tmp_path: Path, press: Press, content: bytes, mark: RegistrationMark = MARK) -> Path:
    def fill(pdf: Pdf) -> None:
        a_page(pdf, content)
        a_page(pdf, content)

    source, out = saved(tmp_path / "s.pdf", fill), tmp_path / "marked.pdf"
    work = tmp_path / "work"
    work.mkdir(exist_ok=True)
    mark_copy(MarkedOrder(title="Заява", mark=mark), source, out, work, press)
    return out


@proves("814:II.9")
def test_814_ii_9__the_first_sheet_has_day_number_court_signature_and_time(
    tmp_path: Path, press: Press
) -> None:
    """«…проставляється реєстраційна позначка (штамп), в якому зазначаються дата реєстрації,
    реєстраційний номер (та за необхідності - найменування суду) і підпис особи, яка здійснила
    реєстрацію документа, а в разі необхідності - і час подання документа.»"""
    first, second = (" ".join(t.split()) for t in texts(marked(tmp_path, press, UPPER)))

    assert "Зразківський районний суд" in first
    for said in (
        "Зареєстровано 03.05.2025 о 10:15",
        "№ 17/25-вх",
        "Секретар суду",
        "П. П. Приклад",
    ):
        assert said in first
    assert "17/25-вх" not in second
    untimed = RegistrationMark(court=COURT, number="1", date="03.05.2025")
    assert " о " not in texts(marked(tmp_path, press, UPPER, untimed))[0]


@proves("814:II.9")
@pytest.mark.parametrize(("content", "low"), [(UPPER, True), (LOWER, False)])
def test_814_ii_9__the_mark_stands_lower_right_or_where_nothing_is_written(
    tmp_path: Path, press: Press, content: bytes, low: bool
) -> None:
    """«…у правому нижньому куті або вільному від тексту місці…»"""
    out = marked(tmp_path, press, content)

    before, after = (pictures(p, dpi=72)[0].astype(int) for p in (tmp_path / "s.pdf", out))
    rows, columns = np.nonzero(before != after)
    assert columns.min() > 595 / 2
    assert bool(rows.min() > 700) is low
    assert (before[rows, columns] == 255).all(), "nothing written is covered"


@proves("814:II.9")
def test_a_full_page_is_said_to_have_no_free_place() -> None:
    page = np.full((842, 595), 255, dtype=np.uint8)
    assert place_of(page, 0.3, 0.1).free
    page[::10] = 0
    crowded = place_of(page, 0.3, 0.1)
    assert not crowded.free
    page[100:200, 50:300] = 255
    assert place_of(page, 0.3, 0.1).free
    assert place_of(page, 1.5, 0.1).left == 0


def test_the_airlock_takes_an_order_and_answers_in_json(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    source = saved(tmp_path / "s.pdf", lambda pdf: a_page(pdf, UPPER))
    order = MarkedOrder(title="Заява", mark=MARK).as_json()

    made = task(order, str(source), str(tmp_path / "out.pdf"), str(work))

    assert made == {"pages": 1, "free": True}
    assert ink(pictures(tmp_path / "out.pdf", dpi=72)[0]) is not None


@proves("814:II.9")
def test_814_ii_9__only_incoming_electronic_registered_documents_are_marked(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    head = Letterhead(court=COURT)
    electronic = OriginalForm.ELECTRONIC
    came = office.add(
        "motion", form=electronic, index="17/25-вх", received_at="2025-03-01T07:05+00:00"
    )
    paper = office.add("motion", 1, index="18/25-вх")
    own = office.add("ruling-opening", form=electronic, date="2025-03-01", index="5")
    bare = office.add("motion", form=electronic)

    with office.vault.read() as connection:
        mark = mark_of(connection, head, office.document(came))
        with pytest.raises(MarkRefused):
            mark_of(connection, head, office.document(bare))
    assert (mark.number, mark.date, mark.time) == ("17/25-вх", "21.11.2026", "09:05")
    for document, number in ((paper, "18"), (own, "5"), (bare, "")):
        assert may_be_marked(office.document(document), number=number).clauses == ("814:II.9",)


def test_a_costly_mark_is_the_templates_fault_and_not_the_documents(
    tmp_path: Path, press: Press
) -> None:
    office = Office(tmp_path)
    source = saved(tmp_path / "s.pdf", lambda pdf: a_page(pdf, UPPER))
    card: dict[str, Json] = {"index": "17/25-вх", "received_at": "2025-03-01T07:05+00:00"}
    electronic = OriginalForm.ELECTRONIC
    came = office.add("motion", form=electronic, content=source.read_bytes(), **card)
    unread = office.add("motion", form=electronic, **card)
    costly = tmp_path / "registration_mark.typ"
    begin = "#let form(s) = {"
    costly.write_bytes(
        own(press, "registration_mark", (begin, f'{begin} let a = "а" * 1000000000\n'))
    )
    limits = Limits(seconds=20, memory_mib=512)
    with Airlock(workers=1, limits=limits, scratch=tmp_path / "scratch") as airlock:
        for document, told, error in (
            (came, "registration_mark", TemplateExhausted),
            (unread, "ще не створено", ReadingCopyPending),
        ):
            with (
                pytest.raises(error, match=told),
                marked_copy(
                    office.vault,
                    airlock,
                    Letterhead(court=COURT),
                    document,
                    pictures="none",
                    templates={"registration_mark": costly},
                ),
            ):
                pass
