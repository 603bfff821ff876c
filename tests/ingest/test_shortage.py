"""Acts on what lacked or was damaged on arrival (814 II.6)."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pypdfium2
import pytest

from docs.clauses import ROOT
from ingest import Defect, ShortageRequest, Shortfall, draw_up, get_shortage, shortages
from ingest.errors import NoSuchShortage, ShortageRefused
from ingest.rules import may_be_drawn_up
from inventory.errors import NoSuchCase, NoSuchDocument
from inventory.forms import Press, Signatory
from inventory.papers import Letterhead
from tests.clauses import proves
from tests.ingest.court import CASE, Court
from tests.ingest.samples import pdf
from tests.inventory.test_payloads import replayed
from vault import events_of
from vault.errors import UsageError

HEAD = Letterhead(court="Зразківський районний суд")
TWO = (Signatory("Секретар суду", "П. П. Приклад"), Signatory("Консультант суду", "Н. Н. Взірець"))
ANNEX = Shortfall(Defect.MISSING, "Додаток 3: квитанція", "є в переліку додатків")
REQUEST = ShortageRequest(sender="ТОВ «Приклад»", number=CASE, found=(ANNEX,), present=TWO)


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


def recorded(court: Court) -> int:
    with court.vault.read() as connection:
        return len(list(shortages(connection)))


def printed(court: Court, sha512: str) -> str:
    with pypdfium2.PdfDocument(court.vault.locate(sha512).read_bytes()) as document:
        return " ".join(document[0].get_textpage().get_text_bounded().split())


@proves("814:II.6-акт")
def test_814_ii_6__an_act_on_a_missing_annex_for_the_sender_and_for_the_documents(
    court: Court, press: Press
) -> None:
    """«…складається акт (додаток 1) у двох примірниках, один з яких надсилається відправнику,
    а другий додається до вхідних документів.»"""
    court.put("claim.pdf", pdf(), card={"kind": "claim", "index": "17", "date": "2025-03-01"})
    claim = court.document(court.take_one())
    request = dataclasses.replace(REQUEST, number=None, documents=(claim.id,))

    number, form = draw_up(court.vault, press, HEAD, request, actor="clerk")

    text = printed(court, form.sha512)
    assert "Складено примірників: 2 (два)." in text
    assert "1-й — відправникові: ТОВ «Приклад»;" in text
    assert f"2-й — до вхідних документів (справа № {CASE})." in text
    assert "Додаток 3: квитанція відсутність є в переліку додатків" in text
    with court.vault.read() as connection:
        kept = get_shortage(connection, number)
        about = [event.event for event in events_of(connection, f"document:{claim.id}")]
    assert (kept.sender, kept.case, kept.found) == ("ТОВ «Приклад»", CASE, (ANNEX,))
    assert kept.document == form.sha512
    assert about[-1] == "arrival act"


@proves("814:II.6-пошкоджені")
def test_814_ii_6__what_nobody_can_read_goes_back_with_the_act_unregistered(
    court: Court, press: Press
) -> None:
    """«…один з яких направляється відправнику разом із документами без їх реєстрації.»"""
    illegible = Shortfall(Defect.ILLEGIBLE, "Заява на двох аркушах")
    request = dataclasses.replace(REQUEST, number=None, found=(illegible,))

    number, form = draw_up(court.vault, press, HEAD, request, actor="clerk")

    assert "ТОВ «Приклад», разом із документами без їх реєстрації;" in printed(court, form.sha512)
    assert court.documents() == []
    with court.vault.read() as connection:
        assert get_shortage(connection, number).case == ""
    verdict = may_be_drawn_up((illegible,), sender="X", present=2, registered=True)
    assert verdict.clauses == ("814:II.6-пошкоджені",)


@proves("814:II.6-акт", "814:XVIII.4-акт")
def test_814_ii_6__an_act_says_what_lacks_names_the_sender_and_is_made_by_several(
    court: Court, press: Press
) -> None:
    empty = ShortageRequest(sender=" ", found=(), present=TWO[:1])

    with pytest.raises(ShortageRefused) as refused:
        draw_up(court.vault, press, HEAD, empty, actor="clerk")

    assert refused.value.verdict.clauses == ("814:II.6-акт", "814:II.6-акт", "814:XVIII.4-акт")
    for present in ((TWO[0], TWO[0]), (TWO[0], Signatory("Консультант суду"))):
        alone = dataclasses.replace(REQUEST, present=present)
        with pytest.raises(ShortageRefused) as refused:
            draw_up(court.vault, press, HEAD, alone, actor="clerk")
        assert refused.value.verdict.clauses == ("814:XVIII.4-акт",)
    assert recorded(court) == 0


def test_acts_are_numbered_within_their_year(court: Court, press: Press) -> None:
    clock = court.vault.clock
    numbers = []
    for day in ("2025-12-31", "2025-12-31", "2026-01-02"):
        at = dt.datetime.fromisoformat(f"{day}T10:00:00+00:00")
        court.vault.clock = lambda at=at: at  # type: ignore[misc]
        numbers.append(draw_up(court.vault, press, HEAD, REQUEST, actor="clerk")[0])
    court.vault.clock = clock

    assert numbers == ["2025/Н-1", "2025/Н-2", "2026/Н-1"]


def test_what_is_not_there_is_said_before_anything_is_made(court: Court, press: Press) -> None:
    wrong = (
        (NoSuchCase, dataclasses.replace(REQUEST, number="1/1/11")),
        (NoSuchDocument, dataclasses.replace(REQUEST, documents=("ffff",))),
        (UsageError, dataclasses.replace(REQUEST, received_on=dt.date(2999, 1, 1))),
    )
    for error, request in wrong:
        with pytest.raises(error):
            draw_up(court.vault, press, HEAD, request, actor="clerk")
    with court.vault.read() as connection, pytest.raises(NoSuchShortage):
        get_shortage(connection, "2026/Н-9")
    assert recorded(court) == 0


def test_a_document_of_another_case_is_not_named(court: Court, press: Press) -> None:
    court.open_case("1/1/11")
    court.put("x.pdf", pdf())
    document = court.document(court.take_one())

    with pytest.raises(UsageError, match="1/1/11"):
        draw_up(
            court.vault,
            press,
            HEAD,
            dataclasses.replace(REQUEST, number="1/1/11", documents=(document.id,)),
            actor="clerk",
        )
    assert recorded(court) == 0


def test_acts_are_there_again_after_the_catalogue_is_made_anew(court: Court, press: Press) -> None:
    draw_up(court.vault, press, HEAD, REQUEST, actor="clerk")
    with court.vault.read() as connection:
        before = list(shortages(connection))

    court.vault.rebuild()

    with court.vault.read() as connection:
        assert list(shortages(connection)) == before


def test_a_stored_act_still_tells_what_it_told_when_it_was_written() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "arrival-act")

    [act] = shortages(connection)
    assert (act.number, act.sender, act.case) == ("2026/Н-1", "ТОВ «Приклад»", CASE)
    assert act.received_on == "2026-11-20"
    assert act.found == (Shortfall(Defect.MISSING, "Додаток 3: квитанція", "є в переліку"),)
