"""What is not said to whoever may not know it: neither in lists nor in refusals.

Knows: which documents' very titles are kept from somebody, how an error carries words of them.
Does not know: pages, verbs. Keeps: what was said of a document before (an old title, a sender)
goes with its entries, for no title of today finds it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from desk.rights import numbers_seen, sees
from inventory.access import Reading
from inventory.access.events import EXPORTED, VIEWED
from inventory.access.model import STUBS, Action
from inventory.access.reading import HIDDEN
from inventory.access.tables import mark_table
from inventory.audit.history import Happening, Happenings
from inventory.errors import ChangedMeanwhile, NoSuchCase
from inventory.events import case_subject, document_subject
from inventory.model import CaseFile
from inventory.queries import (
    case_by_key,
    documents_by_id,
    documents_of,
    find_case,
    get_case,
    no_such_case,
)
from inventory.tables import document_table
from vault import Verdict
from vault.errors import ArchiveError, RuleViolation

if TYPE_CHECKING:  # slow to import
    from ingest import Listed

_NEAR = re.compile(r"; схожі: [^.]*")


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


def arrival_readable(reading: Reading, case: CaseFile | None, repeats: str | None) -> bool:
    """Whether what came for a case file may be read, and what it repeats: the same pages."""
    found = documents_by_id(reading.connection, [repeats]).get(repeats) if repeats else None
    return (case is None or reading.may(Action.READ, case.key)) and (
        found is None or reading.may(Action.READ, found.case, found.id)
    )


def with_near(text: str, near: Sequence[str]) -> str:
    """A recorded reason, of numbers like the one it names only those one may see."""
    return _NEAR.sub(f"; схожі: {', '.join(near)}" if near else "", text)


def arrivals_seen(reading: Reading, listed: Iterable[Listed]) -> Iterator[Listed]:
    """What waits, as whoever acts may know of it; of what they may not read only that it is there.

    What is for a case file that they may not register for is not there for them.
    """
    for one in listed:
        case = find_case(reading.connection, one.number) if one.number else None
        if reading.viewer.person is None:
            yield one
        elif case is not None and not reading.may(Action.REGISTER, case.key):
            continue
        elif one.shut or not arrival_readable(reading, case, one.document):
            yield dataclasses.replace(one, path=HIDDEN, reason=None, nearest=())
        else:
            near = tuple(number for number in one.nearest if sees(reading, number))
            reason = one.reason
            if reason is not None:
                reason = dataclasses.replace(reason, text=with_near(reason.text, near))
            yield dataclasses.replace(one, reason=reason, nearest=near)


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
