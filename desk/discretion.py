"""What is not said to whoever may not know it: neither in lists nor in refusals.

Knows: which documents' very titles are kept from somebody, how an error carries words of them.
Does not know: pages, verbs. Keeps: what was said of a document before (an old title, a sender)
goes with its entries, for no title of today finds it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from desk.rights import numbers_seen
from inventory.access import Reading
from inventory.access.events import EXPORTED, VIEWED
from inventory.access.model import STUBS, Action
from inventory.access.reading import HIDDEN
from inventory.access.tables import mark_table
from inventory.audit.history import Happening, Happenings
from inventory.errors import ChangedMeanwhile, NoSuchCase
from inventory.events import case_subject, document_subject
from inventory.model import CaseFile
from inventory.queries import case_by_key, documents_of, get_case, no_such_case
from inventory.tables import document_table
from vault import Verdict
from vault.errors import ArchiveError, RuleViolation


def hidden_titles(reading: Reading) -> frozenset[str]:
    """Titles, names and ids of documents that are kept even from lists for the reader."""
    person = reading.viewer.person
    if person is None:
        return frozenset()
    kept = [mark.value for mark in STUBS if not person.has("mark", mark.value)]
    marked = sa.select(mark_table.c.subject).where(mark_table.c.mark.in_(kept))
    subjects = list(reading.connection.execute(marked).scalars())
    files = [one[5:] for one in subjects if one.startswith("case:")]
    papers = [one[9:] for one in subjects if one.startswith("document:")]
    query = sa.select(document_table.c.id, document_table.c.title, document_table.c.name).where(
        document_table.c.id.in_(papers) | document_table.c.case_key.in_(files)
    )
    return frozenset(word for row in reading.connection.execute(query) for word in row if word)


def without(text: str, hidden: frozenset[str]) -> str:
    """The text without what is hidden."""
    for word in sorted(hidden, key=len, reverse=True):
        text = text.replace(word, HIDDEN)
    return text


def kept_back(reading: Reading, case: CaseFile) -> set[str]:
    """Subjects whose entries are not told: hidden documents, and the case file if it is a stub."""
    documents = reading.hidden(documents_of(reading.connection, case.key))
    stub = {case_subject(case.key)} if reading.shown(case) is not case else set()
    return stub | set(map(document_subject, documents))


def told_to(reading: Reading, key: str, found: Iterable[Happening]) -> Iterator[Happening]:
    """What happened in a case file, but to documents kept from the person; who looked, to few."""
    if reading.viewer.person is None:
        yield from found
        return
    watched = reading.may(Action.MARK, key)
    words = hidden_titles(reading)
    about = kept_back(reading, case_by_key(reading.connection, key))
    for one in found:
        secret = about & set(one.subjects) or any(word in one.text for word in words)
        if not secret and (watched or one.event not in (VIEWED, EXPORTED)):
            yield one


def discreet(reading: Reading, error: ArchiveError) -> ArchiveError:
    """The error as whoever acts may read it."""
    if isinstance(error, NoSuchCase) and error.details.get("nearest"):
        number = str(error.details["name"])
        return no_such_case(number, numbers_seen(reading))
    if isinstance(error, ChangedMeanwhile):
        number, changes = str(error.details["number"]), error.details["changes"]
        assert isinstance(changes, Happenings)
        key = get_case(reading.connection, number).key
        shown = Happenings(told_to(reading, key, changes))
        return ChangedMeanwhile(number=number, changes=shown)
    hidden = hidden_titles(reading)
    if not any(word in sentence for word in hidden for sentence in error.sentences()):
        return error
    said = {
        name: without(value, hidden) if isinstance(value, str) else value
        for name, value in error.details.items()
        if name != "objections"
    }
    if isinstance(error, RuleViolation):
        objections = [
            dataclasses.replace(one, text=without(one.text, hidden))
            for one in error.verdict.objections
        ]
        return type(error)(verdict=Verdict(tuple(objections)), **said)
    return type(error)(**said)
