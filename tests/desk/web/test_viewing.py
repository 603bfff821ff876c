"""Перегляд: pages with their sheets and words, what leaves, and what nobody else learns."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from desk.web.documents.looking import reported
from inventory import Document
from inventory.access import Restriction, service
from inventory.events import document_subject
from inventory.queries import documents_of, get_case
from inventory.service.leaves import draw_leaves
from inventory.service.links import link_documents
from inventory.volumes.leaves import read_line
from tests.clauses import proves
from tests.desk.cli import CASE
from tests.desk.conftest import Built
from tests.desk.web.site import READING, Site, name_people, opened, serving, sign_in
from tests.signing import pdfs
from vault import events_of

SECRET = "Клопотання про експертизу"


@pytest.fixture(scope="module")
def still(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that tests only look at; taking away and looking leave entries, and nothing else."""
    office = built.office.copy(tmp_path_factory.mktemp("still") / "vault")
    data = pdfs.update(pdfs.sign(pdfs.page(b"Pay 100")), pdfs.replace_page(b"Pay 900"))
    card = {"kind": "motion", "title": "Змінене", "date": "2025-06-10", "sheets": 1}
    office.put("zminene.pdf", data, card)
    assert "зареєстровано: 757_12345_25/zminene.pdf" in office("watch", "--once").out
    with opened(office.vault) as site:
        name_people(site.workbench)
        yield site


@pytest.fixture
def full(still: Site, tmp_path: Path) -> Iterator[Site]:
    """A site to change."""
    shutil.copytree(still.root, tmp_path / "vault")
    with opened(tmp_path / "vault") as site:
        yield site


@pytest.fixture
def documents(request: pytest.FixtureRequest) -> dict[str, Document]:
    return all_of(request.getfixturevalue("full" if "full" in request.fixturenames else "still"))


def all_of(site: Site) -> dict[str, Document]:
    with site.workbench.vault.read() as connection:
        found = documents_of(connection, get_case(connection, CASE).key)
    return {document.title: document for document in found}


def marked(site: Site, document: Document, mark: Restriction) -> None:
    with site.workbench.vault.transaction("система") as tx:
        service.mark(tx, document_subject(document.id), mark, basis="ухвала від 02.03.2026")
        tx.commit()


def events(site: Site, document: str) -> list[tuple[str, str]]:
    with site.workbench.vault.read() as connection:
        return [(e.event, e.actor) for e in events_of(connection, document_subject(document))]


# -- pages ---------------------------------------------------------------------------------


@proves("814:I.10-доступ")
def test_814_i_10__every_page_has_its_sheet_and_place_and_looking_leaves_a_trace(
    still: Site, documents: dict[str, Document]
) -> None:
    claim = documents["Позовна заява"]
    page = still.visitor("suddia").get(f"/view/{claim.id}").text

    assert re.findall(r'data-page="(\d)" data-sheet="([^"]+)"', page) == [
        (str(n), f"арк. {n}") for n in range(1, 5)
    ]
    boxes = re.findall(r'<img width="(\d+)" height="(\d+)" loading="lazy"', page)
    assert {(int(w) / int(h)) < 0.71 for w, h in boxes} == {True}
    assert 'style="' not in page
    still.app.state.seat.traces.flush()
    assert ("dissemination", "система as suddia") in events(still, claim.id)


def test_backs_and_leaves_that_were_not_scanned_have_their_place(
    full: Site, documents: dict[str, Document]
) -> None:
    claim = documents["Позовна заява"]
    with full.workbench.vault.transaction("система") as tx:
        draw_leaves(tx, claim.id, read_line("1-2 3 -*3 4"))
        tx.commit()

    page = full.visitor("kants").get(f"/view/{claim.id}").text

    seen = re.findall(r'data-sheet="([^"]+)"|gap"><p>([^<]+)<', page)
    assert [a or b for a, b in seen] == [
        "арк. 1",
        "арк. 1 зв.",
        "арк. 2",
        "арк. 3–5: аркуш не скановано",
        "арк. 6",
    ]


def test_a_sheet_that_was_not_scanned_is_said_to_have_no_page(
    full: Site, documents: dict[str, Document]
) -> None:
    claim, clerk = documents["Позовна заява"], full.visitor("kants")
    with full.workbench.vault.transaction("система") as tx:
        draw_leaves(tx, claim.id, read_line("1-2 3 -*3 4"))
        tx.commit()
    line, absent = "Аркуш 4 не відскановано", f"/view/{claim.id}?absent=4&volume=1"

    for path in (f"/view/{claim.id}?sheet=4", f"/case/{quote(claim.case, safe='')}/sheet/1/4"):
        assert clerk.get(path).headers["location"] == absent
    assert line in clerk.get(absent).text
    for asked in ("absent=6&volume=1", "absent=7&volume=1", "absent=4&volume=2", "absent=<b>"):
        page = clerk.get(f"/view/{claim.id}?{asked}")
        assert page.status_code == 200
        assert "не відскановано" not in page.text


def test_a_sheet_is_found_by_its_number_in_the_document_and_in_the_volume(
    still: Site, documents: dict[str, Document]
) -> None:
    claim, clerk = documents["Позовна заява"], still.visitor("kants")
    key = quote(claim.case, safe="")

    inside = clerk.get(f"/view/{claim.id}?sheet=3")
    assert inside.headers["location"] == f"/view/{claim.id}?page=3#p3"
    elsewhere = clerk.get(f"/view/{claim.id}?sheet=5")
    assert elsewhere.headers["location"] == f"/case/{key}/sheet/1/5"
    annex = documents["Договір підряду"]
    there = clerk.get(elsewhere.headers["location"])
    assert there.headers["location"] == f"/view/{annex.id}?page=1#p1"
    assert clerk.get(f"/case/{key}/sheet/1/99").status_code == 404
    assert still.visitor("chytach").get(f"/case/{key}/sheet/1/5").status_code == 404
    assert clerk.get("/case/main%3A757%2F9%2F99%3Anone/sheet/1/5").status_code == 404


def test_a_volume_is_one_scroll_and_a_marked_document_a_gap_in_it(
    full: Site, documents: dict[str, Document]
) -> None:
    marked(full, documents[SECRET], Restriction.SERVICE)
    key = quote(documents[SECRET].case, safe="")

    page = full.visitor("kants").get(f"/case/{key}/volume/1").text

    assert page.index("Позовна заява") < page.index("Договір підряду") < page.index("Відзив")
    assert page.count('data-page="') == sum(
        len(re.findall('data-page="', full.visitor("kants").get(f"/view/{d.id}").text))
        for d in documents.values()
        if d.title != SECRET
    )
    assert SECRET not in page
    assert "Зміст цього документа вам не відкрито" in page
    assert full.visitor("kants").get(f"/case/{key}/volume/9").status_code == 404


# -- what nobody else learns ---------------------------------------------------------------


@proves("Лубни:3.1-НСРД", "Лубни:2.2")
def test_lubny_3_1__of_a_marked_document_only_open_data_are_seen(
    full: Site, documents: dict[str, Document]
) -> None:
    document = documents[SECRET]
    marked(full, document, Restriction.COVERT)
    clerk = full.visitor("kants")

    stub = clerk.get(f"/view/{document.id}")
    assert stub.status_code == 200
    for word in (SECRET, document.name, "/picture/", "Ґрунтові", "експерт"):
        assert word not in stub.text
    for part in ("words/1", "text", "history"):
        answer = clerk.get(f"/view/{document.id}/{part}")
        assert answer.status_code == 403
        assert SECRET not in answer.text
    taken = clerk.post(f"/view/{document.id}/take/{document.original}")
    assert (taken.status_code, document.name in str(taken.headers)) == (403, False)
    assert "export" not in dict(events(full, document.id))
    full.app.state.seat.traces.flush()
    assert "dissemination" not in dict(events(full, document.id))


def test_the_history_of_a_document_tells_nothing_of_a_hidden_one(
    full: Site, documents: dict[str, Document]
) -> None:
    claim, other = documents["Позовна заява"], documents[SECRET]
    with full.workbench.vault.transaction("система") as tx:
        link_documents(tx, other.id, claim.id, "translation")
        tx.commit()
    clerk = full.visitor("kants")
    assert SECRET in clerk.get(f"/view/{claim.id}").text
    assert SECRET in clerk.get(f"/view/{claim.id}/history").text

    marked(full, other, Restriction.COVERT)

    assert SECRET not in clerk.get(f"/view/{claim.id}").text
    assert SECRET not in clerk.get(f"/view/{claim.id}/history").text
    assert "Зареєстровано" in clerk.get(f"/view/{claim.id}/history").text


def test_whom_a_case_file_is_not_open_to_sees_no_page_of_it(
    still: Site, documents: dict[str, Document]
) -> None:
    claim = documents["Позовна заява"]
    for login in ("admin", "chytach"):
        answer = still.visitor(login).get(f"/view/{claim.id}")
        unknown = still.visitor(login).get("/view/0000000000000000")
        assert (answer.status_code, unknown.status_code) == (404, 404)
        assert answer.text.replace(claim.id, "") == unknown.text.replace("0" * 16, "")
        assert "Позовна" not in answer.text
    assert still.visitor("kants").get(f"/view/{claim.id[:6]}").status_code == 404
    assert still.visitor(None).get(f"/view/{claim.id}").status_code == 303


def test_what_has_no_pages_says_why(still: Site, documents: dict[str, Document]) -> None:
    page = still.visitor("kants").get(f"/view/{documents['З грифом'].id}").text

    assert "документ з обмеженим доступом тут лише описано" in page
    assert "/picture/" not in page


# -- what leaves ---------------------------------------------------------------------------


@proves("814:I.10-доступ")
def test_814_i_10__what_is_taken_away_is_recorded_before_it_goes(
    still: Site, documents: dict[str, Document]
) -> None:
    claim, judge = documents["Позовна заява"], still.visitor("suddia")
    assert claim.original is not None
    address = f"/view/{claim.id}/take/{claim.original}"

    taken = judge.post(address)
    assert taken.content == still.workbench.vault.locate(claim.original).read_bytes()
    assert taken.headers["content-disposition"] == "attachment; filename*=UTF-8''pozov.pdf"
    assert taken.headers["content-type"] == "application/octet-stream"
    assert events(still, claim.id)[-1] == ("export", "система as suddia")

    with still.workbench.vault.transaction("система") as tx:
        service.grant(tx, "chytach", READING)
        tx.commit()
    reader = still.visitor("chytach")
    assert "/take/" not in reader.get(f"/view/{claim.id}").text
    assert reader.post(address).status_code == 403
    other = documents["Відзив"]
    assert judge.post(f"/view/{claim.id}/take/{other.original}").status_code == 404
    assert judge.client.post(address).status_code == 400  # nobody's form
    assert [e for e, _ in events(still, claim.id)].count("export") == 1


@proves("814:II.11")
def test_814_ii_11__the_verdict_is_told_and_the_report_goes_out_as_form_and_xml(
    still: Site, documents: dict[str, Document]
) -> None:
    answer, clerk = documents["Відзив"], still.visitor("kants")
    page = clerk.get(f"/view/{answer.id}").text

    assert "Зразковий Захар Захарович" in page
    assert "Доведений час" in page
    forms = re.findall(r'action="(/view/[^"]+/report/[^"]+\.(?:pdf|xml))"', page)
    assert len(forms) == 2
    for address, start in zip(sorted(forms), (b"%PDF-", b"<?xml"), strict=True):
        taken = clerk.post(address)
        assert taken.content.startswith(start)
        assert "attachment" in taken.headers["content-disposition"]
    assert [e for e, _ in events(still, answer.id)].count("export") == 2


def test_a_changed_page_is_seen_as_it_was_signed_and_as_it_is(still: Site) -> None:
    changed = all_of(still)["Змінене"]
    with still.workbench.vault.read() as connection:
        [report] = reported(still.workbench.vault, connection, changed)
    [(number, before, after)] = report.pictures
    assert (number, report.verdicts[0].tone) == ("1", "bad")
    clerk = still.visitor("kants")
    page = clerk.get(f"/view/{changed.id}").text

    assert f'<a href="/view/{changed.id}/changes">Порівняйте сторінки</a>' in page
    side_by_side = clerk.get(f"/view/{changed.id}/changes").text
    assert re.findall(r'src="[^"]+/changed/(\w+)"', side_by_side) == [before, after]
    drawn = []
    for content in (before, after):
        answer = clerk.get(f"/view/{changed.id}/changed/{content}")
        assert answer.headers["content-type"] == "image/jpeg"
        drawn.append(Image.open(io.BytesIO(answer.content)).convert("L").tobytes())
    assert drawn[0] != drawn[1]
    other = all_of(still)["Позовна заява"]
    assert clerk.get(f"/view/{other.id}/changed/{before}").status_code == 404
    assert clerk.get(f"/view/{other.id}/changes").status_code == 404


# -- words ---------------------------------------------------------------------------------


def test_what_is_looked_for_is_marked_on_the_page(
    still: Site, documents: dict[str, Document]
) -> None:
    clerk, answer = still.visitor("kants"), documents["Відзив"]
    page = clerk.get(f"/view/{answer.id}?q={quote('договором')}").text

    assert re.search(r"сторінка <span data-at>\d</span> з \d знайдених у справі", page)
    assert re.search(r">документ \d+ з \d+<", page)  # not to be taken for pages
    kept = re.findall(r'href="/view/[^"?]+(\?[^"]*)?" data-key="[pn]"', page)
    assert kept == [f"?q={quote('договором')}"] * len(kept) != []
    assert f'href="/search?q={quote("договором")}">До пошуку' in page
    words = re.search(r'data-words="([^"]+)"', page)
    assert words is not None
    marked_page = clerk.get(words[1]).text
    assert marked_page.count('class="hit"') >= 1
    assert 'class="hit"' not in clerk.get(words[1].partition("?")[0]).text
    assert "розірвано</tspan>" in marked_page
    assert "style=" not in marked_page


# -- in a browser --------------------------------------------------------------------------


def test_the_viewer_in_a_browser(still: Site, browser: Browser, tmp_path: Path) -> None:
    claim = all_of(still)["Позовна заява"]
    root = tmp_path / "served"
    shutil.copytree(still.root, root)
    with serving(root, "--no-watch") as address:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
        sign_in(page, f"{address}/view/{claim.id}?sheet=3", "kants")
        page.wait_for_url("**page=3#p3")
        page.wait_for_selector("#p3 svg text", state="attached")

        expect(page.locator("[data-here]")).to_have_attribute("placeholder", "3")
        page.wait_for_function("document.querySelector('#p3 img').complete")
        assert "/2?w=" in page.locator("#p3 img").evaluate("one => one.currentSrc")
        page.locator("#p3 svg text").first.select_text()
        assert page.evaluate("getSelection().toString()").split() == ["Claim", "page", "3"]
        page.keyboard.press("1")
        expect(page.locator("output.zoom")).to_have_text("100 %")
        page.keyboard.press("+")
        expect(page.locator("output.zoom")).to_have_text("125 %")
        page.keyboard.press("0")
        box = page.locator("#p3 .frame").bounding_box()
        page.keyboard.press("r")
        turned_box = page.locator("#p3 .frame").bounding_box()
        assert box is not None
        assert turned_box is not None
        assert turned_box["width"] > turned_box["height"]
        page.keyboard.press("n")
        page.wait_for_url(lambda url: claim.id not in url)
        assert errors == []
        page.close()
