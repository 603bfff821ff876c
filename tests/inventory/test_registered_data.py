"""Registered data: corrected with a reason, printed as it was, numbered without a gap."""

from __future__ import annotations

import dataclasses
import datetime as dt
import multiprocessing
from pathlib import Path

import pytest

from inventory import (
    Accession,
    OriginalForm,
    card_of,
    close_volume,
    completed,
    events,
    open_case,
    register,
)
from inventory.errors import (
    CorrectionRefused,
    ImpossibleDay,
    LinkRefused,
    NumberRefused,
)
from inventory.forms import Press
from inventory.forms.registers import HandedItem, HandingRegister, handing_register
from inventory.forms.slots import Signatory
from inventory.queries import (
    corrections_of,
    expected_of,
    find_case,
    issued_numbers,
    links_of,
    movements_of,
    particulars_of,
)
from inventory.queries.printed import as_printed
from inventory.registration.lists import decoded, read_cases, read_documents
from inventory.registration.series import OUTAGE_SERIES, Series, SeriesKind
from inventory.registration.working_days import read_holidays
from inventory.service.cases import NewCase
from inventory.service.certification import look
from inventory.service.corrections import correct_case, correct_document
from inventory.service.imports import Lists, take_lists
from inventory.service.links import link_documents, move
from inventory.service.relations import expect
from inventory.service.remarks import remarks
from inventory.service.series import begin_outage, end_outage, issue_number, tie_number
from tests.clauses import proves
from tests.inventory import clerks
from tests.inventory.conftest import NOON, pages_of
from tests.inventory.office import Office
from tests.inventory.test_processes import SPAWN, at_once
from vault.errors import UsageError

ORDER = Series("order", "Накази", SeriesKind.ORDER, "{n}-ОД")
DAY = dt.date(2026, 11, 20)


@proves("Лубни:3.5", "814:I.10-заборона", "814:II.18-працівник", "814:XIV.9-відмітки")
def test_lubny_3_5__the_old_value_stays_with_author_day_and_reason(tmp_path: Path) -> None:
    office = Office(tmp_path)
    paper = office.add("motion", 1, title="Клопотаня", index="5/25", received_at="2025-03-09")
    with office.vault.transaction("секретар") as tx:
        done = correct_document(
            tx,
            paper,
            {"title": "Клопотання", "received_at": "2025-03-08", "language": "uk"},
            "описка",
        )
        with pytest.raises(CorrectionRefused):
            correct_document(tx, paper, {"original": "00"}, "описка")
        with pytest.raises(UsageError):
            correct_document(tx, paper, {"title": "Клопотання"}, "описка")
        tx.commit()

    now = office.document(paper)
    assert done.changed == ("language", "received_at", "title")
    assert (now.title, now.index, now.received_at) == ("Клопотання", "5/25", "2025-03-08")
    assert now.when == "2025-03-08"
    with office.vault.read() as connection:
        told = {one.key: one for one in corrections_of(connection, office.case.key)}
        assert particulars_of(connection, [paper])[paper].language == "uk"
        assert particulars_of(connection, [paper])[paper].registered_by == "тест"
    assert (told["title"].was, told["title"].now) == ("Клопотаня", "Клопотання")
    assert {(one.actor, one.reason) for one in told.values()} == {("секретар", "описка")}
    assert {one.at[:10] for one in told.values()} == {"2026-11-21"}
    assert office.vault.check().findings == []


@proves("Лубни:3.5")
def test_a_corrected_kind_finds_its_place_and_a_parent_its_row(tmp_path: Path) -> None:
    office = Office(tmp_path)
    claim = office.add("claim", 1)
    annex = office.add("other", 1)
    with office.vault.transaction("тест") as tx:
        correct_document(tx, annex, {"kind": "annex", "parent": claim, "copy": True}, "описка")
        with pytest.raises(UsageError):
            correct_document(tx, claim, {"parent": annex}, "описка")
        tx.commit()

    [volume] = office.plan()
    assert [(row.document, [m.document for m in row.members]) for row in volume.rows] == [
        (claim, [claim, annex])
    ]
    assert office.document(annex).copy


@proves("814:VII.13-зміни")
def test_a_numbered_row_prints_what_it_was_and_the_correction_is_told(tmp_path: Path) -> None:
    office = Office(tmp_path)
    paper = office.add("motion", 1, title="Як було", date="2025-03-01")
    with office.vault.transaction("тест") as tx:
        close_volume(tx, office.number, 1)
        for title in ("Як стало", "Як стало потім"):
            done = correct_document(tx, paper, {"title": title}, "описка")
        tx.commit()

    assert (done.frozen, done.certified) == ((1,), ())
    assert office.document(paper).title == "Як стало потім"
    with office.vault.read() as connection:
        assert look(connection, office.number, 1).documents[paper].title == "Як було"
        later = as_printed(connection, office.case.key, 2, {paper: office.document(paper)})
    assert later[paper].title == "Як стало потім"


@proves("Лубни:3.5")
def test_a_corrected_case_file_is_found_by_both_numbers(tmp_path: Path) -> None:
    office = Office(tmp_path, number="тимч-1/2025")
    with office.vault.transaction("тест") as tx:
        done = correct_case(
            tx,
            "тимч-1/2025",
            {"number": "757/77/25", "proceedings": "2/757/1/25", "index": "2"},
            "номер АСДС після збою",
        )
        tx.commit()
        found = find_case(tx.connection, "тимч-1/2025")
    assert found is not None
    assert (found.number, found.proceedings, found.index) == ("757/77/25", ("2/757/1/25",), "2")
    assert set(done.changed) == {"number", "proceedings", "index"}
    with office.vault.transaction("тест") as tx:
        with pytest.raises(CorrectionRefused):
            correct_case(tx, "757/77/25", {"state": "destroyed"}, "описка")
        with pytest.raises(UsageError):
            correct_case(tx, "757/77/25", {"index": "2"}, "описка")


@pytest.mark.parametrize("day", ["31.02.2025", "9999-12-31", "колись"])
def test_a_case_file_is_received_on_a_day_that_has_come(tmp_path: Path, day: str) -> None:
    office = Office(tmp_path)
    new = NewCase(number="757/9/25", kind="civil", own="b", title="А\x1b[31m\u202eБ")

    with office.vault.transaction("тест") as tx, pytest.raises(ImpossibleDay) as refused:
        open_case(tx, dataclasses.replace(new, received_on=day))
    assert "картк" not in refused.value.sentences()[0]
    with office.vault.transaction("тест") as tx:
        assert open_case(tx, new).title == "А[31mБ", "nothing a terminal would obey"


def test_a_document_of_a_day_to_come_is_remarked_on(tmp_path: Path) -> None:
    office = Office(tmp_path)
    accession = Accession(
        id="d1",
        case=office.case,
        card=card_of({"date": "9999-12-31", "received_at": "2025-03-01"}),
        arrived_at="2025-03-01T10:00:00",
        name="scan.pdf",
        format="fmt/95",
        content=office.vault.store(b"scan"),
        pages=1,
        form=OriginalForm.PAPER,
        print_duplex=False,
    )
    with office.vault.transaction("тест") as tx:
        said = remarks(tx, accession)

    assert [one for one in said if "ще не настала" in one] == [
        "дата документа 31.12.9999 ще не настала (814:II.2-день)"
    ]


@proves("814:II.12-АСДС", "814:II.2-передача", "814:XIV.9-відмітки")
def test_links_and_movements_are_kept_with_their_day(tmp_path: Path) -> None:
    office = Office(tmp_path)
    sent = office.add("summons", 1, title="Виклик", date="2025-03-01")
    notice = office.add("postal-notice", 1)
    with office.vault.transaction("секретар") as tx:
        link_documents(tx, notice, sent, "notice", served=False, returned_on="09.03.2025")
        with pytest.raises(LinkRefused):
            link_documents(tx, notice, sent, "notice")
        with pytest.raises(UsageError):
            link_documents(tx, notice, notice, "translation")
        with pytest.raises(UsageError):
            link_documents(tx, notice, sent, "annex")
        count = move(tx, documents=[sent], left="Канцелярія", to="Суддя", at="2025-03-02T09:00")
        for to, at in ((" ", None), ("Суддя", "2999-01-01")):
            with pytest.raises(UsageError):
                move(tx, documents=[sent], left="", to=to, at=at)
        with pytest.raises(UsageError):
            move(tx, left="", to="Суддя")
        tx.commit()
        [link] = links_of(tx.connection, [sent])
        [moved] = movements_of(tx.connection, office.case.key)

    assert (link.kind, link.source, link.target) == ("notice", notice, sent)
    assert (link.served, link.returned_on, link.actor) == (False, "2025-03-09", "секретар")
    assert count == 1
    assert (moved.document, moved.to, moved.moved_at) == (sent, "Суддя", "2025-03-02T09:00")


@proves("814:II.2-АСДС")
def test_what_the_register_said_completes_the_file_when_it_comes(tmp_path: Path) -> None:
    office = Office(tmp_path)
    card = {"index": "5/25-вх", "title": "Заява", "kind": "application", "sender": "Особа"}
    with office.vault.transaction("тест") as tx:
        expect(tx, office.case, "e1", card, "список")
        tx.commit()
    with office.vault.transaction("тест") as tx:
        accession = Accession(
            id="d1",
            case=office.case,
            card=card_of({"index": "5/25-вх", "sender": "Інша особа"}),
            arrived_at="2025-03-01T10:00:00",
            name="scan.pdf",
            format="fmt/95",
            content=office.vault.store(b"scan"),
            pages=1,
            form=OriginalForm.PAPER,
            print_duplex=False,
        )
        filled = completed(tx, accession)
        register(tx, filled)
        tx.commit()
        assert expected_of(tx.connection) == []

    document = office.document("d1")
    assert (document.title, document.kind, document.sender) == (
        "Заява",
        "application",
        "Інша особа",
    )


@proves("814:XVIII.1-нумерація", "814:XVIII.2-нумерація", "Лубни:15.4", "Лубни:15.1")
def test_numbers_are_given_in_turn_and_tied_once(tmp_path: Path) -> None:
    office = Office(tmp_path)
    with office.vault.transaction("тест") as tx:
        first = issue_number(tx, ORDER, on=DAY, purpose="Наказ")
        with pytest.raises(NumberRefused):
            issue_number(tx, ORDER, on=DAY - dt.timedelta(days=1), purpose="Наказ")
        with pytest.raises(UsageError):
            issue_number(tx, ORDER, on=DAY, purpose=" ")
        old = issue_number(tx, ORDER, on=dt.date(2026, 11, 21), purpose="Наказ")
        with pytest.raises(NumberRefused):
            issue_number(tx, OUTAGE_SERIES, on=DAY, purpose="Позов")
        begin_outage(tx, "2026-11-20T09:00", "знеструмлення")
        given = issue_number(tx, OUTAGE_SERIES, on=DAY, purpose="Позов", number=office.number)
        with pytest.raises(UsageError):
            begin_outage(tx, "2026-11-20T10:00", "ще")
        days = read_holidays()
        ended, late = end_outage(tx, "2026-11-20T12:00", measures="так", act="№ 1", days=days)
        with pytest.raises(UsageError):
            end_outage(tx, "2026-11-20T13:00", measures="так", act="№ 1", days=days)
        assert late.agrees
        tied = tie_number(tx, given.number, "7/26-вх", dt.date(2026, 11, 21))
        with pytest.raises(UsageError):
            tie_number(tx, given.number, "8/26-вх", dt.date(2026, 11, 21))
        tx.commit()

    assert (first.number, old.number) == ("1-ОД", "2-ОД")
    assert (ended.ended_at, tied.tied, tied.tied_on) == (
        "2026-11-20T12:00",
        "7/26-вх",
        "2026-11-21",
    )
    assert office.vault.check().findings == []


@proves("814:XVIII.1-нумерація")
def test_814_xviii_1__two_processes_leave_no_gap_and_no_twin(tmp_path: Path) -> None:
    office = Office(tmp_path)
    root, start = office.vault.layout.root, SPAWN.Barrier(2)

    at_once(clerks.number, (root, 15, start), (root, 15, start))

    with office.vault.read() as connection:
        given = issued_numbers(connection, "order")
    assert [one.ordinal for one in given] == list(range(1, 31))
    assert len({one.number for one in given}) == 30
    assert multiprocessing.active_children() == []


def test_lists_are_read_in_whichever_words_and_encoding() -> None:
    text = (
        "Номер справи;Реєстраційний номер;Копія;Напрям;Кількість аркушів\n"
        "757/1/25;5;так;вихідний;3\n"
    )
    [row], mistakes = read_documents(decoded(text.encode("cp1251")))
    assert mistakes == []
    assert (row.line, row.case) == (2, "757/1/25")
    assert row.card["copy"] is True
    assert (row.card["direction"], row.card["sheets"]) == ("outgoing", 3)

    _, wrong = read_documents("case,index,what\n757/1/25,5,x\n757/1/25,,y\n757/1/25,5,z\n")
    assert [one.line for one in wrong] == [3, 4]
    cases, doubled = read_cases("number\tkind\n757/1/25\tcivil\n757/1/25\tcivil\n", ["a", "b"])
    assert (len(cases), [one.line for one in doubled]) == (2, [3])
    for nothing in ("", "kind\ncivil\n", "number,сторони,title\n757/1/25,А до Б,\n"):
        with pytest.raises(UsageError):
            read_cases(nothing, ["a"])
    named, wrong = read_cases(
        "number;kind;received_on;proceedings\n757/1/25;Цивільна;1.3.2025;2/757/1/25, 4/757/2/25\n"
        "757/2/25;КУпАП;;\n757/3/25;цивільня;;\n757/4/25;інша;31.02.2025;\n",
        ["a", "b", "c", "d"],
    )
    assert [one.new.kind for one in named] == ["civil", "offence"]
    assert named[0].new.received_on == "2025-03-01"
    assert named[0].new.proceedings == ("2/757/1/25", "4/757/2/25")
    assert "виду справи «цивільня» немає" in wrong[0].said
    assert wrong[1].said == (
        "рядок 5: стовпець «дата надходження»: «31.02.2025» не є датою (РРРР-ММ-ДД або ДД.ММ.РРРР)"
    )
    unsaid, _ = read_cases("number\n757/1/25-к\n757/2/25-п\n757/3/25\n2-17/2009\n", list("abcd"))
    assert [one.new.kind for one in unsaid] == ["criminal", "offence", "civil", "civil"]
    _, unknown = read_documents("case,index,kind\n757/1/25,5,Супровідний лист\n")
    assert "«Супровідний лист до матеріалів»" in unknown[0].said
    swallowing = 'number;kind;title\n757/1/25;civil;"А\n757/2/25;civil;Б\n'
    for broken in (swallowing, "number\tkind\r1\x00", f"number\n{'9' * 200_000}\n"):
        with pytest.raises(UsageError):
            read_cases(broken, ["a", "b"])
    with pytest.raises(UsageError):
        decoded("Ї".encode("cp1251"), "utf-8")
    with pytest.raises(UsageError):
        decoded(b"a", "no-such-encoding")


@proves("814:I.3", "814:II.2-АСДС", "814:II.16")
def test_a_list_corrects_what_is_registered_only_with_a_reason(tmp_path: Path) -> None:
    office = Office(tmp_path)
    paper = office.add("motion", 1, title="Клопотання", index="5/25")
    text = f"case,index,title,asds_id\n{office.number},5/25,Заява,1/2/3/4\n"
    rows, _ = read_documents(text)
    serial = iter(range(100))

    def take(correct: str | None) -> list[str]:
        with office.vault.transaction("тест") as tx:
            lists = Lists(name="a.csv", documents=rows, correct=correct)
            taken = take_lists(tx, lists, lambda: f"e{next(serial)}")
            tx.commit()
        return [one.outcome for one in taken]

    with pytest.raises(UsageError, match="рядок 2"):
        take(None)
    assert take("звірка") == ["corrected"]
    assert take(None) == ["unchanged"]
    with office.vault.read() as connection:
        assert particulars_of(connection, [paper])[paper].asds_id == "1/2/3/4"
    assert office.document(paper).title == "Заява"


def test_one_that_left_for_good_comes_again_under_its_number(tmp_path: Path) -> None:
    office = Office(tmp_path)
    with office.vault.transaction("тест") as tx:
        tx.record(events.CASE_TRANSFERRED, subjects=(), payload={"cases": [office.case.key]})
        again = open_case(tx, NewCase(number=office.number, kind="civil", own="bbbbbb"))
        tx.commit()

    assert again.number == office.number
    assert again.key != office.case.key


@proves("814:III.2", "814:III.3")
def test_814_iii_2__a_register_has_a_row_and_a_signature_for_each(press: Press) -> None:
    items = tuple(
        HandedItem(number=f"757/{n}/25", title="Сторони", extent="1 арк.", term=DAY)
        for n in range(1, 4)
    )
    register = HandingRegister(
        court="Вигаданий суд",
        number="2026/К-1",
        on=DAY,
        documents=False,
        left="Секретар",
        to="Канцелярія",
        items=items,
        giver=Signatory("Секретар", "П. П. Приклад", DAY),
    )
    printed = press.print(handing_register(register), at=NOON, draft=False)
    text = " ".join(" ".join(pages_of(printed.pdf)).split())

    for said in ("757/3/25", "Разом передано: 3 (три) справи", "20.11.2026", "підпис, дата, час"):
        assert said in text
