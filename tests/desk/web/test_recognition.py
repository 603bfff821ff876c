"""How far recognition is stands beside its document, live, for whoever may read it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from ingest import derive_pending
from ingest.underway import telling
from inventory.access import Restriction, service
from tests.desk.web.arriving import CASE, FOLDER, documents, put, take, with_cases
from tests.desk.web.site import ORDER, Site, serving, sign_in
from tests.ingest.scanner import scan, written


@pytest.fixture
def court(site: Site) -> Site:
    return with_cases(site, CASE)


def test_how_far_recognition_is_stands_beside_its_document(court: Site) -> None:
    put(court, "висновок.pdf", scan([written("Висновок"), written("2")]), FOLDER)
    take(court)
    [document] = documents(court)
    kants, layout = court.visitor("kants"), court.workbench.vault.layout
    assert "чекає на розпізнавання" in kants.get(f"/view/{document.id}").text

    with telling(layout, document.id) as tell:
        tell(37, 120)
        for place in ("/arrivals", "/arrivals/reading", f"/view/{document.id}"):
            assert "Розпізнавання: 37 з 120 сторінок" in kants.get(place).text, place
            assert "Ця робота стоїть" not in kants.get(place).text
        tell(20, 21)
        assert "20 з 21 сторінки" in kants.get(f"/view/{document.id}/reading").text
        tell(21, 21)
        assert "виготовляється копія" in kants.get("/arrivals/reading").text

    idle = kants.get("/arrivals/reading").text
    assert "Ця робота стоїть" in idle
    assert "Розпізнавання:" not in idle
    derive_pending(court.workbench.deriving())
    assert "вже прочитано" in kants.get(f"/view/{document.id}/reading").text
    assert "розпізнавання" not in kants.get(f"/view/{document.id}").text


def test_of_recognition_one_may_not_read_only_the_number_is_told(court: Site) -> None:
    put(court, "усиновлення.pdf", scan([written("Висновок")]), FOLDER)
    take(court)
    [document] = documents(court)
    with court.workbench.vault.transaction("система") as tx:
        service.mark(tx, f"case:{document.case}", Restriction.ADOPTION, basis=ORDER)
        tx.commit()
    kants = court.visitor("kants")

    with telling(court.workbench.vault.layout, document.id) as tell:
        tell(37, 120)
        said = kants.get("/arrivals/reading").text
        assert "зміст яких вам не відкрито: 1" in said
        assert not [
            word for word in ("усиновлення", CASE, document.id, "37", "120") if word in said
        ]
        stub = kants.get(f"/view/{document.id}")
        assert "37 з 120" not in stub.text
        assert kants.get(f"/view/{document.id}/reading").status_code in (403, 404)


def test_a_page_that_is_open_tells_each_page_that_is_recognised(
    court: Site, browser: Browser
) -> None:
    put(court, "висновок.pdf", scan([written("Висновок"), written("2")]), FOLDER)
    take(court)
    [document] = documents(court)
    with serving(court.root, "--no-watch") as address:
        page, viewer = (browser.new_page(base_url=address) for _ in range(2))
        sign_in(page, "/arrivals", "kants")
        sign_in(viewer, f"/view/{document.id}", "kants")
        expect(viewer.locator("[data-reading]")).to_contain_text("чекає на розпізнавання")
        with telling(court.workbench.vault.layout, document.id) as tell:
            for done in (1, 2):
                tell(done, 3)
                said = f"Розпізнавання: {done} з 3 сторінок"
                expect(page.locator(".reading .how")).to_have_text(said)
                expect(viewer.locator("[data-reading]")).to_contain_text(said)
        expect(page.locator(".reading")).to_have_count(0)
        derive_pending(court.workbench.deriving())
        expect(viewer.locator("[data-reading]")).to_contain_text("вже прочитано")
        page.close()
        viewer.close()
