"""The whole way of each of the three people, in a real browser over a running server.

A clerk from an uploaded file to a certified volume; a reader from a question to the marked word on
the page; an archivist from a closed case file to the act of transfer.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from inventory.access import service
from tests.desk.conftest import Built
from tests.desk.web.site import READING, name_people, opened, serving, sign_in
from tests.ingest.samples import pdf

OLD, NEW = "757/777/19", "757/555/26"
SLOW_MS = 60_000  # what waits for the watcher, on a busy machine


# Made before the browser: its event loop lets no other begin.
pytestmark = pytest.mark.usefixtures("prepared")


@pytest.fixture(scope="session")
def prepared(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built vault with people; an old case file there is closed and certified."""
    office = built.office.copy(tmp_path_factory.mktemp("paths") / "vault")
    office.json("case", "close", OLD, "--on", "2019-12-31")
    office.json("sheets", "confirm", office.documents(OLD)["Рішення"]["id"], "1")
    office.json("volume", "close", OLD, "1")
    assert office("volume", "certify", OLD, "1", "--counted", "1", "--json").code in {0, 4}
    with opened(office.vault) as site:
        name_people(site.workbench)
        with site.workbench.vault.transaction("система") as tx:
            service.grant(tx, "chytach", READING)
            tx.commit()
    return office.vault


@pytest.fixture(scope="module")
def address(prepared: Path) -> Iterator[str]:
    """Where a server over it answers."""
    with serving(prepared) as address:
        yield address


@contextlib.contextmanager
def signed_in(browser: Browser, address: str, login: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=address,
        viewport={"width": 1366, "height": 768},
        locale="uk-UA",
        accept_downloads=True,
    )
    page = context.new_page()
    page.set_default_timeout(SLOW_MS)
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, "/", login)
    try:
        yield page
    finally:
        context.close()


def test_a_clerk_goes_from_a_file_to_a_certified_volume(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    file = tmp_path / "позовна заява.pdf"
    file.write_bytes(pdf("Claim", 2))
    with signed_in(browser, address, "kants") as page:
        page.goto("/cases/new")
        page.fill("[name=number]", NEW)
        page.select_option("[name=kind]", "civil")
        page.fill("[name=title]", "Уявна У. У. до Вигаданого В. В.")
        page.click("main button.main")
        expect(page.locator("h1")).to_contain_text(NEW)

        page.click("nav >> text=Надходження")
        page.wait_for_load_state()  # files are sent by the script
        page.fill("#case", NEW)
        page.set_input_files("#files", file)
        page.click("#upload button.main")
        expect(page.locator(".today a").first).to_contain_text("позовна заява", timeout=SLOW_MS)

        page.goto(f"/cases?q={NEW}")
        page.click(f"main a:has-text('{NEW}')")
        page.click("table.inventory a[data-open]")
        page.fill("[name=sheets]", "2")
        with page.expect_navigation():
            page.click("button:has-text('Підтвердити')")
        page.goto(f"/cases?q={NEW}")
        page.click(f"main a:has-text('{NEW}')")
        page.click("button:has-text('Завершити том')")
        page.click("a:has-text('Засвідчити том')")
        page.fill("[name=counted]", "2")
        page.fill("[name=by]", "К. К. Канцеляренко")
        page.click("button:has-text('Скласти засвідчувальний напис')")

        expect(page.locator("#said")).to_contain_text("засвідчено")
        expect(page.locator(".strips .tag.good")).to_be_visible()


def test_a_reader_goes_from_a_question_to_the_marked_word(browser: Browser, address: str) -> None:
    with signed_in(browser, address, "chytach") as page:
        page.click("nav >> text=Пошук")
        page.wait_for_load_state()  # keys are understood once the script is there
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("експертом")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.keyboard.press("Enter")
        expect(page.locator("#count")).to_have_text("Знайдено документів: 1")
        page.wait_for_url("**/search?q=%D0%B5%D0%BA%D1%81%D0%BF%D0%B5%D1%80%D1%82%D0%BE%D0%BC")
        # Enter both changes the field and sends it
        assert len([one for one in asked if "/search" in one]) == 1
        expect(page.locator(".words mark")).to_have_text("експерта")
        page.keyboard.press("ArrowDown")
        expect(page.locator("a[data-open]").first).to_be_focused()
        expect(page.locator("text=CSV")).to_have_count(0)

        page.check("[name=group]")
        expect(page.locator("#count")).to_contain_text("Знайдено справ: 1")
        page.wait_for_url("**group=case**")
        page.go_back()
        expect(page.locator("#count")).to_have_text("Знайдено документів: 1")
        expect(page.locator("header.top")).to_be_visible()

        page.keyboard.press("Escape")
        page.keyboard.press("j")
        expect(page.locator("a[data-open]").first).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/view/"))
        expect(page.locator(".hits")).to_contain_text("1 з 1")
        expect(page.locator("rect.hit")).to_have_count(1)


def test_an_archivist_goes_from_a_closed_case_file_to_the_act_of_transfer(
    browser: Browser, address: str
) -> None:
    with signed_in(browser, address, "arkhiv") as page:
        page.goto("/archive")
        expect(page.locator("h2").first).to_contain_text("Статтю не визначено")
        page.click("summary:has-text('Стаття')")
        page.select_option("select[name=item]", "приклад-9")
        page.click("button:has-text('Визначити статтю')")
        expect(page.locator("#said")).to_contain_text("статтю визначено")

        page.click("nav >> text=До архіву суду")
        page.check(f"input[value='{OLD}']")
        page.click("button:has-text('Скласти акт передавання')")
        expect(page.locator("h2").first).to_contain_text("Акт № ")
        with page.expect_download() as taken:
            page.click("text=Акт PDF")
        assert taken.value.suggested_filename.endswith(".pdf")

        page.goto("/archive/transfer")
        ready = page.locator(f"input[value='{OLD}']:enabled")
        for _ in range(60):  # the watcher deposits the volume
            if ready.count():
                break
            page.wait_for_timeout(1000)
            page.reload()
        ready.check()
        page.click("button:has-text('Скласти проєкт акта')")
        for name in ("ЕК суду", "ЕПК державного архіву", "голова суду", "керівник державного"):
            step = page.locator("li", has_text=name)
            step.locator("[name=protocol]").fill("№ 3")
            step.locator("[name=on]").fill(page.locator("dl.facts dd").nth(1).inner_text())
            with page.expect_navigation():  # the page before says the same of the step before
                step.locator("button").click()
            expect(page.locator("#said")).to_contain_text("огоджен")
        expect(page.locator("h2 .tag").first).to_have_text("погоджено, очікує приймання")
        page.fill(
            "form[action$='/finish'] [name=on]", page.locator("dl.facts dd").nth(1).inner_text()
        )
        page.click("form[action$='/finish'] button")
        expect(page.locator("h2 .tag").first).to_have_text("виконано")
