"""Pages when things go otherwise: refusals, empty lists, opened forms, signing in; all by axe-core.

The pages as they usually are: test_accessible.py.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from desk.web.entry.credentials import Credentials
from desk.web.serve import credentials_file
from tests.desk.web.site import PASSWORD, serving
from tests.desk.web.test_accessible import GRAVE, RULES

_GIVEN = "dovhyi-danyi-parol"
_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_USUAL: ViewportSize = {"width": 1366, "height": 768}
_LOW: ViewportSize = {"width": 1366, "height": 450}
_ZOOMED: ViewportSize = {"width": 320, "height": 256}
SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def root(named: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault in which there is nothing yet; somebody in it has been given a password."""
    root = tmp_path_factory.mktemp("states") / "vault"
    shutil.copytree(named, root)
    now = dt.datetime.now(dt.UTC)
    Credentials(credentials_file(root)).set_password("sekretar", _GIVEN, now=now, once=True)
    return root


@pytest.fixture(scope="module")
def signed_in(root: Path, request: pytest.FixtureRequest) -> Iterator[SignIn]:
    """A page for somebody; the browser begins when the vault is there."""
    browser: Browser = request.getfixturevalue("browser")
    with serving(root, "--no-watch") as address:
        contexts = []

        def sign_in(login: str = "", password: str = PASSWORD) -> Page:
            contexts.append(browser.new_context(base_url=address, viewport=_USUAL))
            page = contexts[-1].new_page()
            page.goto("/sign-in")
            if login:
                page.fill("[name=login]", login)
                page.fill("[name=password]", password)
                with page.expect_navigation():
                    page.click("main button")
            return page

        yield sign_in
        for one in contexts:
            one.close()


def require_good(page: Page, status: int = 200, path: str = "") -> None:
    """No serious finding, an own title, nothing sideways when zoomed in; at `path` or here."""
    if path:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, path
    page.wait_for_load_state()  # what was clicked before may have only begun to lead here
    options = {"runOnly": {"type": "tag", "values": RULES}}
    found = Axe().run(page, options=options).response["violations"]
    assert [one for one in found if one["impact"] in GRAVE] == [], page.url
    assert page.title().endswith(" · Справа")
    assert len(page.title()) > len(" · Справа")
    assert page.locator("h1").count() == 1
    page.set_viewport_size(_ZOOMED)
    assert page.evaluate(_WIDE) <= 1, page.url
    page.set_viewport_size(_USUAL)


def test_signing_in_and_being_wrong(signed_in: SignIn) -> None:
    page = signed_in()
    require_good(page)
    require_good(page, 404, "/nema")
    page = signed_in("admin", "ne toi parol")
    expect(page.locator("[role=alert]")).to_contain_text("неправильні")
    require_good(page)


def test_a_given_password_is_changed_first(signed_in: SignIn) -> None:
    page = signed_in("sekretar", _GIVEN)
    page.wait_for_url("**/password")
    require_good(page)
    page.fill("[name=old]", _GIVEN)
    page.fill("[name=new]", "inshyi-dobryi-parol")
    page.fill("[name=again]", "ne-te-same-slovo")
    page.click("main button.main")
    expect(page.locator("[role=alert]")).to_contain_text("по-різному")
    require_good(page)


def test_where_there_is_nothing_yet(signed_in: SignIn) -> None:
    page = signed_in("kerivnyk")
    empty = ("/arrivals", "/cases", "/people/readings")
    archive = ("", "/handover", "/transfer", "/acts", "/schedule")
    for path in (*empty, *(f"/archive{one}" for one in archive)):
        require_good(page, path=path)
    require_good(page, 403, "/vault")
    require_good(page, path="/search")
    require_good(page, 500, "/search?q=суд")  # there is no index yet
    require_good(page, 404, "/archive/acts/99")


def test_people_with_every_form_opened_and_refused(signed_in: SignIn) -> None:
    page = signed_in("admin")
    require_good(page, path="/people")
    require_good(page, path="/people/chytach")
    for one in page.locator("summary").all():
        one.click()
    require_good(page)
    page.fill("form[action$='/grant'] >> nth=0 >> [name=unit]", "перша палата")
    page.fill("form[action$='/grant'] >> nth=0 >> [name=order]", " ")
    page.click("button:has-text('Надати роль')")
    expect(page.locator("main")).to_contain_text("не названо наказу")
    require_good(page)
    page.click("text=Повернутися до форми")
    unit = page.locator("form[action$='/grant'] >> nth=0 >> [name=unit]")
    expect(unit).to_have_value("перша палата")
    require_good(page, 405, "/people/chytach/grant")
    page.goto("/people/kants")
    page.once("dialog", lambda asked: asked.accept())
    page.click("button:has-text('Дати новий пароль')")
    expect(page.locator(".given")).to_have_count(1)
    require_good(page)


def test_health_before_while_and_after_it_is_checked(signed_in: SignIn) -> None:
    page = signed_in("admin")
    require_good(page, path="/vault")
    with page.expect_navigation():
        page.click("text=Перевірити все")
    require_good(page)
    page.wait_for_selector("#check", timeout=60_000)
    expect(page.locator("main")).to_contain_text("усе гаразд")
    require_good(page)


def test_colours_of_ones_own_leave_what_is_here_marked(signed_in: SignIn) -> None:
    """Forced colours have no grounds: the page that is here is told by a line."""
    page = signed_in("arkhiv")
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto("/archive/acts")
    line = "getComputedStyle(e).borderBottomColor"
    for place in (".top nav", ".tabs"):
        here = page.eval_on_selector(f"{place} [aria-current]", f"e => {line}")
        other = page.eval_on_selector(f"{place} a:not([aria-current])", f"e => {line}")
        width = page.eval_on_selector(
            f"{place} [aria-current]", "e => getComputedStyle(e).borderBottomWidth"
        )
        assert here != other
        assert width == "3px"


def test_what_has_the_focus_is_never_under_the_header(signed_in: SignIn) -> None:
    """WCAG 2.4.11, forwards and back, on a low screen and zoomed in."""
    page = signed_in("kerivnyk")
    for size in (_LOW, _ZOOMED):
        page.set_viewport_size(size)
        page.goto("/people/chytach")
        page.click("summary")
        for key in ("Tab",) * 40 + ("Shift+Tab",) * 40:
            page.keyboard.press(key)
            assert page.evaluate(_SEEN), page.evaluate("document.activeElement.outerHTML")[:120]


_SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  if (one === document.body || one.id === "main" || !box.width) return true;
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return top !== null && (one.contains(top) || top.contains(one));
}"""
