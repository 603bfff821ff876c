"""The pages as somebody hostile meets them: every route is walked, whoever wrote it.

A page that is added later is walked, too: it needs no line here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pypdfium2
import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from desk.web.at_hand.seat import COOKIE
from desk.web.pages.signing_in import within
from inventory import NewCase, open_case
from inventory.queries import revision
from inventory.service.corrections import correct_document
from tests.clauses import proves
from tests.desk.cli import CASE
from tests.desk.conftest import Built
from tests.desk.marks import SECRETS, Marked, with_marks
from tests.desk.web.site import PASSWORD, Site, opened

_PUBLIC = {"/sign-in", "/sign-out", "/oidc", "/oidc/back"}
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
EVIL = """<script>alert(1)</script>"><img src=x onerror=alert(2)>' onmouseover='alert(3)"""


@pytest.fixture(scope="module")
def marked(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Marked:
    return with_marks(built.office.copy(tmp_path_factory.mktemp("hostile") / "vault"))


@pytest.fixture(scope="module")
def site(marked: Marked) -> Iterator[Site]:
    with opened(marked.office.vault) as site:
        yield site


def routes(site: Site, *methods: str) -> Iterator[Route]:
    for route in site.app.routes:
        if isinstance(route, Route) and set(methods) & (route.methods or set()):
            yield route


def filled(path: str, **values: str) -> str:
    """An address of a route: what is not given is a number, or a word nobody has."""
    return _PARAMETER.sub(lambda found: quote(values.get(found[1], "1"), safe=""), path)


def test_nothing_is_changed_without_the_sessions_own_token(site: Site, marked: Marked) -> None:
    visitor = site.visitor("kerivnyk")
    for route in routes(site, "POST", "PUT", "PATCH", "DELETE"):
        path = filled(route.path, key=marked.ours, document=marked.claim, login="kants")
        for method in (route.methods or set()) - {"GET", "HEAD"}:
            bare = visitor.client.request(method, path, data={"csrf": "вгадано"})
            assert bare.status_code == 400, (method, path)
            assert "A013" in bare.text or "Форму надіслано не з цієї сторінки" in bare.text, path
            for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
                sent = {"x-csrf-token": visitor.csrf, **headers}
                abroad = visitor.client.request(method, path, headers=sent)
                assert abroad.status_code == 400, (method, path, headers)


def test_a_stranger_is_sent_to_sign_in_from_everywhere(site: Site, marked: Marked) -> None:
    stranger = TestClient(site.app, follow_redirects=False)
    for route in routes(site, "GET", "POST", "PUT"):
        path = filled(route.path, key=marked.ours, document=marked.claim)
        if route.path in _PUBLIC:
            continue
        for method in (route.methods or set()) - {"HEAD"}:
            answer = stranger.request(method, path)
            assert answer.status_code in {303, 403}, (method, path)
            assert answer.headers.get("location", "/sign-in").startswith("/sign-in"), path
            assert "757" not in answer.text, path


def test_of_a_stranger_no_large_body_is_read(site: Site) -> None:
    stranger = TestClient(site.app, follow_redirects=False)
    read: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(8):
            read.append(number)
            yield b"x" * 65536

    head = {"content-type": "multipart/form-data; boundary=b"}
    for path, status in (("/arrivals/upload", 403), ("/people", 403), ("/sign-in", 303)):
        answer = stranger.post(path, content=pieces(), headers=head)
        assert answer.status_code == status, path
    big = {**head, "content-length": str(10**9)}
    assert stranger.post("/sign-in", content=b"", headers=big).status_code == 303


@proves("Лубни:18.1")
def test_lubny_18_1__nobody_fills_the_servers_disk_or_memory_with_a_form(site: Site) -> None:
    """A reader's form ends where forms of ours never go; files are for who registers."""
    piece = b"x" * 1_000_000
    reader, clerk = site.visitor("chytach"), site.visitor("kants")
    fields = "&".join(f"f{number}=" + "x" * 900_000 for number in range(10)).encode()
    for path in ("/search/saved", "/arrivals/upload", "/sign-out"):
        head = {"x-csrf-token": reader.csrf}
        sent = {"files": ("x.pdf", piece * 9, "application/pdf")}
        answers = [reader.client.post(path, files=sent, headers=head)]
        head["content-type"] = "application/x-www-form-urlencoded"
        answers.append(reader.client.post(path, content=fields, headers=head))
        for answer in answers:
            assert answer.status_code == 400, path
            assert "A018" in answer.text
    sent = {"files": ("великий.pdf", piece * 9, "application/pdf")}
    taken = clerk.client.post("/arrivals/upload", files=sent, headers={"x-csrf-token": clerk.csrf})
    assert taken.status_code == 303


@proves("Лубни:2.2")
@pytest.mark.parametrize("login", ["kants", "suddia", "chytach", "arkhiv", "admin"])
def test_no_page_tells_what_a_mark_keeps_back(site: Site, marked: Marked, login: str) -> None:
    client = site.visitor(login).client
    for route in routes(site, "GET"):
        if route.path == "/events":
            continue
        named = {"content": "0" * 128, "copy": "1", "form": "inventory", "label": "1"}
        for key in (marked.ours, marked.covert):
            for document in (marked.contract, marked.decision, marked.claim):
                path = filled(route.path, key=key, document=document, login="kants", **named)
                for ask in ("", "?q=%D0%B4%D0%BE%D0%B3%D0%BE%D0%B2%D1%96%D1%80", "?page=1"):
                    _harmless(client, path + ask)


def _harmless(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code < 500, path
    assert [word for word in SECRETS if word in answer.text] == [], path
    if answer.headers.get("content-type", "").startswith("application/pdf"):
        with pypdfium2.PdfDocument(answer.content) as pdf:
            said = "".join(page.get_textpage().get_text_bounded() for page in pdf)
        assert [word for word in SECRETS if word in said] == [], path


class _Page(HTMLParser):
    """What a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.dangers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        inline = tag == "script" and not (names.get("src") or "").startswith("/static/")
        self.dangers += [f"<{tag}>"] if inline else []
        self.dangers += [name for name in names if name.startswith(("on", "style", "hx-on"))]
        for name in ("href", "src", "action"):
            if (names.get(name) or "").lower().lstrip().startswith(("javascript:", "data:", "//")):
                self.dangers.append(f"{name}={names[name]}")


def test_what_came_from_outside_never_becomes_a_page(built: Built, tmp_path: Path) -> None:
    office = built.office.copy(tmp_path / "vault")
    letter = f"КЛОПОТАННЯ {EVIL}\n\nПрошу відкласти розгляд.\n".encode()
    card = {"kind": "motion", "title": EVIL, "sender": EVIL, "index": EVIL[:60], "note": EVIL}
    name = "зле<script>'\"&.txt"
    office.put(name, letter, {**card, "date": "2025-06-01", "received_at": "2025-06-01"})
    office.put("<b onclick=alert(4)>.pdf", b"%PDF-1.7 broken")
    office("watch", "--once")
    marked = with_marks(office)
    with opened(office.vault) as site:
        with site.workbench.vault.transaction("система") as tx:
            new = NewCase(number="757/666/26", kind="civil", own="zzzzzz", title=EVIL, claim=EVIL)
            key = open_case(tx, new).key
            correct_document(tx, marked.claim, {"title": EVIL}, EVIL)
            tx.commit()
        client = site.visitor("kerivnyk").client
        titled = {d["title"]: d["id"] for d in office.documents().values()}
        evil = next(i for title, i in titled.items() if "script" in title)
        asked = f"?q={quote(EVIL)}&number={quote(EVIL)}&page=1&state={quote(EVIL)}"
        seen = 0
        for route in routes(site, "GET"):
            if route.path == "/events":
                continue
            for case in (marked.ours, key):
                for query in ("", asked, "?q=%D1%80%D0%BE%D0%B7%D0%B3%D0%BB%D1%8F%D0%B4"):
                    path = filled(route.path, key=case, document=evil, login="kants") + query
                    answer = client.get(path)
                    assert answer.status_code < 500, path
                    if not answer.headers.get("content-type", "").startswith("text/html"):
                        continue
                    page = _Page()
                    page.feed(answer.text)
                    assert page.dangers == [], path
                    seen += "alert(1)" in answer.text
        assert seen > 5, "the words are there, as words"


def test_an_address_leads_out_of_neither_site_nor_folder(site: Site) -> None:
    outside = ("//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example")
    more = ("\\\\evil.example", "javascript:alert(1)", "/\n//evil.example", "", " //evil.example")
    for path in (*outside, *more):
        assert within(path) == "/", path
    client = TestClient(site.app, follow_redirects=False)
    form = {"login": "kants", "password": PASSWORD, "after": "/\t\\evil.example"}
    assert client.post("/sign-in", data=form).headers["location"] == "/"
    for path in ("..%2fapp.py", "%2e%2e/app.py", "....//app.py", "%2fetc%2fpasswd", "..%5capp.py"):
        assert client.get(f"/static/{path}").status_code == 404, path


def test_a_session_begins_anew_and_ends_when_it_ends(site: Site) -> None:
    client = TestClient(site.app, follow_redirects=False)
    client.cookies.set(COOKIE, "chosen-by-somebody-else")
    client.post("/sign-in", data={"login": "kants", "password": PASSWORD})
    given = {one.value for one in client.cookies.jar if one.name == COOKIE}
    [token] = given - {"chosen-by-somebody-else"}
    assert token is not None
    page = TestClient(site.app, cookies={COOKIE: token}, follow_redirects=False)
    csrf = re.search(r'name="csrf" content="([^"]*)"', page.get("/password").text)
    assert csrf is not None
    out = page.post("/sign-out", data={"csrf": csrf[1]})
    assert out.headers["clear-site-data"] == '"cache"'
    again = TestClient(site.app, cookies={COOKIE: token}, follow_redirects=False)
    assert again.get("/").status_code == 303


def test_every_answer_says_how_it_may_be_used(site: Site, marked: Marked) -> None:
    client = site.visitor("kerivnyk").client
    for route in routes(site, "GET"):
        if route.path == "/events":
            continue
        answer = client.get(filled(route.path, key=marked.ours, document=marked.claim))
        head = answer.headers
        assert "default-src 'none'" in head["content-security-policy"], route.path
        assert "unsafe" not in head["content-security-policy"], route.path
        assert head["x-content-type-options"] == "nosniff", route.path
        kept = head["cache-control"]
        assert kept == "no-store" or kept.startswith("private"), route.path


def test_a_form_in_an_odd_charset_is_not_read(site: Site, marked: Marked) -> None:
    visitor = site.visitor("kerivnyk")
    body = (
        b'--b\r\ncontent-disposition: form-data; name="csrf"\r\n\r\n\\ud800\r\n'
        b'--b\r\ncontent-disposition: form-data; name="login"\r\n\r\n\\ud800\r\n--b--\r\n'
    )
    for charset in ("unicode_escape", "punycode", "utf-16", '"utf-7"'):
        head = {"content-type": f"multipart/form-data; boundary=b; charset={charset}"}
        for path in ("/people", "/sign-in"):
            assert visitor.client.post(path, content=body, headers=head).status_code == 400
        own = head | {"x-csrf-token": visitor.csrf}
        assert visitor.client.post("/people", content=body, headers=own).status_code == 400


@pytest.mark.parametrize("odd", ["9" * 30, "-1", "%00", "%ff%fe", "1e5", "a" * 3000])
def test_odd_numbers_and_words_are_refused_calmly(site: Site, marked: Marked, odd: str) -> None:
    client = site.visitor("kerivnyk").client
    names = ("page", "w", "seen", "volume", "sheet", "q", "number", "state", "before", "document")
    for route in routes(site, "GET"):
        if route.path == "/events":
            continue
        path = filled(route.path, key=marked.ours, document=marked.claim, login="kants")
        asked = "&".join(f"{name}={odd}" for name in names)
        assert client.get(f"{path}?{asked}").status_code < 500, path
    csrf = {"x-csrf-token": site.visitor("kerivnyk").csrf}
    sheets = f"/case/{quote(marked.ours, safe='')}/document/{marked.claim}/sheets"
    assert client.post(sheets, data={"sheets": odd}, headers=csrf).status_code in {400, 409}


@proves("Лубни:2.2")
def test_what_was_corrected_of_a_marked_document_is_told_to_nobody_else(
    built: Built, tmp_path: Path
) -> None:
    marked = with_marks(built.office.copy(tmp_path / "vault"))
    at = f"/case/{quote(marked.ours, safe='')}"
    with opened(marked.office.vault) as site:
        with site.workbench.vault.transaction("система") as tx:
            before = revision(tx.connection, marked.ours)
            correct_document(tx, marked.contract, {"title": "Тайновід"}, "скритописьмо")
            correct_document(tx, marked.contract, {"sender": "Приховайло"}, "описка")
            tx.commit()
        secrets = (*SECRETS, "Тайновід", "скритописьмо", "Приховайло")
        clerk, head = site.visitor("kants"), site.visitor("kerivnyk")
        form = {"on": "01.06.2026", "seen": str(before)}
        told = [clerk.get(f"{at}/history").text, clerk.post(f"{at}/data/close", form).text]
        assert "скритописьмо" in head.get(f"{at}/history").text
        assert "скритописьмо" in head.post(f"{at}/data/close", form).text
    asked = ("case", "close", CASE, "--on", "2026-06-01", "--seen", before)
    for ran in (marked.as_("kants", *asked), marked.as_("kants", "case", "history", CASE)):
        told += [ran.out, ran.err]
    assert "тим часом змінено" in told[-3]
    assert [(word, text) for text in told for word in secrets if word in text] == []
    assert "скритописьмо" in marked.as_("kerivnyk", *asked).err


@proves("Лубни:2.2")
def test_a_refusal_on_the_command_line_does_not_name_what_is_marked(marked: Marked) -> None:
    asked = ("copy", "certify", marked.contract, "-o", marked.office.vault.parent / "copy.pdf")
    refused = marked.as_("kants", *asked)
    assert refused.code == 3
    assert [word for word in SECRETS if word in refused.out + refused.err] == []
    objections = marked.as_("kants", "case", "ready", CASE)
    assert objections.code in {0, 4}
    assert [word for word in SECRETS if word in objections.out + objections.err] == []
