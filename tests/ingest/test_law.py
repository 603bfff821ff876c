"""The clauses of the areas ingest and force majeure, each proved by its own test."""

from __future__ import annotations

from inventory import OriginalForm
from inventory.arrangement.kinds import kinds
from inventory.queries import links_of, plan_of
from tests.clauses import proves
from tests.ingest.court import CASE, FOLDER, Court
from tests.ingest.samples import pdf, scan
from vault import Json, events_of


def facts_of(court: Court, document: str) -> dict[str, Json]:
    with court.vault.read() as connection:
        first, *_ = events_of(connection, f"document:{document}")
    return dict(court.vault.entry_at(first.end).payload["facts"])


@proves("814:I.1-судова справа")
def test_814_i_1__a_case_file_holds_what_was_submitted_and_what_the_court_made(
    court: Court,
) -> None:
    """«…позовні заяви, заяви, скарги, … матеріали кримінального провадження…»"""
    court.put("claim.pdf", pdf("Claim"), card={"kind": "claim"})
    court.put("ruling.pdf", pdf("Ruling"), card={"kind": "ruling-opening", "direction": "internal"})

    court.take()

    with court.vault.read() as connection:
        [volume] = plan_of(connection, court.case())
    names = {d.id: d.kind for d in court.documents()}
    assert [names[row.document] for row in volume.rows] == ["claim", "ruling-opening"]


@proves("814:I.1-рішення")
def test_814_i_1__court_decisions_are_told_from_other_documents(court: Court) -> None:
    """«…судове рішення - процесуальний документ, постановлений судом…»"""
    words = ("Ухвала про відкриття провадження у справі", "Рішення", "Вирок", "Судовий наказ")
    for number, word in enumerate((*words, "Клопотання", "невідоме слово")):
        court.put(f"{number}.pdf", pdf(f"N{number}"), card={"kind": word})

    court.take()

    decisions = {d.name for d in court.documents() if d.kind_data.decision}
    assert decisions == {"0.pdf", "1.pdf", "2.pdf", "3.pdf"}
    assert not any(k.decision for k in kinds().values() if k.place in {2, 3, 5, 6, 12})


@proves("814:II.1", "Лубни:3.2")
def test_814_ii_1__both_forms_are_taken_and_told_apart(court: Court) -> None:
    """«…документів, що подаються … в паперовій формі, а також в електронній формі»"""
    court.put("scan.pdf", scan(), card={"kind": "motion", "copy": True, "sheets": 1})
    court.put("electronic.pdf", pdf())
    court.put("print.pdf", pdf("Print"), card={"original_form": "paper", "sheets": 2})

    forms = {d.name: (d.original_form, d.copy) for d in map(court.document, court.take())}

    assert forms == {
        "scan.pdf": (OriginalForm.PAPER, True),
        "electronic.pdf": (OriginalForm.ELECTRONIC, False),
        "print.pdf": (OriginalForm.PAPER, False),
    }


@proves("814:II.2-дубль")
def test_814_ii_2__a_paper_twin_carries_the_date_of_the_electronic_one(court: Court) -> None:
    """«…з відміткою на реєстраційному штампі дати одержання електронного повідомлення.»"""
    court.put("mailed.pdf", pdf(), card={"received_at": "2025-03-01T16:40", "index": "вх. 17"})
    first = court.document(court.take_one())
    twin = {"received_at": "2025-03-05", "original_form": "paper", "sheets": 1}
    court.put("scan.pdf", scan(), card=twin | {"same_as": "вх. 17", "note": "конверт цілий"})

    document = court.document(court.take_one())

    assert document.note == "конверт цілий; електронне повідомлення одержано 01.03.2025"
    assert (first.received_at, document.received_at) == ("2025-03-01T16:40", "2025-03-05")
    assert facts_of(court, document.id)["same_as"] == first.id


@proves("814:II.2-дубль")
def test_814_ii_2__a_twin_of_something_unknown_says_what_it_knows(court: Court) -> None:
    court.put("scan.pdf", scan(), card={"same_as": "вх. 999"})

    assert court.document(court.take_one()).note == (
        "надходив раніше в електронній формі («вх. 999»)"
    )


@proves("814:II.6-конверт")
def test_814_ii_6__the_envelope_stands_after_what_came_in_it(court: Court) -> None:
    """«Конверти (пакети), в яких надходять документи, приєднуються до одержаних документів.»"""
    court.put("claim.pdf", pdf("Claim"), card={"kind": "claim"})
    court.put("annex.pdf", pdf("Annex"), card={"kind": "annex", "parent": "claim.pdf"})
    envelope = {"kind": "envelope", "parent": "claim.pdf", "sheets": 1}
    court.put("a-envelope.tif", scan(), card=envelope)
    court.put("ruling.pdf", pdf("Ruling"), card={"kind": "ruling-opening"})
    court.take()

    with court.vault.read() as connection:
        [volume] = plan_of(connection, court.case())
    names = {d.id: d.name for d in court.documents()}
    order = [[names[m.document] for m in row.members] for row in volume.rows]
    assert order == [["claim.pdf", "annex.pdf"], ["a-envelope.tif"], ["ruling.pdf"]]


@proves("814:II.12")
def test_814_ii_12__a_returned_notice_says_what_was_sent_and_whether_it_was_served(
    court: Court,
) -> None:
    """«…вносяться відомості про факт вручення (не вручення) … та дату повернення до суду…»"""
    court.put("ruling.pdf", pdf("Ruling"), card={"kind": "ruling-hearing", "title": "Ухвала"})
    ruling = court.document(court.take_one())
    notice = {"kind": "postal-notice", "received_at": "2025-04-02", "sheets": 1}
    court.put("back.tif", scan(), card=notice | {"about": "ruling.pdf", "served": False})

    document = court.document(court.take_one())

    assert document.note == "до документа «Ухвала»; не вручено"
    assert (document.received_at, document.parent) == ("2025-04-02", None)
    assert facts_of(court, document.id).items() >= {"about": ruling.id, "served": False}.items()


@proves("814:XIV.8-відповідь", "814:II.12-АСДС")
def test_814_xiv_8__an_answer_says_to_what_and_a_notice_when_it_came_back(court: Court) -> None:
    court.put("request.pdf", pdf("Request"), card={"kind": "letter", "title": "Запит"})
    request = court.document(court.take_one())
    court.put("answer.pdf", pdf("Answer"), card={"kind": "letter", "answers": "request.pdf"})
    answer = court.document(court.take_one())
    foreign = {"kind": "letter", "translation_of": "request.pdf"}
    court.put("translation.pdf", pdf("Translation"), card=foreign)
    translation = court.document(court.take_one())
    back = {"kind": "postal-notice", "about": "nothing.pdf", "served": True}
    court.put("notice.pdf", pdf("Notice"), card=back | {"returned_on": "02.04.2025"})
    notice = court.document(court.take_one())

    with court.vault.read() as connection:
        links = links_of(connection, [d.id for d in (answer, translation, notice)])
    told = [(one.kind, one.source, one.target, one.named) for one in links]
    assert told == [
        ("answer", answer.id, request.id, ""),
        ("translation", translation.id, request.id, ""),
        ("notice", notice.id, None, "nothing.pdf"),
    ]
    assert (links[-1].served, links[-1].returned_on) == (True, "2025-04-02")
    assert answer.note == "відповідь на «Запит»"
    assert translation.note == "переклад документа «Запит»"


@proves("Лубни:15.4", "814:II.8")
def test_lubny_15_4__what_is_entered_later_keeps_the_day_it_really_came(court: Court) -> None:
    """«…із зазначенням у хронологічному порядку номера та дати фактичного надходження…»"""
    court.put("second.pdf", pdf("B"), card={"received_at": "2025-03-02", "index": "2"})
    court.put("first.pdf", pdf("A"), card={"received_at": "2025-03-01", "index": "1"})
    court.put("now.pdf", pdf("C"), card={"index": "3"})
    court.take()

    with court.vault.read() as connection:
        [volume] = plan_of(connection, court.case())
        events = {d.id: list(events_of(connection, f"document:{d.id}")) for d in court.documents()}
    by_id = {d.id: d for d in court.documents()}
    assert [by_id[row.document].index for row in volume.rows] == ["1", "2", "3"]
    first = next(d for d in by_id.values() if d.index == "1")
    payload = court.vault.entry_at(events[first.id][0].end).payload
    assert payload["received_at"] == "2025-03-01"
    assert payload["receipt_confirmed"]
    assert payload["arrived_at"] > "2026", "the day of entry is kept beside it"
    assert not next(d for d in by_id.values() if d.index == "3").receipt_confirmed


@proves("814:I.1-реєстрація", "814:II.2-раз")
def test_814_i_1__a_document_is_registered_once(court: Court) -> None:
    """«Кожен документ реєструється в суді лише один раз»"""
    court.put("a.pdf", pdf(), card={"index": "1"})
    court.take()
    court.put("a.pdf", pdf())

    court.take()

    assert [d.index for d in court.documents()] == ["1"]
    assert court.left() == []
    assert (court.inbox / FOLDER).is_dir()
    assert court.case().number == CASE
