"""A clerk's work in a real browser: order by keyboard and by drag, close, count, certify."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, expect

from desk.wiring import Workbench
from inventory.queries import documents_of, get_case, plan_of, volume_facts
from inventory.service.order import look_at_order
from inventory.service.volumes import confirm_sheets
from tests.desk.cli import CASE
from tests.desk.conftest import Built
from tests.desk.web.site import name_people, serving, sign_in

SHOTS = os.environ.get("SPRAVA_SHOTS")
SIZES = {"monitor": (1366, 768), "tablet": (1024, 768)}


def _shot(page: Page, name: str) -> None:
    """Keep a picture where somebody who wants to look at the pages says."""
    if SHOTS:
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=f"{SHOTS}/{name}-{size}.png")


def _ready(root: Path) -> tuple[str, dict[str, str], int]:
    """People, and confirmed counts; the case file's address, its documents, sheets of volume 1."""
    workbench = Workbench.open(root, "система")
    try:
        name_people(workbench)
        with workbench.vault.transaction("система") as tx:
            case = get_case(tx.connection, CASE)
            documents = documents_of(tx.connection, case.key)
            for one in documents:
                if not one.count.confirmed:
                    confirm_sheets(tx, one.id, max(one.count.sheets, 1))
            sheets = plan_of(tx.connection, case)[0].sheets
            tx.commit()
    finally:
        workbench.close()
    return f"/case/{quote(case.key, safe='')}", {one.title: one.id for one in documents}, sheets


def _order(root: Path) -> list[str]:
    workbench = Workbench.open(root, "система")
    try:
        with workbench.vault.read() as connection:
            view = look_at_order(connection, get_case(connection, CASE))
            return [one.title for one in view.documents]
    finally:
        workbench.close()


def _by_keyboard(page: Page, root: Path, motion: str) -> None:
    # by keyboard: «m» goes to the order, again «m» to the place of the row in focus
    page.keyboard.press("m")
    page.wait_for_url("**/order")
    page.locator(f"#d{motion} a[data-open]").focus()
    page.keyboard.press("m")
    expect(page.locator(f"#to{motion}")).to_be_focused()
    page.select_option(f"#to{motion}", "first")
    page.locator(f"#d{motion} button:not(.grip)").press("Enter")
    verdict = page.locator("#verdict")
    expect(verdict).to_contain_text("Закон заперечує")
    expect(verdict).to_contain_text("814:VII")
    _shot(page, "order-asked")
    verdict.locator("[name=reason]").fill("ухвала про долучення")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/order#d"))
    assert _order(root)[0] == "Клопотання про експертизу"
    _shot(page, "order-moved")


def _by_drag(page: Page, root: Path, motion: str, answer: str) -> None:
    verdict = page.locator("#verdict")
    # by drag: onto the row behind which it should stand
    page.set_viewport_size({"width": 1366, "height": 1100})
    grip = page.locator(f"#d{motion} .grip").bounding_box()
    below = page.locator(f"#d{answer}").bounding_box()
    assert grip is not None
    assert below is not None
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(below["x"] + 200, below["y"] + below["height"] / 2, steps=6)
    page.mouse.up()
    expect(verdict).to_contain_text("після «Відзив»")
    verdict.locator("[name=reason]").fill("повернуто на місце")
    page.keyboard.press("Enter")
    expect(page.locator(f"#d{motion}")).to_contain_text("повернуто на місце")
    order = _order(root)
    assert order.index("Відзив") < order.index("Клопотання про експертизу")


def _certified(page: Page, address: str, sheets: int) -> None:
    # close the volume by «c», count blind, certify
    page.goto(address)
    page.once("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("c")
    expect(page.locator("#said")).to_contain_text("завершено")
    page.wait_for_load_state()  # keys are understood once the script is there
    page.keyboard.press("c")
    page.wait_for_url("**/certify/1")
    _shot(page, "certify")
    page.fill("[name=counted]", str(sheets + 1))
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_contain_text("інша кількість")
    _shot(page, "refused")
    page.get_by_role("link", name="Повернутися").click()
    expect(page.locator("[name=counted]")).to_have_value("")  # it is counted anew
    page.fill("[name=counted]", str(sheets))
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("засвідчено")
    _shot(page, "certified")


def _tabs(page: Page, site: str, address: str, claim: str) -> None:
    for tab in ("acts", "data", "history", "acts/look?occasion=receipt", "copy"):
        page.goto(f"{site}{address}/{tab}")
        _shot(page, tab.partition("?")[0].replace("/", "-"))
    page.goto(f"{site}{address}/document/{claim}")
    _shot(page, "document")
    page.goto(f"{site}/copy/{claim}")
    _shot(page, "copy-attest")


def test_a_clerk_orders_closes_and_certifies(
    built: Built, tmp_path: Path, browser: Browser
) -> None:
    root = built.office.copy(tmp_path / "vault").vault
    address, documents, sheets = _ready(root)
    motion, answer = documents["Клопотання про експертизу"], documents["Відзив"]
    with serving(root, "--no-watch") as site:
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        sign_in(page, f"{site}/cases", "sekretar")
        page.wait_for_url(re.compile(r"^[^?]*/cases$"))
        _shot(page, "cases")
        page.keyboard.press("j")
        while page.evaluate("document.activeElement.textContent") != CASE:
            page.keyboard.press("j")
        page.keyboard.press("o")
        page.wait_for_url(re.compile("/case/"))
        expect(page.locator(".sheets img").first).to_be_visible()
        page.wait_for_load_state()
        _shot(page, "case")

        _by_keyboard(page, root, motion)
        _by_drag(page, root, motion, answer)
        _certified(page, site + address, sheets)
        _tabs(page, site, address, documents["Позовна заява"])
        assert faults == []
        context.close()
    workbench = Workbench.open(root, "система")
    with workbench.vault.read() as connection:
        facts = volume_facts(connection, get_case(connection, CASE).key)[1]
    workbench.close()
    assert facts.certified_on is not None
