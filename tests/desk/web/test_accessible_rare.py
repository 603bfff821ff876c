"""Pages that come seldom, by axe-core: two at once, too much, too busy, quarantine, the provider.

They are made in this process, before the browser begins, and shown to it as they are.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route
from starlette.responses import Response

from desk.settings import WebSection
from desk.web.app import make_app
from desk.web.entry.bodies import TooLong
from desk.web.entry.provider import provider_of
from desk.web.frame import Visit, page
from desk.web.frame.turns import Busy
from inventory.queries import documents_of, get_case
from tests.desk.cli import CASE
from tests.desk.conftest import Built
from tests.desk.web.casework import at
from tests.desk.web.site import Site, Visitor, name_people, opened
from tests.desk.web.test_accessible_states import require_good
from tests.signing import pdfs
from vault.errors import ArchiveError, VaultLocked

STATIC = Path(__file__).parents[3] / "desk" / "web" / "static"
HOME = "http://sprava.test"
ISSUER = "https://vkhid.sud.example"
REFUSALS: dict[str, ArchiveError] = {
    "busy": Busy(),
    "long": TooLong(),
    "locked": VaultLocked(path="сховище", seconds=30),
}
Made = dict[str, tuple[int, str]]


@pytest.fixture(scope="module")
def made(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Each page with its status, under a name of ours."""
    office = built.office.copy(tmp_path_factory.mktemp("rare") / "vault")
    data = pdfs.update(pdfs.sign(pdfs.page(b"Pay 100")), pdfs.replace_page(b"Pay 900"))
    office.put("zminene.pdf", data, {"kind": "motion", "title": "Змінене", "sheets": 1})
    office.put("pohane.pdf", b"%PDF-1.7 torn", {})
    office("watch", "--once")
    with opened(office.vault) as site:
        name_people(site.workbench)
        return {**_refused(site), **_meanwhile(site), **_compared(site), **_quarantined(site)}


def _refused(site: Site) -> Made:
    """What is told who has not signed in, and what is refused before anybody looks."""

    def refuse(visit: Visit) -> Response:
        raise REFUSALS[visit.request.path_params["name"]]

    seat = site.app.state.seat
    provider = provider_of(WebSection(oidc_issuer=ISSUER, oidc_client="sprava"))
    app = make_app(dataclasses.replace(seat, provider=provider))
    app.router.routes.insert(0, page("/refused/{name}", refuse))
    told = {"/sign-in": Visitor(app, None).get("/sign-in")}
    kants = Visitor(app, "kants")
    told |= {f"/refused/{name}": kants.get(f"/refused/{name}") for name in REFUSALS}
    return {path: (answer.status_code, answer.text) for path, answer in told.items()}


def _meanwhile(site: Site) -> Made:
    """Somebody else was first."""
    answer = site.visitor("sekretar").post(f"{at(site)}/volume/1/close", {"seen": "1"})
    return {"/meanwhile": (answer.status_code, answer.text)}


def _compared(site: Site) -> Made:
    """A signed document that was changed: before and after."""
    with site.workbench.vault.read() as connection:
        every = documents_of(connection, get_case(connection, CASE).key)
    [changed] = [one for one in every if one.title == "Змінене"]
    answer = site.visitor("kants").get(f"/view/{changed.id}/changes")
    return {"/compared": (answer.status_code, answer.text)}


def _quarantined(site: Site) -> Made:
    """What could not be taken in."""
    kants = site.visitor("kants")
    told = {"/quarantine": kants.get("/arrivals?state=quarantined")}
    torn = re.search(r"/arrivals/item/[0-9a-f]+", told["/quarantine"].text)
    assert torn is not None
    told["/torn"] = kants.get(torn[0])
    return {path: (answer.status_code, answer.text) for path, answer in told.items()}


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/sign-in", 200, f"Увійти через {ISSUER}"),
        ("/refused/busy", 503, "Ще працюємо над попередніми запитами."),
        ("/refused/long", 400, "Не вийшло"),
        ("/refused/locked", 503, "зайняте іншим процесом"),
        ("/meanwhile", 409, "Поки сторінка була відкрита"),
        ("/compared", 200, "як їх підписано"),
        ("/quarantine", 200, "pohane.pdf"),
        ("/torn", 200, "Збережено в карантині"),
    ],
)
def test_a_page_that_comes_seldom_keeps_nobody_out(
    made: Made, browser: Browser, path: str, status: int, words: str
) -> None:
    context = browser.new_context(base_url=HOME, viewport={"width": 1366, "height": 768})

    def answer(route: Route) -> None:
        asked = route.request.url.removeprefix(HOME).partition("?")[0]
        if asked.startswith("/static/"):
            route.fulfill(path=STATIC / asked.removeprefix("/static/"))
        elif asked in made:
            code, text = made[asked]
            route.fulfill(status=code, content_type="text/html; charset=utf-8", body=text)
        else:
            route.fulfill(status=404)

    context.route("**/*", answer)
    shown = context.new_page()
    require_good(shown, status, path)
    assert words in shown.locator("main").inner_text()
    context.close()
