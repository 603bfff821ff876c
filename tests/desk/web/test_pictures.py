"""Pictures of pages: for whoever may read them, kept while there is room."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from desk.web.at_hand.pictures import Pictures
from inventory.queries import documents_of, get_case
from tests.desk.cli import CASE
from tests.desk.web.site import Site


@pytest.fixture
def documents(full: Site) -> dict[str, str]:
    with full.workbench.vault.read() as connection:
        key = get_case(connection, CASE).key
        return {
            "restricted" if d.restricted else d.name: d.id for d in documents_of(connection, key)
        }


def test_a_page_is_drawn_as_wide_as_asked(full: Site, documents: dict[str, str]) -> None:
    name = next(name for name in documents if name.endswith(".pdf"))
    clerk = full.visitor("kants")

    for width in (180, 900):
        answer = clerk.get(f"/picture/{documents[name]}/0?w={width}")
        assert answer.headers["content-type"] == "image/jpeg"
        with Image.open(io.BytesIO(answer.content)) as drawn:
            assert drawn.width == width
            assert drawn.height > width
    tag = answer.headers["etag"]
    again = clerk.client.get(f"/picture/{documents[name]}/0?w=900", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_who_may_not_read_sees_no_picture(full: Site, documents: dict[str, str]) -> None:
    name = next(name for name in documents if name.endswith(".pdf"))

    for login, status in (("admin", 404), ("chytach", 404), ("arkhiv", 403)):
        answer = full.visitor(login).get(f"/picture/{documents[name]}/0?w=180")
        assert answer.status_code == status
        assert "image" not in answer.headers["content-type"]
    assert full.visitor(None).get(f"/picture/{documents[name]}/0").status_code == 303
    restricted = full.visitor("kants").get(f"/picture/{documents['restricted']}/0")
    assert restricted.status_code == 404


def test_another_width_or_page_is_not_drawn(full: Site, documents: dict[str, str]) -> None:
    name = next(name for name in documents if name.endswith(".pdf"))
    clerk = full.visitor("kants")

    assert clerk.get(f"/picture/{documents[name]}/0?w=5000").status_code == 404
    assert clerk.get(f"/picture/{documents[name]}/9999?w=180").status_code >= 400


def test_the_oldest_pictures_go_when_there_is_no_room(
    full: Site, documents: dict[str, str]
) -> None:
    workbench = full.workbench
    pictures = Pictures(workbench.vault, workbench.airlock, max_bytes=20_000)
    with workbench.vault.read() as connection:
        found = documents_of(connection, get_case(connection, CASE).key)
    for document in found:
        if document.pages and document.original and document.format.startswith("fmt"):
            pictures.of(document, 0, 180)
            pictures.of(document, 0, 900)
    pictures.tidy()

    kept = list((workbench.vault.layout.desk / "pictures").rglob("*.jpg"))
    assert sum(path.stat().st_size for path in kept) <= 20_000
