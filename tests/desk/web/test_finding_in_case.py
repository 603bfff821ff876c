"""The field «Знайти у справі» of the viewer: what it finds, how one goes on from there."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from inventory import Document
from inventory.access import Restriction, service
from inventory.events import document_subject
from inventory.queries import documents_of, get_case
from tests.desk.cli import CASE
from tests.desk.web.site import Site, serving, sign_in


@pytest.fixture
def documents(full: Site) -> dict[str, Document]:
    with full.workbench.vault.read() as connection:
        found = documents_of(connection, get_case(connection, CASE).key)
    return {document.title: document for document in found}


SEEN = """() => {
    const all = document.querySelector(".pages").getBoundingClientRect();
    return [...document.querySelectorAll("#p1 .hit")].some((mark) => {
        const box = mark.getBoundingClientRect();
        return box.bottom > all.top && box.top < all.bottom
            && box.right > all.left && box.left < all.right;
    });
}"""


def hits(page: str) -> str:
    """The line about what was found."""
    return page[page.index('<div class="hits') : page.index("До пошуку")]


def test_what_is_found_opens_from_the_page_one_was_at(
    full: Site, documents: dict[str, Document]
) -> None:
    claim, clerk = documents["Позовна заява"], full.visitor("kants")

    first = clerk.get(f"/view/{claim.id}?q=claim").text
    third = clerk.get(f"/view/{claim.id}?q=claim&from=3").text

    assert "data-find" in first
    assert 'data-start="1"' in first
    assert "сторінка <span data-at>1</span> з " in first
    assert 'data-start="3"' in third
    assert "сторінка <span data-at>3</span> з " in third
    assert 'data-start="1"' in clerk.get(f"/view/{claim.id}?q=claim&from=99").text


def test_it_is_said_where_only_the_card_matches(full: Site, documents: dict[str, Document]) -> None:
    annex, claim = documents["Договір підряду"], documents["Позовна заява"]
    clerk = full.visitor("kants")
    words = quote('"позовна заява"')
    own = clerk.get(f"/view/{claim.id}?q={words}").text
    other = clerk.get(f"/view/{annex.id}?q={words}").text
    nothing = clerk.get(f"/view/{annex.id}?q={quote('небувальщина')}").text

    assert "на сторінках справи не знайдено; збіг лише" in own
    assert '<a href="#card">картці цього документа</a>' in own
    assert 'id="card"' in own
    assert "збіг лише в картках документів: 1</a>" in other
    assert "на сторінках справи не знайдено</span>" in nothing
    with full.workbench.vault.transaction("система") as tx:
        service.mark(
            tx, document_subject(claim.id), Restriction.COVERT, basis="ухвала від 02.03.2026"
        )
        tx.commit()
    assert "картк" not in hits(clerk.get(f"/view/{annex.id}?q={words}").text)


def test_the_next_found_page_is_counted_from_the_page_on_the_screen(
    staffed: Path, documents: dict[str, Document], browser: Browser
) -> None:
    claim = documents["Позовна заява"]
    with serving(staffed, "--no-watch") as address:
        page = browser.new_page(viewport={"width": 1366, "height": 768}, base_url=address)
        sign_in(page, f"/view/{claim.id}", "kants")
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-here]")).to_have_attribute("placeholder", "2")

        page.keyboard.press("f")
        page.keyboard.type("claim")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=claim&from=2")
        at = page.locator("[data-at]")
        expect(at).to_have_text("2")
        page.keyboard.press("]")
        expect(at).to_have_text("3")
        page.wait_for_url("**#p3")
        page.keyboard.press("f")
        page.keyboard.press("Enter")
        expect(at).to_have_text("4")
        assert page.evaluate("document.querySelector('[data-hit=\"1\"]').hidden")
        page.locator("#p2").evaluate("one => one.scrollIntoView()")
        expect(at).to_have_text("2")
        page.locator("main").focus()
        page.keyboard.press("[")
        expect(at).to_have_text("1")
        page.close()


def test_what_is_found_stays_on_the_screen_however_the_page_is_looked_at(
    staffed: Path, documents: dict[str, Document], browser: Browser
) -> None:
    claim = documents["Позовна заява"]
    with serving(staffed, "--no-watch") as address:
        page = browser.new_page(viewport={"width": 1366, "height": 250}, base_url=address)
        sign_in(page, f"/view/{claim.id}?q=claim", "kants")
        page.wait_for_function(SEEN)
        for key in "++++r+r":
            page.keyboard.press(key)
            page.wait_for_function(SEEN)
        page.close()
