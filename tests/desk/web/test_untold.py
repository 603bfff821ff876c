"""What refusals and arrivals do not tell: other units' numbers, names, what is marked."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from inventory.access import Restriction, Right, service
from inventory.events import document_subject
from inventory.queries import documents_of, get_case
from tests.clauses import proves
from tests.desk.cli import CASE
from tests.desk.conftest import Built
from tests.desk.marks import COVERT, with_marks
from tests.desk.web.site import ORDER, PASSWORD, Site, opened

NEAR = "757/12345/26"
"""No case file's number, and like that of `CASE`."""


@pytest.fixture(scope="module")
def site(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Marks, and a clerk of the chamber that has neither case file."""
    marked = with_marks(built.office.copy(tmp_path_factory.mktemp("untold") / "vault"))
    with opened(marked.office.vault) as site:
        with site.workbench.vault.transaction("система") as tx:
            service.name_unit(tx, CASE, "палата 1")
            service.add_user(tx, "druha", name="Д. Д. Другенко", position="секретар")
            right = Right(kind="role", value="registry", unit="палата 2", order=ORDER)
            service.grant(tx, "druha", right)
            service.mark(tx, document_subject(marked.claim), Restriction.STATE, basis=ORDER)
            tx.commit()
        now = site.workbench.vault.clock()
        credentials = site.app.state.seat.credentials
        credentials.set_password("druha", PASSWORD, now=now, once=False)
        yield site


@proves("Лубни:2.2")
@pytest.mark.parametrize("login", ["chytach", "druha", "admin", "suddia"])
@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/archive/item", {"case": NEAR, "item": "1"}),
        ("/archive/handover", {"case": NEAR, "basis": "закінчення"}),
        ("/people/kants/grant", {"kind": "case", "value": NEAR, "order": ORDER}),
        ("/people", {"login": "kants", "name": "Н. Н. Новенко"}),
        ("/arrivals/upload", {"case": NEAR}),
        ("/cases", {"number": COVERT, "kind": "civil"}),
    ],
)
def test_lubny_2_2__who_may_not_do_it_learns_nothing_of_what_is_there(
    site: Site, login: str, path: str, form: dict[str, str]
) -> None:
    """Were it looked up first, the refusal would name case files and colleagues."""
    answer = site.visitor(login).post(path, form)

    seen = {"suddia": (CASE, COVERT), "chytach": (CASE,), "druha": (), "admin": ()}[login]
    numbers = {CASE, COVERT} - set(seen) - set(form.values())
    secrets = (*numbers, *(() if login == "admin" else ("Канцеляренко",)))
    assert [word for word in secrets if word in answer.text] == []
    may = {"druha": ("/arrivals/upload", "/cases"), "admin": ("/people",)}.get(login, ())
    assert answer.status_code == 403 or path.startswith(may)


@proves("Лубни:2.2")
def test_lubny_2_2__a_file_of_another_chamber_is_as_if_it_were_not_there(site: Site) -> None:
    clerk = site.visitor("druha")
    head = {"x-csrf-token": clerk.csrf}

    for number in (CASE, NEAR):
        at = f"/arrivals/upload?name=x.pdf&case={quote(number)}"
        answer = clerk.client.put(at, content=b"x", headers=head)
        assert answer.status_code == 404
        assert answer.json()["said"].startswith(f"Справи № {number} у сховищі немає. ")
    near = f"схожі: {CASE}"
    assert near not in clerk.get("/arrivals").text
    assert near in site.visitor("kants").get("/arrivals").text


@proves("Лубни:2.2")
def test_lubny_2_2__what_repeats_a_marked_document_is_for_those_named_for_it(site: Site) -> None:
    """Its pages are those of the document, its reason tells that such a file is registered."""
    clerk, head = site.visitor("kants"), site.visitor("kerivnyk")
    named = "zz-again.pdf"
    at = next(
        line.partition('"')[0]
        for line in head.get("/arrivals").text.split('href="')[1:]
        if named in line.partition("</a>")[0]
    )

    assert "Позовна заява" in head.get(at).text
    listed = clerk.get("/arrivals").text
    assert named not in listed
    assert "Такий самий файл" not in listed
    for path in (at, f"{at}/picture/0", f"{at}/proposals", f"{at}/split"):
        assert clerk.get(path).status_code == 404, path
    said = clerk.post(f"{at}/retry")
    assert said.status_code == 404
    assert "Такий самий файл" not in said.text


def test_before_anybody_is_named_another_sites_name_opens_nothing(
    tmp_path_factory: pytest.TempPathFactory, built: Built
) -> None:
    """A page from elsewhere may make its own name lead here, and then reads what is answered."""
    office = built.office.copy(tmp_path_factory.mktemp("nobody") / "vault")
    with opened(office.vault) as site:
        for name, status in (("evil.example", 400), ("127.0.0.1:8000", 200), ("localhost", 200)):
            client = TestClient(site.app, base_url=f"http://{name}", follow_redirects=False)
            answer = client.get("/cases")
            assert answer.status_code == status, name
            assert (CASE in answer.text) is (status == 200)
            assert client.post("/cases", data={"number": NEAR}).status_code in {400, 422}


def test_a_kept_picture_is_for_its_session_alone(site: Site) -> None:
    """Browsers of one machine keep it for minutes; another cookie is another question."""
    head = site.visitor("kerivnyk")
    with site.workbench.vault.read() as connection:
        papers = documents_of(connection, get_case(connection, CASE).key)
    document = next(one.id for one in papers if one.title == "Клопотання про експертизу")
    at = f"/picture/{document}/0?w=180"
    answer = head.get(at)
    assert answer.headers["vary"] == "cookie"
    again = {"if-none-match": answer.headers["etag"]}
    assert head.client.get(at, headers=again).status_code == 304
    for login, status in (("admin", 404), ("druha", 404), (None, 303)):
        assert site.visitor(login).client.get(at, headers=again).status_code == status
