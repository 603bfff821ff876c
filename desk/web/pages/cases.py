"""Справи: the list of case files somebody may see, and opening a new one.

Knows: the list's form and the form of a new case file. Does not know: conditions, rules.
Keeps: a case file kept from the reader is a row with its number, kind and dates; an odd number is
told of after the case file is opened, never refused.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from starlette.responses import Response

from desk.days import day_of
from desk.names import CASE_STATES
from desk.rights import numbers_seen
from desk.web.cases.caselist import PAGE, SORTS, CaseQuery, look_up
from desk.web.cases.casework import address, required, shielded
from desk.web.frame import Visit, page, post
from desk.web.frame.advice import for_pages
from inventory import CASE_KINDS, CaseFile, NewCase, OriginalForm, open_case
from inventory.access import Action
from inventory.service.cases import remarks_on
from inventory.service.series import outage_numbers
from vault import Verdict


def cases(visit: Visit) -> Response:
    """The list."""
    asked = CaseQuery(
        number=visit.query("number"),
        party=visit.query("party"),
        kind=visit.query("kind"),
        state=visit.query("state"),
        unit=visit.query("unit"),
        sort=visit.query("sort") or "new",
        page=max(visit.number("page", 1) or 1, 1),
    )
    with visit.reading() as reading:
        reading.demand(Action.SEE)
        found = look_up(reading, asked)
    wanted = {
        name: getattr(asked, name)
        for name in ("number", "party", "kind", "state", "unit", "sort")
        if getattr(asked, name)
    }
    return visit.page(
        "cases.html",
        asked=asked,
        found=found,
        filtered=bool(set(wanted) - {"sort"}),
        first=(asked.page - 1) * PAGE,
        turn=lambda to: f"/cases?{urlencode({**wanted, 'page': to})}",
        sorts=SORTS,
        kinds=CASE_KINDS,
        states=CASE_STATES,
        at=address,
    )


def form(visit: Visit) -> Response:
    """The form of a new case file."""
    with visit.reading() as reading:
        reading.demand(Action.REGISTER)
    return visit.page(
        "case_new.html",
        kinds=CASE_KINDS,
        instance=visit.workbench.settings.court.instance,
        number=visit.query("number"),
    )


def add(visit: Visit) -> Response:
    """Open a case file."""
    workbench = visit.workbench
    received = visit.text("received_on")
    new = NewCase(
        number=required(visit, "number", "номер справи"),
        kind=visit.text("kind"),
        own=workbench.new_id()[:6],
        title=visit.text("title"),
        claim=visit.text("claim"),
        received_on=day_of(received).isoformat() if received else None,
        proceedings=tuple(
            line.strip() for line in visit.text("proceedings").splitlines() if line.strip()
        ),
        index=visit.text("index"),
        original_form=OriginalForm.ELECTRONIC if visit.text("electronic") else OriginalForm.PAPER,
        instance=visit.text("instance") or workbench.settings.court.instance,
        judge=visit.text("judge"),
    )
    with workbench.vault.transaction(visit.actor) as tx:
        opened = open_case(tx, new)
        tx.commit()
    odd = "; ".join(for_pages(one.text) for one in _odd(visit, opened).objections)
    said = f"Справу № {opened.number} відкрито." + (f" Зверніть увагу: {odd}." if odd else "")
    return visit.go(address(opened), said)


def _odd(visit: Visit, case: CaseFile) -> Verdict:
    """What is unusual about a new case file; nothing is refused for it."""
    workbench = visit.workbench
    on = dt.date.fromisoformat(case.received_on) if case.received_on else visit.seat.today
    with visit.reading() as reading:
        numbers, given = numbers_seen(reading), outage_numbers(reading.connection)
    return remarks_on(case, workbench.indexes(), on, numbers, given)


ROUTES = [
    page("/cases", cases),
    page("/cases/new", form),
    post("/cases", shielded(add), action=Action.REGISTER),
]
