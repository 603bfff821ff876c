"""Надходження: the list, sending files, registering beside the pages, deciding."""

from __future__ import annotations

import threading
from re import findall
from urllib.parse import unquote

import pytest
from httpx2 import Response

from desk.watching import is_watched, watching
from desk.web.arrivals import arriving
from desk.web.frame.advice import for_lists
from ingest.peeking import peek
from ingest.uploading import UNSORTED
from inventory.access import Restriction, service
from inventory.forms import Press
from inventory.queries import documents_of, get_case
from inventory.service.separators import NextDocument, print_separators
from inventory.volumes.papers import Letterhead
from tests.clauses import proves
from tests.desk.web.arriving import CASE, documents, item, put, take, with_cases
from tests.desk.web.site import ORDER, Site, Visitor
from tests.ingest.samples import pdf
from tests.ingest.scanner import printed, written
from tests.ingest.scanner import scan as scanned
from vault.errors import NotFound
from vault.history import events_of

SECRET = "Таємний лист Вигаданенка"


@pytest.fixture
def court(site: Site) -> Site:
    return with_cases(site, CASE, "757/77/25")


def send(visitor: Visitor, name: str, data: bytes, case: str = "", **headers: str) -> Response:
    return visitor.client.put(
        "/arrivals/upload",
        params={"name": name, "case": case},
        content=data,
        headers={"x-csrf-token": visitor.csrf, **headers},
    )


def test_a_sent_file_waits_in_the_folder_of_its_case_and_says_who_sent_it(court: Site) -> None:
    answer = send(court.visitor("kants"), "позов.pdf", pdf(), CASE)

    assert (answer.status_code, answer.json()["path"]) == (201, "757_12345_25/позов.pdf")
    assert (court.workbench.inbox / "757_12345_25" / "позов.pdf").read_bytes() == pdf()
    with court.workbench.vault.read() as connection:
        key = get_case(connection, CASE).key
    with court.workbench.vault.read() as connection:
        *_, last = events_of(connection, f"case:{key}")
    assert (last.event, last.actor) == ("file uploaded", "система as kants")


def test_files_are_taken_from_whoever_may_register_and_from_their_own_page(court: Site) -> None:
    kants = court.visitor("kants")

    assert send(court.visitor("suddia"), "x.pdf", pdf(), CASE).status_code == 403
    assert send(court.visitor("suddia"), "x.pdf", pdf()).status_code == 403
    assert send(kants, "x.pdf", pdf(), origin="https://evil.example").status_code == 400
    assert kants.client.put("/arrivals/upload", content=b"x").status_code == 400
    assert court.visitor(None).client.put("/arrivals/upload", content=b"x").status_code == 403
    assert send(kants, "x.pdf", pdf(), "1/1/11").status_code == 404
    assert send(kants, "../../x.pdf.card.json", b"{}", CASE).status_code == 400
    assert [p for p in court.workbench.inbox.rglob("*") if p.is_file()] == []


def test_an_ordinary_form_sends_files_too(court: Site) -> None:
    kants = court.visitor("kants")
    files = [("files", (name, pdf(name))) for name in ("a.pdf", "b.pdf")]
    data = {"csrf": kants.csrf, "case": CASE}

    assert kants.client.post("/arrivals/upload", data=data, files=files).status_code == 303
    assert len(list((court.workbench.inbox / "757_12345_25").iterdir())) == 2


def test_the_list_says_why_something_waits_and_counts_it(court: Site) -> None:
    put(court, "лист.pdf", pdf())
    put(court, "x.pdf", pdf("x"), "757_12346_25")
    put(court, "додаток.pdf", pdf("y"), "757_12345_25", {"parent": "позов.pdf"})
    kants = court.visitor("kants")

    page = kants.get("/arrivals").text
    assert "Справу ще не обрано." in page
    assert "схожі:" in page
    assert "757/12345/25" in page
    assert "Документ «позов.pdf», з яким надійшов файл" in page
    assert "sprava inbox" not in page
    assert "<html" not in kants.client.get("/arrivals", headers={"HX-Request": "true"}).text
    only = kants.get("/arrivals?state=document").text
    assert "додаток.pdf" in only
    assert "лист.pdf" not in only
    assert court.visitor("suddia").get("/arrivals").status_code == 403


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Це вже є (документ ab). Додайте ще раз (sprava inbox retry 1).", "Додайте ще раз."),
        ("Сталося це. Виконайте: sprava inbox list", "Сталося це."),
    ],
)
def test_a_reason_on_the_page_names_no_commands(told: str, kept: str) -> None:
    assert for_lists(told).endswith(kept)
    assert "sprava" not in for_lists(told)


def test_on_a_day_when_very_many_came_no_more_than_so_many_are_counted(
    court: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "_COUNTED", 2)
    kants = court.visitor("kants")
    for number, said in enumerate(("1<", "2<", "понад 2<")):
        put(court, f"{number}.pdf", pdf(f"{number}"), "757_12345_25")
        take(court)
        assert f"Сьогодні зареєстровано: {said}" in kants.get("/arrivals").text


def test_the_page_knows_whether_anybody_takes_files_in(court: Site) -> None:
    kants = court.visitor("kants")
    layout = court.workbench.vault.layout

    assert "Приймання зі скриньки зараз не працює" in kants.get("/arrivals").text
    with watching(layout):
        assert is_watched(layout)
        assert "зараз не працює" not in kants.get("/arrivals").text
    assert not is_watched(layout)


@proves("814:XX1.4")
def test_814_xx1_4__nothing_of_a_restricted_arrival_is_shown(court: Site) -> None:
    put(court, "таємне-1.pdf", pdf(), card={"restricted": True, "title": SECRET})
    put(court, "таємне-2.pdf", pdf(), "757_12345_25", {"restricted": True, "parent": "таємне.pdf"})
    (court.workbench.inbox / "757_12345_25" / "таємне-3.pdf.card.json").write_text(
        '{"restricted": true}'
    )
    put(court, "таємне-4.pdf", pdf(), "757_12345_25")
    (court.workbench.inbox / "757_12345_25" / "таємне-4.pdf.card.json").write_text("{")
    put(court, "таємне-5.pdf", pdf(), ".", {"restricted": True})
    kants = court.visitor("kants")
    listed = court.workbench.intake(tell=print, stop=threading.Event()).list_arrivals()

    page = kants.get("/arrivals").text
    assert page.count("Документ з обмеженим доступом") == 5
    assert page.count("Файл із карткою, яку не прочитати") == 1
    assert "аємн" not in page
    for one in listed:
        for path in ("", "/picture/0", "/proposals", "/split", "/act"):
            answer = kants.get(f"/arrivals/item/{one.id}{path}")
            assert answer.status_code in {400, 404}
            assert "аємн" not in answer.text


def test_what_is_for_a_closed_case_file_has_no_name_for_others(court: Site) -> None:
    with court.workbench.vault.read() as connection:
        key = get_case(connection, CASE).key
    with court.workbench.vault.transaction("система") as tx:
        service.mark(tx, f"case:{key}", Restriction.ADOPTION, basis=ORDER)
        tx.commit()
    put(court, "усиновлення.pdf", pdf(), "757_12345_25", {"parent": "нема.pdf"})
    kants = court.visitor("kants")
    found = peek_of(court)

    page = kants.get("/arrivals").text
    assert "усиновлення" not in page
    assert "нема.pdf" not in page
    assert kants.get(f"/arrivals/item/{found}").status_code == 404
    assert kants.get(f"/arrivals/item/{found}/picture/0").status_code == 404


def peek_of(site: Site) -> str:
    [one] = site.workbench.intake(tell=print, stop=threading.Event()).list_arrivals()
    return one.id


def test_a_scan_that_went_back_says_why_and_is_divided_there(court: Site) -> None:
    head, press = Letterhead(court="Вигаданий суд"), Press()
    made, _ = print_separators(
        court.workbench.vault,
        press,
        head,
        CASE,
        [NextDocument(kind="claim"), NextDocument(kind="motion")],
        duplex=False,
        actor="clerk",
    )
    claim, motion = printed(made.pdf)
    for words in ("first", "again"):
        pile = [claim, written(f"{words} claim"), motion, written(f"{words} motion")]
        put(court, "стос.pdf", scanned(pile), "757_12345_25")
        take(court)
    kants, where = court.visitor("kants"), item(court)

    for page in (kants.get("/arrivals").text, kants.get(where).text):
        assert "За цим розділювачем документ уже зареєстровано" in page
        assert "поділіть скан на документи" in page
        assert "sprava inbox" not in page
    kants.post(f"{where}/split", {"number": CASE, "at": "3"})
    with court.workbench.vault.read() as connection:
        assert len(documents_of(connection, get_case(connection, CASE).key)) == 4
    assert not list((court.workbench.inbox / "757_12345_25").iterdir())


def test_an_arrival_is_registered_beside_its_pages(court: Site) -> None:
    put(court, "лист.pdf", pdf("Lyst", 2))
    kants, where = court.visitor("kants"), item(court)

    page = kants.get(where).text
    assert f"{where}/picture/1" in page
    picture = kants.get(f"{where}/picture/0?w=180")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    card = {
        "number": CASE,
        "kind": "Клопотання",
        "title": "Про відкладення",
        "index": "5/26",
        "date": "03.02.2026",
        "received_at": "04.02.2026",
        "sender": "Вигаданенко В. В.",
        "sheets": "2",
        "duplex": "both",
    }
    assert kants.post(f"{where}/register", card).headers["location"] == "/arrivals"

    [document] = documents(court)
    assert (document.kind, document.title, document.index) == ("motion", "Про відкладення", "5/26")
    assert (document.date, document.sender) == ("2026-02-03", "Вигаданенко В. В.")
    assert document.receipt_confirmed
    assert document.count.sheets == 2
    assert f"/view/{document.id}" in kants.get("/arrivals").text


@proves("814:VII.8-копія")
def test_814_vii_8__only_what_the_card_says_is_a_copy(court: Site) -> None:
    """«Якщо до справи підшита копія, а не оригінал документа, то про це … зазначається в описі.»"""
    kants = court.visitor("kants")
    send(kants, "позов.pdf", pdf())
    ticked = 'name="copy" value="1" checked'

    assert ticked not in kants.get(item(court)).text
    [file] = court.workbench.inbox.rglob("позов.pdf")
    (file.parent / "позов.pdf.card.json").write_text('{"copy": true}', encoding="utf-8")
    assert ticked in kants.get(item(court)).text


def test_what_cannot_be_registered_so_says_why_and_keeps_the_form(court: Site) -> None:
    put(court, "лист.pdf", pdf())
    kants, where = court.visitor("kants"), item(court)

    for wrong, said in (
        ({"number": "757/12345/24"}, "757/12345/25"),
        ({"number": ""}, "не названо справи"),
        ({"number": CASE, "kind": "Клопотанння"}, "схожі: Клопотання"),
        ({"number": CASE, "date": "32.01.2026"}, "не є датою"),
        ({"number": CASE, "parent": "нема.pdf"}, "нема.pdf"),
    ):
        answer = kants.post(f"{where}/register", {"title": "Моя назва", **wrong})
        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="Моя назва"' in answer.text
    assert documents(court) == []
    assert (court.workbench.inbox / UNSORTED / "лист.pdf").exists()
    assert court.visitor("suddia").post(f"{where}/register", {"number": CASE}).status_code == 403


def test_the_text_proposes_and_fills_nothing_in(court: Site) -> None:
    text = "Вих. № 15/25 від 12.03.2025\nКЛОПОТАННЯ\nсправа № 757/12345/25\nЗаявник: Перша А. А.\n"
    put(court, "лист.txt", text.encode())
    kants, where = court.visitor("kants"), item(court)

    page = kants.get(where).text
    assert "КЛОПОТАННЯ" in page
    assert 'data-value="' not in page
    offered = kants.get(f"{where}/proposals").text
    for value in ("757/12345/25", "Клопотання", "15/25", "12.03.2025", "Перша А. А."):
        assert f'data-value="{value}"' in offered
    plain = kants.get(f"{where}?read=1").text  # for whoever has no scripts
    assert findall(r"<dt>Дата</dt><dd>([^< ]+)", plain) == ["12.03.2025"]


def test_numbers_are_offered_nearest_first(court: Site) -> None:
    kants = court.visitor("kants")

    assert kants.get("/arrivals/cases?number=12345").text.count("<option") == 1
    assert 'value="757/12345/25"' in kants.get("/arrivals/cases?number=757/12344/25").text
    assert court.visitor("suddia").get("/arrivals/cases?number=7").status_code == 403


def test_a_repeated_receipt_stands_beside_the_first_and_is_admitted_or_dropped(court: Site) -> None:
    put(court, "a.pdf", pdf(), "757_12345_25", {"title": "Перший лист"})
    take(court)
    put(court, "b.pdf", pdf(), "757_12345_25")
    take(court)
    kants, where = court.visitor("kants"), item(court)

    page = kants.get(where).text
    assert "Перший лист" in page
    assert f"/view/{documents(court)[0].id}" in page
    for way in ("register", "retry"):
        silent = kants.post(f"{where}/{way}", {"number": CASE})
        assert silent.status_code == 422
        assert "чому реєструвати ще раз, не сказано" in silent.text
    form = {"number": CASE, "title": "Другий примірник", "copy": "1"}
    assert kants.post(f"{where}/register", form).status_code == 303
    assert [d.title for d in documents(court)] == ["Перший лист", "Другий примірник"]

    put(court, "c.pdf", pdf(), "757_12345_25")
    take(court)
    dropped = {"why": "repeated", "reason": "те саме"}
    assert kants.post(f"{item(court)}/reject", dropped).status_code == 303
    assert "Усе зареєстровано" in kants.get("/arrivals").text


def test_what_is_damaged_gets_its_act_and_is_refused_by_it(court: Site) -> None:
    put(court, "погане.pdf", b"%PDF-1.7 torn", "757_12345_25")
    take(court)
    kants, where = court.visitor("kants"), item(court)
    assert "погане.pdf" in kants.get("/arrivals?state=quarantined").text
    assert kants.get(f"{where}/picture/0").status_code == 404
    assert kants.post(f"{where}/retry").status_code == 303
    refused = {"why": "damaged", "reason": "не читається"}
    assert kants.post(f"{where}/reject", refused).status_code == 422

    assert "погане.pdf" in kants.get(f"{where}/act").text
    said = {
        "defect": "illegible",
        "item": "погане.pdf",
        "sender": "Уявне управління",
        "received": "",
        "present": "Секретар; О. Уявна\nСуддя; С. Суддівенко",
    }
    drawn = kants.post(f"{where}/act", said)
    assert drawn.status_code == 303, drawn.text
    page = kants.get(drawn.headers["location"]).text
    number = drawn.headers["location"].partition("act=")[2]
    printed = kants.get(f"/arrivals/act?number={number}")
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.headers["content-disposition"].startswith("attachment")
    assert "Надрукувати" in page
    refused["act"] = unquote(number)
    assert kants.post(f"{where}/reject", refused).status_code == 303


def test_nothing_is_there_under_an_id_nobody_has(court: Site) -> None:
    kants = court.visitor("kants")

    assert kants.get("/arrivals/item/0123456789abcdef").status_code == 404
    with pytest.raises(NotFound):
        peek(court.workbench.vault, "../../etc/passwd")


def test_the_next_one_opens_by_itself(court: Site) -> None:
    put(court, "1.pdf", pdf("1"))
    put(court, "2.pdf", pdf("2"))
    kants = court.visitor("kants")
    first, second = findall(r'href="(/arrivals/item/[0-9a-f]+)"', kants.get("/arrivals").text)
    answer = kants.post(f"{first}/register", {"number": CASE})

    assert answer.headers["location"] == second
