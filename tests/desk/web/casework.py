"""A case file's pages as tests ask for them: addresses, forms with the present state, facts."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from inventory.queries import documents_of, get_case
from tests.desk.cli import CASE
from tests.desk.web.site import Site
from vault import events_of, newest_entry


def at(site: Site, number: str = CASE) -> str:
    """The address of a case file."""
    with site.workbench.vault.read() as connection:
        return f"/case/{quote(get_case(connection, number).key, safe='')}"


def seen(site: Site) -> str:
    """What a page asked for now says in its forms."""
    with site.workbench.vault.read() as connection:
        return str(newest_entry(connection))


def document(site: Site, title: str, number: str = CASE) -> str:
    with site.workbench.vault.read() as connection:
        key = get_case(connection, number).key
        return next(one.id for one in documents_of(connection, key) if one.title == title)


def events(site: Site, subject: str) -> list[str]:
    with site.workbench.vault.read() as connection:
        return [one.event for one in events_of(connection, subject)]


def key_of(site: Site, number: str = CASE) -> str:
    with site.workbench.vault.read() as connection:
        return get_case(connection, number).key


def confirm_all(site: Site, number: str = CASE) -> None:
    """Every count of the case file is confirmed, so that it may be certified."""
    former = site.visitor("sekretar")
    with site.workbench.vault.read() as connection:
        open_counts = [
            one
            for one in documents_of(connection, get_case(connection, number).key)
            if not one.count.confirmed
        ]
    for one in open_counts:
        form = {"seen": seen(site), "sheets": str(max(one.count.sheets, 1))}
        answer = former.post(f"{at(site, number)}/document/{one.id}/sheets", form)
        assert answer.status_code == 303, answer.text


def leaving(document: str, application: str) -> dict[str, str]:
    """The form by which an original leaves by an act."""
    return {
        "documents": document,
        "application": application,
        "resolution": "дозволити",
        "resolved_by": "Голова суду; Г. Г. Головний",
        "to": "В. В. Вигаданий",
        "by": "К. К. Канцеляренко",
        "position": "секретар суду",
        "present": "помічник судді; П. П. Приклад",
    }


def post(site: Site, visitor: str, path: str, number: str = CASE, /, **form: str) -> Any:
    """A form of the case file's pages, sent by somebody who sees its present state."""
    return site.visitor(visitor).post(at(site, number) + path, {"seen": seen(site), **form})
