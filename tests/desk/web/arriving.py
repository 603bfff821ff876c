"""What arrives in tests of its pages: case files to file in, the inbox, what came of it."""

from __future__ import annotations

import json
import threading
from re import findall

from ingest.uploading import UNSORTED
from inventory import Document, NewCase, open_case
from inventory.queries import documents_of, get_case
from tests.desk.web.site import Site

CASE = "757/12345/25"
FOLDER = CASE.replace("/", "_")


def with_cases(site: Site, *numbers: str) -> Site:
    """The same site with these case files open."""
    with site.workbench.vault.transaction("система") as tx:
        for number in numbers:
            open_case(tx, NewCase(number=number, kind="civil", title="Прикладна справа", own="a"))
        tx.commit()
    return site


def put(site: Site, name: str, data: bytes, folder: str = UNSORTED, card: object = None) -> None:
    place = site.workbench.inbox / folder
    place.mkdir(exist_ok=True)
    if card is not None:
        (place / f"{name}.card.json").write_text(json.dumps(card), encoding="utf-8")
    (place / name).write_bytes(data)


def take(site: Site) -> None:
    """As the watcher does."""
    site.workbench.intake(tell=lambda _o: None, stop=threading.Event()).take_inbox()


def item(site: Site) -> str:
    """Address of the one arrival that waits."""
    [found] = set(findall(r"/arrivals/item/[0-9a-f]+", site.visitor("kants").get("/arrivals").text))
    return str(found)


def documents(site: Site, number: str = CASE) -> list[Document]:
    with site.workbench.vault.read() as connection:
        return documents_of(connection, get_case(connection, number).key)
