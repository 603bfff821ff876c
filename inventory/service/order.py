"""Moving documents in the tail that has no numbers yet, and looking at the order.

Knows: who moved what and why is recorded with what the law said against it.
Does not know: how an order is made (order.py) or judged (misplaced.py, rules/order.py).
Keeps: numbered sheets, signed rows and full volumes never move; annexes go with their document.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory import events
from inventory.arrangement.misplaced import Misplaced, misplaced
from inventory.arrangement.order import LegalOrder, Move, arrange, family, order_of
from inventory.errors import MoveRefused, NothingMoved
from inventory.model import CaseFile, Document
from inventory.queries import (
    Placement,
    acts_of,
    case_by_key,
    documents_of,
    frozen_volumes,
    get_document,
    placements,
    plan_of,
)
from inventory.queries.registration import unlisted, untranslated
from inventory.rules.acts import are_joined
from inventory.rules.correspondence import has_what_goes_with_it
from inventory.rules.order import is_explained, may_be_moved
from inventory.rules.parts import has_its_parts
from inventory.service.meanwhile import as_seen
from vault import Transaction, Verdict, carries_out, single_spaced
from vault.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """How the documents of a container stand.

    Attributes:
        documents: in the order of the plan.
        fixed: those whose sheets are numbered.
        found: what stands out of its place in the rest.
        verdict: whether each of that has a recorded reason.
        lacking: what the law wants in such a container and is not there: for a person to see to.
    """

    case: CaseFile
    order: LegalOrder
    documents: tuple[Document, ...]
    fixed: frozenset[str]
    placements: tuple[Placement, ...]
    found: tuple[Misplaced, ...]
    verdict: Verdict
    lacking: Verdict


@carries_out("814:VII.1")
def look_at_order(connection: Connection, case: CaseFile) -> OrderView:
    """The order of a container, what the law says against it and what was said for it."""
    documents = {document.id: document for document in documents_of(connection, case.key)}
    stand = dict.fromkeys(
        member.document
        for volume in plan_of(connection, case)
        for row in volume.rows
        for member in row.members
    )
    fixed = frozenset(
        piece.document for v in frozen_volumes(connection, case.key) for piece in v.pieces
    )
    placed = placements(connection, case.key)
    order = order_of(case)
    found = misplaced(
        _tail([documents[one] for one in stand], fixed),
        order,
        {one.move.document for one in placed},
    )
    explained: dict[str, list[str]] = {}
    for one in placed:
        for objection in one.objections:
            explained.setdefault(objection.document, []).append(objection.clause)
    return OrderView(
        case=case,
        order=order,
        documents=tuple(documents[one] for one in stand),
        fixed=fixed,
        placements=tuple(placed),
        found=found,
        verdict=is_explained(found, explained),
        lacking=Verdict.all(
            (
                has_its_parts(case, order, list(documents.values())),
                are_joined(_acts_apart(connection, case, documents.values())),
                has_what_goes_with_it(
                    untranslated=untranslated(connection, case.key),
                    unlisted=unlisted(connection, case.key),
                ),
            )
        ),
    )


def _acts_apart(
    connection: Connection, case: CaseFile, documents: Iterable[Document]
) -> dict[str, list[str]]:
    """Numbers of acts on the case file that are no document of it, by kind."""
    indexes = {one.index for one in documents}
    apart: dict[str, list[str]] = {}
    for act in acts_of(connection, case.key):
        if act.filed_as is None and act.number not in indexes:
            apart.setdefault(act.kind, []).append(act.number)
    return apart


def _tail(stand: Sequence[Document], fixed: Collection[str]) -> list[Document]:
    """What an order can still be asked of: all behind the numbered rows that began there.

    What came with a numbered document stands behind it because of that, and nobody can move it.
    """
    leads = {one.id for one in family(stand)[0]}
    settled = set(fixed)
    for one in sorted(stand, key=lambda one: one.sequence):  # a parent came sooner
        if one.id not in leads and one.parent in settled:
            settled.add(one.id)
    return [one for one in stand if one.id not in settled]


def order_is_explained(connection: Connection, case: CaseFile) -> Verdict:
    """Whether the tail may be numbered or closed as it stands: asked before either."""
    return look_at_order(connection, case).verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedMove:
    """What would come of a move that nobody has made yet.

    Attributes:
        found: what would stand out of its place in the tail.
        cured: what stands out of its place now and would no more.
    """

    document: Document
    after: Document | None
    found: tuple[Misplaced, ...]
    cured: tuple[Misplaced, ...]


@carries_out("814:VII.1")
def try_move(connection: Connection, document: str, after: str | None) -> TriedMove:
    """What the law would say if a document stood behind another one; nothing is recorded.

    Raises:
        NoSuchDocument: not there. MoveRefused: it is numbered, or stands with another document.
        UsageError: no such place.
    """
    found, anchor = _named(connection, document, after)
    case = case_by_key(connection, found.case)
    view = look_at_order(connection, case)
    _require_movable(view, found, anchor)
    moves = [one.move for one in view.placements]
    moves.append(Move(found.id, anchor.id if anchor is not None else None))
    documents = {one.id: one for one in view.documents}
    items = arrange(list(documents.values()), view.order, moves, view.fixed)
    tail = _tail([documents[item.document] for item in items], view.fixed)
    would = misplaced(tail, view.order, {one.document for one in moves})
    return TriedMove(
        document=found,
        after=anchor,
        found=would,
        cured=tuple(one for one in view.found if one not in would),
    )


def _named(
    connection: Connection, document: str, after: str | None
) -> tuple[Document, Document | None]:
    """The document that moves, and the one behind which it is to stand."""
    found = get_document(connection, document)
    anchor = get_document(connection, after) if after is not None else None
    if anchor is not None and anchor.case != found.case:
        raise UsageError(reason=f"документ «{anchor.id}» не з цієї справи")
    return found, anchor


@carries_out("814:VII.1")
def move_document(
    tx: Transaction, document: str, after: str | None, reason: str, *, seen: int | None = None
) -> OrderView:
    """Put a document, with all that came with it, behind another one, or first in the tail.

    What the law says against the order is recorded with the reason; it does not forbid it.

    Raises:
        NoSuchDocument: not there. MoveRefused: it is numbered, or stands with another document.
        UsageError: no reason, or no such place. ChangedMeanwhile: not as it was seen.
    """
    found, anchor = _named(tx.connection, document, after)
    case = as_seen(tx, case_by_key(tx.connection, found.case), seen)
    reason = single_spaced(reason)
    if not reason:
        raise UsageError(reason="не сказано, чому документ переставляють")
    before = look_at_order(tx.connection, case)
    _require_movable(before, found, anchor)
    _record(tx, case, found, anchor, reason, ())
    told = look_at_order(tx.connection, case).found
    if told:  # what the law says is known once the document stands there
        _record(tx, case, found, anchor, reason, told)
    return look_at_order(tx.connection, case)


def _require_movable(view: OrderView, document: Document, anchor: Document | None) -> None:
    leading, _ = family(sorted(view.documents, key=lambda one: one.sequence))
    leads = {one.id for one in leading}
    may_be_moved(
        view.case,
        document,
        fixed=document.id in view.fixed,
        anchor_fixed=anchor is not None and anchor.id in view.fixed,
        annex=document.id not in leads,
    ).demand(MoveRefused)
    parents = {one.id: one.parent for one in view.documents}
    above = anchor.id if anchor is not None else None
    while above is not None:
        if above == document.id:
            raise UsageError(reason="документ не може стояти після себе чи свого додатка")
        above = parents.get(above) if above not in leads else None


def _record(
    tx: Transaction,
    case: CaseFile,
    document: Document,
    anchor: Document | None,
    reason: str,
    told: Sequence[Misplaced],
) -> None:
    tx.record(
        events.ORDER_CHANGED,
        subjects=(events.document_subject(document.id), events.case_subject(case.key)),
        payload={
            "case": case.key,
            "document": document.id,
            "after": anchor.id if anchor is not None else None,
            "reason": reason,
            "objections": [dataclasses.asdict(one) for one in told],
        },
        cites=tuple(dict.fromkeys(one.clause for one in told)),
    )


@carries_out("814:VII.1")
def restore_order(
    tx: Transaction, case: CaseFile, documents: Sequence[str], *, seen: int | None = None
) -> OrderView:
    """Undo what was moved: these documents stand as the law wants again.

    Raises:
        NothingMoved: nobody moved one of them. ChangedMeanwhile: not as it was seen.
    """
    view = look_at_order(tx.connection, as_seen(tx, case, seen))
    moved = {one.move.document for one in view.placements} - view.fixed
    chosen = sorted(set(documents))
    if not chosen or not moved.issuperset(chosen):
        raise NothingMoved(name=case.name)
    tx.record(
        events.ORDER_RESTORED,
        subjects=(events.case_subject(case.key), *map(events.document_subject, chosen)),
        payload={"case": case.key, "documents": chosen},
    )
    return look_at_order(tx.connection, case)
