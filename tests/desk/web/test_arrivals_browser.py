"""In a real browser: a file is dropped and registered live; another is registered by keyboard."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from desk.watching import is_watched
from desk.wiring import Workbench
from inventory import NewCase, open_case
from inventory.queries import documents_of, get_case
from tests.desk.web.site import serving, sign_in
from tests.ingest.samples import pdf
from vault import Layout

CASE = "757/12345/25"
LETTER = (
    "Вих. № 15/25 від 12.03.2025\nУ справі № 757/12345/25\nЗаявник: Вигаданенко В. В.\n"
    "КЛОПОТАННЯ\nпро відкладення розгляду справи\nПрошу відкласти розгляд.\n"
)
DROP = """([name, bytes, type]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type }));
  document.getElementById("drop").dispatchEvent(
    new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def court(named: Path, tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    shutil.copytree(named, root)
    settings = root / "sprava.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("settle_s = 5.0", "settle_s = 0.3"), encoding="utf-8")
    opened = Workbench.open(root, "система")
    with opened.vault.transaction("система") as tx:
        open_case(tx, NewCase(number=CASE, kind="civil", title="Прикладна справа", own="a"))
        tx.commit()
    opened.close()
    return root


@pytest.fixture
def page(court: Path, browser: Browser) -> Iterator[Page]:
    with serving(court) as address:
        context = browser.new_context(
            base_url=address, viewport={"width": 1366, "height": 768}, locale="uk-UA"
        )
        page = context.new_page()
        sign_in(page, "/arrivals", "kants")
        yield page
        context.close()


def test_a_dropped_file_is_registered_live_and_another_by_keyboard_alone(
    page: Page, court: Path
) -> None:
    expect(page.locator("h1")).to_have_text("Надходження")
    page.fill("#case", CASE)
    page.evaluate(DROP, ["позов.pdf", list(pdf("Claim", 2)), "application/pdf"])
    expect(page.locator("#sending .good")).to_have_text("надіслано")
    expect(page.locator(".today a")).to_have_text("позов", timeout=30_000)

    page.fill("#case", "")
    page.evaluate(DROP, ["лист.txt", list(LETTER.encode()), "text/plain"])
    expect(page.locator("[data-open]")).to_have_text("лист.txt", timeout=30_000)
    page.keyboard.press("Escape")  # out of the field
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#number")).to_be_focused()
    expect(page.locator("#h-number .hint")).to_have_text("757/12345/25 Enter", timeout=30_000)
    for field in ("number", "kind", "title", "index", "date", "received_at", "sender"):
        expect(page.locator(f"#{field}")).to_be_focused()
        page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#said")).to_contain_text("Зареєстровано у справі № 757/12345/25")
    expect(page.locator(".today a").first).to_have_text(
        "Клопотання про відкладення розгляду справи"
    )
    opened = Workbench.open(court, "система")
    with opened.vault.read() as connection:
        _, letter = documents_of(connection, get_case(connection, CASE).key)
    opened.close()
    assert (letter.kind, letter.index, letter.date, letter.sender) == (
        "motion",
        "15/25",
        "2025-03-12",
        "Вигаданенко В. В.",
    )


def test_a_lost_stream_is_told_and_what_it_missed_is_asked_for_again(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Надходження")
    page.route("**/events?*", lambda route: route.abort())
    page.reload()
    expect(page.locator("#lost")).to_contain_text("Зв'язок із сервером перервано")

    with page.expect_request(
        lambda one: one.url.endswith("/arrivals") and "hx-request" in one.headers
    ):
        page.unroute("**/events?*")
    expect(page.locator("#lost")).to_have_count(0)

    page.route("**/events?*", lambda route: route.fulfill(status=403))
    page.reload()
    expect(page.locator("#lost")).to_contain_text("увійдіть знову")


def test_what_changes_before_the_stream_is_there_is_shown(court: Path, browser: Browser) -> None:
    """A page may be long on its way; what it missed is not first shown with the next change."""
    with serving(court, "--no-watch") as address:
        page = browser.new_page(base_url=address)
        held: list[Route] = []
        page.route("**/events?*", lambda route: held.insert(0, route))
        with page.expect_request("**/events?*"):
            sign_in(page, "/arrivals", "kants")
        (Layout(court).inbox / "лист.txt").write_text(LETTER, encoding="utf-8")
        expect(page.locator("#live")).not_to_contain_text("лист.txt")
        held[0].continue_()
        expect(page.locator("#live")).to_contain_text("лист.txt")
        page.close()


def test_the_watcher_ends_with_the_server(court: Path) -> None:
    layout = Layout(court)

    with serving(court):
        for _ in range(900):
            if is_watched(layout):
                break
            time.sleep(0.1)
        assert is_watched(layout)
    assert not is_watched(layout)
