"""Following: how the catalogue comes to stand where the journal ends.

Knows: which of the two is right (the journal). Does not know: what rows mean.
Keeps: readers of the catalogue see a state that once was true, never half of one.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

from vault.catalogue import Catalogue, Rows
from vault.errors import BrokenJournal
from vault.head import Head
from vault.journal import Journal
from vault.model import Finding

BATCH = 5000
"""Entries followed in one SQLite transaction."""


def follow(
    connection: Connection, catalogue: Catalogue, journal: Journal, head: Head
) -> list[Finding]:
    """Bring the catalogue to the journal's end `head`; under the commit lock.

    Returns:
        What a person should know.

    Raises:
        BrokenJournal: the journal does not hold.
    """
    findings = []
    at = catalogue.where(connection)
    if at is None:
        make_anew(connection, catalogue, journal, head)
    elif at != head:
        if _is_before(at, head, journal):
            _replay(connection, catalogue, journal, at, head, batch=BATCH)
        else:
            findings.append(_ahead(at))
            make_anew(connection, catalogue, journal, head)
    connection.commit()
    return findings


def make_anew(connection: Connection, catalogue: Catalogue, journal: Journal, head: Head) -> None:
    """Empty the catalogue and fill it from the journal up to `head`, in one SQLite transaction."""
    catalogue.empty(connection)
    _replay(connection, catalogue, journal, Head(), head, batch=None)
    connection.commit()


def _is_before(at: Head, head: Head, journal: Journal) -> bool:
    if at.sequence >= head.sequence:
        return False
    try:
        journal.verify_head(at)
    except BrokenJournal:
        return False
    return True


def _ahead(at: Head) -> Finding:
    text = (
        f"Каталог пам'ятає запис {at.sequence}, якого в журналі немає. Каталог складено наново за "
        "журналом. Перевірте, чи журнал не замінено старішою копією."
    )
    return Finding("V026", "catalogue.sqlite", text)


def _replay(
    connection: Connection,
    catalogue: Catalogue,
    journal: Journal,
    at: Head,
    until: Head,
    *,
    batch: int | None,
) -> None:
    rows = Rows(connection)
    end = at
    for done, (end, entry) in enumerate(journal.read(at, until=until), start=1):
        catalogue.apply(entry, end, rows)
        if batch and done % batch == 0:
            catalogue.move(connection, end)
            connection.commit()
            connection.begin()
    catalogue.move(connection, end)
