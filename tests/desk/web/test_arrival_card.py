"""How an arrival came is asked beside its pages; its printed copy gets the registration mark."""

from __future__ import annotations

import pytest

from ingest.events import arrival_subject
from ingest.uploading import UNSORTED
from inventory.events import document_subject
from tests.clauses import proves
from tests.desk.web.arriving import CASE, FOLDER, documents, item, put, take, with_cases
from tests.desk.web.site import Site
from tests.ingest.samples import pdf, scan
from vault.history import events_of


@pytest.fixture
def court(site: Site) -> Site:
    return with_cases(site, CASE)


@proves("814:II.4", "814:II.8")
def test_814_ii_4__how_it_came_and_at_what_time_is_asked_beside_its_pages(court: Site) -> None:
    put(court, "лист.pdf", pdf())
    kants, where = court.visitor("kants"), item(court)
    form = {"number": CASE, "kind": "Заява", "received_at": "12.01.2026 09:05"}
    form |= {"channel": "електронна пошта", "mailbox": "inbox@sud.example"}
    form |= {"envelope": "envelope-whole", "address": "addressed"}

    wrong = kants.post(f"{where}/register", {**form, "address": "misaddressed"})
    answer = kants.post(f"{where}/register", {**form, "index": "7/26"})

    assert wrong.status_code == 422
    assert "помилково доставлене не реєструють" in wrong.text
    assert answer.status_code == 303
    told = kants.get(answer.headers["location"]).text
    assert "не зазначено, чи є всі вкладення за описом (814:II.4)" in told
    [document] = documents(court)
    assert document.received_at == "2026-01-12T09:05"
    card = kants.get(f"/view/{document.id}").text
    assert "електронна пошта, inbox@sud.example" in card
    assert "конверт цілий" in card


@proves("814:II.9")
def test_814_ii_9__an_electronic_document_is_taken_for_paper_with_its_mark(court: Site) -> None:
    electronic = {"kind": "motion", "index": "17/25-вх", "original_form": "electronic"}
    put(court, "a.pdf", pdf(), FOLDER, electronic)
    put(court, "b.pdf", pdf("B"), FOLDER, {"kind": "motion"})
    take(court)
    came, bare = sorted(documents(court), key=lambda one: one.name)
    clerk = court.visitor("kants")

    assert "/marked" not in clerk.get(f"/view/{bare.id}").text, "it has no number"
    assert clerk.post(f"/view/{bare.id}/marked").status_code == 422
    assert f"/view/{came.id}/marked" in clerk.get(f"/view/{came.id}").text
    taken = clerk.post(f"/view/{came.id}/marked")

    assert (taken.status_code, taken.content[:5]) == (200, b"%PDF-")
    with court.workbench.vault.read() as connection:
        events = [(e.event, e.actor) for e in events_of(connection, document_subject(came.id))]
    assert ("export", "система as kants") in events


@proves("814:I.10-доступ")
def test_814_i_10__looking_at_what_arrived_leaves_a_trace(court: Site) -> None:
    put(court, "скан.pdf", scan(1))
    kants, where = court.visitor("kants"), item(court)

    assert kants.get(f"{where}/picture/0").status_code == 200
    court.app.state.seat.traces.flush()

    with court.workbench.vault.read() as connection:
        seen = list(events_of(connection, arrival_subject(where.rpartition("/")[2])))
    assert [(e.event, e.actor) for e in seen] == [("dissemination", "система as kants")]


@pytest.mark.parametrize(("data", "scanned"), [(scan(3), True), (pdf(pages=3), False)])
def test_only_a_scan_is_offered_to_be_divided(court: Site, data: bytes, scanned: bool) -> None:
    put(court, "кілька сторінок.pdf", data)
    assert ("Поділити скан" in court.visitor("kants").get(item(court)).text) == scanned


def test_a_scan_is_divided_by_marks_between_its_pages(court: Site) -> None:
    put(court, "скан.pdf", scan(3))
    kants, where = court.visitor("kants"), item(court)

    assert kants.get(f"{where}/split").text.count('name="at"') == 3
    for wrong in ({"number": "1/1/26"}, {"number": ""}, {"kind-1": "Лисст"}, {"at": "9"}):
        given = {"number": CASE, "at": "2", "kind-1": "Лист", "title-2": "Додаток", **wrong}
        refused = kants.post(f"{where}/split", given)
        assert refused.status_code == 422
        assert 'id="problem"' in refused.text
        assert f'name="number" value="{given["number"]}"' in refused.text
        assert f'value="{given["kind-1"]}"' in refused.text
        assert 'value="Додаток"' in refused.text
        assert (given["at"] == "2") == ('value="2" checked' in refused.text)
    assert documents(court) == []

    marks = {"number": CASE, "at": "2", "kind-1": "Лист", "title-2": "Додаток до листа"}
    divided = kants.post(f"{where}/split", marks)
    assert divided.status_code == 303
    assert "документів: 2" in kants.get(divided.headers["location"]).text

    first, second = documents(court)
    assert (first.kind, first.pages, second.title, second.pages) == (
        "letter",
        1,
        "Додаток до листа",
        2,
    )


def test_what_is_wrong_with_a_file_is_said_before_a_case_is_chosen(court: Site) -> None:
    clerk = court.visitor("kants")
    put(court, "обрив.pdf", pdf("Torn", 2)[:400])
    assert "Файл пошкоджено: у файлі бракує змісту" in clerk.get(item(court)).text
    (court.root / "inbox" / UNSORTED / "обрив.pdf").unlink()

    put(court, "програма.exe", b"MZ" + b"\0" * 600)
    told = clerk.get(item(court)).text
    clerk.post(f"{item(court)}/register", {"number": CASE, "kind": "Заява"})

    assert "назва файлу обіцяє програму" in told
    assert "Такого файла не реєструють" in told
    for page in ("/arrivals", item(court)):  # in quarantine, from the folder of none
        assert "назва файлу обіцяє програму" in clerk.get(page).text


def test_a_repetition_without_a_title_is_registered_with_a_note(court: Site) -> None:
    for _ in range(2):
        put(court, "лист.pdf", pdf(), FOLDER)
        take(court)
    clerk, where = court.visitor("kants"), item(court)
    assert "Зареєструвати ще раз, з поясненням" in clerk.get(where).text

    again = clerk.post(f"{where}/register", {"number": CASE, "note": "примірник експертові"})

    assert again.status_code == 303
    assert [one.note for one in documents(court)] == ["", "примірник експертові"]


def test_going_back_to_what_was_registered_leads_on(court: Site) -> None:
    put(court, "лист.pdf", pdf())
    clerk, where = court.visitor("kants"), item(court)
    assert clerk.post(f"{where}/register", {"number": CASE, "kind": "Заява"}).status_code == 303
    back = clerk.get(where)

    assert back.status_code == 404
    assert '<a href="/arrivals">До надходжень</a>' in back.text
