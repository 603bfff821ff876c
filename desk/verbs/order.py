"""`sprava case order` and `case move`: where documents stand, and why.

Knows: how an order is shown and a place named. Does not know: what the law says of it.
Keeps: what the law says against an order is told before the verb ends.
"""

from __future__ import annotations

import dataclasses

import click

from desk.common import Desk, common, require_words, seen_option
from desk.exits import ends
from desk.names import ORDERS
from desk.verbs.cases import case
from inventory.arrangement.misplaced import clauses_of
from inventory.arrangement.order import place_of
from inventory.queries import case_by_key, get_case, get_document
from inventory.service.order import OrderView, look_at_order, move_document, restore_order
from vault import Json, Verdict
from vault.errors import UsageError


@ends()
@case.command("order")
@click.argument("number")
@common
def case_order(desk: Desk, number: str) -> None:
    """Показати порядок документів: місце, пункт, що переставлено і що каже закон."""
    workbench = desk.workbench()
    with workbench.vault.read() as connection:
        view = look_at_order(connection, get_case(connection, number))
        shown = tuple(workbench.reading(connection).shown_documents(view.documents))
    _show(desk, dataclasses.replace(view, documents=shown))


@ends(3, 5)
@case.command("move")
@click.argument("document")
@click.option("--after", default=None, metavar="DOCUMENT", help="Після якого документа поставити.")
@click.option("--first", is_flag=True, help="Поставити першим серед непронумерованих.")
@click.option("--lawful", is_flag=True, help="Повернути на законне місце.")
@click.option("--reason", default=None, help="Чому документ переставляють.")
@seen_option
@common
def case_move(
    desk: Desk,
    document: str,
    *,
    after: str | None,
    first: bool,
    lawful: bool,
    reason: str | None,
    seen: int | None,
) -> None:
    """Переставити документ з додатками серед непронумерованих або повернути на місце."""
    if (after is not None) + first + lawful != 1:
        raise UsageError(reason="потрібне щось одне: --after, --first або --lawful")
    if not lawful:
        if reason is None:
            raise UsageError(reason="потрібна причина: --reason")
        require_words(reason=reason)
    workbench = desk.workbench()
    with workbench.vault.transaction(workbench.actor) as tx:
        if lawful:
            found = get_document(tx.connection, document)
            file = case_by_key(tx.connection, found.case)
            view = restore_order(tx, file, [found.id], seen=seen)
        else:
            view = move_document(tx, document, after, reason or "", seen=seen)
        tx.commit()
    _show(desk, view)


def _show(desk: Desk, view: OrderView) -> None:
    desk.out.data(order_json(view))
    desk.out.say(
        "Справа № {number}: {order}",
        number=view.case.number,
        order=desk.out.words(ORDERS[view.order]),
    )
    moved = {one.move.document: one for one in view.placements}
    clauses = clauses_of(view.documents, view.order)
    for position, document in enumerate(view.documents, start=1):
        desk.out.say(
            "{position:>4}. {clause:<22} [{id}]  {title}{fixed}",
            position=position,
            clause=clauses[document.id],
            id=document.id,
            title=document.title,
            fixed=desk.out.words("; пронумеровано") if document.id in view.fixed else "",
        )
        if document.id in moved:
            placed = moved[document.id]
            desk.out.say("      переставлено: {reason} ({by})", reason=placed.reason, by=placed.by)
    for one in view.found:
        desk.out.say("Не за порядком: {text} ({clause}).", text=one.text, clause=one.clause)
    tell_lacking(desk, view.lacking)


def tell_lacking(desk: Desk, lacking: Verdict) -> None:
    """What a person should see to; nothing is stopped by it."""
    for one in lacking.objections:
        desk.out.say("Увага: {text} ({clause}).", text=one.text, clause=one.clause)


def order_json(view: OrderView) -> dict[str, Json]:
    """`case order --json`."""
    moved = {one.move.document: one for one in view.placements}
    clauses = clauses_of(view.documents, view.order)
    return {
        "number": view.case.number,
        "container": view.case.container,
        "order": view.order.value,
        "documents": [
            {
                "id": document.id,
                "title": document.title,
                "kind": document.kind,
                "place": place_of(document, view.order) or None,
                "clause": clauses[document.id],
                "fixed": document.id in view.fixed,
                "moved": {
                    "after": moved[document.id].move.after,
                    "reason": moved[document.id].reason,
                    "by": moved[document.id].by,
                    "at": moved[document.id].at.isoformat(),
                }
                if document.id in moved
                else None,
            }
            for document in view.documents
        ],
        "objections": [dataclasses.asdict(one) for one in view.found],
        "unexplained": [dataclasses.asdict(one) for one in view.verdict.objections],
        "findings": [dataclasses.asdict(one) for one in view.lacking.objections],
    }
