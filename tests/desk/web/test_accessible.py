"""Pages for everybody: axe-core on each of them, the keyboard, a small screen, twice the size."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page
from starlette.routing import Route

from desk.web.app import make_app
from desk.web.serve import seat_of
from desk.wiring import Workbench
from tests.desk.conftest import Built
from tests.desk.marks import Marked, with_marks
from tests.desk.web.site import serving, sign_in
from tests.desk.web.test_security import filled

SIZES = {
    "court monitor": (1366, 768),
    "tablet": (1024, 768),
    "200 %": (683, 384),
    "400 %": (320, 256),
}
_LIST = "?q=%D0%B4%D0%BE%D0%B3%D0%BE%D0%B2%D1%96%D1%80"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def marked(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Marked:
    return with_marks(built.office.copy(tmp_path_factory.mktemp("accessible") / "vault"))


@pytest.fixture(scope="module")
def addresses(marked: Marked) -> list[str]:
    """Every page there is that can be asked for, filled with what the vault has."""
    arrivals = marked.office.json("inbox", "list")
    workbench = Workbench.open(marked.office.vault, "система")
    try:
        app = make_app(seat_of(workbench, "система"))
        paths = [r.path for r in app.routes if isinstance(r, Route) and "GET" in (r.methods or ())]
    finally:
        workbench.close()
    named = {"key": marked.ours, "document": marked.claim, "login": "kants", "label": "1"}
    given = [
        filled(path, **named, arrival=arrivals[0]["id"])
        for path in paths
        if path not in {"/events", "/oidc", "/oidc/back", "/sign-in"}
    ]
    return [*given, f"/search{_LIST}", f"/view/{quote(marked.contract)}"]


@pytest.fixture(scope="module")
def page(marked: Marked, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Somebody who may see everything, signed in; the browser begins when the vault is there."""
    browser: Browser = request.getfixturevalue("browser")
    with serving(marked.office.vault, "--no-watch") as address:
        context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 768})
        page = context.new_page()
        sign_in(page, "/", "kerivnyk")
        yield page
        context.close()


def shown(page: Page, path: str) -> bool:
    """Whether the address is a whole page of ours that is there."""
    try:
        probe = page.request.get(path)
    except Error:  # the server closes a connection that was quiet for some seconds
        probe = page.request.get(path)
    if not probe.ok or not probe.headers.get("content-type", "").startswith("text/html"):
        return False
    if "<html" not in probe.text():
        return False
    page.goto(path)
    return True


def test_no_page_keeps_anybody_out(page: Page, addresses: list[str]) -> None:
    """No serious or critical finding of axe-core on any page."""
    axe, faults, looked = Axe(), [], 0
    options = {"runOnly": {"type": "tag", "values": RULES}}
    for path in addresses:
        if not shown(page, path):
            continue
        looked += 1
        for one in axe.run(page, options=options).response["violations"]:
            if one["impact"] in GRAVE:
                where = [node["html"][:160] for node in one["nodes"][:3]]
                faults.append((path, one["id"], where))
    assert looked > 12
    assert faults == []


@pytest.mark.parametrize(
    "size", [pytest.param(one, marks=pytest.mark.slow) if "%" not in one else one for one in SIZES]
)
def test_pages_fit(page: Page, addresses: list[str], size: str) -> None:
    """Nothing is scrolled sideways to be read (WCAG 1.4.10); tables may be, by themselves."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    wide = []
    for path in addresses:
        if shown(page, path):
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            wide += [(path, over)] if over > 1 else []
    page.set_viewport_size({"width": 1366, "height": 768})
    assert wide == []


_FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  return {name: one.outerHTML.slice(0, 120), ring: ring || style.boxShadow !== 'none',
          there: box.width > 0 && box.height > 0};
}"""


@pytest.mark.slow
def test_who_has_no_mouse_sees_where_they_are(page: Page, addresses: list[str]) -> None:
    """The first twenty stops of the Tab key on every page can be seen (WCAG 2.4.7)."""
    unseen = []
    for path in addresses:
        if not shown(page, path):
            continue
        for _ in range(20):
            page.keyboard.press("Tab")
            stop = page.evaluate(_FOCUS)
            if stop is not None and not (stop["ring"] and stop["there"]):
                unseen.append((path, stop["name"]))
    assert unseen == []


_PRESS = """([key, code]) =>
  document.body.dispatchEvent(new KeyboardEvent("keydown", {key, code, bubbles: true}))"""


def test_keys_are_found_in_the_ukrainian_layout_and_can_be_switched_off(page: Page) -> None:
    """WCAG 2.1.4; whoever types Ukrainian has «о» where «j» is."""
    here = "document.activeElement.getAttribute('href') || document.activeElement.name || ''"
    page.goto("/people")
    page.evaluate(_PRESS, ["о", "KeyJ"])
    assert page.evaluate(here).startswith("/people/")
    page.goto("/people")
    page.evaluate(_PRESS, [".", "Slash"])
    assert page.evaluate(here) == "q"

    page.goto("/password")
    page.uncheck("[data-keys] input")
    page.goto("/people")
    page.evaluate(_PRESS, ["о", "KeyJ"])
    page.keyboard.press("j")
    assert page.evaluate(here) == ""
    page.goto("/password")
    page.check("[data-keys] input")
    page.goto("/people")
    page.keyboard.press("j")
    assert page.evaluate(here).startswith("/people/")


def test_pages_print(page: Page, addresses: list[str]) -> None:
    """Every page prints: no page is empty on paper."""
    page.emulate_media(media="print")
    for path in addresses[:6]:
        if shown(page, path):
            assert page.locator("main").inner_text().strip(), path
    page.emulate_media(media="screen")
