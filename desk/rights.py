"""What whoever acts on the command line may see and do: asked before a verb begins.

Knows: `asked.py`'s table, rights as `Reading` gives them. Does not know: what a verb does; what it
changes is judged again by the vault's guard, on the state that is changed.
Keeps: whoever acts for a person of the court is asked, whatever the verb; a verb that the table
lacks is refused to them; the operating system's own user is not bound (decision 0020).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from desk.asked import NOTHING, Asked, verbs
from inventory.access import AccessDenied, Action, Reading
from inventory.access.reading import HIDDEN
from inventory.access.rules import CONTENT
from inventory.access.tables import mark_table
from inventory.audit.acts import DrawnAct
from inventory.errors import NoSuchCase
from inventory.events import document_subject
from inventory.model import CaseFile
from inventory.queries import (
    case_by_key,
    cases,
    documents_by_id,
    documents_of,
    get_case,
    get_document,
)
from inventory.tables import case_table, document_table
from inventory.tables.registration import movement_table
from vault import Json, Objection, Verdict

if TYPE_CHECKING:  # slow to import, and help pages need none of it
    from desk.wiring import Workbench


def bound(workbench: Workbench) -> bool:
    """Whether somebody acts whose rights are to be asked."""
    with workbench.vault.read() as connection:
        return workbench.reading(connection).viewer.person is not None


def ask(open_vault: Callable[[], Workbench], verb: str, given: Mapping[str, Any]) -> None:
    """Pass only when whoever acts may do what the verb is, with what it was given.

    Raises:
        AccessDenied. NoSuchCase, NoSuchDocument, AmbiguousDocument: there is nothing of that name.
    """
    asked = verbs().get(verb)
    if asked is not None and (asked.action == NOTHING or _needs_no_vault(asked, given)):
        return
    workbench = open_vault()
    with workbench.vault.read() as connection:
        reading = workbench.reading(connection)
        if reading.viewer.person is None:
            return
        if asked is None:
            unknown = Objection("814:I.10-доступ", f"права на «{verb}» не визначено")
            raise AccessDenied(verdict=Verdict.of(unknown))
        _ask(reading, asked, given)


def _needs_no_vault(asked: Asked, given: Mapping[str, Any]) -> bool:
    """A file is signed without any vault; of all documents, a verb takes those it may."""
    named = (*asked.cases, *asked.documents)
    return asked.action in CONTENT and not any(given.get(name) for name in named)


def _ask(reading: Reading, asked: Asked, given: Mapping[str, Any]) -> None:
    action = Action(asked.action)
    reading.demand(action)
    # «ДОКУМЕНТ:АРКУШІВ» names a document, too; no id has a colon.
    named = (one.partition(":")[0] for one in _named(given, asked.documents))
    documents = [get_document(reading.connection, one) for one in named]
    for document in documents:
        reading.demand(action, document.case, document.id)
        if reading.hides(document):
            reading.demand(Action.READ, document.case, document.id)
    for number in _named(given, asked.cases):
        case = get_case(reading.connection, number)
        reading.demand(action, case.key)
        if reading.shown(case) is not case:
            reading.demand(Action.READ, case.key)
        if asked.whole:
            _demand_whole(reading, action, case)


def numbers_seen(reading: Reading) -> Sequence[str]:
    """Numbers of all case files whose open data the person may see."""
    seen = sa.select(case_table.c.number).where(reading.cases(Action.SEE))
    return reading.connection.execute(seen).scalars().all()


def _demand_whole(reading: Reading, action: Action, case: CaseFile) -> None:
    """Raises: AccessDenied: a mark keeps one of the case file's documents from the reader."""
    marked = set(reading.connection.execute(sa.select(mark_table.c.subject)).scalars())
    for document in documents_of(reading.connection, case.key):
        if document_subject(document.id) not in marked:
            continue
        if action in CONTENT or reading.hides(document):
            reading.demand(action if action in CONTENT else Action.READ, case.key, document.id)


def _named(given: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """What was given by these arguments, each of which may be one or several."""
    found: list[str] = []
    for name in names:
        value = given.get(name)
        found += [value] if isinstance(value, str) else list(value or ())
    return [one for one in found if one]


# -- what is told -----------------------------------------------------------------------------


def sees(reading: Reading, number: str, documents: Iterable[str] = ()) -> bool:
    """Whether a line that tells of a case file (by number) and documents may be shown."""
    if reading.viewer.person is None:
        return True
    try:
        case = get_case(reading.connection, number) if number else None
    except NoSuchCase:
        return False
    named = list(documents_by_id(reading.connection, list(documents)).values())
    keys = {one.case for one in named} | ({case.key} if case else set())
    return (
        bool(keys)
        and all(reading.may(Action.SEE, key) for key in keys)
        and (case is None or reading.shown(case) is case)
        and not any(map(reading.hides, named))
    )


def cases_seen(reading: Reading) -> list[CaseFile]:
    """All case files whose open data the person may see."""
    seen = sa.select(case_table.c.key).where(reading.cases(Action.SEE))
    keys = set(reading.connection.execute(seen).scalars())
    return [reading.shown(one) for one in cases(reading.connection) if one.key in keys]


def act_seen(reading: Reading, act: DrawnAct) -> bool:
    """Whether an act may be shown: of arrivals without a case file, to who registers or draws."""
    if act.case or act.documents:
        return sees(reading, act.case, act.documents)
    return reading.may(Action.REGISTER) or reading.may(Action.ACT)


def register_seen(reading: Reading, number: str) -> bool:
    """Whether all a register of handing over lists may be seen."""
    if reading.viewer.person is None:
        return True
    moved = sa.select(movement_table).where(movement_table.c.register == number)
    rows = reading.connection.execute(moved).all()
    return all(_row_seen(reading, row.case_key, row.document) for row in rows)


def _row_seen(reading: Reading, key: str, document: str) -> bool:
    case = case_by_key(reading.connection, key)
    named = documents_by_id(reading.connection, [document]).values()
    open_case = reading.may(Action.SEE, key) and reading.shown(case) is case
    return open_case and not any(map(reading.hides, named))


def links_shown(reading: Reading, links: list[Json]) -> list[Json]:
    """Links of a document, of others only what the person may know of them."""
    named = documents_by_id(reading.connection, [one["other"] for one in links if one["other"]])
    told: list[Json] = []
    for link in links:
        other = named.get(link["other"] or "")
        if other is None:
            told.append(link)
        elif reading.may(Action.SEE, other.case):
            told.append({**link, "title": HIDDEN} if reading.hides(other) else link)
    return told


def readable_only(workbench: Workbench, documents: list[str]) -> list[str]:
    """Those of the documents whose content the person may read."""
    with workbench.vault.read() as connection:
        reading = workbench.reading(connection)
        if reading.viewer.person is None:
            return documents
        readable = sa.select(document_table.c.id).where(reading.documents())
        ids = set(connection.execute(readable).scalars())
    return [one for one in documents if one in ids]
