"""Порядок: how the documents of a case file stand, and moving those that have no numbers yet.

Knows: the order as a list, the forms that move. Does not know: what the law says of an order.
Keeps: what the law objects to is shown before a reason is asked for; numbered sheets have no grip
and no form; a mouse and a keyboard ask the same question.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from desk.discretion import hidden_titles, without
from desk.names import ORDERS
from desk.web.cases.caseview import shown_documents
from desk.web.cases.casework import (
    address,
    case_page,
    changing,
    newest_case_at,
    open_case_at,
    required,
    shielded,
    told_objections,
)
from desk.web.frame import Visit, page, post
from desk.web.frame.advice import for_pages
from inventory import CaseFile
from inventory.access import Action, Reading
from inventory.arrangement.misplaced import clauses_of
from inventory.arrangement.order import family
from inventory.errors import MoveRefused, NoSuchDocument
from inventory.queries import documents_by_id
from inventory.service.order import look_at_order, move_document, restore_order, try_move
from vault import Transaction
from vault.errors import UsageError

FIRST = "first"


def order(visit: Visit) -> Response:
    """The list, with what stands out of its place."""
    with visit.reading() as reading:
        case = open_case_at(visit, reading)
        view = look_at_order(reading.connection, case)
        shown, _ = shown_documents(reading, case)
        hidden = hidden_titles(reading)
        clauses = clauses_of(view.documents, view.order)
        leading, _ = family(sorted(view.documents, key=lambda one: one.sequence))
        leads = {one.id for one in leading}
        return case_page(
            visit,
            reading,
            case,
            "case_order.html",
            "order",
            view=view,
            order_name=ORDERS[view.order],
            rows=[
                (shown[one.id], clauses[one.id], one.id in view.fixed, one.id in leads)
                for one in view.documents
            ],
            moved={one.move.document: one for one in view.placements},
            misplaced={one.document: one for one in view.found},
            found=[(one.clause, without(for_pages(one.text), hidden)) for one in view.found],
            lacking=told_objections(view.lacking, hidden),
            first=FIRST,
        )


def _place(visit: Visit) -> tuple[str, str | None]:
    """The document that moves, and behind which one; None is the beginning of the tail."""
    document = required(visit, "document", "документ")
    after = required(visit, "after", "після якого документа поставити")
    return document, None if after == FIRST else after


def _require_inside(reading: Reading, case: CaseFile, *documents: str | None) -> None:
    """Documents of this case file, not of one the person may not even see.

    Raises:
        NoSuchDocument.
    """
    named = [one for one in documents if one]
    found = documents_by_id(reading.connection, named)
    for one in named:
        if one not in found or found[one].case != case.key:
            raise NoSuchDocument(name=one)


def ask(visit: Visit) -> Response:
    """What the law says about a move; then the reason is asked for. Nothing is recorded."""
    document, after = _place(visit)
    with visit.reading() as reading:
        case = newest_case_at(visit, reading, Action.FORM)
        _require_inside(reading, case, document, after)
        hidden = hidden_titles(reading)
        shown, _ = shown_documents(reading, case)
        refused: list[tuple[str, str]] = []
        found: list[tuple[str, str]] = []
        cured = 0
        try:
            tried = try_move(reading.connection, document, after)
            found = [(one.clause, without(for_pages(one.text), hidden)) for one in tried.found]
            cured = len(tried.cured)
        except MoveRefused as error:
            refused = told_objections(error.verdict, hidden)
        except UsageError as error:
            refused = [("", str(error.details.get("reason", "")))]
        values: dict[str, Any] = {
            "moving": shown[document],
            "behind": shown[after] if after else None,
            "after": after or FIRST,
            "refused": refused,
            "found": found,
            "cured": cured,
            "seen": visit.number("seen"),
            "at": lambda to="", **query: address(case, to, **query),
        }
        if visit.partial:
            return visit.page("case_verdict.html", **values)
        del values["seen"], values["at"]
        return case_page(visit, reading, case, "case_move.html", "order", **values)


def move(visit: Visit) -> Response:
    """Move a document, with the reason."""
    document, after = _place(visit)
    reason = required(visit, "reason", "причина")
    with changing(visit) as (tx, case):
        _require_inside(visit.reading_on(tx.connection), case, document, after)
        move_document(tx, document, after, reason, seen=visit.number("seen"))
    return visit.go(address(case, "order") + f"#d{document}", "Документ переставлено.")


def restore(visit: Visit) -> Response:
    """Undo moves: one document's, or all."""
    with changing(visit) as (tx, case):
        chosen = [one for one in visit.texts("document") if one] or _all_moved(tx, case)
        restore_order(tx, case, chosen, seen=visit.number("seen"))
    return visit.go(address(case, "order"), "Повернуто законний порядок.")


def _all_moved(tx: Transaction, case: CaseFile) -> list[str]:
    view = look_at_order(tx.connection, case)
    return [one.move.document for one in view.placements if one.move.document not in view.fixed]


ROUTES = [
    page("/case/{key:case}/order", shielded(order)),
    post("/case/{key:case}/order/ask", shielded(ask)),
    post("/case/{key:case}/order/move", shielded(move)),
    post("/case/{key:case}/order/restore", shielded(restore)),
]
