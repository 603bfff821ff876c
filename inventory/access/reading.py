"""What a person may read: asked by pages, by search and by exports before anything is shown.

Knows: rights and marks, as conditions on the catalogue. Does not know: who shows what to whom.
Keeps: what a person may not read takes no part in lists, counts or answers; content of
restricted documents is for nobody (it is not here).
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from inventory.access.errors import AccessDenied
from inventory.access.matrix import Scope, scope_of
from inventory.access.model import STUBS, Action, Restriction, Right, Role, Target, User, Viewer
from inventory.access.queries import target_of
from inventory.access.rules import CONTENT, may_act
from inventory.access.tables import mark_table, unit_table
from inventory.events import case_subject, document_subject
from inventory.model import CaseFile, CaseState, Document
from inventory.queries import case_by_key
from inventory.tables import case_table, document_table
from vault import carries_out

Condition = sa.ColumnElement[bool]
HIDDEN = "доступ обмежено"
_KEPT = 256  # conditions, which follow from a person's rights alone; one takes 0.5 ms to make


@dataclass(frozen=True, slots=True)
class Reading:
    """What one viewer may see, within one connection; marks do not change meanwhile."""

    connection: Connection
    viewer: Viewer
    _targets: dict[tuple[str, str], Target] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def target(self, key: str, document: str = "") -> Target:
        """A case file, or a document in it, as far as rights care; a page asks for it often."""
        asked = key, document
        if asked not in self._targets:
            documents = (document,) if document else ()
            self._targets[asked] = target_of(self.connection, key, documents)
        return self._targets[asked]

    def may(self, action: Action, key: str = "", document: str = "") -> bool:
        """Whether the viewer may do this with a case file, or a document of it."""
        return self._verdict(action, key, document) is None

    def demand(self, action: Action, key: str = "", document: str = "") -> None:
        """Pass only when the viewer may.

        Raises:
            AccessDenied.
        """
        refused = self._verdict(action, key, document)
        if refused is not None:
            raise refused

    def _verdict(self, action: Action, key: str, document: str) -> AccessDenied | None:
        person = self.viewer.person
        if person is None:
            return None
        verdict = may_act(person, action, self.target(key, document) if key else Target())
        return None if verdict.agrees else AccessDenied(verdict=verdict)

    # -- lists -----------------------------------------------------------------------------

    @carries_out("814:I.10-доступ", "Лубни:2.2")
    def cases(self, action: Action) -> Condition:
        """Case files the viewer may `action` (`SEE`: open data, `READ`: content)."""
        return _cases(self.viewer.person, action)

    def documents(self) -> Condition:
        """Documents whose content the viewer may read; join nothing, it asks for itself."""
        return _documents(self.viewer.person)

    # -- what is shown of what may be seen --------------------------------------------------

    @carries_out("Лубни:3.1-НСРД", "814:XX1.4")
    def shown(self, case: CaseFile) -> CaseFile:
        """The case file as the viewer may see it: of a stub, only number, kind and dates."""
        person = self.viewer.person
        if person is None:
            return case
        marks = self.target(case.key).marks & STUBS
        if all(person.has("mark", mark) for mark in marks):
            return case
        return dataclasses.replace(case, title=HIDDEN, claim="", judge="")

    def shown_document(self, document: Document) -> Document:
        """The document's row as the viewer may see it; a marked one says only that it is there."""
        key = document.case
        if self.viewer.person is None or self.may(Action.READ, key, document.id):
            return document
        if not self.target(key, document.id).marks & STUBS:
            return document
        return dataclasses.replace(document, title=HIDDEN, sender="", note="", name="")

    def hides(self, document: Document) -> bool:
        """Whether even the title of a document is kept from the viewer."""
        return self.shown_document(document) is not document

    def shown_documents(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Many rows as the viewer may see them; what no mark is on costs nothing."""
        stubs: set[str] = set()
        if self.viewer.person is not None:
            marked = sa.select(mark_table.c.subject).where(mark_table.c.mark.in_(STUBS))
            stubs = set(self.connection.execute(marked).scalars())
        for document in documents:
            named = {document_subject(document.id), case_subject(document.case)}
            yield self.shown_document(document) if named & stubs else document

    def hidden(self, documents: Sequence[Document]) -> set[str]:
        """Those of the documents whose very titles are kept from the viewer."""
        pairs = zip(documents, self.shown_documents(documents), strict=True)
        return {one.id for one, shown in pairs if shown is not one}

    def case_of(self, key: str) -> CaseFile:
        """A case file by its key, as the viewer may see it.

        Raises:
            AccessDenied.
        """
        self.demand(Action.SEE, key)
        return self.shown(case_by_key(self.connection, key))


@functools.lru_cache(_KEPT)
def _cases(person: User | None, action: Action) -> Condition:
    if person is None:
        return sa.true()
    if not person.active:
        return sa.false()
    reach = sa.or_(sa.false(), *(_reach(person, right, action) for right in person.rights))
    if action is Action.SEE:
        return reach
    shut = _shut(person, case_table.c.key, "case", content=action in CONTENT)
    return sa.and_(reach, sa.not_(shut))


@functools.lru_cache(_KEPT)
def _documents(person: User | None) -> Condition:
    kept = sa.and_(document_table.c.restricted == 0)
    if person is None:
        return kept
    case = sa.select(case_table.c.key).where(  # looked up: a list of all would be made first
        case_table.c.key == document_table.c.case_key, _cases(person, Action.READ)
    )
    return sa.and_(
        kept,
        case.correlate(document_table).exists(),
        sa.not_(_shut(person, document_table.c.id, "document", content=True)),
    )


def _reach(person: User, right: Right, action: Action) -> Condition:
    if right.kind != "role":
        return sa.false()
    scope = scope_of(Role(right.value), action)
    if scope is Scope.NONE:
        return sa.false()
    granted = [r.value for r in person.rights if r.kind == "case"]
    named = case_table.c.key.in_(granted) if granted else sa.false()
    if scope is Scope.GRANTED:
        return named
    here: Condition = sa.true()
    if right.unit:
        units = sa.select(unit_table.c.case_key).where(unit_table.c.unit == right.unit)
        here = case_table.c.key.in_(units)
    if scope is Scope.CLOSED:
        here = sa.and_(here, case_table.c.state != CaseState.OPEN.value)
    return sa.or_(named, here)


def _shut(person: User, column: sa.ColumnElement[str], kind: str, *, content: bool) -> Condition:
    """Whether a mark keeps the row from the person; some keep only `content`."""
    theirs = {r.value for r in person.rights if r.kind == "mark"}
    granted = [r.value for r in person.rights if r.kind == "case"]
    marked = sa.select(sa.func.substr(mark_table.c.subject, len(kind) + 2)).where(
        mark_table.c.subject.startswith(f"{kind}:", autoescape=True)
    )
    hard = [mark.value for mark in Restriction if mark in STUBS and mark.value not in theirs]
    soft = [mark.value for mark in Restriction if mark not in STUBS and mark.value not in theirs]
    case_key = column if kind == "case" else document_table.c.case_key
    shut_hard = column.in_(marked.where(mark_table.c.mark.in_(hard)))
    if not content:
        return shut_hard
    shut_soft = column.in_(marked.where(mark_table.c.mark.in_(soft)))
    named = case_key.in_(granted) if granted else sa.false()
    return sa.or_(shut_hard, sa.and_(shut_soft, sa.not_(named)))
