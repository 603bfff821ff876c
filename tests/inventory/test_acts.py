"""Acts on losses, shortages, damage, the state of a case file, removals (814, annex 1)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from pathlib import Path

import pypdfium2
import pytest

from docs.clauses import ROOT
from inventory.audit.acts import ActRequest, Defect, Dissent, Shortfall, act_kinds
from inventory.errors import ActNotDrawn, NoSuchCase, NoSuchDocument, NoSuchRecordedAct
from inventory.forms import Press, Signatory
from inventory.queries import acts, acts_of, documents_of, get_act, inspections, issued_numbers
from inventory.registration.series import Series, SeriesKind
from inventory.rules.acts import may_be_drawn_up, may_witness
from inventory.service.acts import draw_act, prepare_act, record_act
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.inventory.office import Office
from tests.inventory.test_payloads import replayed
from vault import events_of
from vault.errors import Conflict, UsageError

HEAD = Letterhead(court="Зразківський районний суд")
TWO = (Signatory("Секретар суду", "П. П. Приклад"), Signatory("Консультант суду", "Н. Н. Взірець"))
ANNEX = Shortfall(Defect.MISSING, "Додаток 3: квитанція", "є в переліку додатків")
GONE = Shortfall(Defect.MISSING, "Розписка", sheets="17–18")
ARRIVAL = ActRequest(kind="arrival", party="ТОВ «Приклад»", found=(ANNEX,), present=TWO)
NUMBER = "757/12345/25"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def about(kind: str, found: Shortfall, **more: str) -> ActRequest:
    return ActRequest(kind=kind, case=NUMBER, found=(found,), present=TWO, **more)  # type: ignore[arg-type]


def printed(office: Office, sha512: str) -> str:
    with pypdfium2.PdfDocument(office.vault.locate(sha512).read_bytes()) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def recorded(office: Office) -> int:
    with office.vault.read() as connection:
        return len(list(acts(connection)))


def clauses_of(request: ActRequest, *, case: bool = True) -> tuple[str, ...]:
    return may_witness(act_kinds()[request.kind], request, case=case).clauses


@proves("814:I.10-акт")
def test_814_i_10__an_act_on_a_loss_in_three_copies(office: Office, press: Press) -> None:
    """«…один з яких передається керівникові апарату, другий - канцелярії…, третій примірник
    залишається у керівника відповідного підрозділу.»"""
    lost = Shortfall(Defect.LOST, "Клопотання про витребування доказів")
    request = about("loss", lost, party="відділ судових справ")

    act = draw_act(office.vault, press, HEAD, request, actor="clerk")

    assert act.copies == (
        "керівникові апарату суду",
        "канцелярії",
        "керівникові підрозділу: відділ судових справ",
    )
    text = printed(office, act.document)
    assert "про втрату документа" in text
    assert "Складено примірників: 3 (три)." in text
    assert "3-й — керівникові підрозділу: відділ судових справ." in text
    assert "Клопотання про витребування доказів" in text
    nowhere = dataclasses.replace(request, party=" ")
    assert clauses_of(nowhere) == ("814:I.10-акт",)
    assert clauses_of(dataclasses.replace(request, found=(ANNEX,))) == ("814:I.10-акт",)


@proves("814:I.10-відмітка")
def test_814_i_10__the_records_of_the_case_file_and_of_the_document_have_the_mark(
    office: Office, press: Press
) -> None:
    """«Про складення акта робиться відмітка в реєстраційних документах.»"""
    document = office.add("motion", 3, title="Клопотання")
    lost = Shortfall(Defect.LOST, "Клопотання", sheets="1–3")
    request = dataclasses.replace(about("loss", lost, party="канцелярія"), documents=(document,))

    act = draw_act(office.vault, press, HEAD, request, actor="clerk")

    with office.vault.read() as connection:
        [mark] = acts_of(connection, office.case.key)
        for subject in (f"document:{document}", f"case:{office.case.key}"):
            assert [e.event for e in events_of(connection, subject)][-1] == "act drawn up"
    assert mark == act
    assert mark.documents == (document,)
    assert "Зареєстровані документи, яких це стосується: Клопотання." in printed(
        office, act.document
    )


@proves("814:II.6-акт")
def test_814_ii_6__an_act_on_a_missing_annex_for_the_sender_and_for_the_documents(
    office: Office, press: Press
) -> None:
    """«…складається акт (додаток 1) у двох примірниках, один з яких надсилається відправнику,
    а другий додається до вхідних документів.»"""
    claim = office.add("claim", 3, index="17", date="2025-03-01")
    request = dataclasses.replace(ARRIVAL, documents=(claim,))

    act = draw_act(office.vault, press, HEAD, request, actor="clerk")

    text = printed(office, act.document)
    assert "Складено примірників: 2 (два)." in text
    assert "1-й — відправникові: ТОВ «Приклад»;" in text
    assert f"2-й — до вхідних документів (справа № {NUMBER})." in text
    assert "Додаток 3: квитанція відсутність є в переліку додатків" in text
    assert (act.party, act.case, act.found) == ("ТОВ «Приклад»", NUMBER, (ANNEX,))
    nobody = dataclasses.replace(request, party="", found=())
    assert clauses_of(nobody, case=False) == ("814:II.6-акт", "814:II.6-акт")


@proves("814:II.6-пошкоджені")
def test_814_ii_6__what_nobody_can_read_goes_back_with_the_act_unregistered(
    office: Office, press: Press
) -> None:
    """«…один з яких направляється відправнику разом із документами без їх реєстрації.»"""
    illegible = Shortfall(Defect.ILLEGIBLE, "Заява на двох аркушах")
    request = dataclasses.replace(ARRIVAL, found=(illegible,))

    act = draw_act(office.vault, press, HEAD, request, actor="clerk")

    text = printed(office, act.document)
    assert "ТОВ «Приклад», разом із документами без їх реєстрації;" in text
    assert act.case == ""
    registered = dataclasses.replace(request, documents=("d1",))
    assert may_be_drawn_up(registered).clauses == ("814:II.6-пошкоджені",)


@proves("814:IX.8-акт")
def test_814_ix_8__of_a_file_that_came_back_short_one_copy_is_sewn_in_one_goes_to_the_body(
    office: Office, press: Press
) -> None:
    """«Один примірник вказаного акта підшивається до справи, другий надсилається до органу, від
    якого надійшла справа.»"""
    replaced = Shortfall(Defect.REPLACED, "Довідка", sheets="40")
    request = about("return", replaced, party="Вигаданий апеляційний суд")

    act = draw_act(office.vault, press, HEAD, request, actor="clerk")

    assert act.copies == (
        f"підшивається до справи № {NUMBER}",
        "органові, від якого надійшла справа: Вигаданий апеляційний суд",
    )
    text = printed(office, act.document)
    assert "Довідка 40 заміна" in text
    assert "Про виявлене доповідається керівникові апарату суду." in text
    assert clauses_of(dataclasses.replace(request, party="")) == ("814:IX.8-акт",)
    assert clauses_of(request, case=False) == ("814:IX.8-акт",)


@proves("814:X.7-акт")
def test_814_x_7__after_reading_one_copy_joins_the_file_by_the_judges_resolution(
    office: Office, press: Press
) -> None:
    """«…складається акт у двох примірниках, один з яких за резолюцією судді долучається до
    судової справи, другий - передається … керівнику апарату суду.»"""
    request = about("reading", GONE, party="О. О. Вигаданий")

    act = draw_act(office.vault, press, HEAD, request, actor="clerk")

    assert act.copies == (
        f"до справи № {NUMBER} за резолюцією судді",
        "керівникові апарату суду для вжиття відповідних заходів",
    )
    assert "Розписка 17–18 відсутність" in printed(office, act.document)
    unresolved = dataclasses.replace(request, filed=True)
    assert clauses_of(unresolved) == ("814:X.7-акт",)
    assert clauses_of(request, case=False) == ("814:X.7-акт",)
    resolved = dataclasses.replace(unresolved, ground="резолюція судді від 21.11.2026")
    filed = draw_act(office.vault, press, HEAD, resolved, actor="clerk")
    with office.vault.read() as connection:
        [document] = documents_of(connection, office.case.key)
    assert (document.id, document.kind, document.index) == (filed.filed_as, "act", filed.number)
    assert document.original == filed.document


@proves("814:II.7-акт стану")
def test_814_ii_7__the_act_on_the_state_of_a_file_joins_it(office: Office, press: Press) -> None:
    """«…складає акт про стан справи, що надійшла до суду, і долучає його до матеріалів справи.»"""
    defect = Shortfall(Defect.DEFECT, "Внутрішній опис тому 1 не підписано")
    request = dataclasses.replace(about("state", defect, party="Вигаданий суд"), filed=True)

    act = draw_act(office.vault, press, HEAD, request, actor="clerk")

    unsaid = draw_act(
        office.vault, press, HEAD, dataclasses.replace(request, party="", filed=False), actor="x"
    )
    assert f"надійшла до суду 21 листопада 2026 року, від: {'_' * 30}." in printed(
        office, unsaid.document
    )
    assert act.copies == (f"до матеріалів справи № {NUMBER}",)
    assert "Внутрішній опис тому 1 не підписано недолік формування" in printed(office, act.document)
    with office.vault.read() as connection:
        assert [d.id for d in documents_of(connection, office.case.key)] == [act.filed_as]
    assert clauses_of(dataclasses.replace(request, found=())) == ("814:II.7-акт стану",)


@proves("814:VII.23-акт")
def test_814_vii_23__a_removal_rests_on_an_application_with_a_resolution(
    office: Office, press: Press
) -> None:
    """«Заява про проведення вилучення документів зі справи з відповідною резолюцією та акт
    вилучення документів приєднуються до матеріалів судової справи.»"""
    diploma = Shortfall(Defect.REMOVED, "Диплом", sheets="12")
    request = about("removal", diploma, party="О. О. Вигаданий")
    assert clauses_of(request) == ("814:VII.23-акт",)
    ground = "заява від 20.11.2026, резолюція судді від 21.11.2026"

    act = draw_act(
        office.vault, press, HEAD, dataclasses.replace(request, ground=ground), actor="clerk"
    )

    text = printed(office, act.document)
    assert f"Інструкції з діловодства в місцевих та апеляційних судах України; {ground}." in text
    assert "Диплом 12 вилучено, замінено засвідченою копією" in text
    assert act.copies == (f"до матеріалів справи № {NUMBER}",)


@proves("814:XVIII.4-акт", "814:XVIII.4-підпис")
def test_814_xviii_4__an_act_is_made_by_several_and_who_disagrees_is_one_of_them(
    office: Office, press: Press
) -> None:
    for present in (TWO[:1], (TWO[0], TWO[0]), (TWO[0], Signatory("Консультант суду"))):
        alone = dataclasses.replace(ARRIVAL, present=present)
        with pytest.raises(ActNotDrawn) as refused:
            draw_act(office.vault, press, HEAD, alone, actor="clerk")
        assert refused.value.verdict.clauses == ("814:XVIII.4-акт",)
    stranger = dataclasses.replace(ARRIVAL, dissents=(Dissent("Х. Х. Чужий", "Ні."),))
    assert may_be_drawn_up(stranger).clauses == ("814:XVIII.4-підпис",)
    assert recorded(office) == 0
    own = dataclasses.replace(ARRIVAL, dissents=(Dissent(" н. н.  взірець", "Пакет був цілим."),))
    act = draw_act(office.vault, press, HEAD, own, actor="clerk")
    assert "Пакет був цілим." in printed(office, act.document)


def test_acts_are_numbered_within_their_year_and_kind(office: Office, press: Press) -> None:
    numbers = []
    loss = about("loss", Shortfall(Defect.LOST, "Лист"), party="канцелярія")
    for day, request in (
        ("2025-12-31", ARRIVAL),
        ("2025-12-31", ARRIVAL),
        ("2025-12-31", loss),
        ("2026-01-02", dataclasses.replace(ARRIVAL, number="2026/Н-2")),
        ("2026-01-02", ARRIVAL),
        ("2026-01-02", ARRIVAL),
    ):
        at = dt.datetime.fromisoformat(f"{day}T10:00:00+00:00")
        office.vault.clock = functools.partial(dt.datetime.fromisoformat, at.isoformat())
        numbers.append(draw_act(office.vault, press, HEAD, request, actor="clerk").number)

    assert numbers[:3] == ["2025/Н-1", "2025/Н-2", "2025/ВТ-1"]
    assert numbers[3] == "2026/Н-2"
    assert len(set(numbers)) == len(numbers)
    taken = dataclasses.replace(ARRIVAL, number="2025/Н-1")
    with pytest.raises(UsageError, match="уже є"):
        draw_act(office.vault, press, HEAD, taken, actor="clerk")


def test_a_configured_series_gives_the_number_with_the_act(office: Office, press: Press) -> None:
    series = Series("acts", "Акти", SeriesKind.OTHER, "{n}-а")
    request = dataclasses.replace(ARRIVAL, series=series)

    first = draw_act(office.vault, press, HEAD, request, actor="clerk")
    overtaken = prepare_act(office.vault, press, HEAD, request)
    second = draw_act(office.vault, press, HEAD, request, actor="clerk")
    with pytest.raises(Conflict), office.vault.transaction("other") as tx:
        record_act(tx, overtaken)

    assert (first.number, second.number) == ("1-а", "2-а")
    with office.vault.read() as connection:
        issued = issued_numbers(connection, "acts")
    assert [one.number for one in issued] == ["1-а", "2-а"]
    both = dataclasses.replace(request, number="7")
    with pytest.raises(UsageError, match="послідовність"):
        draw_act(office.vault, press, HEAD, both, actor="clerk")


def test_of_two_acts_with_one_number_the_second_is_not_recorded(
    office: Office, press: Press
) -> None:
    prepared = prepare_act(office.vault, press, HEAD, ARRIVAL)
    draw_act(office.vault, press, HEAD, ARRIVAL, actor="clerk")

    with pytest.raises(Conflict), office.vault.transaction("other") as tx:
        record_act(tx, prepared)
    assert recorded(office) == 1


def test_what_is_not_there_is_said_before_anything_is_made(office: Office, press: Press) -> None:
    wrong = (
        (NoSuchCase, dataclasses.replace(ARRIVAL, case="1/1/11")),
        (NoSuchDocument, dataclasses.replace(ARRIVAL, documents=("ffff",))),
        (UsageError, dataclasses.replace(ARRIVAL, on=dt.date(2999, 1, 1))),
        (UsageError, dataclasses.replace(ARRIVAL, kind="joke")),
    )
    for error, request in wrong:
        with pytest.raises(error):
            draw_act(office.vault, press, HEAD, request, actor="clerk")
    with office.vault.read() as connection, pytest.raises(NoSuchRecordedAct):
        get_act(connection, "2026/Н-9")
    assert recorded(office) == 0


def test_a_filed_act_is_a_document_of_the_case_file_with_its_sheets(
    office: Office, press: Press
) -> None:
    request = about("state", Shortfall(Defect.DEFECT, "Немає опису"), party="Суд")

    act = draw_act(office.vault, press, HEAD, dataclasses.replace(request, filed=True), actor="x")

    [row] = office.plan()[0].rows
    assert (row.document, row.sheets) == (act.filed_as, 1)
    assert office.vault.check().findings == []


def test_acts_are_there_again_after_the_catalogue_is_made_anew(
    office: Office, press: Press
) -> None:
    draw_act(office.vault, press, HEAD, ARRIVAL, actor="clerk")
    with office.vault.read() as connection:
        before = list(acts(connection))

    office.vault.rebuild()

    with office.vault.read() as connection:
        assert list(acts(connection)) == before


def test_a_stored_act_still_tells_what_it_told_when_it_was_written() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "arrival-act")

    [act] = acts(connection)
    assert (act.number, act.kind, act.party) == ("2026/Н-1", "arrival", "ТОВ «Приклад»")
    assert (act.case, act.occurred_on) == (NUMBER, "2026-11-20")
    assert act.found == (Shortfall(Defect.MISSING, "Додаток 3: квитанція", "є в переліку"),)


def test_the_journal_of_acts_and_inspections_tells_what_was_found() -> None:
    connection = replayed(ROOT / "tests" / "data" / "journals" / "acts")

    returned, handed = acts(connection)
    assert (returned.number, returned.kind) == ("2026/ПВ-1", "return")
    assert returned.party == "Вигаданий апеляційний суд"
    assert Shortfall(Defect.MISSING, "Клопотання", "том 1", "6") in returned.found
    assert returned.filed_as is not None
    assert (handed.number, handed.kind, handed.party) == ("2026/ПП-1", "files", "К. К. Взірець")
    sent, back = inspections(connection)
    assert (sent.occasion, back.occasion) == ("sending", "return")
    assert (back.unit, back.responsible, back.by) == (
        "канцелярія",
        "О. О. Вигадана",
        "П. П. Приклад",
    )
    assert [fault.shortfall() for fault in back.findings] == list(returned.found)
