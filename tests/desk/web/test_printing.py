"""What leaves by the printer, and what is looked at before it is a document: both leave traces."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser

from ingest.events import arrival_subject
from inventory.access import service
from inventory.events import document_subject
from tests.clauses import proves
from tests.desk.web.casework import document, events
from tests.desk.web.site import READING, Site, serving, sign_in

ROOT = Path(__file__).parents[3]
A4_PX = 718
"""210 mm without margins of a centimetre, at 96 pixels an inch."""


@proves("814:I.10-доступ")
def test_814_i_10__what_is_printed_is_recorded_before_it_goes_out(full: Site) -> None:
    """An original from outside is opened by no browser by itself; a reading copy is ours."""
    judge = full.visitor("suddia")
    for title, how in (("Позовна заява", "attachment"), ("Відзив", "inline")):
        one = document(full, title)
        assert f'action="/view/{one}/print"' in judge.get(f"/view/{one}").text
        made = judge.post(f"/view/{one}/print")

        assert made.headers["content-type"] == "application/pdf"
        assert made.content.startswith(b"%PDF")
        assert made.headers["content-disposition"].startswith(how)
        assert "export" in events(full, document_subject(one))


def test_who_may_not_take_away_gets_no_print(full: Site) -> None:
    claim = document(full, "Позовна заява")
    with full.workbench.vault.transaction("система") as tx:
        service.grant(tx, "chytach", READING)
        tx.commit()
    visitor = full.visitor("chytach")
    page = visitor.get(f"/view/{claim}")
    assert page.status_code == 200
    assert f'action="/view/{claim}/print"' not in page.text
    assert visitor.post(f"/view/{claim}/print").status_code == 403
    assert "export" not in events(full, document_subject(claim))


def test_the_browser_prints_no_page_by_itself() -> None:
    for name in ("view.css", "arrivals.css"):
        style = (ROOT / "desk/web/static" / name).read_text(encoding="utf-8")
        printed = style.partition("@media print")[2]
        hidden = {"view.css": (".three", ".twice, .text"), "arrivals.css": (".pages",)}[name]
        for parts in hidden:
            assert f"{parts} {{ display: none; }}" in printed, (name, parts)


def test_what_arrived_leaves_a_trace_when_it_is_looked_at(full: Site) -> None:
    kants = full.visitor("kants")
    ids = re.findall(r"/arrivals/item/([0-9a-z-]+)", kants.get("/arrivals").text)
    shown = [
        one for one in ids if kants.get(f"/arrivals/item/{one}/picture/0?w=180").status_code == 200
    ]
    assert shown
    full.app.state.seat.traces.flush()
    for one in shown:
        assert "dissemination" in events(full, arrival_subject(one))


def test_tables_fit_the_paper(staffed: Path, browser: Browser) -> None:
    with serving(staffed, "--no-watch") as address:
        page = browser.new_page(viewport={"width": A4_PX, "height": 1000}, base_url=address)
        sign_in(page, "/cases", "kerivnyk")
        page.emulate_media(media="print")
        for path in ("/cases", "/people", "/archive", "/archive/schedule", "/password"):
            page.goto(path)
            wide = page.evaluate("[...document.querySelectorAll('.table')].map(t => t.scrollWidth)")
            assert max(wide, default=0) <= A4_PX, path
        page.goto("/search")
        assert page.locator(".help dl").is_visible()
        page.close()
