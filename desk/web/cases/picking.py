"""What forms of a case file ask for by name: its documents, other case files, people.

Knows: which documents may be ticked, how people and numbers are written in a field.
Does not know: what is done with them. Keeps: what is kept from the reader can neither be ticked nor
named; a case file they may not see is one that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from desk.signatories import person_of
from desk.web.cases.caseview import shown_documents
from desk.web.frame import Visit
from inventory import CaseFile, Document
from inventory.access import Action, Reading
from inventory.access.reading import HIDDEN
from inventory.errors import NoSuchCase, NoSuchDocument
from inventory.forms import Signatory
from inventory.queries import find_case
from search.finding.places import Places

_BETWEEN = re.compile(r"[\s,;]+")


def pickable(reading: Reading, case: CaseFile) -> list[Document]:
    """Documents of a case file that the reader may name, in their order."""
    shown, _ = shown_documents(reading, case)
    return [one for one in shown.values() if one.title != HIDDEN]


def by_sheet(
    places: Places, reading: Reading, case: CaseFile, documents: list[Document]
) -> list[Document]:
    """Documents of a case file as they lie in it."""
    order = {one: at for at, one in enumerate(places.case(reading.connection, case.key).labels)}
    return sorted(documents, key=lambda one: order.get(one.id, len(order)))


def picked(visit: Visit, reading: Reading, case: CaseFile, name: str) -> tuple[str, ...]:
    """Ids of the documents that were ticked.

    Raises:
        NoSuchDocument: one is not of the case file, or not the reader's to name.
    """
    known = {one.id for one in pickable(reading, case)}
    ids = [one for one in visit.texts(name) if one]
    for one in ids:
        if one not in known:
            raise NoSuchDocument(name=one)
    return tuple(dict.fromkeys(ids))


def sheets_of(places: Places, reading: Reading, case: CaseFile) -> dict[str, str]:
    """Where each document of a case file lies: «т. 1, арк. 3–7»."""
    found = {}
    for document, labels in places.case(reading.connection, case.key).labels.items():
        named = [(volume, label) for volume, label in labels if label]
        if named:
            (volume, first), (_, last) = named[0], named[-1]
            found[document] = f"т. {volume}, арк. {first}" + (f"–{last}" if last != first else "")
    return found


def named_case(reading: Reading, number: str) -> CaseFile:
    """Another case file, by the number somebody typed.

    Raises:
        NoSuchCase: there is none, or the reader may not even see it.
    """
    found = find_case(reading.connection, number)
    if found is None or not reading.may(Action.SEE, found.key):
        raise NoSuchCase(name=number, nearest="")
    return found


def numbers_in(text: str) -> list[str]:
    """Numbers in a field, parted by spaces, commas or lines."""
    return [one for one in _BETWEEN.split(text) if one]


def lines_in(text: str) -> tuple[str, ...]:
    """The lines of a field that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def people(visit: Visit, name: str) -> tuple[Signatory, ...]:
    """People named in a field, one a line: position; name."""
    return tuple(map(person_of, lines_in(visit.text(name))))


def new_ids(visit: Visit) -> Callable[[], str]:
    """Gives new ids of documents."""
    return lambda: visit.workbench.vault.random(8).hex()
